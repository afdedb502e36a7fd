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
    path: '/orientations/nouvelle',
    name: 'referral-new',
    component: () => import('../pages/referrals/NewReferralPage.vue'),
    meta: { title: 'referralForm.title', access: EVERYBODY, layout: 'work', section: 'referrals' },
  },
  {
    path: '/orientations/statistiques',
    name: 'referral-statistics',
    component: () => import('../pages/referrals/StatisticsPage.vue'),
    meta: { title: 'referralStatistics.title', access: ['agent', 'manager'], layout: 'work', section: 'referrals' },
  },
  {
    path: '/orientations/:referralId',
    name: 'referral-sheet',
    component: () => import('../pages/referrals/ReferralPage.vue'),
    props: true,
    meta: { title: 'referrals.sheetTitle', access: EVERYBODY, layout: 'work', width: 'full', section: 'referrals' },
  },
  {
    path: '/orientations/:referralId/brouillon',
    name: 'referral-draft',
    component: () => import('../pages/referrals/DraftPage.vue'),
    props: true,
    meta: { title: 'referralForm.draftTitle', access: EVERYBODY, layout: 'work', section: 'referrals' },
  },
  {
    path: '/personnes/:partyId',
    name: 'person',
    component: () => import('../pages/referrals/PersonPage.vue'),
    props: true,
    meta: { title: 'person.title', access: EVERYBODY, layout: 'work', section: 'referrals' },
  },
  {
    path: '/candidater/invitation',
    name: 'invitation-to-apply',
    component: () => import('../pages/referrals/InvitationToApplyPage.vue'),
    meta: { title: 'referrals.invitation.title', access: 'signed-in', layout: 'work' },
  },
]
