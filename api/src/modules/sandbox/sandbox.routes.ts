import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import * as contract from '@progress-ess/shared/sandbox'
import type { Role } from '../../kit/context.ts'
import { route } from '../../kit/route.ts'
import * as service from './sandbox.service.ts'

const ACCESS: readonly Role[] = ['partner', 'agent', 'manager', 'admin']
const WRITES = { access: ACCESS, right: 'referrals:write' }

/** What test keys try things out on; staff look over the shoulder. */
export const sandboxRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.route({
    ...route(contract.getSandbox),
    config: { access: ACCESS, right: 'any' },
    handler: (request) => service.getSandbox(request.context(), request.query.partnerId),
  })
  app.route({
    ...route(contract.advanceSandboxClock),
    config: WRITES,
    handler: (request) => service.advanceSandboxClock(request.context(), request.body.days, request.query.partnerId),
  })
  app.route({
    ...route(contract.createIncomingReferral),
    config: WRITES,
    handler: async (request, reply) => {
      const { body, query } = request
      return reply.status(201).send(await service.createIncomingReferral(request.context(), body, query.partnerId))
    },
  })
  app.route({
    ...route(contract.resetSandbox),
    config: WRITES,
    handler: (request) => service.resetSandbox(request.context(), request.query.partnerId),
  })
}
