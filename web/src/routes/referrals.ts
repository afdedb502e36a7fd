import type { RouteRecordRaw } from 'vue-router'
import type {} from './meta.ts'

const sentences = ['referrals', 'codes', 'desk'] as const
const EVERYBODY = ['agent', 'manager', 'partner'] as const
const work = { access: EVERYBODY, layout: 'work', section: 'referrals' } as const

export const referralRoutes: readonly RouteRecordRaw[] = [
  {
    path: '/orientations',
    name: 'referrals',
    component: () => import('../pages/referrals/ReferralsPage.vue'),
    meta: { title: 'referrals.title', access: EVERYBODY, layout: 'work', width: 'wide', sentences },
  },
  {
    path: '/orientations/nouvelle',
    name: 'referral-new',
    component: () => import('../pages/referrals/NewReferralPage.vue'),
    meta: { title: 'referralForm.title', ...work, sentences: [...sentences, 'referralForm'] },
  },
  {
    path: '/orientations/statistiques',
    name: 'referral-statistics',
    component: () => import('../pages/referrals/StatisticsPage.vue'),
    meta: {
      title: 'referralStatistics.title',
      ...work,
      width: 'wide',
      access: ['agent', 'manager'],
      sentences: [...sentences, 'referralStatistics', 'reasons'],
    },
  },
  {
    path: '/orientations/:referralId',
    name: 'referral-sheet',
    component: () => import('../pages/referrals/ReferralPage.vue'),
    props: true,
    meta: { title: 'referrals.sheetTitle', ...work, width: 'full', sentences: [...sentences, 'answers', 'reasons'] },
  },
  {
    path: '/orientations/:referralId/brouillon',
    name: 'referral-draft',
    component: () => import('../pages/referrals/DraftPage.vue'),
    props: true,
    meta: { title: 'referralForm.draftTitle', ...work, sentences: [...sentences, 'referralForm'] },
  },
  {
    path: '/personnes/:partyId',
    name: 'person',
    component: () => import('../pages/referrals/PersonPage.vue'),
    props: true,
    meta: { title: 'person.title', ...work, sentences: [...sentences, 'person', 'referralForm'] },
  },
  {
    path: '/candidater/invitation',
    name: 'invitation-to-apply',
    component: () => import('../pages/referrals/InvitationToApplyPage.vue'),
    meta: {
      title: 'referrals.invitation.title',
      access: 'signed-in',
      layout: 'work',
      sentences: [...sentences, 'applications'],
    },
  },
]
