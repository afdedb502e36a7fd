import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import * as contract from '@progress-ess/shared/reports'
import type { FastifyReply } from 'fastify'
import type { Role } from '../../kit/context.ts'
import { etagOf, versionFrom } from '../../kit/etag.ts'
import { route } from '../../kit/route.ts'
import { bytesOf, takesBytes } from '../../kit/upload.ts'
import * as closing from './closing.service.ts'
import * as service from './reports.service.ts'

const READERS: readonly Role[] = ['applicant', 'agent', 'manager', 'admin']
const AGENTS: readonly Role[] = ['agent', 'manager']

function tagged(reply: FastifyReply, report: contract.Report): contract.Report {
  void reply.header('etag', etagOf(report.version))
  return report
}

const writingRoutes: FastifyPluginAsyncTypebox = async (app) => {
  takesBytes(app)
  app.route({
    ...route(contract.getReport),
    config: { access: READERS },
    handler: async (request, reply) =>
      tagged(reply, await service.getReport(request.context(), request.params.reportId)),
  })
  app.route({
    ...route(contract.saveReport),
    config: { access: ['applicant'] },
    handler: async (request, reply) => {
      const version = versionFrom(request.headers['if-match'])
      const { params, body } = request
      return tagged(reply, await service.saveReport(request.context(), params.reportId, version, body))
    },
  })
  app.route({
    ...route(contract.submitReport),
    config: { access: ['applicant'] },
    handler: async (request, reply) => {
      const version = versionFrom(request.headers['if-match'])
      const { params, body } = request
      return tagged(reply, await service.submitReport(request.context(), params.reportId, version, body))
    },
  })
  app.route({
    ...route(contract.attachReportFile),
    config: { access: ['applicant'] },
    handler: async (request, reply) => {
      const { params, query, server } = request
      const upload = { name: query.name, body: bytesOf(request.body) }
      return reply
        .status(201)
        .send(await service.attachReportFile(request.context(), params.reportId, server.files, upload))
    },
  })
  app.route({
    ...route(contract.removeReportFile),
    config: { access: ['applicant'] },
    handler: async (request, reply) => {
      const { reportId, fileId } = request.params
      return tagged(reply, await service.removeReportFile(request.context(), reportId, fileId))
    },
  })
  app.route({
    ...route(contract.linkReportFile),
    config: { access: READERS },
    handler: async (request, reply) => {
      const { reportId, fileId } = request.params
      return reply.status(201).send(await service.linkReportFile(request.context(), reportId, fileId))
    },
  })
}

const judgingRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.route({
    ...route(contract.requestReportChanges),
    config: { access: AGENTS },
    handler: async (request, reply) => {
      const version = versionFrom(request.headers['if-match'])
      const { params, body } = request
      const report = await service.requestReportChanges(request.context(), params.reportId, version, body.message)
      return tagged(reply, report)
    },
  })
  app.route({
    ...route(contract.acceptReport),
    config: { access: AGENTS },
    handler: async (request, reply) => {
      const version = versionFrom(request.headers['if-match'])
      return tagged(reply, await service.acceptReport(request.context(), request.params.reportId, version))
    },
  })
  app.route({
    ...route(contract.moveReportDue),
    config: { access: AGENTS },
    handler: (request) => service.moveReportDue(request.context(), request.params.reportId, request.body),
  })
}

const closingRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.route({
    ...route(contract.getAwardClosing),
    config: { access: READERS },
    handler: (request) => closing.getAwardClosing(request.context(), request.params.awardId),
  })
  app.route({
    ...route(contract.openReport),
    config: { access: AGENTS },
    handler: async (request, reply) =>
      tagged(reply.status(201), await closing.openReportOf(request.context(), request.params.awardId)),
  })
  app.route({
    ...route(contract.claimRefund),
    config: { access: AGENTS },
    handler: async (request, reply) =>
      reply.status(201).send(await closing.claimRefund(request.context(), request.params.awardId, request.body)),
  })
  app.route({
    ...route(contract.recoverRefund),
    config: { access: AGENTS },
    handler: (request) => closing.recoverRefund(request.context(), request.params.refundId, request.body.recoveredOn),
  })
  app.route({
    ...route(contract.cancelRefund),
    config: { access: ['manager'] },
    handler: (request) => closing.cancelRefund(request.context(), request.params.refundId, request.body.reason),
  })
  app.route({
    ...route(contract.releaseRefund),
    config: { access: ['manager'] },
    handler: (request) => closing.releaseRefund(request.context(), request.params.refundId),
  })
  app.route({
    ...route(contract.terminateAward),
    config: { access: ['manager'] },
    handler: (request) => closing.terminateAward(request.context(), request.params.awardId, request.body.reason),
  })
  app.route({
    ...route(contract.settleAward),
    config: { access: ['manager'] },
    handler: (request) => closing.settleAward(request.context(), request.params.awardId),
  })
}

export const reportRoutes: FastifyPluginAsyncTypebox = async (app) => {
  await app.register(writingRoutes)
  await app.register(judgingRoutes)
  await app.register(closingRoutes)
}
