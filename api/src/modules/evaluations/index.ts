export { evaluationRoutes } from './evaluations.routes.ts'
