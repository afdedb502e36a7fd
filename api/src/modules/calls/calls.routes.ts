import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import * as contract from '@progress-ess/shared/calls'
import type { FastifyReply } from 'fastify'
import type { Role } from '../../kit/context.ts'
import { etagOf, versionFrom } from '../../kit/etag.ts'
import { route } from '../../kit/route.ts'
import * as service from './calls.service.ts'
import * as drafting from './drafting.service.ts'
import * as publication from './publication.service.ts'

const AGENTS: readonly Role[] = ['agent', 'manager']
const READERS: readonly Role[] = ['agent', 'manager', 'admin']
const MANAGER: readonly Role[] = ['manager']

function tagged(reply: FastifyReply, call: contract.Call): contract.Call {
  void reply.header('etag', etagOf(call.version))
  return call
}

export const callRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.route({
    ...route(contract.listCalls),
    config: { access: 'public' },
    handler: (request) => {
      const { limit = 20, ...filter } = request.query
      return service.listCalls(request.context(), { ...filter, limit })
    },
  })
  app.route({
    ...route(contract.getCall),
    config: { access: 'public' },
    handler: async (request, reply) => tagged(reply, await service.getCall(request.context(), request.params.callId)),
  })
  app.route({
    ...route(contract.checkEligibility),
    config: { access: 'public' },
    handler: (request) => service.checkEligibility(request.context(), request.params.callId, request.query),
  })
  app.route({
    ...route(contract.createCall),
    config: { access: AGENTS },
    handler: async (request, reply) =>
      reply.status(201).send(tagged(reply, await drafting.createCall(request.context(), request.body))),
  })
  app.route({
    ...route(contract.updateCall),
    config: { access: AGENTS },
    handler: async (request, reply) => {
      const version = versionFrom(request.headers['if-match'])
      const { params, body } = request
      return tagged(reply, await drafting.updateCall(request.context(), params.callId, version, body))
    },
  })
  app.route({
    ...route(contract.getCallReadiness),
    config: { access: READERS },
    handler: (request) => service.getCallReadiness(request.context(), request.params.callId),
  })
  app.route({
    ...route(contract.listCallActions),
    config: { access: READERS },
    handler: async (request) => ({ items: await service.listCallActions(request.context(), request.params.callId) }),
  })
  app.route({
    ...route(contract.publishCall),
    config: { access: MANAGER },
    handler: async (request, reply) =>
      tagged(reply, await publication.publishCall(request.context(), request.params.callId)),
  })
  app.route({
    ...route(contract.closeCallLater),
    config: { access: MANAGER },
    handler: async (request, reply) =>
      tagged(reply, await publication.closeCallLater(request.context(), request.params.callId, request.body)),
  })
  app.route({
    ...route(contract.addErratum),
    config: { access: AGENTS },
    handler: async (request, reply) => {
      const call = await publication.addErratum(request.context(), request.params.callId, request.body.text)
      return reply.status(201).send(tagged(reply, call))
    },
  })
  app.route({
    ...route(contract.cancelCall),
    config: { access: MANAGER },
    handler: async (request, reply) =>
      tagged(reply, await publication.cancelCall(request.context(), request.params.callId, request.body.reason)),
  })
  app.route({
    ...route(contract.archiveCall),
    config: { access: MANAGER },
    handler: async (request, reply) =>
      tagged(reply, await publication.archiveCall(request.context(), request.params.callId)),
  })
}
