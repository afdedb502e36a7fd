export { evaluationRoutes } from './evaluations.routes.ts'
export { rankedScore, scoreOfFile, scoreOfMarks } from './evaluations.scores.rules.ts'
