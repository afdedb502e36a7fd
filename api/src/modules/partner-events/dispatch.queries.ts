import { type RawBuilder, sql } from 'kysely'
import type { Db, Trx } from '../../db/database.ts'
import { transact } from '../../db/transaction.ts'

/** Calls at once to one webhook, by all processes together: first tries, and beside them tries of what has failed. */
export const FRESH_AT_ONCE = 6
export const RETRIES_AT_ONCE = 2

/** A lane that this process holds, and the delivery at its head; `deliveryId` is null when nothing waits in it. */
export type Held = {
  readonly webhookId: string
  readonly subjectId: string
  readonly leaseId: string
  readonly arrivals: number
  /** Of the delivery at its head. */
  readonly failures: number
  readonly url: string
  readonly secret: string
  readonly formerSecret: string | null
  readonly formerUntil: Date | null
  readonly status: 'active' | 'paused' | 'disabled'
  readonly deliveryId: string | null
  readonly messageId: string
  readonly kind: string
  readonly payload: string
  readonly firstAttemptAt: Date | null
}
export type LaneKey = Pick<Held, 'webhookId' | 'subjectId' | 'leaseId'>

const HEAD = sql`
  webhook.url, webhook.secret, webhook.former_secret, webhook.former_until, webhook.status,
  head.delivery_id, head.message_id, head.kind, head.payload, head.first_attempt_at
    from held
    join webhook on webhook.webhook_id = held.webhook_id
    left join lateral (
      select * from webhook_delivery
       where webhook_id = held.webhook_id and subject_id = held.subject_id and webhook_delivery.status = 'waiting'
       order by place limit 1
    ) as head on true`

const isDue = (now: Date) => sql`next_attempt_at <= ${now} and (leased_until is null or leased_until <= ${now})`

async function findDueWebhooks(db: Db, now: Date): Promise<string[]> {
  const { rows } = await sql<{ webhookId: string }>`
    select webhook_id from webhook
     where status = 'active'
       and exists (select from webhook_lane where webhook_lane.webhook_id = webhook.webhook_id and ${isDue(now)})
  `.execute(db)
  return rows.map(({ webhookId }) => webhookId)
}

/** Takes lanes that are due, as many as each webhook has room for. Two processes take different ones. */
export async function claimLanes(db: Db, leaseId: string, now: Date, until: Date): Promise<Held[]> {
  const due = await findDueWebhooks(db, now)
  if (due.length === 0) return []
  return transact(db, async (trx) => {
    // One process at a time counts the room of a webhook; the other one finds it busy, and passes.
    const { rows } = await sql<{ webhookId: string }>`
      select webhook_id from webhook where webhook_id = any(${due}::uuid[]) order by webhook_id for no key update skip locked
    `.execute(trx)
    const webhookIds = rows.map(({ webhookId }) => webhookId)
    const firstOf = (failures: RawBuilder<unknown>, most: RawBuilder<unknown>) => sql`(
      select subject_id from webhook_lane
       where webhook_id = room.webhook_id and ${failures} and ${isDue(now)}
       order by next_attempt_at limit greatest(0, ${most}))`
    const claimed = await sql<Held>`
      with room as (
        select mine.webhook_id,
               ${FRESH_AT_ONCE}::bigint - count(*) filter (where leased_until > ${now} and failures = 0) as fresh,
               ${RETRIES_AT_ONCE}::bigint - count(*) filter (where leased_until > ${now} and failures > 0) as retries
          from unnest(${webhookIds}::uuid[]) as mine (webhook_id)
          left join webhook_lane on webhook_lane.webhook_id = mine.webhook_id and leased_until is not null
         group by mine.webhook_id
      ), due as (
        select room.webhook_id, lane.subject_id
          from room cross join lateral (
            ${firstOf(sql`failures = 0`, sql`room.fresh`)} union all ${firstOf(sql`failures > 0`, sql`room.retries`)}
          ) as lane
      ), held as (
        update webhook_lane set lease_id = ${leaseId}, leased_until = ${until}
          from due
         where webhook_lane.webhook_id = due.webhook_id and webhook_lane.subject_id = due.subject_id and ${isDue(now)}
        returning webhook_lane.webhook_id, webhook_lane.subject_id, lease_id, arrivals, failures
      )
      select held.*, ${HEAD}`.execute(trx)
    return claimed.rows
  })
}

const isMine = ({ webhookId, subjectId, leaseId }: LaneKey) =>
  sql`webhook_lane.webhook_id = ${webhookId} and webhook_lane.subject_id = ${subjectId} and lease_id = ${leaseId}`

/** The next one of a lane that is still held, for longer; undefined when somebody else has taken it, or it is gone. */
export async function continueLane(db: Db | Trx, lane: LaneKey, now: Date, until: Date): Promise<Held | undefined> {
  const { rows } = await sql<Held>`
    with held as (
      update webhook_lane set leased_until = ${until}, failures = 0, next_attempt_at = ${now} where ${isMine(lane)}
      returning webhook_id, subject_id, lease_id, arrivals, failures
    )
    select held.*, ${HEAD}`.execute(db)
  return rows[0]
}

/**
 * False when something has come since the lane was seen empty. What comes at this instant changes `arrivals`; what came while
 * `continueLane` waited for its row has done so already, unseen by the statement that waited, and is looked for here.
 */
export async function endLane(db: Db | Trx, lane: LaneKey & { readonly arrivals: number }): Promise<boolean> {
  const { numAffectedRows } = await sql`
    delete from webhook_lane
     where ${isMine(lane)} and arrivals = ${lane.arrivals}
       and not exists (
         select from webhook_delivery
          where webhook_delivery.webhook_id = webhook_lane.webhook_id
            and webhook_delivery.subject_id = webhook_lane.subject_id and webhook_delivery.status = 'waiting')`.execute(
    db,
  )
  return numAffectedRows === 1n
}

/** Another lane of this webhook that is due, in the place of one that has ended: no more calls at once than before. */
async function takeAnother(
  db: Db | Trx,
  { webhookId, leaseId }: LaneKey,
  now: Date,
  until: Date,
): Promise<Held | undefined> {
  const { rows } = await sql<Held>`
    with held as (
      update webhook_lane set lease_id = ${leaseId}, leased_until = ${until}
       where webhook_id = ${webhookId} and subject_id = (
         select subject_id from webhook_lane
          where webhook_id = ${webhookId} and failures = 0 and ${isDue(now)}
          order by next_attempt_at limit 1 for update skip locked)
      returning webhook_id, subject_id, lease_id, arrivals, failures
    )
    select held.*, ${HEAD}`.execute(db)
  return rows[0]
}

/**
 * What comes next where a lane is held: its next delivery, or, once it has ended, that of another one of the same webhook.
 * Undefined when nothing is due, or somebody else has the lane.
 */
export async function takeNext(
  db: Db | Trx,
  lane: LaneKey & { readonly failures: number },
  now: Date,
  until: Date,
): Promise<Held | undefined> {
  for (;;) {
    const held = await continueLane(db, lane, now, until)
    if (held === undefined || held.deliveryId !== null) return held
    // Tries of what has failed have a number of their own, and leave no room for a first one.
    if (await endLane(db, held)) return lane.failures === 0 ? takeAnother(db, lane, now, until) : undefined
  }
}

/** Lets a lane go, to be taken again from an instant on. */
export const releaseLane = (db: Db | Trx, lane: LaneKey, change: { nextAttemptAt: Date; failures: number }) =>
  sql`
    update webhook_lane
       set lease_id = null, leased_until = null, next_attempt_at = ${change.nextAttemptAt}, failures = ${change.failures}
     where ${isMine(lane)}`.execute(db)

/** A delivery arrived. Answers since when its webhook had been failing until then; null when it had not. */
export async function recordSuccess(
  db: Db | Trx,
  { webhookId, deliveryId, status, now }: { webhookId: string; deliveryId: string; status: number; now: Date },
): Promise<Date | null> {
  const { rows } = await sql<{ failingSince: Date }>`
    with done as (
      update webhook_delivery
         set status = 'delivered', attempts = attempts + 1, first_attempt_at = coalesce(first_attempt_at, ${now}),
             last_attempt_at = ${now}, last_status = ${status}, last_error = null, delivered_at = ${now}
       where delivery_id = ${deliveryId} and status = 'waiting'
    ), former as (
      select webhook_id, failing_since from webhook
       where webhook_id = ${webhookId} and failing_since is not null for no key update
    )
    update webhook set failing_since = null from former
     where webhook.webhook_id = former.webhook_id returning former.failing_since
  `.execute(db)
  return rows[0]?.failingSince ?? null
}

/** The receiver is back: whatever waited for a later try goes now. */
export const wakeLanes = (db: Db, webhookId: string, now: Date) =>
  sql`
    update webhook_lane set next_attempt_at = ${now}
     where webhook_id = ${webhookId} and lease_id is null and next_attempt_at > ${now}`.execute(db)

export type Failure = {
  readonly deliveryId: string
  readonly status: number | null
  readonly error: string | null
  readonly now: Date
  /** Whether it is given up. */
  readonly isLast: boolean
}

export const recordFailure = (trx: Trx, { deliveryId, status, error, now, isLast }: Failure) =>
  sql`
    update webhook_delivery
       set status = ${isLast ? 'failed' : 'waiting'}, attempts = attempts + 1,
           first_attempt_at = coalesce(first_attempt_at, ${now}), last_attempt_at = ${now},
           last_status = ${status}, last_error = ${error}
     where delivery_id = ${deliveryId} and status = 'waiting'`.execute(trx)

/** Since when the webhook fails. */
export async function markFailing(trx: Trx, webhookId: string, now: Date): Promise<Date> {
  const { rows } = await sql<{ failingSince: Date }>`
    update webhook set failing_since = coalesce(failing_since, ${now}) where webhook_id = ${webhookId}
    returning failing_since`.execute(trx)
  return rows[0]?.failingSince ?? now
}
