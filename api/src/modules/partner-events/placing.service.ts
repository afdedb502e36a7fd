import type { EventKind } from '@progress-ess/shared/partner-events'
import type { Db, Trx } from '../../db/database.ts'
import { transact } from '../../db/transaction.ts'
import { newId } from '../../kit/ids.ts'
import * as deliveries from './deliveries.queries.ts'
import { toEvent } from './events.views.ts'
import * as feed from './feed.queries.ts'
import { wants } from './webhooks.rules.ts'

const LOCK = 7_240_003
const BATCH = 200

export type Placing = { readonly db: Db; readonly now: Date; readonly publicUrl: string }

/**
 * Gives a place in the feed of each partner to the events that were committed since the last time, and queues their
 * deliveries. Answers how many. Any process may call it at any time: one works, the others pass.
 *
 * None is skipped, whoever commits first: what is looked for is not what comes after a number, but what has no place yet. An
 * event that another one caused, or waited for, is seen with it, and was written before it: it stands before it.
 */
export async function placeEvents(placing: Placing): Promise<number> {
  let placed = 0
  while (await feed.hasUnplaced(placing.db)) {
    const count = await transact(placing.db, (trx) => placeOneBatch(trx, placing))
    placed += count
    if (count < BATCH) break
  }
  return placed
}

async function placeOneBatch(trx: Trx, placing: Placing): Promise<number> {
  if (!(await feed.takePlacing(trx, LOCK))) return 0
  // Asked before the events are: what had ended by then is among them.
  const horizon = await feed.findHorizon(trx)
  const events = await feed.findUnplaced(trx, BATCH)
  if (events.length > 0) {
    const placed = await feed.insertPlaces(
      trx,
      events.map(({ outboxEventId }) => outboxEventId),
    )
    await queueDeliveries(trx, placed, new Map(events.map((event) => [event.outboxEventId, event])), placing)
  }
  if (events.length < BATCH) await feed.saveProgress(trx, horizon)
  return events.length
}

type Event = Awaited<ReturnType<typeof feed.findUnplaced>>[number]

async function queueDeliveries(
  trx: Trx,
  placed: readonly feed.Placed[],
  events: ReadonlyMap<string, Event>,
  { now, publicUrl }: Placing,
): Promise<void> {
  const partnerIds = [...new Set(placed.map(({ partnerId }) => partnerId))]
  const webhooks = await deliveries.holdReceivers(trx, partnerIds)
  if (webhooks.length === 0) return
  const payloads = new Map([...events].map(([id, event]) => [id, JSON.stringify(toEvent(event, publicUrl))]))
  const rows = placed.flatMap(({ partnerId, place, outboxEventId }) => {
    const event = events.get(outboxEventId)
    if (event === undefined) return []
    const receivers = webhooks.filter((one) => one.partnerId === partnerId && wants(one, event.kind as EventKind))
    return receivers.map(({ webhookId }) => ({
      deliveryId: newId(),
      webhookId,
      subjectId: event.subjectId,
      place,
      messageId: outboxEventId,
      kind: event.kind,
      payload: payloads.get(outboxEventId) ?? '',
      status: 'waiting' as const,
      createdAt: now,
    }))
  })
  await deliveries.queue(trx, rows, now)
}
