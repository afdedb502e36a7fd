import { ENDED_AWARDS } from '@progress-ess/shared/applications'
import type { FollowUpSettings } from '@progress-ess/shared/payments'
import { sql } from 'kysely'
import type { Db, Trx } from '../../db/database.ts'

export const findFollowUp = (db: Db | Trx, callId: string) =>
  db
    .selectFrom('call')
    .leftJoin('followUp', 'followUp.callId', 'call.callId')
    .select(['call.callId', 'followUp.settings', 'followUp.version'])
    .where('call.callId', '=', callId)
    .executeTakeFirst()

/** Changes of one call wait here for one another. */
export async function lockCall(trx: Trx, callId: string): Promise<void> {
  await trx.selectFrom('call').select('callId').where('callId', '=', callId).forNoKeyUpdate().execute()
}

export async function saveFollowUp(
  trx: Trx,
  row: { callId: string; settings: FollowUpSettings; version: number },
  now: Date,
): Promise<void> {
  const written = { settings: JSON.stringify(row.settings), version: row.version, updatedAt: now }
  await trx
    .insertInto('followUp')
    .values({ callId: row.callId, ...written })
    .onConflict((conflict) => conflict.column('callId').doUpdateSet(written))
    .execute()
}

/** The calendar year of a decision is that of Paris. */
const year = (column: string) => sql<number>`extract(year from ${sql.ref(column)} at time zone 'Europe/Paris')`

/** What the organisation of an award gets in the year of that award, all calls and grants known otherwise together, in cents. */
export async function findYearTotal(db: Db | Trx, awardId: string): Promise<number> {
  const one = db
    .selectFrom('award')
    .innerJoin('application', 'application.applicationId', 'award.applicationId')
    .select(['application.organisationId', year('award.committed_at').as('year')])
    .where('award.awardId', '=', awardId)
  const { cents } = await db
    .with('one', () => one)
    .selectFrom('one')
    .select((eb) => [
      sql<number>`(coalesce(${eb
        .selectFrom('award')
        .innerJoin('application', 'application.applicationId', 'award.applicationId')
        .select((inner) => inner.fn.sum<number>('award.amountCents').as('cents'))
        .whereRef('application.organisationId', '=', 'one.organisationId')
        .where('award.status', 'not in', ENDED_AWARDS)
        .where(sql<boolean>`${year('award.committed_at')} = one.year`)}, 0)
        + coalesce(${eb
          .selectFrom('knownGrant')
          .select((inner) => inner.fn.sum<number>('knownGrant.amountCents').as('cents'))
          .whereRef('knownGrant.organisationId', '=', 'one.organisationId')
          .where('knownGrant.removedAt', 'is', null)
          .where(sql<boolean>`extract(year from known_grant.granted_on) = one.year`)}, 0))::bigint`.as('cents'),
    ])
    .executeTakeFirstOrThrow()
  return cents
}
