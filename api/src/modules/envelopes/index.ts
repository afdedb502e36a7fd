export { envelopeRoutes } from './envelopes.routes.ts'
export { allocate, commit, leftOf, release } from './envelopes.service.ts'
