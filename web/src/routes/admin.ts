import type { RouteRecordRaw } from 'vue-router'
import type {} from './meta.ts'

export const adminRoutes: readonly RouteRecordRaw[] = [
  {
    path: '/administration/comptes',
    name: 'admin-accounts',
    component: () => import('../pages/admin/AccountsPage.vue'),
    meta: { title: 'admin.title', access: ['admin'], layout: 'work', sentences: ['admin'] },
  },
  {
    path: '/administration/comptes/:accountId',
    name: 'admin-account',
    component: () => import('../pages/admin/AccountRolesPage.vue'),
    props: true,
    meta: {
      title: 'admin.account.title',
      access: ['admin'],
      layout: 'work',
      section: 'admin-accounts',
      sentences: ['admin', 'account'],
    },
  },
]
