import { Type, type Static } from 'typebox'
import { Instant, Nullable, Page, Strict, Uuid, Version, Words } from '../kit/primitives.ts'

/** What a partner is told of, by the feed and by webhooks. */
export const EVENT_KINDS = [
  'referral.sent',
  'referral.changed',
  'referral.message_posted',
  'assignment.send',
  'assignment.acknowledge',
  'assignment.request_info',
  'assignment.provide_info',
  'assignment.accept',
  'assignment.decline',
  'assignment.start',
  'assignment.hold',
  'assignment.resume',
  'assignment.complete',
  'assignment.no_solution',
  'assignment.unreachable',
  'assignment.transfer',
  'assignment.cancel',
  'assignment.expire',
  'assignment.close_no_news',
  'assignment.reopen',
  'contact.attempted',
  'attachment.added',
  'attachment.removed',
  'consent.withdrawn',
  'consent.erasure_confirmed',
  'party.forgotten',
  'webhook.tested',
] as const
export const EventKind = Words(EVENT_KINDS, 'EventKind')
export type EventKind = Static<typeof EventKind>

/** A CloudEvents 1.0 body (structured mode). No personal data: read the subject over the API. */
export const PartnerEvent = Strict(
  {
    specversion: Type.Literal('1.0'),
    id: Uuid,
    /** The address of this service. */
    source: Type.String(),
    type: EventKind,
    subject: Type.String({
      format: 'uuid',
      minLength: 36,
      maxLength: 36,
      description:
        'The id of the referral: events of one subject come in order. Of `webhook.tested` an id made for it, of no referral.',
    }),
    time: Instant,
    datacontenttype: Type.Literal('application/json'),
    data: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()])),
  },
  'PartnerEvent',
)
export type PartnerEvent = Static<typeof PartnerEvent>

/** `next` is always there: read on from it, now or later. */
export const EventFeed = Strict({ items: Type.Array(PartnerEvent), next: Type.String() }, 'EventFeed')
export type EventFeed = Static<typeof EventFeed>

export const WEBHOOK_ACTIONS = ['update', 'pause', 'resume', 'test', 'redeliver', 'rotateSecret', 'delete'] as const
export const WebhookAction = Words(WEBHOOK_ACTIONS, 'WebhookAction')
export type WebhookAction = Static<typeof WebhookAction>

export const Webhook = Strict(
  {
    webhookId: Uuid,
    partnerId: Uuid,
    url: Type.String(),
    /** Empty: every kind. */
    kinds: Type.Array(EventKind),
    status: Words(['active', 'paused', 'disabled'], 'WebhookStatus'),
    statusReason: Nullable(Words(['asked', 'gone', 'failing'], 'WebhookStatusReason')),
    /** Deliveries carry the former signature too until then. */
    formerSecretUntil: Nullable(Instant),
    failingSince: Nullable(Instant),
    waiting: Type.Integer(),
    version: Version,
    createdAt: Instant,
    updatedAt: Instant,
    /** What may be done with it now; `pause` and `resume` are changes of `status`. */
    allowedActions: Type.Array(WebhookAction),
  },
  'Webhook',
)
export type Webhook = Static<typeof Webhook>
export const WebhookList = Strict({ items: Type.Array(Webhook) }, 'WebhookList')

const Url = Type.String({ pattern: '^https?://[^\\s]{1,480}$', maxLength: 500 })

export const NewWebhook = Strict(
  { url: Url, kinds: Type.Array(EventKind, { maxItems: EVENT_KINDS.length, uniqueItems: true }) },
  'NewWebhook',
)
export type NewWebhook = Static<typeof NewWebhook>

export const WebhookChange = Type.Object(
  {
    url: Type.Optional(Url),
    kinds: Type.Optional(Type.Array(EventKind, { maxItems: EVENT_KINDS.length, uniqueItems: true })),
    status: Type.Optional(Words(['active', 'paused'])),
  },
  { title: 'WebhookChange', additionalProperties: false, minProperties: 1 },
)
export type WebhookChange = Static<typeof WebhookChange>

/** The secret signs deliveries (Standard Webhooks); it is in this answer and in no other. */
export const ShownWebhook = Strict({ webhook: Webhook, secret: Type.String() }, 'ShownWebhook')
export type ShownWebhook = Static<typeof ShownWebhook>

export const Delivery = Strict(
  {
    deliveryId: Uuid,
    kind: EventKind,
    subject: Uuid,
    status: Words(['waiting', 'delivered', 'failed', 'dropped'], 'DeliveryStatus'),
    attempts: Type.Integer(),
    /** Null when it does not wait, or waits for its webhook to be taken up again. */
    nextAttemptAt: Nullable(Instant),
    lastStatus: Nullable(Type.Integer()),
    lastError: Nullable(Type.String()),
    lastAttemptAt: Nullable(Instant),
    deliveredAt: Nullable(Instant),
    createdAt: Instant,
    allowedActions: Type.Array(Words(['redeliver'], 'DeliveryAction')),
  },
  'Delivery',
)
export type Delivery = Static<typeof Delivery>
export const DeliveryPage = Page(Delivery, 'DeliveryPage')

/** One delivery, or all of a span of time. */
export const Redelivery = Type.Object(
  { deliveryId: Type.Optional(Uuid), from: Type.Optional(Instant), to: Type.Optional(Instant) },
  { title: 'Redelivery', additionalProperties: false, minProperties: 1 },
)
export type Redelivery = Static<typeof Redelivery>
