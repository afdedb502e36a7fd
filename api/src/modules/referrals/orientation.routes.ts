import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import * as contract from '@progress-ess/shared/referrals'
import type { Role } from '../../kit/context.ts'
import { route } from '../../kit/route.ts'
import { consentText } from './consent-text.ts'
import { getReferralDraft, listApplicationReferrals } from './from-application.ts'
import * as invitations from './invitations.service.ts'
import * as orientation from './orientation.service.ts'

const AGENTS: readonly Role[] = ['agent', 'manager']
const APPLICANT: readonly Role[] = ['applicant']

/** From an application to a referral, and from a referral to an application. */
export const orientationRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.route({
    ...route(contract.getConsentText),
    config: { access: ['partner', 'agent', 'manager', 'applicant'], right: 'any' },
    handler: () => Promise.resolve(consentText()),
  })
  app.route({
    ...route(contract.getReferralDraft),
    config: { access: AGENTS },
    handler: (request) => getReferralDraft(request.context(), request.params.applicationId),
  })
  app.route({
    ...route(contract.listApplicationReferrals),
    config: { access: AGENTS },
    handler: async (request) => ({
      items: await listApplicationReferrals(request.context(), request.params.applicationId),
    }),
  })
  app.route({
    ...route(contract.getOrientation),
    config: { access: APPLICANT },
    handler: (request) => orientation.getOrientation(request.context(), request.params.applicationId),
  })
  app.route({
    ...route(contract.requestOrientation),
    config: { access: APPLICANT },
    handler: async (request, reply) => {
      const { params, body } = request
      return reply.status(201).send(await orientation.requestOrientation(request.context(), params.applicationId, body))
    },
  })
  app.route({
    ...route(contract.withdrawOrientation),
    config: { access: APPLICANT },
    handler: (request) => orientation.withdrawOrientation(request.context(), request.params.applicationId),
  })
  app.route({
    ...route(contract.inviteToApply),
    config: { access: AGENTS },
    handler: async (request, reply) => {
      const { params, body } = request
      return reply.status(201).send(await invitations.inviteToApply(request.context(), params.referralId, body.callId))
    },
  })
  app.route({
    ...route(contract.listApplicationInvitations),
    config: { access: AGENTS },
    handler: async (request) => ({
      items: await invitations.listApplicationInvitations(request.context(), request.params.referralId),
    }),
  })
  app.route({
    ...route(contract.openApplicationInvitation),
    config: { access: APPLICANT },
    handler: (request) => invitations.openApplicationInvitation(request.context(), request.body.token),
  })
  app.route({
    ...route(contract.acceptApplicationInvitation),
    config: { access: APPLICANT },
    handler: (request) => invitations.acceptApplicationInvitation(request.context(), request.body),
  })
}
