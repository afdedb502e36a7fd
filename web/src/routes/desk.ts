import type { RouteRecordRaw } from 'vue-router'
import type {} from './meta.ts'

export const deskRoutes: readonly RouteRecordRaw[] = [
  {
    path: '/bureau',
    name: 'desk',
    component: () => import('../pages/desk/DeskPage.vue'),
    meta: { title: 'desk.title', access: ['agent', 'manager'], layout: 'work', sentences: ['desk'] },
  },
  {
    path: '/dossiers',
    name: 'applications',
    component: () => import('../pages/desk/ApplicationsPage.vue'),
    meta: {
      title: 'desk.list.title',
      access: ['agent', 'manager'],
      layout: 'work',
      width: 'wide',
      sentences: ['desk'],
    },
  },
  {
    path: '/dossiers/:applicationId',
    name: 'application-sheet',
    component: () => import('../pages/desk/SheetPage.vue'),
    props: true,
    meta: {
      title: 'desk.sheet.title',
      access: ['agent', 'manager'],
      layout: 'work',
      width: 'full',
      section: 'applications',
      sentences: ['desk', 'answers'],
    },
  },
]
