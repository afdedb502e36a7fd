import type { RouteRecordRaw } from 'vue-router'
import type {} from './meta.ts'

const board = {
  access: ['agent' as const, 'manager' as const],
  layout: 'work' as const,
  section: 'follow-up',
  sentences: ['money'] as const,
}
const mine = {
  access: ['applicant' as const],
  layout: 'work' as const,
  section: 'my-applications',
  sentences: ['money'] as const,
}

export const moneyRoutes: readonly RouteRecordRaw[] = [
  {
    path: '/suivi',
    name: 'follow-up',
    component: () => import('../pages/money/FollowUpPage.vue'),
    meta: { ...board, title: 'money.followUp', width: 'wide' },
  },
  {
    path: '/suivi/:awardId',
    name: 'award-money',
    component: () => import('../pages/money/AwardMoneyPage.vue'),
    props: true,
    meta: { ...board, title: 'money.followUp' },
  },
  {
    path: '/mandatements/:callId',
    name: 'payment-lists',
    component: () => import('../pages/money/PaymentListsPage.vue'),
    props: true,
    meta: { ...board, title: 'money.listPage.title' },
  },
  {
    path: '/mandatements/:callId/reglages',
    name: 'follow-up-settings',
    component: () => import('../pages/money/FollowUpSettingsPage.vue'),
    props: true,
    meta: { ...board, title: 'money.settings.title' },
  },
  {
    path: '/mes-dossiers/:applicationId/suivi',
    name: 'award-follow-up',
    component: () => import('../pages/money/ApplicantMoneyPage.vue'),
    props: true,
    meta: { ...mine, title: 'money.mine.title' },
  },
  {
    path: '/mes-dossiers/:applicationId/bilan',
    name: 'award-report',
    component: () => import('../pages/money/ReportPage.vue'),
    props: true,
    meta: { ...mine, title: 'money.reports.title' },
  },
  {
    path: '/mes-structures/:organisationId/argent',
    name: 'organisation-money',
    component: () => import('../pages/money/OrganisationMoneyPage.vue'),
    props: true,
    meta: {
      access: ['applicant', 'agent', 'manager'],
      layout: 'work',
      section: 'my-organisations',
      title: 'money.organisation.title',
      sentences: ['money'],
    },
  },
]
