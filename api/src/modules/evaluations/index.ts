export { evaluationRoutes } from './evaluations.routes.ts'
export { rankedScore, scoreOfFile } from './evaluations.scores.rules.ts'
