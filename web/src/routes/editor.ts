import type { RouteRecordRaw } from 'vue-router'
import type {} from './meta.ts'

/** One file being written: its pages share one room, so that a word typed in a section is saved while one reads the next. */
export const editorRoutes: readonly RouteRecordRaw[] = [
  {
    path: '/mes-dossiers/:applicationId/modifier',
    component: () => import('../pages/editor/EditorShell.vue'),
    props: true,
    meta: { title: 'editor.title', access: ['applicant'], layout: 'work', section: 'my-applications' },
    children: [
      {
        path: '',
        name: 'application-editor',
        component: () => import('../pages/editor/EditorIndexPage.vue'),
        meta: { title: 'editor.title', access: ['applicant'], layout: 'work', section: 'my-applications' },
      },
      {
        path: ':sectionId',
        name: 'application-section',
        component: () => import('../pages/editor/SectionPage.vue'),
        props: true,
        meta: { title: 'editor.title', access: ['applicant'], layout: 'work', section: 'my-applications' },
      },
      {
        path: '/mes-dossiers/:applicationId/verifier',
        name: 'application-review',
        component: () => import('../pages/editor/ReviewPage.vue'),
        meta: { title: 'editor.reviewTitle', access: ['applicant'], layout: 'work', section: 'my-applications' },
      },
    ],
  },
]
