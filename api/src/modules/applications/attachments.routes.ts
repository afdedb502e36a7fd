import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import * as contract from '@progress-ess/shared/files'
import type { Role } from '../../kit/context.ts'
import { route } from '../../kit/route.ts'
import { bytesOf, takesBytes } from '../../kit/upload.ts'
import * as service from './attachments.service.ts'

const READERS: readonly Role[] = ['applicant', 'agent', 'manager', 'admin']

export const attachmentRoutes: FastifyPluginAsyncTypebox = async (app) => {
  takesBytes(app)
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
