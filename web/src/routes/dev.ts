import type { RouteRecordRaw } from 'vue-router'

/** Only in a development server: every base component in its states. */
export const devRoutes: readonly RouteRecordRaw[] = import.meta.env.DEV
  ? [
      {
        path: '/styleguide',
        name: 'styleguide',
        component: () => import('../pages/dev/StyleGuidePage.vue'),
        meta: { title: 'common.product', access: 'public', layout: 'public' },
      },
    ]
  : []
