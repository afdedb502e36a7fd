import { Type } from 'typebox'
import { endpoint } from '../kit/endpoint.ts'
import { PageQuery, Strict, Uuid, Words } from '../kit/primitives.ts'
import {
  DeliveryPage,
  EventFeed,
  NewWebhook,
  Redelivery,
  ShownWebhook,
  Webhook,
  WebhookChange,
  WebhookList,
} from './schemas.ts'

const tags = ['events'] as const
const PartnerParams = Type.Object({ partnerId: Uuid })
const WebhookParams = Type.Object({ webhookId: Uuid })
const who = ['not-a-partner'] as const

export const listEvents = endpoint({
  operationId: 'listEvents',
  summary: 'What happened to the caller’s referrals, in the order of the commits; none is ever skipped',
  description:
    'Read on from `next`, which never goes back. With `wait`, an empty page is answered only after so many seconds (long poll). Without `after`: from the beginning.',
  tags,
  method: 'GET',
  path: '/events',
  querystring: Type.Object({
    after: Type.Optional(Type.String({ pattern: '^[0-9]{1,18}$', maxLength: 18 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 100 })),
    wait: Type.Optional(Type.Integer({ minimum: 0, maximum: 25, default: 0 })),
  }),
  response: { 200: EventFeed },
  refusals: [...who],
})

export const listWebhooks = endpoint({
  operationId: 'listWebhooks',
  summary: 'The webhooks of a partner',
  tags,
  method: 'GET',
  path: '/partners/:partnerId/webhooks',
  params: PartnerParams,
  response: { 200: WebhookList },
  refusals: [...who, 'partner-not-found'],
})

export const createWebhook = endpoint({
  operationId: 'createWebhook',
  summary: 'Have events sent to an address; the secret is in this answer and in no other',
  tags,
  method: 'POST',
  path: '/partners/:partnerId/webhooks',
  params: PartnerParams,
  body: NewWebhook,
  response: { 201: ShownWebhook },
  refusals: [...who, 'partner-not-found', 'url-refused', 'too-many-webhooks'],
})

export const updateWebhook = endpoint({
  operationId: 'updateWebhook',
  summary: 'Change, pause or take up again a webhook',
  tags,
  isVersioned: true,
  method: 'PATCH',
  path: '/webhooks/:webhookId',
  params: WebhookParams,
  body: WebhookChange,
  response: { 200: Webhook },
  refusals: [...who, 'webhook-not-found', 'url-refused'],
})

export const deleteWebhook = endpoint({
  operationId: 'deleteWebhook',
  summary: 'Remove a webhook with its journal',
  tags,
  method: 'DELETE',
  path: '/webhooks/:webhookId',
  params: WebhookParams,
  response: { 204: Type.Null() },
  refusals: [...who, 'webhook-not-found'],
})

export const rotateWebhookSecret = endpoint({
  operationId: 'rotateWebhookSecret',
  summary: 'A new secret; for 24 hours deliveries carry both signatures',
  tags,
  method: 'POST',
  path: '/webhooks/:webhookId/secret-rotation',
  params: WebhookParams,
  response: { 201: ShownWebhook },
  refusals: [...who, 'webhook-not-found'],
})

export const testWebhook = endpoint({
  operationId: 'testWebhook',
  summary: 'Send `webhook.tested`',
  tags,
  isIdempotent: true,
  method: 'POST',
  path: '/webhooks/:webhookId/tests',
  params: WebhookParams,
  response: { 202: Strict({ deliveryId: Uuid }, 'TestedWebhook') },
  refusals: [...who, 'webhook-not-found', 'webhook-not-active'],
})

export const listDeliveries = endpoint({
  operationId: 'listDeliveries',
  summary: 'The journal of deliveries, newest first: 30 days',
  tags,
  method: 'GET',
  path: '/webhooks/:webhookId/deliveries',
  params: WebhookParams,
  querystring: Type.Object({
    ...PageQuery,
    status: Type.Optional(Words(['waiting', 'delivered', 'failed', 'dropped'])),
  }),
  response: { 200: DeliveryPage },
  refusals: [...who, 'webhook-not-found'],
})

export const redeliver = endpoint({
  operationId: 'redeliver',
  summary: 'Send one delivery again, or those of a span of time',
  tags,
  isIdempotent: true,
  method: 'POST',
  path: '/webhooks/:webhookId/redeliveries',
  params: WebhookParams,
  body: Redelivery,
  response: { 202: Strict({ count: Type.Integer() }, 'Redelivered') },
  refusals: [...who, 'webhook-not-found', 'delivery-not-found', 'webhook-not-active'],
})
