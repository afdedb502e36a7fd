import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import * as contract from '@progress-ess/shared/referrals'
import type { FastifyReply } from 'fastify'
import type { Role } from '../../kit/context.ts'
import { etagOf, versionFrom } from '../../kit/etag.ts'
import { route } from '../../kit/route.ts'
import { getReferralBaskets } from './baskets.ts'
import * as consent from './consent.service.ts'
import { getReferralDigest } from './digest.service.ts'
import * as correction from './correction.service.ts'
import * as creation from './creation.service.ts'
import * as service from './referrals.service.ts'
import { proposeRouting, findDuplicates } from './routing.service.ts'
import { getReferralStatistics } from './statistics.service.ts'

/** Both sides of a referral: the département’s agents, and partners by key, link or account. */
const ACCESS: readonly Role[] = ['partner', 'agent', 'manager']
const READS = { access: ACCESS, right: 'referrals:read' }
const WRITES = { access: ACCESS, right: 'referrals:write' }

function tagged(reply: FastifyReply, referral: contract.Referral): contract.Referral {
  void reply.header('etag', etagOf(referral.version))
  return referral
}

export const referralRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.route({
    ...route(contract.listReferrals),
    config: READS,
    handler: (request) => {
      const { limit = 20, ...filter } = request.query
      return service.listReferrals(request.context(), { ...filter, limit })
    },
  })
  app.route({
    ...route(contract.createReferral),
    config: WRITES,
    handler: async (request, reply) => {
      const referral = await creation.createReferral(request.context(), request.body)
      return reply.status(201).send(tagged(reply, referral))
    },
  })
  app.route({
    ...route(contract.putReferral),
    config: WRITES,
    handler: async (request, reply) => {
      const { params, body } = request
      const { isNew, referral } = await creation.putReferral(request.context(), params.externalRef, body)
      return reply.status(isNew ? 201 : 200).send(tagged(reply, referral))
    },
  })
  app.route({
    ...route(contract.getReferral),
    config: READS,
    handler: async (request, reply) =>
      tagged(reply, await service.getReferral(request.context(), request.params.referralId)),
  })
  app.route({
    ...route(contract.updateReferral),
    config: WRITES,
    handler: async (request, reply) => {
      const version = versionFrom(request.headers['if-match'])
      const { params, body } = request
      return tagged(reply, await correction.updateReferral(request.context(), params.referralId, version, body))
    },
  })
  app.route({
    ...route(contract.discardReferral),
    config: WRITES,
    handler: async (request, reply) => {
      await correction.discardReferral(request.context(), request.params.referralId)
      return await reply.status(204).send(null)
    },
  })
  app.route({
    ...route(contract.sendReferral),
    config: WRITES,
    handler: async (request, reply) =>
      tagged(reply, await creation.sendReferral(request.context(), request.params.referralId)),
  })
  app.route({
    ...route(contract.cancelReferral),
    config: WRITES,
    handler: async (request, reply) =>
      tagged(reply, await consent.cancelReferral(request.context(), request.params.referralId, request.body)),
  })
  app.route({
    ...route(contract.findDuplicates),
    config: READS,
    handler: async (request) => ({ items: await findDuplicates(request.context(), request.body) }),
  })
  app.route({
    ...route(contract.proposeRouting),
    config: READS,
    handler: async (request) => ({ items: await proposeRouting(request.context(), request.query) }),
  })
  app.route({
    ...route(contract.withdrawConsent),
    config: WRITES,
    handler: (request) => consent.withdrawConsent(request.context(), request.params.consentId),
  })
  app.route({
    ...route(contract.confirmErasure),
    config: WRITES,
    handler: (request) => consent.confirmErasure(request.context(), request.params.consentId),
  })
  app.route({
    ...route(contract.getReferralBaskets),
    config: READS,
    handler: (request) => getReferralBaskets(request.context(), request.query.side),
  })
  app.route({
    ...route(contract.getReferralDigest),
    config: READS,
    handler: async (request, reply) => {
      const csv = await getReferralDigest(request.context(), request.query.side)
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="orientations.csv"')
        .serializer((text: string) => text)
        .send(csv)
    },
  })
  app.route({
    ...route(contract.getReferralStatistics),
    config: { access: ['agent', 'manager', 'admin'] },
    handler: (request) => getReferralStatistics(request.context(), request.query),
  })
}
