import type { RouteRecordRaw } from 'vue-router'
import type {} from './meta.ts'

const editor = {
  title: 'editor.title',
  access: ['applicant'],
  layout: 'work',
  section: 'my-applications',
  sentences: ['editor', 'answers', 'reasons'],
} as const

/** One file being written: its pages share one room, so that a word typed in a section is saved while one reads the next. */
export const editorRoutes: readonly RouteRecordRaw[] = [
  {
    path: '/mes-dossiers/:applicationId/modifier',
    component: () => import('../pages/editor/EditorShell.vue'),
    props: true,
    meta: editor,
    children: [
      {
        path: '',
        name: 'application-editor',
        component: () => import('../pages/editor/EditorIndexPage.vue'),
        meta: editor,
      },
      {
        path: ':sectionId',
        name: 'application-section',
        component: () => import('../pages/editor/SectionPage.vue'),
        props: true,
        meta: editor,
      },
      {
        path: '/mes-dossiers/:applicationId/verifier',
        name: 'application-review',
        component: () => import('../pages/editor/ReviewPage.vue'),
        meta: { ...editor, title: 'editor.reviewTitle' },
      },
    ],
  },
]
