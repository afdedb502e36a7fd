import type { RouteRecordRaw } from 'vue-router'
import type {} from './meta.ts'

export const awardRoutes: readonly RouteRecordRaw[] = [
  {
    path: '/attribution',
    name: 'award-studio',
    component: () => import('../pages/awards/StudioListPage.vue'),
    meta: { title: 'awards.listTitle', access: ['manager', 'agent'], layout: 'work', sentences: ['awards'] },
  },
  {
    path: '/attribution/:callId',
    name: 'award-studio-call',
    component: () => import('../pages/awards/StudioPage.vue'),
    props: true,
    meta: {
      title: 'awards.title',
      access: ['manager', 'agent'],
      layout: 'work',
      width: 'wide',
      section: 'award-studio',
      sentences: ['awards', 'awardMethods', 'reasons'],
    },
  },
  {
    path: '/attribution/:callId/comparaison',
    name: 'award-compare',
    component: () => import('../pages/awards/ComparePage.vue'),
    props: true,
    meta: {
      title: 'awards.compare.title',
      access: ['manager', 'agent'],
      layout: 'work',
      width: 'wide',
      section: 'award-studio',
      sentences: ['awards', 'awardMethods', 'reasons'],
    },
  },
  {
    path: '/attribution/:callId/incertitude',
    name: 'award-uncertainty',
    component: () => import('../pages/awards/UncertaintyPage.vue'),
    props: true,
    meta: {
      title: 'awards.uncertainty.title',
      access: ['manager', 'agent'],
      layout: 'work',
      width: 'wide',
      section: 'award-studio',
      sentences: ['awards'],
    },
  },
  {
    path: '/attribution/:callId/decisions',
    name: 'award-decisions',
    component: () => import('../pages/awards/DecisionsPage.vue'),
    props: true,
    meta: {
      title: 'awards.decisionsTitle',
      access: ['manager', 'agent'],
      layout: 'work',
      width: 'wide',
      section: 'award-studio',
      sentences: ['awards', 'awardMethods', 'reasons'],
    },
  },
  {
    path: '/attribution/:callId/reserve',
    name: 'award-reserve',
    component: () => import('../pages/awards/ReservePage.vue'),
    props: true,
    meta: {
      title: 'reserve.title',
      access: ['manager', 'agent'],
      layout: 'work',
      width: 'wide',
      section: 'award-studio',
      sentences: ['awards', 'reserve'],
    },
  },
  {
    path: '/journal',
    name: 'audit',
    component: () => import('../pages/audit/AuditPage.vue'),
    meta: { title: 'audit.title', access: ['manager', 'admin'], layout: 'work', sentences: ['audit'] },
  },
]
