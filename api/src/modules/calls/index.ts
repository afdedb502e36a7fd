export { findGridFaults, findRuleFaults } from './calls.award-rules.rules.ts'
export { callRoutes } from './calls.routes.ts'
export { deadlineOf, judgeEligibility, phaseOf } from './calls.rules.ts'
export { markResultsPublished } from './publication.service.ts'
