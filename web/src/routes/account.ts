import type { RouteRecordRaw } from 'vue-router'
import type {} from './meta.ts'

export const accountRoutes: readonly RouteRecordRaw[] = [
  {
    path: '/connexion',
    name: 'sign-in',
    component: () => import('../pages/account/SignInPage.vue'),
    meta: { title: 'account.signInTitle', access: 'public', layout: 'public' },
  },
  {
    path: '/connexion/lien',
    name: 'sign-in-link',
    component: () => import('../pages/account/LinkPage.vue'),
    meta: { title: 'account.linkTitle', access: 'public', layout: 'public' },
  },
]
