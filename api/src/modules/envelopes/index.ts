export { envelopeRoutes } from './envelopes.routes.ts'
export { allocate, commit, hold, holdCallStatus, leftOf, lockLeft, release, unhold } from './envelopes.service.ts'
