import { type Insertable, sql } from 'kysely'
import type { Db, Trx } from '../../db/database.ts'
import type { WebhookDelivery } from '../../db/schema.ts'
import { afterKey, type CursorValue } from '../../kit/page.ts'

/** Rows of one statement: PostgreSQL takes 65,535 values. */
const CHUNK = 1_000

/** The webhooks of these partners that take events, held so that none is removed before its deliveries are queued. */
export const holdReceivers = (trx: Trx, partnerIds: readonly string[]) =>
  trx
    .selectFrom('webhook')
    .select(['webhookId', 'partnerId', 'kinds'])
    .where('partnerId', '=', (eb) => eb.fn.any(eb.val(partnerIds)))
    .where('status', '<>', 'disabled')
    .orderBy('webhookId')
    .forKeyShare()
    .execute()

/** Deliveries that wait, each in the lane of its subject. */
export async function queue(trx: Trx, rows: readonly Insertable<WebhookDelivery>[], now: Date): Promise<void> {
  for (let from = 0; from < rows.length; from += CHUNK) {
    await trx
      .insertInto('webhookDelivery')
      .values(rows.slice(from, from + CHUNK))
      .execute()
  }
  await openLanes(trx, rows, now)
}

type Lane = { readonly webhookId: string; readonly subjectId: string }

/** Somebody looks at these lanes from now on. One that waits for a later try goes on doing so. */
async function openLanes(trx: Trx, lanes: readonly Lane[], now: Date): Promise<void> {
  if (lanes.length === 0) return
  await sql`
    insert into webhook_lane (webhook_id, subject_id, next_attempt_at)
    select distinct webhook_id, subject_id, ${now}::timestamptz
      from unnest(${lanes.map(({ webhookId }) => webhookId)}::uuid[],
                  ${lanes.map(({ subjectId }) => subjectId)}::uuid[]) as lane (webhook_id, subject_id)
     order by webhook_id, subject_id
    on conflict (webhook_id, subject_id) do update set arrivals = webhook_lane.arrivals + 1
  `.execute(trx)
}

export type DeliveryRow = Awaited<ReturnType<typeof findDeliveries>>[number]
type Status = 'waiting' | 'delivered' | 'failed' | 'dropped'

/** Newest first. `nextAttemptAt` is that of the lane: what stands behind another one waits for it. */
export function findDeliveries(
  db: Db,
  webhookId: string,
  { status, limit, after }: { status?: Status; limit: number; after?: readonly CursorValue[] },
) {
  let query = db
    .selectFrom('webhookDelivery')
    .leftJoin('webhookLane', (join) =>
      join
        .onRef('webhookLane.webhookId', '=', 'webhookDelivery.webhookId')
        .onRef('webhookLane.subjectId', '=', 'webhookDelivery.subjectId'),
    )
    .selectAll('webhookDelivery')
    .select('webhookLane.nextAttemptAt')
    .where('webhookDelivery.webhookId', '=', webhookId)
  if (status !== undefined) query = query.where('webhookDelivery.status', '=', status)
  if (after !== undefined) {
    query = query.where((eb) =>
      afterKey(eb, ['webhookDelivery.createdAt', 'webhookDelivery.deliveryId'], 'desc', after),
    )
  }
  return query
    .orderBy('webhookDelivery.createdAt', 'desc')
    .orderBy('webhookDelivery.deliveryId', 'desc')
    .limit(limit + 1)
    .execute()
}

export const hasDelivery = (db: Db | Trx, webhookId: string, deliveryId: string) =>
  db
    .selectFrom('webhookDelivery')
    .select('deliveryId')
    .where('webhookId', '=', webhookId)
    .where('deliveryId', '=', deliveryId)
    .executeTakeFirst()

type Span = { readonly deliveryId?: string; readonly from?: Date; readonly to?: Date }

/** Lets what was ended wait again, from its first attempt, and go at once. Answers how many. */
export async function requeue(trx: Trx, webhookId: string, { deliveryId, from, to }: Span, now: Date): Promise<number> {
  let query = trx
    .updateTable('webhookDelivery')
    .set({ status: 'waiting', attempts: 0, firstAttemptAt: null, deliveredAt: null })
    .where('webhookId', '=', webhookId)
    .where('status', '<>', 'waiting')
  if (deliveryId !== undefined) query = query.where('deliveryId', '=', deliveryId)
  if (from !== undefined) query = query.where('createdAt', '>=', from)
  if (to !== undefined) query = query.where('createdAt', '<=', to)
  const lanes = await query.returning(['webhookId', 'subjectId']).execute()
  await openLanes(trx, lanes, now)
  const subjectIds = [...new Set(lanes.map(({ subjectId }) => subjectId))]
  await trx
    .updateTable('webhookLane')
    .set({ failures: 0, nextAttemptAt: now })
    .where('webhookId', '=', webhookId)
    .where('subjectId', '=', (eb) => eb.fn.any(eb.val(subjectIds)))
    .execute()
  return lanes.length
}

/** Forgets what is older, and the lanes that nothing waits in. */
export async function purgeDeliveries(db: Db, before: Date): Promise<void> {
  await db.deleteFrom('webhookDelivery').where('createdAt', '<', before).execute()
  await db
    .deleteFrom('webhookLane')
    .where('leaseId', 'is', null)
    .where('nextAttemptAt', '<', before)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('webhookDelivery')
            .select('deliveryId')
            .whereRef('webhookDelivery.webhookId', '=', 'webhookLane.webhookId')
            .whereRef('webhookDelivery.subjectId', '=', 'webhookLane.subjectId')
            .where('webhookDelivery.status', '=', 'waiting'),
        ),
      ),
    )
    .execute()
}
