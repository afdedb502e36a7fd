import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import * as contract from '@progress-ess/shared/de-minimis'
import type { Role } from '../../kit/context.ts'
import { route } from '../../kit/route.ts'
import * as service from './de-minimis.service.ts'

const READERS: readonly Role[] = ['applicant', 'agent', 'manager', 'admin']
const STAFF: readonly Role[] = ['agent', 'manager', 'admin']
const AGENTS: readonly Role[] = ['agent', 'manager']

export const deMinimisRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.route({
    ...route(contract.getDeMinimis),
    config: { access: READERS },
    handler: (request) => service.getDeMinimis(request.context(), request.params.organisationId),
  })
  app.route({
    ...route(contract.declareAids),
    config: { access: ['applicant', 'agent', 'manager'] },
    handler: async (request, reply) =>
      reply.status(201).send(await service.declareAids(request.context(), request.params.organisationId, request.body)),
  })
  app.route({
    ...route(contract.recordKnownGrant),
    config: { access: AGENTS },
    handler: async (request, reply) =>
      reply
        .status(201)
        .send(await service.recordKnownGrant(request.context(), request.params.organisationId, request.body)),
  })
  app.route({
    ...route(contract.removeKnownGrant),
    config: { access: AGENTS },
    handler: (request) => service.removeKnownGrant(request.context(), request.params.knownGrantId),
  })
  app.route({
    ...route(contract.listDeMinimisChecks),
    config: { access: STAFF },
    handler: (request) => service.listDeMinimisChecks(request.context(), request.params.callId),
  })
  app.route({
    ...route(contract.exportDeMinimis),
    config: { access: STAFF },
    handler: async (request, reply) => {
      const { csv } = await service.exportDeMinimis(request.context(), request.params.callId)
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="de-minimis.csv"')
        .send(csv)
    },
  })
}
