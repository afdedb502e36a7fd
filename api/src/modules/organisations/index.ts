export { findAnyOrganisation, findMembership, findRecipients } from './memberships.ts'
export { organisationRoutes } from './organisations.routes.ts'
export { isEsusValidOn } from './organisations.rules.ts'
export { isStaff } from './organisations.service.ts'
