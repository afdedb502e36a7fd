import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import * as contract from '@progress-ess/shared/partner-events'
import type { FastifyReply } from 'fastify'
import type { Role } from '../../kit/context.ts'
import { etagOf, versionFrom } from '../../kit/etag.ts'
import { route } from '../../kit/route.ts'
import * as deliveries from './deliveries.service.ts'
import * as service from './webhooks.service.ts'

/** A partner its own, by key or by an adviser’s account; managers and administrators those of any. */
const ACCESS: readonly Role[] = ['partner', 'manager', 'admin']
const MANAGES = { access: ACCESS, right: 'webhooks:manage' }

const secretly = (reply: FastifyReply): FastifyReply => reply.header('cache-control', 'no-store').status(201)

function tagged(reply: FastifyReply, webhook: contract.Webhook): contract.Webhook {
  void reply.header('etag', etagOf(webhook.version))
  return webhook
}

/** Webhooks of partners and the journal of their deliveries. */
export const webhookRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.route({
    ...route(contract.listWebhooks),
    config: MANAGES,
    handler: async (request) => ({ items: await service.listWebhooks(request.context(), request.params.partnerId) }),
  })
  app.route({
    ...route(contract.createWebhook),
    config: MANAGES,
    handler: async (request, reply) => {
      const shown = await service.createWebhook(request.context(), request.params.partnerId, request.body)
      tagged(reply, shown.webhook)
      return secretly(reply).send(shown)
    },
  })
  app.route({
    ...route(contract.updateWebhook),
    config: MANAGES,
    handler: async (request, reply) => {
      const version = versionFrom(request.headers['if-match'])
      const { params, body } = request
      return tagged(reply, await service.updateWebhook(request.context(), params.webhookId, version, body))
    },
  })
  app.route({
    ...route(contract.deleteWebhook),
    config: MANAGES,
    handler: async (request, reply) => {
      await service.deleteWebhook(request.context(), request.params.webhookId)
      return await reply.status(204).send(null)
    },
  })
  app.route({
    ...route(contract.rotateWebhookSecret),
    config: MANAGES,
    handler: async (request, reply) => {
      const shown = await service.rotateWebhookSecret(request.context(), request.params.webhookId)
      tagged(reply, shown.webhook)
      return secretly(reply).send(shown)
    },
  })
  app.route({
    ...route(contract.testWebhook),
    config: MANAGES,
    handler: async (request, reply) =>
      reply.status(202).send(await deliveries.testWebhook(request.context(), request.params.webhookId)),
  })
  app.route({
    ...route(contract.listDeliveries),
    config: MANAGES,
    handler: (request) => {
      const { limit = 20, ...filter } = request.query
      return deliveries.listDeliveries(request.context(), request.params.webhookId, { ...filter, limit })
    },
  })
  app.route({
    ...route(contract.redeliver),
    config: MANAGES,
    handler: async (request, reply) =>
      reply.status(202).send(await deliveries.redeliver(request.context(), request.params.webhookId, request.body)),
  })
}
