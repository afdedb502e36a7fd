import { createPinia } from 'pinia'
import { createApp, nextTick, type Component } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { AREAS } from '../../src/i18n/fr/areas.ts'
import { createSentences } from '../../src/i18n/index.ts'

export type Mounted = {
  readonly root: HTMLElement
  /** The first element that fits; fails when there is none. */
  readonly get: (selector: string) => HTMLElement
  readonly all: (selector: string) => HTMLElement[]
  readonly unmount: () => void
}

/** Draws a component in the page, in French, with what components expect around them. */
export async function mount(component: Component, props: Record<string, unknown> = {}): Promise<Mounted> {
  const root = document.createElement('div')
  document.body.append(root)
  const { i18n, load, setLocale } = createSentences()
  await Promise.all([setLocale('fr'), load(AREAS)])
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:path(.*)*', component: {} }] })
  const app = createApp(component, props)
  app.use(createPinia()).use(i18n).use(router).mount(root)
  await nextTick()
  return {
    root,
    get(selector) {
      const found = root.querySelector<HTMLElement>(selector)
      if (found === null) throw new Error(`no ${selector} in ${root.innerHTML}`)
      return found
    },
    all: (selector) => [...root.querySelectorAll<HTMLElement>(selector)],
    unmount() {
      app.unmount()
      root.remove()
    },
  }
}

/** Types a text into a field and leaves it, as a person does. */
export async function type(field: HTMLInputElement | HTMLTextAreaElement, text: string): Promise<void> {
  field.focus()
  field.value = text
  field.dispatchEvent(new Event('input', { bubbles: true }))
  field.dispatchEvent(new Event('change', { bubbles: true }))
  await nextTick()
}
