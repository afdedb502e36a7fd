import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import * as contract from '@progress-ess/shared/files'
import { route } from '../../kit/route.ts'
import { dispositionOf } from './files.rules.ts'
import * as service from './files.service.ts'

export const fileRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.route({
    ...route(contract.readFile),
    config: { access: 'public' },
    handler: async (request, reply) => {
      const wanted = { ...request.params, ...request.query }
      const { file, bytes } = await service.readLinked(request.context(), request.server.files, wanted)
      return reply
        .type(file.mediaType)
        .header('content-length', file.byteSize)
        .header('content-disposition', dispositionOf(file.name))
        .header('content-security-policy', "default-src 'none'; sandbox")
        .header('cache-control', 'private, no-store')
        .send(bytes)
    },
  })
}
