import type { RouteLocationNormalized, Router } from 'vue-router'
import type { Area } from '../i18n/fr/areas.ts'
import type {} from './meta.ts'

/** The areas whose sentences a page needs. Where there is something to do, there is something to refuse. */
export function areasOf({ matched }: Pick<RouteLocationNormalized, 'matched'>): Area[] {
  const areas = new Set(matched.flatMap(({ meta }) => meta.sentences ?? []))
  return areas.size === 0 ? [] : ['problems', ...areas]
}

/** Loads what a page says beside its code, and enters it once both are there. */
export function loadSentences(router: Router, load: (areas: readonly Area[]) => Promise<void>): void {
  router.beforeEach((to) => {
    // A failure is met where it is waited for.
    load(areasOf(to)).catch(() => undefined)
  })
  router.beforeResolve((to) => load(areasOf(to)))
}
