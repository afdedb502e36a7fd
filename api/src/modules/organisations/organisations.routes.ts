import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import * as contract from '@progress-ess/shared/organisations'
import type { FastifyReply } from 'fastify'
import { requireAccount, type Role } from '../../kit/context.ts'
import { etagOf, versionFrom } from '../../kit/etag.ts'
import { createRateLimit } from '../../kit/rate-limit.ts'
import { route } from '../../kit/route.ts'
import * as members from './members.service.ts'
import * as service from './organisations.service.ts'
import * as registration from './registration.service.ts'

/** Applicants act through their membership; staff read and correct every organisation. */
const PEOPLE: readonly Role[] = ['applicant', 'agent', 'manager', 'admin']

function tagged(reply: FastifyReply, organisation: contract.Organisation): contract.Organisation {
  void reply.header('etag', etagOf(organisation.version))
  return organisation
}

export const organisationRoutes: FastifyPluginAsyncTypebox = async (app) => {
  /** Each addition mails somebody: nobody makes us mail the world. */
  const additions = createRateLimit(app.pool, 'member-add', 30, 3_600)
  app.route({
    ...route(contract.listOrganisations),
    config: { access: PEOPLE },
    handler: (request) => {
      const { limit = 20, ...filter } = request.query
      return service.listOrganisations(request.context(), { ...filter, limit })
    },
  })
  app.route({
    ...route(contract.lookUpOrganisation),
    config: { access: PEOPLE },
    handler: (request) => registration.lookUpOrganisation(request.context(), request.query.identifier),
  })
  app.route({
    ...route(contract.registerOrganisation),
    config: { access: ['applicant'] },
    handler: async (request, reply) => {
      const answer = await registration.registerOrganisation(request.context(), request.body)
      return reply.status(answer.outcome === 'created' ? 201 : 200).send(answer)
    },
  })
  app.route({
    ...route(contract.joinOrganisation),
    config: { access: ['applicant'] },
    handler: (request) => registration.joinOrganisation(request.context(), request.body.identifier),
  })
  app.route({
    ...route(contract.getOrganisation),
    config: { access: PEOPLE },
    handler: async (request, reply) =>
      tagged(reply, await service.getOrganisation(request.context(), request.params.organisationId)),
  })
  app.route({
    ...route(contract.updateOrganisation),
    config: { access: PEOPLE },
    handler: async (request, reply) => {
      const version = versionFrom(request.headers['if-match'])
      const { params, body } = request
      return tagged(reply, await service.updateOrganisation(request.context(), params.organisationId, version, body))
    },
  })
  app.route({
    ...route(contract.listMembers),
    config: { access: PEOPLE },
    handler: async (request) => ({
      items: await members.listMembers(request.context(), request.params.organisationId),
    }),
  })
  app.route({
    ...route(contract.addMember),
    config: { access: PEOPLE },
    handler: async (request, reply) => {
      const ctx = request.context()
      await additions.consume(requireAccount(ctx.actor).accountId)
      return reply.status(201).send(await members.addMember(ctx, request.params.organisationId, request.body))
    },
  })
  app.route({
    ...route(contract.changeMember),
    config: { access: PEOPLE },
    handler: (request) => {
      const { organisationId, accountId } = request.params
      return members.changeMember(request.context(), organisationId, accountId, request.body.role)
    },
  })
  app.route({
    ...route(contract.removeMember),
    config: { access: PEOPLE },
    handler: async (request, reply) => {
      const { organisationId, accountId } = request.params
      await members.removeMember(request.context(), organisationId, accountId)
      return await reply.status(204).send(null)
    },
  })
}
