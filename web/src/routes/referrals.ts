import type { RouteRecordRaw } from 'vue-router'
import type {} from './meta.ts'

const EVERYBODY = ['agent', 'manager', 'partner'] as const

export const referralRoutes: readonly RouteRecordRaw[] = [
  {
    path: '/orientations',
    name: 'referrals',
    component: () => import('../pages/referrals/ReferralsPage.vue'),
    meta: { title: 'referrals.title', access: EVERYBODY, layout: 'work', width: 'wide' },
  },
  {
    path: '/orientations/:referralId',
    name: 'referral-sheet',
    component: () => import('../pages/referrals/ReferralPage.vue'),
    props: true,
    meta: { title: 'referrals.sheetTitle', access: EVERYBODY, layout: 'work', width: 'full', section: 'referrals' },
  },
]
