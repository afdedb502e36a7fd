export { envelopeRoutes } from './envelopes.routes.ts'
export {
  allocate,
  commit,
  hold,
  holdCallStatus,
  leftOf,
  lockLeft,
  pay,
  refund,
  release,
  unhold,
} from './envelopes.service.ts'
