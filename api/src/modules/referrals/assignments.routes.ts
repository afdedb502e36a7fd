import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import * as contract from '@progress-ess/shared/referrals'
import type { Role } from '../../kit/context.ts'
import { route } from '../../kit/route.ts'
import * as contacts from './contacts.service.ts'
import * as events from './events.service.ts'
import * as messages from './messages.service.ts'

const ACCESS: readonly Role[] = ['partner', 'agent', 'manager']
const READS = { access: ACCESS, right: 'referrals:read' }
const WRITES = { access: ACCESS, right: 'referrals:write' }

/** What happens to an assignment, and what is written about it. */
export const assignmentRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.route({
    ...route(contract.recordAssignmentEvent),
    config: WRITES,
    handler: (request) => events.recordAssignmentEvent(request.context(), request.params.assignmentId, request.body),
  })
  app.route({
    ...route(contract.listAssignmentActions),
    config: READS,
    handler: async (request) => ({
      items: await events.listAssignmentActions(request.context(), request.params.assignmentId),
    }),
  })
  app.route({
    ...route(contract.recordContactAttempt),
    config: WRITES,
    handler: async (request, reply) => {
      const { params, body } = request
      return reply.status(201).send(await contacts.recordContactAttempt(request.context(), params.assignmentId, body))
    },
  })
  app.route({
    ...route(contract.listReferralMessages),
    config: READS,
    handler: async (request) => ({
      items: await messages.listReferralMessages(request.context(), request.params.referralId),
    }),
  })
  app.route({
    ...route(contract.postReferralMessage),
    config: WRITES,
    handler: async (request, reply) => {
      const { params, body } = request
      return reply.status(201).send(await messages.postReferralMessage(request.context(), params.referralId, body))
    },
  })
}
