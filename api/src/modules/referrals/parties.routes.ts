import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import * as contract from '@progress-ess/shared/referrals'
import type { Role } from '../../kit/context.ts'
import { route } from '../../kit/route.ts'
import * as forgetting from './forgetting.service.ts'
import * as parties from './parties.service.ts'
import * as links from './party-links.service.ts'

const ACCESS: readonly Role[] = ['partner', 'agent', 'manager']
const AGENTS: readonly Role[] = ['agent', 'manager']
const READS = { access: ACCESS, right: 'referrals:read' }
const WRITES = { access: ACCESS, right: 'referrals:write' }

/** People: their single file, what ties rows together, their rights. */
export const partyRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.route({
    ...route(contract.listParties),
    config: READS,
    handler: (request) => {
      const { limit = 20, ...filter } = request.query
      return parties.listParties(request.context(), { ...filter, limit })
    },
  })
  app.route({
    ...route(contract.getParty),
    config: READS,
    handler: (request) => parties.getParty(request.context(), request.params.partyId),
  })
  app.route({
    ...route(contract.linkParty),
    config: { access: AGENTS },
    handler: async (request, reply) =>
      reply.status(201).send(await links.linkParty(request.context(), request.params.partyId, request.body)),
  })
  app.route({
    ...route(contract.undoPartyLink),
    config: { access: AGENTS },
    handler: (request) => links.undoPartyLink(request.context(), request.params.linkId, request.body.reason),
  })
  app.route({
    ...route(contract.withdrawPartyConsents),
    config: WRITES,
    handler: (request) => parties.withdrawPartyConsents(request.context(), request.params.partyId),
  })
  app.route({
    ...route(contract.exportParty),
    config: READS,
    handler: (request) => parties.exportParty(request.context(), request.params.partyId),
  })
  app.route({
    ...route(contract.eraseParty),
    config: WRITES,
    handler: (request) => forgetting.eraseParty(request.context(), request.params.partyId, request.body),
  })
  app.route({
    ...route(contract.confirmReferralErasure),
    config: WRITES,
    handler: (request) => forgetting.confirmReferralErasure(request.context(), request.params.referralId),
  })
}
