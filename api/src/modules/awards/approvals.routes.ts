import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import * as contract from '@progress-ess/shared/awards'
import type { Role } from '../../kit/context.ts'
import { versionFrom } from '../../kit/etag.ts'
import { route } from '../../kit/route.ts'
import * as chain from './approval-chain.service.ts'
import * as approvals from './approvals.service.ts'

/** A step may be anybody’s of the staff. */
const STAFF: readonly Role[] = ['agent', 'manager', 'admin']
const MANAGER: readonly Role[] = ['manager']

export const approvalRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.route({
    ...route(contract.getApprovalChain),
    config: { access: STAFF },
    handler: (request) => chain.getApprovalChain(request.context(), request.params.callId),
  })
  app.route({
    ...route(contract.changeApprovalChain),
    config: { access: ['manager', 'admin'] },
    handler: (request) => {
      const version = versionFrom(request.headers['if-match'])
      return chain.changeApprovalChain(request.context(), request.params.callId, version, request.body)
    },
  })
  app.route({
    ...route(contract.withdrawProposal),
    config: { access: MANAGER },
    handler: (request) => chain.withdrawProposal(request.context(), request.params.callId, request.body.reason),
  })
  app.route({
    ...route(contract.approveDecisions),
    config: { access: STAFF },
    handler: async (request) => ({
      items: await approvals.approveDecisions(request.context(), request.params.callId, request.body),
    }),
  })
  app.route({
    ...route(contract.sendBackDecisions),
    config: { access: STAFF },
    handler: async (request) => ({
      items: await approvals.sendBackDecisions(request.context(), request.params.callId, request.body),
    }),
  })
  app.route({
    ...route(contract.resubmitDecisions),
    config: { access: MANAGER },
    handler: async (request) => ({
      items: await approvals.resubmitDecisions(request.context(), request.params.callId, request.body),
    }),
  })
  app.route({
    ...route(contract.listApprovalTasks),
    config: { access: STAFF },
    handler: async (request) => ({ items: await approvals.listApprovalTasks(request.context()) }),
  })
  app.route({
    ...route(contract.listApprovals),
    config: { access: STAFF },
    handler: async (request) => ({
      items: await approvals.listApprovals(request.context(), request.params.applicationId),
    }),
  })
}
