import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import * as contract from '@progress-ess/shared/open-data'
import { route } from '../../kit/route.ts'
import * as service from './open-data.service.ts'

const config = { access: 'public' } as const
const saved = (name: string): string => `attachment; filename="${name}"`

export const openDataRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.route({
    ...route(contract.listOpenYears),
    config,
    handler: async (request) => ({ items: await service.listOpenYears(request.context()) }),
  })
  app.route({
    ...route(contract.getOpenYear),
    config,
    handler: (request) => service.getOpenYear(request.context(), request.params.year),
  })
  app.route({
    ...route(contract.exportSubsidies),
    config,
    handler: async (request, reply) => {
      const { year } = request.params
      const csv = await service.exportSubsidies(request.context(), year)
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', saved(`subventions-${year}.csv`))
        .send(csv)
    },
  })
  app.route({
    ...route(contract.exportGiving),
    config,
    handler: async (request, reply) => {
      const { year } = request.params
      const grants = await service.exportGiving(request.context(), year)
      return reply.header('content-disposition', saved(`360giving-${year}.json`)).send(grants)
    },
  })
  app.route({ ...route(contract.listAids), config, handler: (request) => service.listAids(request.context()) })
  app.route({ ...route(contract.getCatalog), config, handler: (request) => service.getCatalog(request.context()) })
}
