import type { RouteRecordRaw } from 'vue-router'
import type {} from './meta.ts'

export const baseRoutes: readonly RouteRecordRaw[] = [
  {
    path: '/accessibilite',
    name: 'accessibility',
    component: () => import('../pages/base/AccessibilityPage.vue'),
    meta: { title: 'layout.accessibilityTitle', access: 'public', layout: 'public', sentences: ['accessibility'] },
  },
  {
    path: '/mentions-legales',
    name: 'legal',
    component: () => import('../pages/base/LegalPage.vue'),
    meta: { title: 'legal.title', access: 'public', layout: 'public', sentences: ['legal'] },
  },
  {
    path: '/indisponible',
    name: 'unavailable',
    component: () => import('../pages/base/UnavailablePage.vue'),
    meta: { title: 'layout.unavailableTitle', access: 'public', layout: 'public' },
  },
  {
    path: '/acces-refuse',
    name: 'forbidden',
    component: () => import('../pages/base/ForbiddenPage.vue'),
    meta: { title: 'layout.forbiddenTitle', access: 'public', layout: 'public' },
  },
]

export const notFoundRoute: RouteRecordRaw = {
  path: '/:path(.*)*',
  name: 'not-found',
  component: () => import('../pages/base/NotFoundPage.vue'),
  meta: { title: 'layout.notFoundTitle', access: 'public', layout: 'public' },
}
