import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import * as contract from '@progress-ess/shared/applications'
import type { Role } from '../../kit/context.ts'
import { route } from '../../kit/route.ts'
import { tagged } from './drafting.routes.ts'
import * as service from './instruction.service.ts'

const AGENTS: readonly Role[] = ['agent', 'manager']

/** What agents do with submitted files. */
export const instructionRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.route({
    ...route(contract.openReview),
    config: { access: AGENTS },
    handler: async (request, reply) =>
      tagged(reply, await service.openReview(request.context(), request.params.applicationId)),
  })
  app.route({
    ...route(contract.requestCorrection),
    config: { access: AGENTS },
    handler: async (request, reply) => {
      const { params, body } = request
      const application = await service.requestCorrection(request.context(), params.applicationId, body)
      return reply.status(201).send(tagged(reply, application))
    },
  })
  app.route({
    ...route(contract.endCorrection),
    config: { access: AGENTS },
    handler: async (request, reply) => {
      const { params, body } = request
      return tagged(reply, await service.endCorrection(request.context(), params.applicationId, body.reason))
    },
  })
  app.route({
    ...route(contract.decideAdmissibility),
    config: { access: AGENTS },
    handler: async (request, reply) => {
      const { params, body } = request
      return tagged(reply, await service.decideAdmissibility(request.context(), params.applicationId, body))
    },
  })
  app.route({
    ...route(contract.reinstateApplication),
    config: { access: AGENTS },
    handler: async (request, reply) => {
      const { params, body } = request
      return tagged(reply, await service.reinstateApplication(request.context(), params.applicationId, body.reason))
    },
  })
  app.route({
    ...route(contract.extendApplication),
    config: { access: AGENTS },
    handler: (request) => service.extendApplication(request.context(), request.params.applicationId, request.body),
  })
}
