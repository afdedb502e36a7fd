import { Readable } from 'node:stream'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import * as contract from '@progress-ess/shared/referrals'
import type { Role } from '../../kit/context.ts'
import { Refusal } from '../../kit/refusal.ts'
import { route } from '../../kit/route.ts'
import * as service from './attachments.service.ts'

const ACCESS: readonly Role[] = ['partner', 'agent', 'manager']
const READS = { access: ACCESS, right: 'referrals:read' }
const WRITES = { access: ACCESS, right: 'referrals:write' }

/** The body as it arrives. A request without one has none to read. */
function bytesOf(body: unknown): Readable {
  if (body instanceof Readable) return body
  throw new Refusal('unprocessable', 'file-empty', 'Send the file as application/octet-stream')
}

export const referralAttachmentRoutes: FastifyPluginAsyncTypebox = async (app) => {
  // Handed on unread: the use case counts the bytes and stops at its limit.
  app.addContentTypeParser('application/octet-stream', (_request, payload, done) => done(null, payload))

  app.route({
    ...route(contract.attachReferralFile),
    config: WRITES,
    handler: async (request, reply) => {
      const { params, query, server } = request
      const upload = { name: query.name, body: bytesOf(request.body) }
      const added = await service.attachReferralFile(request.context(), params.referralId, server.files, upload)
      return reply.status(201).send(added)
    },
  })
  app.route({
    ...route(contract.listReferralAttachments),
    config: READS,
    handler: async (request) => ({
      items: await service.listReferralAttachments(request.context(), request.params.referralId),
    }),
  })
  app.route({
    ...route(contract.linkReferralAttachment),
    config: READS,
    handler: async (request, reply) => {
      const { referralId, fileId } = request.params
      return reply.status(201).send(await service.linkReferralAttachment(request.context(), referralId, fileId))
    },
  })
  app.route({
    ...route(contract.removeReferralAttachment),
    config: WRITES,
    handler: async (request, reply) => {
      const { referralId, fileId } = request.params
      await service.removeReferralAttachment(request.context(), referralId, fileId)
      return await reply.status(204).send(null)
    },
  })
}
