export { identityRoutes } from './identity.routes.ts'
export { invite } from './invitations.service.ts'
export { findSessionByToken, purgeSessions } from './sessions.service.ts'
export { ensureApplicantAccount } from './sign-in.service.ts'
