import type { CallPhase } from '@progress-ess/shared/calls'
import { type Insertable, sql, type Updateable } from 'kysely'
import type { Db, Trx } from '../../db/database.ts'
import type { Call, CallNotice } from '../../db/schema.ts'
import { afterKey, type CursorValue } from '../../kit/page.ts'

/** Which calls the caller may see: all of them, or those that were published once. */
export type Scope = { readonly onlyPublished: boolean }

function selectCalls(db: Db | Trx, { onlyPublished }: Scope) {
  const query = db
    .selectFrom('call')
    .innerJoin('programme', 'programme.programmeId', 'call.programmeId')
    .leftJoin('panel', 'panel.callId', 'call.callId')
    .leftJoin('envelope', 'envelope.callId', 'call.callId')
    .selectAll('call')
    .select(['programme.name as programme', 'panel.lockedAt as panelLockedAt', 'envelope.allocatedCents'])
    .select((eb) =>
      eb
        .exists(
          eb
            .selectFrom('evaluation')
            .select('evaluation.evaluationId')
            .whereRef('evaluation.callId', '=', 'call.callId')
            .where('evaluation.status', '<>', 'recused'),
        )
        .as('hasEvaluations'),
    )
  return onlyPublished ? query.where('call.publishedAt', 'is not', null) : query
}

/** A call in a list. */
export type ListedCall = Awaited<ReturnType<typeof findCalls>>[number]
export type CallRow = NonNullable<Awaited<ReturnType<typeof findCall>>>

export async function findCall(db: Db | Trx, callId: string, scope: Scope) {
  return selectCalls(db, scope)
    .select(hasUndecided.as('hasUndecided'))
    .where('call.callId', '=', callId)
    .executeTakeFirst()
}

/** Whether a submitted file of a published call still waits for its decision. */
const hasUndecided = sql<boolean>`call.status = 'published' and exists (
  select 1 from application a
   where a.call_id = call.call_id and a.status not in ('draft', 'expired', 'withdrawn')
     and not exists (select 1 from decision d where d.application_id = a.application_id and d.status <> 'proposed'))`

/** Locks the call, then reads it with its facts. */
export async function lockCall(trx: Trx, callId: string, scope: Scope) {
  await trx.selectFrom('call').select('callId').where('callId', '=', callId).forUpdate().execute()
  return findCall(trx, callId, scope)
}

/** The condition that a computed phase stands for: `phaseOf` in SQL. A test compares the two. */
function isInPhase(phase: CallPhase, now: Date) {
  const deadline = sql`(call.closes_at + make_interval(mins => call.grace_minutes))`
  const evaluated = sql`exists (select 1 from evaluation e where e.call_id = call.call_id and e.status <> 'recused')`
  const published = sql`call.status = 'published'`
  switch (phase) {
    case 'draft':
    case 'cancelled':
    case 'archived':
      return sql<boolean>`call.status = ${phase}`
    case 'decided':
      return sql<boolean>`call.status = 'results_published'`
    case 'announced':
      return sql<boolean>`${published} and ${now} < call.opens_at`
    case 'open':
      return sql<boolean>`${published} and call.opens_at <= ${now} and ${now} < call.closes_at`
    case 'grace':
      return sql<boolean>`${published} and call.closes_at <= ${now} and ${now} < ${deadline}`
    case 'closed':
      return sql<boolean>`${published} and ${deadline} <= ${now} and panel.locked_at is null and not ${evaluated}`
    case 'evaluating':
      return sql<boolean>`${published} and ${deadline} <= ${now} and panel.locked_at is null and ${evaluated}`
    case 'deliberating':
      return sql<boolean>`${published} and ${deadline} <= ${now} and panel.locked_at is not null`
  }
}

/** The latest edition first. `after` is `[edition, callId]` of the last row seen. */
export async function findCalls(
  db: Db,
  filter: { phase?: CallPhase; now: Date; limit: number; after?: readonly CursorValue[] },
  scope: Scope,
) {
  let query = selectCalls(db, scope)
  const { phase, after } = filter
  if (phase !== undefined) query = query.where(isInPhase(phase, filter.now))
  if (after !== undefined) query = query.where((eb) => afterKey(eb, ['call.edition', 'call.callId'], 'desc', after))
  return query
    .orderBy('call.edition', 'desc')
    .orderBy('call.callId', 'desc')
    .limit(filter.limit + 1)
    .execute()
}

export async function findNotices(db: Db | Trx, callId: string) {
  return db
    .selectFrom('callNotice')
    .select(['kind', 'text', 'closesAt', 'at'])
    .where('callId', '=', callId)
    .orderBy('at')
    .orderBy('callNoticeId')
    .execute()
}

/** False when the code is taken. */
export async function insertCall(trx: Trx, row: Insertable<Call>): Promise<boolean> {
  const inserted = await trx
    .insertInto('call')
    .values(row)
    .onConflict((conflict) => conflict.column('code').doNothing())
    .returning('callId')
    .executeTakeFirst()
  return inserted !== undefined
}

export async function insertSeed(
  trx: Trx,
  row: { commitment: string; callId: string; seedHex: string; createdAt: Date },
): Promise<void> {
  await trx.insertInto('drawSeed').values(row).execute()
}

/** Whether the call keeps the seed that has this SHA-256. */
export async function hasSeed(db: Db | Trx, callId: string, commitment: string): Promise<boolean> {
  const row = await db
    .selectFrom('drawSeed')
    .select('commitment')
    .where('commitment', '=', commitment)
    .where('callId', '=', callId)
    .executeTakeFirst()
  return row !== undefined
}

/** Saves and moves the version on; undefined when somebody changed the row since `version` was read. */
export async function saveCall(
  trx: Trx,
  row: { callId: string; version: number },
  change: Updateable<Call>,
  now: Date,
): Promise<{ version: number } | undefined> {
  return trx
    .updateTable('call')
    .set((eb) => ({ ...change, updatedAt: now, version: eb('version', '+', 1) }))
    .where('callId', '=', row.callId)
    .where('version', '=', row.version)
    .returning('version')
    .executeTakeFirst()
}

export async function insertNotice(trx: Trx, row: Insertable<CallNotice>): Promise<void> {
  await trx.insertInto('callNotice').values(row).execute()
}

export async function findProgrammeId(db: Db | Trx): Promise<string> {
  const row = await db.selectFrom('programme').select('programmeId').limit(1).executeTakeFirstOrThrow()
  return row.programmeId
}

/** Organisations with a living file in the call: who is told when the call changes. */
export async function findConcerned(db: Db | Trx, callId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('application')
    .select('organisationId')
    .distinct()
    .where('callId', '=', callId)
    .where('status', 'not in', ['withdrawn', 'expired'])
    .execute()
  return rows.map(({ organisationId }) => organisationId)
}
