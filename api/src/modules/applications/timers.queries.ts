import { sql } from 'kysely'
import type { Db, Trx } from '../../db/database.ts'

/** Drafts whose time was over at an instant: past the closing with its grace, and past their own extension. */
export async function findExpired(db: Db, at: Date, limit: number) {
  return db
    .selectFrom('application')
    .innerJoin('call', 'call.callId', 'application.callId')
    .select(['application.applicationId'])
    .where('application.status', '=', 'draft')
    .where('call.status', '<>', 'draft')
    .where(sql<boolean>`call.closes_at + make_interval(mins => call.grace_minutes) <= ${at}`)
    .where((eb) => eb.or([eb('application.extendedUntil', 'is', null), eb('application.extendedUntil', '<=', at)]))
    .orderBy('application.applicationId')
    .limit(limit)
    .execute()
}

/** Its version now; null when the draft was submitted or discarded meanwhile. */
export async function expireDraft(trx: Trx, applicationId: string, now: Date): Promise<number | null> {
  const row = await trx
    .updateTable('application')
    .set((eb) => ({ status: 'expired', updatedAt: now, version: eb('version', '+', 1) }))
    .where('applicationId', '=', applicationId)
    .where('status', '=', 'draft')
    .returning('version')
    .executeTakeFirst()
  return row?.version ?? null
}

/** Drafts that close between `now` and `until` and were not reminded of it yet. */
export async function findToRemind(db: Db, kind: '7d' | '2d' | '2h', now: Date, until: Date, limit: number) {
  const closing = sql<Date>`greatest(application.extended_until, call.closes_at)`
  return db
    .selectFrom('application')
    .innerJoin('call', 'call.callId', 'application.callId')
    .select(['application.applicationId', 'application.organisationId', 'call.title as callTitle'])
    .select(closing.as('closesAt'))
    .where('application.status', '=', 'draft')
    .where('call.status', '=', 'published')
    .where(closing, '>', now)
    .where(closing, '<=', until)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('applicationReminder')
            .select('applicationReminder.kind')
            .whereRef('applicationReminder.applicationId', '=', 'application.applicationId')
            .where('applicationReminder.kind', '=', kind)
            .where(sql<boolean>`application_reminder.closes_at = ${closing}`),
        ),
      ),
    )
    .orderBy('application.applicationId')
    .limit(limit)
    .execute()
}

/** False when another worker has reminded already. */
export async function noteReminder(
  trx: Trx,
  row: { applicationId: string; kind: '7d' | '2d' | '2h'; closesAt: Date; sentAt: Date },
): Promise<boolean> {
  const inserted = await trx
    .insertInto('applicationReminder')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning('kind')
    .executeTakeFirst()
  return inserted !== undefined
}
