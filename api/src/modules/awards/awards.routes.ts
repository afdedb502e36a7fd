import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import * as contract from '@progress-ess/shared/awards'
import type { Job } from '@progress-ess/shared/jobs'
import type { FastifyReply } from 'fastify'
import type { Role } from '../../kit/context.ts'
import { etagOf, versionFrom } from '../../kit/etag.ts'
import { route } from '../../kit/route.ts'
import { approvalRoutes } from './approvals.routes.ts'
import * as awards from './awards.service.ts'
import { getDrawBeacon, recordDrawBeacon } from './beacon.service.ts'
import * as decisions from './decisions.service.ts'
import { tryAwardRules } from './award-rules.service.ts'
import * as results from './results.service.ts'
import { endRuns } from './run-beside.ts'
import { endLongRuns } from './long-run.ts'
import * as procedure from './procedure.service.ts'
import * as scenarios from './scenarios.service.ts'
import { estimateUncertainty } from './uncertainty.service.ts'
import { getVerificationBundle } from './verification.service.ts'

const STAFF: readonly Role[] = ['agent', 'manager', 'admin']
const AGENTS: readonly Role[] = ['agent', 'manager']
const MANAGER: readonly Role[] = ['manager']

function tagged(reply: FastifyReply, decision: contract.Decision): contract.Decision {
  void reply.header('etag', etagOf(decision.version))
  return decision
}

/** It takes longer than a request should: where to look how far it is. */
const accepted = (reply: FastifyReply, job: Job) =>
  reply.status(202).header('location', `/api/v1/jobs/${job.jobId}`).send(job)

const scenarioRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.addHook('onClose', endRuns)
  app.addHook('onClose', endLongRuns)
  app.route({
    ...route(contract.previewScenario),
    config: { access: AGENTS },
    handler: async (request, reply) => {
      const { params, body } = request
      const answer = await scenarios.previewScenario(request.context(), params.callId, body.rules)
      return 'jobId' in answer ? accepted(reply, answer) : answer
    },
  })
  app.route({
    ...route(contract.tryAwardRules),
    config: { access: AGENTS },
    handler: (request) => tryAwardRules(request.context(), request.params.callId, request.body.rules),
  })
  app.route({
    ...route(contract.estimateUncertainty),
    config: { access: AGENTS },
    handler: (request) => estimateUncertainty(request.context(), request.params.callId, request.body.rules),
  })
  app.route({
    ...route(contract.getDrawBeacon),
    config: { access: STAFF },
    handler: (request) => getDrawBeacon(request.context(), request.params.callId),
  })
  app.route({
    ...route(contract.recordDrawBeacon),
    config: { access: MANAGER },
    handler: async (request, reply) =>
      reply.status(201).send(await recordDrawBeacon(request.context(), request.params.callId, request.body)),
  })
  app.route({
    ...route(contract.createScenario),
    config: { access: AGENTS },
    handler: async (request, reply) => {
      const answer = await scenarios.createScenario(request.context(), request.params.callId, request.body)
      return 'jobId' in answer ? accepted(reply, answer) : reply.status(201).send(answer)
    },
  })
  app.route({
    ...route(contract.listScenarios),
    config: { access: STAFF },
    handler: async (request) => ({ items: await scenarios.listScenarios(request.context(), request.params.callId) }),
  })
  app.route({
    ...route(contract.getScenario),
    config: { access: STAFF },
    handler: (request) => scenarios.getScenario(request.context(), request.params.scenarioId),
  })
  app.route({
    ...route(contract.adoptScenario),
    config: { access: MANAGER },
    handler: (request) => scenarios.adoptScenario(request.context(), request.params.scenarioId),
  })
}

const decisionRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.route({
    ...route(contract.listDecisions),
    config: { access: STAFF },
    handler: async (request) => ({ items: await decisions.listDecisions(request.context(), request.params.callId) }),
  })
  app.route({
    ...route(contract.changeDecision),
    config: { access: MANAGER },
    handler: async (request, reply) => {
      const version = versionFrom(request.headers['if-match'])
      const { params, body } = request
      return tagged(reply, await decisions.changeDecision(request.context(), params.decisionId, version, body))
    },
  })
  app.route({
    ...route(contract.decide),
    config: { access: MANAGER },
    handler: async (request, reply) =>
      tagged(reply, await decisions.decide(request.context(), request.params.decisionId)),
  })
  app.route({
    ...route(contract.decideAll),
    config: { access: MANAGER },
    handler: async (request) => ({ items: await decisions.decideAll(request.context(), request.params.callId) }),
  })
}

const resultRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.route({
    ...route(contract.publishResults),
    config: { access: MANAGER },
    handler: (request) => results.publishResults(request.context(), request.params.callId),
  })
  app.route({
    ...route(contract.getResults),
    config: { access: 'public' },
    handler: (request) => results.getResults(request.context(), request.params.callId),
  })
  app.route({
    ...route(contract.exportResults),
    config: { access: 'public' },
    handler: async (request, reply) => {
      const csv = await results.exportResults(request.context(), request.params.callId)
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="results.csv"')
        .send(csv)
    },
  })
  app.route({
    ...route(contract.getVerificationBundle),
    config: { access: 'public' },
    handler: async (request, reply) => {
      const bundle = await getVerificationBundle(request.context(), request.params.callId)
      return reply.header('content-disposition', 'attachment; filename="verification.json"').send(bundle)
    },
  })
  app.route({
    ...route(contract.getDecision),
    config: { access: ['applicant', 'agent', 'manager', 'admin'] },
    handler: (request) => results.getDecision(request.context(), request.params.applicationId),
  })
}

const moneyRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.route({
    ...route(contract.listAwards),
    config: { access: STAFF },
    handler: async (request) => ({ items: await awards.listAwards(request.context(), request.params.callId) }),
  })
  app.route({
    ...route(contract.acceptAward),
    config: { access: ['applicant'] },
    handler: (request) => awards.acceptAward(request.context(), request.params.awardId),
  })
  app.route({
    ...route(contract.renounceAward),
    config: { access: ['applicant', 'manager'] },
    handler: (request) => awards.renounceAward(request.context(), request.params.awardId, request.body.reason),
  })
}

const procedureRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.route({
    ...route(contract.reduceAward),
    config: { access: MANAGER },
    handler: (request) => {
      const version = versionFrom(request.headers['if-match'])
      return awards.reduceAward(request.context(), request.params.awardId, version, request.body)
    },
  })
  app.route({
    ...route(contract.getAwardProcedure),
    config: { access: STAFF },
    handler: (request) => procedure.getAwardProcedure(request.context(), request.params.callId),
  })
  app.route({
    ...route(contract.changeAwardProcedure),
    config: { access: MANAGER },
    handler: (request) => {
      const version = versionFrom(request.headers['if-match'])
      return procedure.changeAwardProcedure(request.context(), request.params.callId, version, request.body)
    },
  })
}

export const awardRoutes: FastifyPluginAsyncTypebox = async (app) => {
  await app.register(scenarioRoutes)
  await app.register(decisionRoutes)
  await app.register(resultRoutes)
  await app.register(moneyRoutes)
  await app.register(procedureRoutes)
  await app.register(approvalRoutes)
}
