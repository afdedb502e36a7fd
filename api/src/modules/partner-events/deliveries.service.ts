import type { Delivery, Redelivery } from '@progress-ess/shared/partner-events'
import type { Trx } from '../../db/database.ts'
import { recordAudit } from '../../kit/audit.ts'
import { type Context, inTransaction } from '../../kit/context.ts'
import { newId } from '../../kit/ids.ts'
import { decodeCursor, type Page, toPage } from '../../kit/page.ts'
import { notFound, Refusal } from '../../kit/refusal.ts'
import * as queries from './deliveries.queries.ts'
import { toEvent } from './events.views.ts'
import type { WebhookRow } from './webhooks.queries.ts'
import { judgeActive, JOURNAL_MS } from './webhooks.rules.ts'
import { holdWebhook, ownWebhook } from './webhooks.service.ts'
import { toDelivery } from './webhooks.views.ts'

export type DeliveriesRequest = {
  readonly status?: Delivery['status']
  readonly limit: number
  readonly after?: string
}

/** The journal of a webhook, newest first. */
export async function listDeliveries(
  ctx: Context,
  webhookId: string,
  { limit, after, ...filter }: DeliveriesRequest,
): Promise<Page<Delivery>> {
  const webhook = await ownWebhook(ctx, webhookId)
  const rows = await queries.findDeliveries(ctx.db, webhookId, {
    ...filter,
    limit,
    ...(after === undefined ? {} : { after: decodeCursor(after, ['instant', 'uuid']) }),
  })
  const { items, next } = toPage(rows, limit, (row) => [row.createdAt.toISOString(), row.deliveryId])
  return { items: items.map((row) => toDelivery(row, webhook)), next }
}

async function holdActive(ctx: Context<Trx>, webhookId: string): Promise<WebhookRow> {
  const row = await holdWebhook(ctx, webhookId)
  const verdict = judgeActive(row)
  if (!verdict.ok) throw new Refusal('conflict', verdict.code, verdict.detail)
  return row
}

/** Sends an event that stands for nothing, once. It is no line of the feed. */
export const testWebhook = (ctx: Context, webhookId: string): Promise<{ deliveryId: string }> =>
  inTransaction(ctx, async (inner) => {
    const { partnerId } = await holdActive(inner, webhookId)
    // A subject of its own: it waits for nothing, and nothing waits for it.
    const [deliveryId, subjectId, messageId] = [newId(), newId(), newId()]
    const event = { outboxEventId: messageId, kind: 'webhook.tested', subjectId, data: { webhookId }, at: inner.now }
    await queries.queue(
      inner.db,
      [
        {
          deliveryId,
          webhookId,
          subjectId,
          place: 0,
          messageId,
          kind: event.kind,
          payload: JSON.stringify(toEvent(event, inner.settings.publicUrl)),
          status: 'waiting',
          createdAt: inner.receivedAt,
        },
      ],
      inner.receivedAt,
    )
    await recordAudit(inner, {
      operation: 'testWebhook',
      subjectType: 'partner',
      subjectId: partnerId,
      data: { webhookId, deliveryId },
    })
    return { deliveryId }
  })

/** Sends again what the journal holds, with the same ids. What waits already is not counted. */
export const redeliver = (ctx: Context, webhookId: string, wanted: Redelivery): Promise<{ count: number }> =>
  inTransaction(ctx, async (inner) => {
    const { partnerId } = await holdActive(inner, webhookId)
    const { deliveryId, from, to } = wanted
    if (deliveryId !== undefined && (await queries.hasDelivery(inner.db, webhookId, deliveryId)) === undefined) {
      throw notFound('delivery')
    }
    const span = {
      ...(deliveryId === undefined ? {} : { deliveryId }),
      ...(from === undefined ? {} : { from: new Date(from) }),
      ...(to === undefined ? {} : { to: new Date(to) }),
    }
    const count = await queries.requeue(inner.db, webhookId, span, inner.receivedAt)
    await recordAudit(inner, {
      operation: 'redeliver',
      subjectType: 'partner',
      subjectId: partnerId,
      data: { webhookId, count },
    })
    return { count }
  })

/** Forgets deliveries after 30 days. */
export const purgeDeliveries = (ctx: Context): Promise<void> =>
  queries.purgeDeliveries(ctx.db, new Date(ctx.now.getTime() - JOURNAL_MS))
