import type { RouteRecordRaw } from 'vue-router'
import type {} from './meta.ts'

export const publicRoutes: readonly RouteRecordRaw[] = [
  {
    path: '/',
    name: 'calls',
    component: () => import('../pages/public/HomePage.vue'),
    meta: { title: 'public.homeTitle', access: 'public', layout: 'public' },
  },
  {
    path: '/appels/:callId',
    name: 'call',
    component: () => import('../pages/public/CallPage.vue'),
    props: true,
    meta: {
      title: 'public.callTitle',
      access: 'public',
      layout: 'public',
      section: 'calls',
      sentences: ['awardMethods'],
    },
  },
  {
    path: '/resultats',
    name: 'results',
    component: () => import('../pages/public/ResultsListPage.vue'),
    meta: { title: 'public.resultsTitle', access: 'public', layout: 'public' },
  },
  {
    path: '/appels/:callId/resultats',
    name: 'call-results',
    component: () => import('../pages/public/ResultsPage.vue'),
    props: true,
    meta: { title: 'public.resultsTitle', access: 'public', layout: 'public', section: 'results' },
  },
]
