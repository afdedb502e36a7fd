import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import * as contract from '@progress-ess/shared/money'
import { route } from '../../kit/route.ts'
import * as service from './money.service.ts'

export const moneyRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.route({
    ...route(contract.listFollowedAwards),
    config: { access: ['agent', 'manager', 'admin'] },
    handler: (request) =>
      service.listFollowedAwards(request.context(), { ...request.query, limit: request.query.limit ?? 20 }),
  })
  app.route({
    ...route(contract.getOrganisationMoney),
    config: { access: ['applicant', 'agent', 'manager', 'admin'] },
    handler: (request) => service.getOrganisationMoney(request.context(), request.params.organisationId),
  })
}
