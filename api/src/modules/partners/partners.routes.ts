import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import * as contract from '@progress-ess/shared/partners'
import type { FastifyReply } from 'fastify'
import type { Role } from '../../kit/context.ts'
import { etagOf, versionFrom } from '../../kit/etag.ts'
import { route } from '../../kit/route.ts'
import * as calls from './calls.service.ts'
import * as codes from './codes.service.ts'
import * as directory from './directory.service.ts'
import * as members from './members.service.ts'
import * as service from './partners.service.ts'
import * as services from './services.service.ts'

const STAFF: readonly Role[] = ['agent', 'manager', 'admin']
const ADMINISTERS: readonly Role[] = ['manager', 'admin']
const PARTNERS: readonly Role[] = ['partner', 'agent', 'manager', 'admin']

function tagged(reply: FastifyReply, partner: contract.Partner): contract.Partner {
  void reply.header('etag', etagOf(partner.version))
  return partner
}

/** Partners, their agreements, services, advisers and code maps. Keys and links: `keys.routes.ts`. */
export const partnerRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.route({
    ...route(contract.listPartners),
    config: { access: STAFF },
    handler: async (request) => ({ items: await service.listPartners(request.context()) }),
  })
  app.route({
    ...route(contract.listPartnerDirectory),
    config: { access: ['partner', 'agent', 'manager'], right: 'referrals:read' },
    handler: async (request) => ({ items: await directory.listPartnerDirectory(request.context()) }),
  })
  app.route({
    ...route(contract.createPartner),
    config: { access: ADMINISTERS },
    handler: async (request, reply) => {
      const partner = await service.createPartner(request.context(), request.body)
      return reply.status(201).send(tagged(reply, partner))
    },
  })
  app.route({
    ...route(contract.getPartner),
    config: { access: PARTNERS },
    handler: async (request, reply) =>
      tagged(reply, await service.getPartner(request.context(), request.params.partnerId)),
  })
  app.route({
    ...route(contract.updatePartner),
    config: { access: ADMINISTERS },
    handler: async (request, reply) => {
      const version = versionFrom(request.headers['if-match'])
      const { params, body } = request
      return tagged(reply, await service.updatePartner(request.context(), params.partnerId, version, body))
    },
  })
  app.route({
    ...route(contract.addAgreement),
    config: { access: ADMINISTERS },
    handler: async (request, reply) =>
      reply.status(201).send(await service.addAgreement(request.context(), request.params.partnerId, request.body)),
  })
  app.route({
    ...route(contract.addPartnerService),
    config: { access: PARTNERS, right: 'services:write' },
    handler: async (request, reply) =>
      reply
        .status(201)
        .send(await services.addPartnerService(request.context(), request.params.partnerId, request.body)),
  })
  app.route({
    ...route(contract.updatePartnerService),
    config: { access: PARTNERS, right: 'services:write' },
    handler: (request) => {
      const { partnerId, serviceId } = request.params
      return services.updatePartnerService(request.context(), partnerId, serviceId, request.body)
    },
  })
  app.route({
    ...route(contract.listPartnerMembers),
    config: { access: STAFF },
    handler: async (request) => ({
      items: await members.listPartnerMembers(request.context(), request.params.partnerId),
    }),
  })
  app.route({
    ...route(contract.addPartnerMember),
    config: { access: ADMINISTERS },
    handler: async (request, reply) => {
      const { params, body } = request
      return reply.status(201).send(await members.addPartnerMember(request.context(), params.partnerId, body.email))
    },
  })
  app.route({
    ...route(contract.removePartnerMember),
    config: { access: ADMINISTERS },
    handler: async (request, reply) => {
      const { partnerId, accountId } = request.params
      await members.removePartnerMember(request.context(), partnerId, accountId)
      return await reply.status(204).send(null)
    },
  })
  app.route({
    ...route(contract.getCodeMap),
    config: { access: PARTNERS, right: 'referrals:read' },
    handler: (request) => codes.getCodeMap(request.context(), request.params.partnerId),
  })
  app.route({
    ...route(contract.putCodeMap),
    config: { access: PARTNERS, right: 'services:write' },
    handler: (request) => codes.putCodeMap(request.context(), request.params.partnerId, request.body),
  })
  app.route({
    ...route(contract.listUnmappedCodes),
    config: { access: PARTNERS, right: 'referrals:read' },
    handler: async (request) => ({
      items: await codes.listUnmappedCodes(request.context(), request.params.partnerId),
    }),
  })
  app.route({
    ...route(contract.listPartnerCalls),
    config: { access: PARTNERS, right: 'referrals:read' },
    handler: (request) => {
      const { limit = 20, ...rest } = request.query
      return calls.listPartnerCalls(request.context(), request.params.partnerId, { limit, ...rest })
    },
  })
  app.route({
    ...route(contract.getOwnConnection),
    config: { access: ['partner', 'agent', 'manager'], right: 'any' },
    handler: (request) => directory.getOwnConnection(request.context()),
  })
}
