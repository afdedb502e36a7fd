import type { RouteRecordRaw } from 'vue-router'
import type {} from './meta.ts'

export const evaluationRoutes: readonly RouteRecordRaw[] = [
  {
    path: '/evaluations',
    name: 'evaluation-queue',
    component: () => import('../pages/evaluation/QueuePage.vue'),
    meta: { title: 'evaluations.queueTitle', access: ['evaluator'], layout: 'work', sentences: ['evaluations'] },
  },
  {
    path: '/evaluations/:evaluationId',
    name: 'evaluation',
    component: () => import('../pages/evaluation/EvaluationPage.vue'),
    props: true,
    meta: {
      title: 'evaluations.title',
      access: ['evaluator'],
      layout: 'work',
      width: 'full',
      section: 'evaluation-queue',
      sentences: ['evaluations', 'answers'],
    },
  },
  {
    path: '/evaluation',
    name: 'evaluation-board',
    component: () => import('../pages/evaluation/BoardPage.vue'),
    meta: {
      title: 'evaluations.boardTitle',
      access: ['agent', 'manager'],
      layout: 'work',
      width: 'wide',
      sentences: ['evaluations'],
    },
  },
]
