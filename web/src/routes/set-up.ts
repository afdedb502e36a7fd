import type { RouteRecordRaw } from 'vue-router'
import type {} from './meta.ts'

const TITLE = 'callSetUp.title'
const meta = {
  title: TITLE,
  access: ['agent', 'manager'],
  layout: 'work',
  width: 'wide',
  sentences: ['callSetUp'],
} as const

export const setUpRoutes: readonly RouteRecordRaw[] = [
  {
    path: '/appels-a-gerer',
    name: 'call-setup',
    component: () => import('../pages/set-up/CallListPage.vue'),
    meta,
  },
  {
    path: '/appels-a-gerer/nouveau',
    name: 'call-setup-new',
    component: () => import('../pages/set-up/NewCallPage.vue'),
    meta: { ...meta, title: 'callSetUp.create.title', section: 'call-setup' },
  },
  {
    path: '/appels-a-gerer/:callId',
    component: () => import('../pages/set-up/CallSetUpPage.vue'),
    props: true,
    meta: {
      ...meta,
      section: 'call-setup',
      sentences: [...meta.sentences, 'answers', 'approvals', 'awardMethods', 'codes', 'editor', 'reasons'],
    },
    children: [
      {
        path: '',
        name: 'call-setup-presentation',
        component: () => import('../pages/set-up/PresentationTab.vue'),
      },
      { path: 'dates', name: 'call-setup-dates', component: () => import('../pages/set-up/DatesTab.vue') },
      {
        path: 'eligibilite',
        name: 'call-setup-eligibility',
        component: () => import('../pages/set-up/EligibilityTab.vue'),
      },
      { path: 'formulaire', name: 'call-setup-form', component: () => import('../pages/set-up/FormTab.vue') },
      { path: 'grille', name: 'call-setup-grid', component: () => import('../pages/set-up/GridTab.vue') },
      { path: 'attribution', name: 'call-setup-award', component: () => import('../pages/set-up/AwardTab.vue') },
      { path: 'validation', name: 'call-setup-approval', component: () => import('../pages/set-up/ApprovalTab.vue') },
      { path: 'enveloppe', name: 'call-setup-envelope', component: () => import('../pages/set-up/EnvelopeTab.vue') },
      {
        path: 'publication',
        name: 'call-setup-publication',
        component: () => import('../pages/set-up/PublicationTab.vue'),
      },
    ],
  },
]
