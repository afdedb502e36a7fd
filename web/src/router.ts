import { createRouter, createWebHistory, type Router, type RouteRecordRaw } from 'vue-router'
import { guardAccess } from './routes/guard.ts'
import { accountRoutes } from './routes/account.ts'
import { applicantRoutes } from './routes/applicant.ts'
import { editorRoutes } from './routes/editor.ts'
import { deskRoutes } from './routes/desk.ts'
import { setUpRoutes } from './routes/set-up.ts'
import { evaluationRoutes } from './routes/evaluation.ts'
import { awardRoutes } from './routes/awards.ts'
import { referralRoutes } from './routes/referrals.ts'
import { partnerRoutes } from './routes/partners.ts'
import { adminRoutes } from './routes/admin.ts'
import { openDataRoutes } from './routes/open-data.ts'
import { baseRoutes, notFoundRoute } from './routes/base.ts'
import { devRoutes } from './routes/dev.ts'
import { publicRoutes } from './routes/public.ts'

/** Every page of the product. An area adds its own array: `web/src/routes/<area>.ts`. */
export const routes: readonly RouteRecordRaw[] = [
  ...publicRoutes,
  ...accountRoutes,
  ...applicantRoutes,
  ...editorRoutes,
  ...deskRoutes,
  ...setUpRoutes,
  ...evaluationRoutes,
  ...awardRoutes,
  ...referralRoutes,
  ...partnerRoutes,
  ...adminRoutes,
  ...openDataRoutes,
  ...baseRoutes,
  ...devRoutes,
  notFoundRoute,
]

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
