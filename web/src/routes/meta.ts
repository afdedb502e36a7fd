import type { Area } from '../i18n/fr/areas.ts'
import type { Role } from '../stores/session.ts'

/** Who may open a page: everybody, whoever is signed in, or the holders of one of these roles. */
export type Access = 'public' | 'signed-in' | readonly Role[]

declare module 'vue-router' {
  interface RouteMeta {
    /** Key of the page's title in i18n; a page that knows better calls `usePageTitle`. */
    title: string
    access: Access
    /** What the page says beyond `i18n/fr/first.ts`: loaded before it is entered. */
    sentences?: readonly Area[]
    /** `public`: the site's navigation. `work`: the navigation of the person's roles. */
    layout: 'public' | 'work'
    /** `page` (default): a centred column. `wide`: the whole width. `full`: the whole window, panes scroll by themselves. */
    width?: 'page' | 'wide' | 'full'
    /** Name of the navigation entry that this page belongs to, when it is not itself one. */
    section?: string
  }
}
