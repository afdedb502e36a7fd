import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import * as contract from '@progress-ess/shared/applications'
import type { FastifyReply } from 'fastify'
import type { Role } from '../../kit/context.ts'
import { etagOf, versionFrom } from '../../kit/etag.ts'
import { route } from '../../kit/route.ts'
import * as service from './applications.service.ts'
import { getCompleteness } from './completeness.service.ts'
import * as submission from './submission.service.ts'
import * as withdrawal from './withdrawal.service.ts'

const READERS: readonly Role[] = ['applicant', 'agent', 'manager', 'admin']
const APPLICANT: readonly Role[] = ['applicant']

/** Sends the application with the ETag of its version. */
export function tagged(reply: FastifyReply, application: contract.Application): contract.Application {
  void reply.header('etag', etagOf(application.version))
  return application
}

/** What an organisation does with its own files. */
export const draftingRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.route({
    ...route(contract.startApplication),
    config: { access: APPLICANT },
    handler: async (request, reply) => {
      const { application, isNew } = await service.startApplication(request.context(), request.body)
      return reply.status(isNew ? 201 : 200).send(tagged(reply, application))
    },
  })
  app.route({
    ...route(contract.getApplication),
    config: { access: READERS },
    handler: async (request, reply) =>
      tagged(reply, await service.getApplication(request.context(), request.params.applicationId)),
  })
  app.route({
    ...route(contract.saveApplication),
    config: { access: APPLICANT },
    handler: async (request, reply) => {
      const version = versionFrom(request.headers['if-match'])
      const { params, body } = request
      return tagged(reply, await service.saveApplication(request.context(), params.applicationId, version, body))
    },
  })
  app.route({
    ...route(contract.getCompleteness),
    config: { access: READERS },
    handler: (request) => getCompleteness(request.context(), request.params.applicationId),
  })
  app.route({
    ...route(contract.submitApplication),
    config: { access: APPLICANT },
    handler: async (request, reply) => {
      const version = versionFrom(request.headers['if-match'])
      const { params, body } = request
      const done = await submission.submitApplication(request.context(), params.applicationId, version, body)
      return reply.status(done.isFirst ? 201 : 200).send(tagged(reply, done.application))
    },
  })
  app.route({
    ...route(contract.getReceipt),
    config: { access: READERS },
    handler: (request) => submission.getReceipt(request.context(), request.params.applicationId),
  })
  app.route({
    ...route(contract.withdrawApplication),
    config: { access: APPLICANT },
    handler: async (request, reply) => {
      const { params, body } = request
      return tagged(reply, await withdrawal.withdrawApplication(request.context(), params.applicationId, body.reason))
    },
  })
  app.route({
    ...route(contract.restoreApplication),
    config: { access: ['applicant', 'agent', 'manager'] },
    handler: async (request, reply) =>
      tagged(reply, await withdrawal.restoreApplication(request.context(), request.params.applicationId)),
  })
  app.route({
    ...route(contract.discardApplication),
    config: { access: APPLICANT },
    handler: async (request, reply) => {
      await service.discardApplication(request.context(), request.params.applicationId)
      return reply.status(204).send(null)
    },
  })
  app.route({
    ...route(contract.listApplicationActions),
    config: { access: READERS },
    handler: async (request) => ({
      items: await service.listApplicationActions(request.context(), request.params.applicationId),
    }),
  })
}
