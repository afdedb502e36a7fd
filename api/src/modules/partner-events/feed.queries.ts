import { sql } from 'kysely'
import type { Db, Trx } from '../../db/database.ts'

export type OutboxRow = Awaited<ReturnType<typeof findFeed>>[number]

const COLUMNS = [
  'outboxEvent.outboxEventId',
  'outboxEvent.kind',
  'outboxEvent.subjectId',
  'outboxEvent.data',
  'outboxEvent.at',
] as const

/** What a partner is told of after a place of its feed, in order. */
export const findFeed = (db: Db, partnerId: string, after: string, limit: number) =>
  db
    .selectFrom('partnerEvent')
    .innerJoin('outboxEvent', 'outboxEvent.outboxEventId', 'partnerEvent.outboxEventId')
    .select(['partnerEvent.place', ...COLUMNS])
    .where('partnerEvent.partnerId', '=', partnerId)
    .where('partnerEvent.place', '>', sql<number>`${after}::bigint`)
    .orderBy('partnerEvent.place')
    .limit(limit)
    .execute()

/** How far each of these feeds goes; 0 for one that is empty. */
export async function findHeads(db: Db, partnerIds: readonly string[]): Promise<Map<string, number>> {
  const { rows } = await sql<{ partnerId: string; place: number }>`
    select partner_id, coalesce((select max(place) from partner_event where partner_id = asked.partner_id), 0) as place
      from unnest(${partnerIds}::uuid[]) as asked (partner_id)
  `.execute(db)
  return new Map(rows.map(({ partnerId, place }) => [partnerId, place]))
}

const isUnplaced = sql<boolean>`
  outbox_event.audience <> '{}'
  and outbox_event.written_in >= (select placed_before from feed_progress)
  and not exists (select from partner_event where partner_event.outbox_event_id = outbox_event.outbox_event_id)`

export async function hasUnplaced(db: Db): Promise<boolean> {
  const row = await db.selectFrom('outboxEvent').select('position').where(isUnplaced).limit(1).executeTakeFirst()
  return row !== undefined
}

/** True for one caller at a time, until its transaction ends. */
export async function takePlacing(trx: Trx, lock: number): Promise<boolean> {
  const { rows } = await sql<{ isMine: boolean }>`select pg_try_advisory_xact_lock(${lock}) as is_mine`.execute(trx)
  return rows[0]?.isMine === true
}

/** Every transaction below this one has ended. */
export async function findHorizon(trx: Trx): Promise<string> {
  const { rows } = await sql<{ horizon: string }>`
    select pg_snapshot_xmin(pg_current_snapshot())::text as horizon`.execute(trx)
  return rows[0]?.horizon ?? '0'
}

/** Events that somebody is told of and that have no place yet, as they were written. */
export const findUnplaced = (trx: Trx, limit: number) =>
  trx.selectFrom('outboxEvent').select(COLUMNS).where(isUnplaced).orderBy('position').limit(limit).execute()

export type Placed = { readonly partnerId: string; readonly place: number; readonly outboxEventId: string }

/** The next places of each feed that is told of these events. */
export async function insertPlaces(trx: Trx, eventIds: readonly string[]): Promise<Placed[]> {
  const { rows } = await sql<Placed>`
    with told as (
      select partner.partner_id, outbox_event.outbox_event_id, outbox_event.position
        from outbox_event
        cross join unnest(outbox_event.audience) as member (partner_id)
        join partner on partner.partner_id = member.partner_id
       where outbox_event.outbox_event_id = any(${eventIds}::uuid[])
    ), heads as (
      select partner_id, coalesce((select max(place) from partner_event where partner_id = feed.partner_id), 0) as place
        from (select distinct partner_id from told) as feed
    )
    insert into partner_event (partner_id, place, outbox_event_id)
    select told.partner_id,
           heads.place + row_number() over (partition by told.partner_id order by told.position),
           told.outbox_event_id
      from told join heads on heads.partner_id = told.partner_id
    returning partner_id, place, outbox_event_id
  `.execute(trx)
  return rows
}

export const saveProgress = (trx: Trx, horizon: string) =>
  sql`update feed_progress set placed_before = greatest(placed_before, ${horizon}::xid8)`.execute(trx)
