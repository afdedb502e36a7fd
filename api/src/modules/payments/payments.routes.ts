import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import * as contract from '@progress-ess/shared/payments'
import type { FastifyReply } from 'fastify'
import type { Role } from '../../kit/context.ts'
import { etagOf, versionFrom } from '../../kit/etag.ts'
import { route } from '../../kit/route.ts'
import * as followUp from './follow-up.service.ts'
import * as lists from './lists.service.ts'
import * as service from './payments.service.ts'

const READERS: readonly Role[] = ['applicant', 'agent', 'manager', 'admin']
const STAFF: readonly Role[] = ['agent', 'manager', 'admin']
const AGENTS: readonly Role[] = ['agent', 'manager']

function tagged(reply: FastifyReply, settings: contract.FollowUp): contract.FollowUp {
  void reply.header('etag', etagOf(settings.version))
  return settings
}

const planRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.route({
    ...route(contract.getFollowUp),
    config: { access: STAFF },
    handler: async (request, reply) =>
      tagged(reply, await followUp.getFollowUp(request.context(), request.params.callId)),
  })
  app.route({
    ...route(contract.saveFollowUp),
    config: { access: ['manager'] },
    handler: async (request, reply) => {
      const version = versionFrom(request.headers['if-match'])
      const { params, body } = request
      return tagged(reply, await followUp.saveFollowUp(request.context(), params.callId, version, body))
    },
  })
  app.route({
    ...route(contract.getAwardPayments),
    config: { access: READERS },
    handler: (request) => service.getAwardPayments(request.context(), request.params.awardId),
  })
  app.route({
    ...route(contract.planPayments),
    config: { access: AGENTS },
    handler: (request) => service.planPayments(request.context(), request.params.awardId, request.body.items),
  })
}

const courseRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.route({
    ...route(contract.requestPayment),
    config: { access: AGENTS },
    handler: (request) => service.requestPayment(request.context(), request.params.paymentId),
  })
  app.route({
    ...route(contract.approvePayment),
    config: { access: ['manager'] },
    handler: (request) => {
      const version = versionFrom(request.headers['if-match'])
      return service.approvePayment(request.context(), request.params.paymentId, version)
    },
  })
  app.route({
    ...route(contract.sendBackPayment),
    config: { access: AGENTS },
    handler: (request) => service.sendBackPayment(request.context(), request.params.paymentId, request.body.reason),
  })
  app.route({
    ...route(contract.cancelPayment),
    config: { access: ['manager'] },
    handler: (request) => service.cancelPayment(request.context(), request.params.paymentId),
  })
  app.route({
    ...route(contract.recordPayment),
    config: { access: AGENTS },
    handler: (request) => service.recordPayment(request.context(), request.params.paymentId, request.body),
  })
  app.route({
    ...route(contract.listPayments),
    config: { access: STAFF },
    handler: (request) =>
      service.listPayments(request.context(), { ...request.query, limit: request.query.limit ?? 20 }),
  })
}

const listRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.route({
    ...route(contract.createPaymentList),
    config: { access: AGENTS },
    handler: async (request, reply) =>
      reply.status(201).send(await lists.createPaymentList(request.context(), request.params.callId)),
  })
  app.route({
    ...route(contract.listPaymentLists),
    config: { access: STAFF },
    handler: async (request) => ({ items: await lists.listPaymentLists(request.context(), request.params.callId) }),
  })
  app.route({
    ...route(contract.getPaymentList),
    config: { access: STAFF },
    handler: (request) => lists.getPaymentList(request.context(), request.params.paymentListId),
  })
  app.route({
    ...route(contract.exportPaymentList),
    config: { access: AGENTS },
    handler: async (request, reply) => {
      const { csv, number } = await lists.exportPaymentList(request.context(), request.params.paymentListId)
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="${number}.csv"`)
        .header('cache-control', 'private, no-store')
        .send(csv)
    },
  })
  app.route({
    ...route(contract.exportPaymentStatement),
    config: { access: STAFF },
    handler: async (request, reply) => {
      const { pdf, number } = await lists.exportPaymentStatement(request.context(), request.params.paymentListId)
      return reply
        .type('application/pdf')
        .header('content-disposition', `attachment; filename="etat-liquidatif-${number}.pdf"`)
        .header('cache-control', 'private, no-store')
        .send(pdf)
    },
  })
  app.route({
    ...route(contract.importMandates),
    config: { access: AGENTS },
    handler: (request) => lists.importMandates(request.context(), request.params.paymentListId, request.body.csv),
  })
}

export const paymentRoutes: FastifyPluginAsyncTypebox = async (app) => {
  await app.register(planRoutes)
  await app.register(courseRoutes)
  await app.register(listRoutes)
}
