export { envelopeRoutes } from './envelopes.routes.ts'
export { allocate, commit, release } from './envelopes.service.ts'
