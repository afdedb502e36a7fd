import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import * as contract from '@progress-ess/shared/evaluations'
import type { FastifyReply } from 'fastify'
import type { Role } from '../../kit/context.ts'
import { etagOf, versionFrom } from '../../kit/etag.ts'
import { route } from '../../kit/route.ts'
import * as assignment from './assignment.service.ts'
import * as service from './evaluations.service.ts'
import * as panel from './panel.service.ts'

const EVERYONE: readonly Role[] = ['evaluator', 'agent', 'manager', 'admin']
const EVALUATOR: readonly Role[] = ['evaluator']
const AGENTS: readonly Role[] = ['agent', 'manager']
const MANAGER: readonly Role[] = ['manager']

/** Sends the evaluation with the ETag of its version. */
function tagged(reply: FastifyReply, evaluation: contract.Evaluation): contract.Evaluation {
  void reply.header('etag', etagOf(evaluation.version))
  return evaluation
}

export const evaluationRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.route({
    ...route(contract.listEvaluations),
    config: { access: EVERYONE },
    handler: (request) => {
      const { limit = 20, ...filter } = request.query
      return service.listEvaluations(request.context(), { ...filter, limit })
    },
  })
  app.route({
    ...route(contract.assignEvaluations),
    config: { access: AGENTS },
    handler: async (request) => ({ items: await assignment.assignEvaluations(request.context(), request.body.items) }),
  })
  app.route({
    ...route(contract.getEvaluation),
    config: { access: EVERYONE },
    handler: async (request, reply) =>
      tagged(reply, await service.getEvaluation(request.context(), request.params.evaluationId)),
  })
  app.route({
    ...route(contract.unassignEvaluation),
    config: { access: AGENTS },
    handler: async (request, reply) => {
      await assignment.unassignEvaluation(request.context(), request.params.evaluationId)
      return await reply.status(204).send(null)
    },
  })
  app.route({
    ...route(contract.declareNoConflict),
    config: { access: EVALUATOR },
    handler: async (request, reply) =>
      tagged(reply, await service.declareNoConflict(request.context(), request.params.evaluationId)),
  })
  app.route({
    ...route(contract.readEvaluationFile),
    config: { access: EVERYONE },
    handler: (request) => service.readEvaluationFile(request.context(), request.params.evaluationId),
  })
  app.route({
    ...route(contract.linkEvaluationFile),
    config: { access: EVERYONE },
    handler: async (request, reply) => {
      const { evaluationId, fileId } = request.params
      return reply.status(201).send(await service.linkEvaluationFile(request.context(), evaluationId, fileId))
    },
  })
  app.route({
    ...route(contract.saveEvaluation),
    config: { access: EVALUATOR },
    handler: async (request, reply) => {
      const version = versionFrom(request.headers['if-match'])
      const { params, body } = request
      return tagged(reply, await service.saveEvaluation(request.context(), params.evaluationId, version, body))
    },
  })
  app.route({
    ...route(contract.submitEvaluation),
    config: { access: EVALUATOR },
    handler: async (request, reply) => {
      const version = versionFrom(request.headers['if-match'])
      return tagged(reply, await service.submitEvaluation(request.context(), request.params.evaluationId, version))
    },
  })
  app.route({
    ...route(contract.recuseEvaluation),
    config: { access: EVALUATOR },
    handler: async (request, reply) =>
      tagged(reply, await service.recuseEvaluation(request.context(), request.params.evaluationId, request.body)),
  })
  app.route({
    ...route(contract.sendBackEvaluation),
    config: { access: AGENTS },
    handler: async (request, reply) => {
      const { params, body } = request
      return tagged(reply, await service.sendBackEvaluation(request.context(), params.evaluationId, body.reason))
    },
  })
  app.route({
    ...route(contract.setAsideEvaluation),
    config: { access: AGENTS },
    handler: async (request, reply) => {
      const { params, body } = request
      return tagged(reply, await service.setAsideEvaluation(request.context(), params.evaluationId, body.reason))
    },
  })
  app.route({
    ...route(contract.listEvaluationActions),
    config: { access: EVERYONE },
    handler: async (request) => ({
      items: await service.listEvaluationActions(request.context(), request.params.evaluationId),
    }),
  })
  app.route({
    ...route(contract.getPanel),
    config: { access: ['agent', 'manager', 'admin'] },
    handler: (request) => panel.getPanel(request.context(), request.params.callId),
  })
  app.route({
    ...route(contract.lockPanel),
    config: { access: MANAGER },
    handler: (request) => panel.lockPanel(request.context(), request.params.callId),
  })
  app.route({
    ...route(contract.unlockPanel),
    config: { access: MANAGER },
    handler: (request) => panel.unlockPanel(request.context(), request.params.callId, request.body.reason),
  })
}
