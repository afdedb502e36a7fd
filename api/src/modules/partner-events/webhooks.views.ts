import type { Delivery, EventKind, Webhook } from '@progress-ess/shared/partner-events'
import type { DeliveryRow } from './deliveries.queries.ts'
import type { WebhookRow } from './webhooks.queries.ts'
import { actionsOf, deliveryActionsOf } from './webhooks.rules.ts'

export const toWebhook = (row: WebhookRow, now: Date): Webhook => ({
  webhookId: row.webhookId,
  partnerId: row.partnerId,
  url: row.url,
  kinds: row.kinds as EventKind[],
  status: row.status,
  statusReason: row.statusReason,
  formerSecretUntil: row.formerUntil !== null && row.formerUntil > now ? row.formerUntil.toISOString() : null,
  failingSince: row.failingSince?.toISOString() ?? null,
  waiting: row.waiting,
  version: row.version,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
  allowedActions: actionsOf(row),
})

export const toDelivery = (row: DeliveryRow, webhook: Pick<WebhookRow, 'status'>): Delivery => ({
  deliveryId: row.deliveryId,
  kind: row.kind as EventKind,
  subject: row.subjectId,
  status: row.status,
  attempts: row.attempts,
  nextAttemptAt:
    row.status === 'waiting' && webhook.status === 'active' ? (row.nextAttemptAt?.toISOString() ?? null) : null,
  lastStatus: row.lastStatus,
  lastError: row.lastError,
  lastAttemptAt: row.lastAttemptAt?.toISOString() ?? null,
  deliveredAt: row.deliveredAt?.toISOString() ?? null,
  createdAt: row.createdAt.toISOString(),
  allowedActions: deliveryActionsOf(row, webhook),
})
