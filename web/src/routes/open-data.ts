import type { NavigationGuardWithThis, RouteRecordRaw } from 'vue-router'
import { useSession } from '../stores/session.ts'
import type {} from './meta.ts'

/** Elsewhere than in the demonstration its pages do not exist. */
const inDemoOnly: NavigationGuardWithThis<undefined> = async (to) => {
  const session = useSession()
  await session.ready()
  return session.isDemo || { name: 'not-found', params: { path: to.path.slice(1).split('/') } }
}

export const openDataRoutes: readonly RouteRecordRaw[] = [
  {
    path: '/donnees-ouvertes',
    name: 'open-data',
    component: () => import('../pages/open-data/OpenDataPage.vue'),
    meta: { title: 'openData.title', access: 'public', layout: 'public', sentences: ['openData'] },
  },
  {
    path: '/demonstration/courriels',
    name: 'demo-mailbox',
    component: () => import('../pages/open-data/DemoMailboxPage.vue'),
    beforeEnter: inDemoOnly,
    meta: { title: 'openData.mailbox.title', access: 'public', layout: 'public', sentences: ['openData'] },
  },
]
