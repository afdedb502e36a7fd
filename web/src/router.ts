import { createRouter, createWebHistory, type Router, type RouteRecordRaw } from 'vue-router'
import { guardAccess } from './routes/guard.ts'
import { notFoundRoute } from './routes/base.ts'
import { devRoutes } from './routes/dev.ts'
import { productRoutes } from './routes/product.ts'

/** The pages of the product, those that only developers see, and what any other address gets. */
export const routes: readonly RouteRecordRaw[] = [...productRoutes, ...devRoutes, notFoundRoute]

export function createAppRouter(): Router {
  const router = createRouter({
    history: createWebHistory(import.meta.env.BASE_URL),
    routes: [...routes],
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- its replacement is still experimental
    scrollBehavior(to, from, saved) {
      if (saved !== null) return saved
      if (to.hash !== '') return { el: to.hash, top: 16 }
      return to.path === from.path ? false : { top: 0 }
    },
  })
  router.beforeEach(guardAccess)
  return router
}
