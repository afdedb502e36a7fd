import { nextTick } from 'vue'
import type { Router } from 'vue-router'

/**
 * After a change of page, moves the keyboard and the screen reader to its main heading, else to its content; then `announce` says the title.
 * A change of query or hash alone moves nothing.
 */
export function followArrivals(router: Router, announce: () => void): void {
  router.afterEach((to, from, failure) => {
    if (failure !== undefined || from.matched.length === 0 || to.path === from.path || to.hash !== '') return
    void nextTick(() => {
      const heading = document.querySelector<HTMLElement>('main h1')
      if (heading === null) {
        document.querySelector<HTMLElement>('main')?.focus({ preventScroll: true })
        announce()
        return
      }
      heading.tabIndex = -1
      heading.focus({ preventScroll: true })
    })
  })
}
