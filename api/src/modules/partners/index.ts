export { actingPartner, department, partnerForCaller } from './acting.ts'
export { insertCall as recordPartnerCall } from './calls.queries.ts'
export { purgePartnerTraces } from './calls.service.ts'
export { authenticatePartner, makeLink, warnOfKeys } from './credentials.service.ts'
export { partnerKeyRoutes } from './keys.routes.ts'
export {
  advanceClock,
  findCanned,
  findPartner,
  findServices,
  findTwin,
  findTwins,
  type PartnerRow,
  type ServiceRow,
  setClockBack,
} from './partners.queries.ts'
export { oauthRoutes } from './oauth.routes.ts'
export { partnerRoutes } from './partners.routes.ts'
export { resolveCode } from './codes.service.ts'
export { findReachable } from './directory.service.ts'
export { mediansOf } from './services.service.ts'
