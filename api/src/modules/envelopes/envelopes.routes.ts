import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import * as contract from '@progress-ess/shared/awards'
import { route } from '../../kit/route.ts'
import * as service from './envelopes.service.ts'

export const envelopeRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.route({
    ...route(contract.getEnvelope),
    config: { access: ['agent', 'manager', 'admin'] },
    handler: (request) => service.getEnvelope(request.context(), request.params.callId),
  })
  app.route({
    ...route(contract.allocateEnvelope),
    config: { access: ['manager'] },
    handler: async (request, reply) =>
      reply.status(201).send(await service.allocateEnvelope(request.context(), request.params.callId, request.body)),
  })
}
