import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import * as contract from '@progress-ess/shared/letters'
import type { Role } from '../../kit/context.ts'
import { versionFrom } from '../../kit/etag.ts'
import { route } from '../../kit/route.ts'
import * as outbox from './outbox.service.ts'
import { schedulePublication } from './publication.service.ts'
import * as sending from './sending.service.ts'
import * as templates from './templates.service.ts'

const STAFF: readonly Role[] = ['agent', 'manager', 'admin']
const AGENTS: readonly Role[] = ['agent', 'manager']
const MANAGER: readonly Role[] = ['manager']

const templateRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.route({
    ...route(contract.listLetterTemplates),
    config: { access: STAFF },
    handler: async (request) => ({
      items: await templates.listLetterTemplates(request.context(), request.params.callId),
    }),
  })
  app.route({
    ...route(contract.saveLetterTemplate),
    config: { access: AGENTS },
    handler: (request) => {
      const { callId, kind } = request.params
      const version = versionFrom(request.headers['if-match'])
      return templates.saveLetterTemplate(request.context(), callId, kind, version, request.body)
    },
  })
  app.route({
    ...route(contract.previewLetter),
    config: { access: AGENTS },
    handler: (request) => templates.previewLetter(request.context(), request.params.callId, request.body),
  })
  app.route({
    ...route(contract.changeLetterFacts),
    config: { access: AGENTS },
    handler: async (request) => {
      const ctx = request.context()
      const { callId } = request.params
      await templates.changeLetterFacts(ctx, callId, versionFrom(request.headers['if-match']), request.body)
      return outbox.getLetterOutbox(ctx, callId)
    },
  })
}

const outboxRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.route({
    ...route(contract.getLetterOutbox),
    config: { access: STAFF },
    handler: (request) => outbox.getLetterOutbox(request.context(), request.params.callId),
  })
  app.route({
    ...route(contract.generateLetters),
    config: { access: AGENTS },
    handler: (request) =>
      outbox.generateLetters(request.context(), request.params.callId, request.body.replacesEdited ?? false),
  })
  app.route({
    ...route(contract.editLetter),
    config: { access: AGENTS },
    handler: (request) => {
      const version = versionFrom(request.headers['if-match'])
      return outbox.editLetter(request.context(), request.params.letterId, version, request.body)
    },
  })
  app.route({
    ...route(contract.approveLetters),
    config: { access: MANAGER },
    handler: (request) => outbox.approveLetters(request.context(), request.params.callId),
  })
  app.route({
    ...route(contract.sendLetters),
    config: { access: MANAGER },
    handler: (request) => sending.sendLetters(request.context(), request.params.callId),
  })
  app.route({
    ...route(contract.schedulePublication),
    config: { access: MANAGER },
    handler: (request) => {
      const { publishAt } = request.body
      const at = publishAt === null ? null : new Date(publishAt)
      return schedulePublication(request.context(), request.params.callId, at)
    },
  })
}

const readingRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.route({
    ...route(contract.getLetterPdf),
    config: { access: ['applicant', ...STAFF] },
    handler: async (request, reply) => {
      const { name, content } = await sending.openLetter(request.context(), request.params.letterId)
      return reply
        .type('application/pdf')
        .header('content-disposition', `inline; filename="${name}"`)
        .header('cache-control', 'no-store')
        .send(content)
    },
  })
  app.route({
    ...route(contract.listReceivedLetters),
    config: { access: ['applicant', ...STAFF] },
    handler: async (request) => ({
      items: await sending.listReceivedLetters(request.context(), request.params.applicationId),
    }),
  })
}

export const letterRoutes: FastifyPluginAsyncTypebox = async (app) => {
  await app.register(templateRoutes)
  await app.register(outboxRoutes)
  await app.register(readingRoutes)
}
