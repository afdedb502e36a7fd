import type { RouteRecordRaw } from 'vue-router'
import type {} from './meta.ts'

const files = {
  access: ['applicant' as const],
  layout: 'work' as const,
  section: 'my-applications',
  sentences: ['applications'] as const,
}
const organisations = {
  access: ['applicant' as const],
  layout: 'work' as const,
  section: 'my-organisations',
  sentences: ['organisations'] as const,
}

export const applicantRoutes: readonly RouteRecordRaw[] = [
  {
    path: '/mes-dossiers',
    name: 'my-applications',
    component: () => import('../pages/applicant/MyApplicationsPage.vue'),
    meta: { ...files, title: 'applications.title' },
  },
  {
    path: '/appels/:callId/deposer',
    name: 'start-application',
    component: () => import('../pages/applicant/StartApplicationPage.vue'),
    props: true,
    meta: { ...files, title: 'applications.startTitle', sentences: ['applications', 'organisations', 'reasons'] },
  },
  {
    path: '/mes-dossiers/:applicationId',
    name: 'application',
    component: () => import('../pages/applicant/ApplicationPage.vue'),
    props: true,
    meta: { ...files, title: 'applications.fileTitle', sentences: ['applications', 'answers', 'audit'] },
  },
  {
    path: '/mes-dossiers/:applicationId/recepisse',
    name: 'application-receipt',
    component: () => import('../pages/applicant/ReceiptPage.vue'),
    props: true,
    meta: { ...files, title: 'applications.receipt.title' },
  },
  {
    path: '/mes-dossiers/:applicationId/decision',
    name: 'application-decision',
    component: () => import('../pages/applicant/DecisionPage.vue'),
    props: true,
    meta: {
      ...files,
      title: 'applications.decision.title',
      sentences: ['applications', 'awardMethods', 'awards', 'reasons', 'reserve', 'letters'],
    },
  },
  {
    path: '/mes-structures',
    name: 'my-organisations',
    component: () => import('../pages/applicant/MyOrganisationsPage.vue'),
    meta: { ...organisations, title: 'organisations.title' },
  },
  {
    path: '/mes-structures/nouvelle',
    name: 'register-organisation',
    component: () => import('../pages/applicant/RegisterOrganisationPage.vue'),
    meta: { ...organisations, title: 'organisations.registerTitle' },
  },
  {
    path: '/mes-structures/:organisationId',
    name: 'organisation',
    component: () => import('../pages/applicant/OrganisationPage.vue'),
    props: true,
    meta: { ...organisations, title: 'organisations.one' },
  },
]
