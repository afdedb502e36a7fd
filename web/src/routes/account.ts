import type { RouteRecordRaw } from 'vue-router'
import { SECOND_FACTOR_PATH } from './guard.ts'
import type {} from './meta.ts'

const sentences = ['account'] as const

export const accountRoutes: readonly RouteRecordRaw[] = [
  {
    path: '/connexion',
    name: 'sign-in',
    component: () => import('../pages/account/SignInPage.vue'),
    meta: { title: 'account.signInTitle', access: 'public', layout: 'public', sentences },
  },
  {
    path: '/connexion/lien',
    name: 'sign-in-link',
    component: () => import('../pages/account/LinkPage.vue'),
    meta: { title: 'account.linkTitle', access: 'public', layout: 'public', sentences },
  },
  {
    path: '/connexion/invitation',
    name: 'invitation',
    component: () => import('../pages/account/InvitationPage.vue'),
    meta: { title: 'account.invitation.title', access: 'public', layout: 'public', sentences },
  },
  {
    path: '/compte',
    name: 'account',
    component: () => import('../pages/account/AccountPage.vue'),
    meta: { title: 'account.title', access: 'signed-in', layout: 'work', sentences },
  },
  {
    path: '/compte/cle-d-acces',
    name: 'passkey',
    component: () => import('../pages/account/PasskeyPage.vue'),
    meta: { title: 'account.passkey.add', access: 'signed-in', layout: 'work', sentences: ['account', 'codes'] },
  },
  {
    path: SECOND_FACTOR_PATH,
    name: 'second-factor',
    component: () => import('../pages/account/SecondFactorPage.vue'),
    meta: { title: 'account.enrol.title', access: 'signed-in', layout: 'work', sentences: ['account', 'codes'] },
  },
]
