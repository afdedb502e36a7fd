import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import * as contract from '@progress-ess/shared/reserve-offers'
import { route } from '../../kit/route.ts'
import { getReserveList } from './list.service.ts'
import * as offers from './offers.service.ts'

export const reserveOfferRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.route({
    ...route(contract.getReserveList),
    config: { access: ['agent', 'manager', 'admin'] },
    handler: (request) => getReserveList(request.context(), request.params.callId),
  })
  app.route({
    ...route(contract.makeReserveOffers),
    config: { access: ['manager'] },
    handler: (request) => offers.makeReserveOffers(request.context(), request.params.callId),
  })
  app.route({
    ...route(contract.listReserveOffers),
    config: { access: ['applicant', 'agent', 'manager', 'admin'] },
    handler: async (request) => ({
      items: await offers.listReserveOffers(request.context(), request.params.applicationId),
    }),
  })
  app.route({
    ...route(contract.acceptReserveOffer),
    config: { access: ['applicant'] },
    handler: (request) => offers.acceptReserveOffer(request.context(), request.params.reserveOfferId),
  })
  app.route({
    ...route(contract.declineReserveOffer),
    config: { access: ['applicant', 'manager'] },
    handler: (request) =>
      offers.declineReserveOffer(request.context(), request.params.reserveOfferId, request.body.reason ?? null),
  })
  app.route({
    ...route(contract.withdrawReserveOffer),
    config: { access: ['manager'] },
    handler: (request) =>
      offers.withdrawReserveOffer(request.context(), request.params.reserveOfferId, request.body.reason),
  })
}
