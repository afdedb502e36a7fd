import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import * as contract from '@progress-ess/shared/agreements'
import type { FastifyReply } from 'fastify'
import type { Role } from '../../kit/context.ts'
import { etagOf, versionFrom } from '../../kit/etag.ts'
import { route } from '../../kit/route.ts'
import { bytesOf, takesBytes } from '../../kit/upload.ts'
import * as service from './agreements.service.ts'
import * as templates from './templates.service.ts'

const READERS: readonly Role[] = ['applicant', 'agent', 'manager', 'admin']
const STAFF: readonly Role[] = ['agent', 'manager', 'admin']
const AGENTS: readonly Role[] = ['agent', 'manager']

function tagged(reply: FastifyReply, agreement: contract.GrantAgreement): contract.GrantAgreement {
  void reply.header('etag', etagOf(agreement.version))
  return agreement
}

const draftRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.route({
    ...route(contract.getAgreementTemplate),
    config: { access: STAFF },
    handler: (request) => templates.getAgreementTemplate(request.context(), request.params.callId),
  })
  app.route({
    ...route(contract.saveAgreementTemplate),
    config: { access: ['manager'] },
    handler: (request) => templates.saveAgreementTemplate(request.context(), request.params.callId, request.body),
  })
  app.route({
    ...route(contract.getAwardAgreement),
    config: { access: READERS },
    handler: (request) => service.getAwardAgreement(request.context(), request.params.awardId),
  })
  app.route({
    ...route(contract.draftAgreement),
    config: { access: AGENTS },
    handler: async (request, reply) =>
      tagged(reply.status(201), await service.draftAgreement(request.context(), request.params.awardId)),
  })
  app.route({
    ...route(contract.editAgreement),
    config: { access: AGENTS },
    handler: async (request, reply) => {
      const version = versionFrom(request.headers['if-match'])
      const { params, body } = request
      return tagged(reply, await service.editAgreement(request.context(), params.agreementId, version, body))
    },
  })
}

const documentRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.route({
    ...route(contract.exportAgreement),
    config: { access: READERS },
    handler: async (request, reply) => {
      const { pdf, name } = await service.exportAgreement(request.context(), request.params.agreementId)
      return reply
        .type('application/pdf')
        .header('content-disposition', `attachment; filename="${name}.pdf"`)
        .header('cache-control', 'private, no-store')
        .send(pdf)
    },
  })
}

const courseRoutes: FastifyPluginAsyncTypebox = async (app) => {
  takesBytes(app)
  app.route({
    ...route(contract.sendAgreement),
    config: { access: AGENTS },
    handler: async (request, reply) => {
      const version = versionFrom(request.headers['if-match'])
      return tagged(reply, await service.sendAgreement(request.context(), request.params.agreementId, version))
    },
  })
  app.route({
    ...route(contract.reopenAgreement),
    config: { access: AGENTS },
    handler: (request) => service.reopenAgreement(request.context(), request.params.agreementId, request.body.reason),
  })
  app.route({
    ...route(contract.returnSignedCopy),
    config: { access: ['applicant', 'agent', 'manager'] },
    handler: async (request, reply) => {
      const { params, query, server } = request
      const copy = { name: query.name, body: bytesOf(request.body) }
      const file = await service.returnSignedCopy(request.context(), params.agreementId, server.files, copy)
      return reply.status(201).send(file)
    },
  })
  app.route({
    ...route(contract.linkSignedCopy),
    config: { access: READERS },
    handler: async (request, reply) =>
      reply.status(201).send(await service.linkSignedCopy(request.context(), request.params.agreementId)),
  })
  app.route({
    ...route(contract.signAgreement),
    config: { access: AGENTS },
    handler: async (request, reply) => {
      const version = versionFrom(request.headers['if-match'])
      const { params, body } = request
      return tagged(reply, await service.signAgreement(request.context(), params.agreementId, version, body.signedOn))
    },
  })
  app.route({
    ...route(contract.terminateAgreement),
    config: { access: ['manager'] },
    handler: (request) =>
      service.terminateAgreement(request.context(), request.params.agreementId, request.body.reason),
  })
}

export const agreementRoutes: FastifyPluginAsyncTypebox = async (app) => {
  await app.register(draftRoutes)
  await app.register(documentRoutes)
  await app.register(courseRoutes)
}
