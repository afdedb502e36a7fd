import type { AwardStatus } from '@progress-ess/shared/applications'
import type { Db, Trx } from '../../db/database.ts'

function selectAwards(db: Db | Trx) {
  return db
    .selectFrom('award')
    .innerJoin('application', 'application.applicationId', 'award.applicationId')
    .innerJoin('organisation', 'organisation.organisationId', 'application.organisationId')
    .innerJoin('call', 'call.callId', 'award.callId')
    .selectAll('award')
    .select([
      'application.number',
      'application.projectTitle',
      'application.organisationId',
      'application.requestedCents',
      'call.awardRules',
      'organisation.name as organisationName',
    ])
}

export type AwardRow = Awaited<ReturnType<typeof findAwards>>[number]

export async function findAwards(db: Db | Trx, callId: string) {
  return selectAwards(db).where('award.callId', '=', callId).orderBy('application.number').execute()
}

export async function findAward(db: Db | Trx, awardId: string) {
  return selectAwards(db).where('award.awardId', '=', awardId).executeTakeFirst()
}

export async function lockAward(trx: Trx, awardId: string) {
  await trx.selectFrom('award').select('awardId').where('awardId', '=', awardId).forUpdate().execute()
  return findAward(trx, awardId)
}

export type AwardUpdate = {
  status: AwardStatus
  acceptedAt?: Date
  renouncedAt?: Date
  renouncedReason?: string
  amountCents?: number
}

export async function saveAward(trx: Trx, row: AwardRow, change: AwardUpdate, now: Date): Promise<void> {
  await trx
    .updateTable('award')
    .set((eb) => ({ ...change, updatedAt: now, version: eb('version', '+', 1) }))
    .where('awardId', '=', row.awardId)
    .execute()
}

/** Awards whose time to accept was over at an instant, those after one. */
export async function findToLapse(db: Db, at: Date, after: string | null, limit: number) {
  return db
    .selectFrom('award')
    .select('awardId')
    .where('status', '=', 'notified')
    .where('acceptBy', '<=', at)
    .$if(after !== null, (query) => query.where('awardId', '>', after))
    .orderBy('awardId')
    .limit(limit)
    .execute()
}
