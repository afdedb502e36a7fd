import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { agreementRoutes } from './modules/agreements/index.ts'
import { applicationRoutes } from './modules/applications/index.ts'
import { auditRoutes } from './modules/audit/index.ts'
import { awardRoutes } from './modules/awards/index.ts'
import { callRoutes } from './modules/calls/index.ts'
import { deMinimisRoutes } from './modules/de-minimis/index.ts'
import { envelopeRoutes } from './modules/envelopes/index.ts'
import { evaluationRoutes } from './modules/evaluations/index.ts'
import { fileRoutes } from './modules/files/index.ts'
import { findSessionByToken, identityRoutes } from './modules/identity/index.ts'
import { jobRoutes } from './modules/jobs/index.ts'
import { letterRoutes } from './modules/letters/index.ts'
import { moneyRoutes } from './modules/money/index.ts'
import { commonGrantsRoutes, openDataRoutes } from './modules/open-data/index.ts'
import { organisationRoutes } from './modules/organisations/index.ts'
import { bankAccountRoutes, paymentRoutes } from './modules/payments/index.ts'
import { eventRoutes, webhookRoutes } from './modules/partner-events/index.ts'
import {
  authenticatePartner,
  oauthRoutes,
  partnerKeyRoutes,
  partnerRoutes,
  recordPartnerCall,
} from './modules/partners/index.ts'
import {
  assignmentRoutes,
  orientationRoutes,
  partyRoutes,
  referralAttachmentRoutes,
  referralRoutes,
} from './modules/referrals/index.ts'
import { reserveOfferRoutes } from './modules/reserve-offers/index.ts'
import { reportRoutes } from './modules/reports/index.ts'
import { sandboxRoutes } from './modules/sandbox/index.ts'
import type { AppOptions } from './app.ts'
import type { AccessOptions } from './plugins/access.ts'

/** Every module’s routes, mounted below `/api/v1` in this order. */
export const modules: readonly FastifyPluginAsyncTypebox[] = [
  identityRoutes,
  organisationRoutes,
  callRoutes,
  envelopeRoutes,
  applicationRoutes,
  fileRoutes,
  evaluationRoutes,
  awardRoutes,
  jobRoutes,
  reserveOfferRoutes,
  letterRoutes,
  bankAccountRoutes,
  paymentRoutes,
  agreementRoutes,
  reportRoutes,
  moneyRoutes,
  deMinimisRoutes,
  openDataRoutes,
  auditRoutes,
  partnerRoutes,
  partnerKeyRoutes,
  oauthRoutes,
  referralRoutes,
  assignmentRoutes,
  referralAttachmentRoutes,
  partyRoutes,
  orientationRoutes,
  sandboxRoutes,
  eventRoutes,
  webhookRoutes,
]

/** The operations of another protocol, CommonGrants, which has its own addresses and its own errors. */
export { commonGrantsRoutes }

/** Finds the living session of a token: the identity module’s business. */
export const authenticate: AccessOptions['authenticate'] = (token, request) =>
  findSessionByToken(request.server.db, token, request.server.clock())

/** Lets the systems of partners in, and keeps their journal: the partners module’s business. */
export const partners: AppOptions['partners'] = {
  authenticate: (token, { server, ip }) => authenticatePartner(server.db, token, { ip, now: server.clock() }),
  record: recordPartnerCall,
}
