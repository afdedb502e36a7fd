import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import * as contract from '@progress-ess/shared/partners'
import type { Role } from '../../kit/context.ts'
import { createRateLimit } from '../../kit/rate-limit.ts'
import { route } from '../../kit/route.ts'
import * as credentials from './credentials.service.ts'
import * as keys from './keys.service.ts'

const ADMINISTERS: readonly Role[] = ['manager', 'admin']

/** Keys, access tokens and links: what lets the system of a partner in. */
export const partnerKeyRoutes: FastifyPluginAsyncTypebox = async (app) => {
  /** Guesses by address; and links mailed to one contact, so that nobody makes us pester it. */
  const guesses = createRateLimit(app.pool, 'partner-token', 60, 60)
  const links = createRateLimit(app.pool, 'partner-link', 5, 3_600)
  app.route({
    ...route(contract.listKeys),
    config: { access: ['partner', ...ADMINISTERS] },
    handler: async (request) => ({ items: await keys.listKeys(request.context(), request.params.partnerId) }),
  })
  app.route({
    ...route(contract.createKey),
    config: { access: ADMINISTERS },
    handler: async (request, reply) => {
      void reply.header('cache-control', 'no-store')
      const { params, body } = request
      return reply.status(201).send(await keys.createKey(request.context(), params.partnerId, body))
    },
  })
  app.route({
    ...route(contract.revokeKey),
    config: { access: ADMINISTERS },
    handler: async (request, reply) => {
      const { partnerId, keyId } = request.params
      await keys.revokeKey(request.context(), partnerId, keyId)
      return await reply.status(204).send(null)
    },
  })
  app.route({
    ...route(contract.requestPartnerLink),
    config: { access: 'public' },
    handler: async (request, reply) => {
      const { email } = request.body
      await guesses.consume(request.ip)
      await links.consume(email.toLowerCase())
      await credentials.requestPartnerLink(request.context(), email)
      return await reply.status(202).send(null)
    },
  })
  app.route({
    ...route(contract.revokePartnerLinks),
    config: { access: ADMINISTERS },
    handler: async (request, reply) => {
      await credentials.revokePartnerLinks(request.context(), request.params.partnerId)
      return await reply.status(204).send(null)
    },
  })
}
