import { Readable } from 'node:stream'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import * as contract from '@progress-ess/shared/files'
import type { Role } from '../../kit/context.ts'
import { Refusal } from '../../kit/refusal.ts'
import { route } from '../../kit/route.ts'
import * as service from './attachments.service.ts'

const READERS: readonly Role[] = ['applicant', 'agent', 'manager', 'admin']

/** The body as it arrives. A request without one has none to read. */
function bytesOf(body: unknown): Readable {
  if (body instanceof Readable) return body
  throw new Refusal('unprocessable', 'file-empty', 'Send the file as application/octet-stream')
}

export const attachmentRoutes: FastifyPluginAsyncTypebox = async (app) => {
  // Handed on unread: the use case counts the bytes and stops at its limit.
  app.addContentTypeParser('application/octet-stream', (_request, payload, done) => done(null, payload))

  app.route({
    ...route(contract.attachFile),
    config: { access: ['applicant'] },
    handler: async (request, reply) => {
      const { params, query, server } = request
      const upload = { name: query.name, body: bytesOf(request.body) }
      const file = await service.attachFile(request.context(), params.applicationId, server.files, upload)
      return reply.status(201).send(file)
    },
  })
  app.route({
    ...route(contract.listAttachments),
    config: { access: READERS },
    handler: async (request) => ({
      items: await service.listAttachments(request.context(), request.params.applicationId),
    }),
  })
  app.route({
    ...route(contract.linkAttachment),
    config: { access: READERS },
    handler: async (request, reply) => {
      const { applicationId, fileId } = request.params
      return reply.status(201).send(await service.linkAttachment(request.context(), applicationId, fileId))
    },
  })
}
