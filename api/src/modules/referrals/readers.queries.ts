import type { Db, Trx } from '../../db/database.ts'
import { sharedAt } from './sharing.queries.ts'
import { isHidden } from './sharing.rules.ts'

export const addReader = (
  trx: Trx,
  row: { partnerId: string; referralId: string; partyId: string; side: 'source' | 'recipient'; updatedAt: Date },
) =>
  trx
    .insertInto('referralReader')
    .values(row)
    .onConflict((conflict) => conflict.columns(['partnerId', 'referralId']).doNothing())
    .execute()

export async function findReaders(db: Db | Trx, referralId: string): Promise<string[]> {
  const rows = await db.selectFrom('referralReader').select('partnerId').where('referralId', '=', referralId).execute()
  return rows.map(({ partnerId }) => partnerId)
}

/** Those who read anything of the person or the project: what is written from now on is for them. */
export async function findTold({ db, now }: { db: Db | Trx; now: Date }, referralId: string): Promise<string[]> {
  const rows = await findReadings(db, referralId, now)
  return rows.filter((row) => !isHidden(row)).map(({ partnerId }) => partnerId)
}

/** Everybody who reads the referral, with the categories that each reads of it. */
export const findReadings = (db: Db | Trx, referralId: string, now: Date) =>
  db
    .selectFrom('referralReader')
    .innerJoin('referral', 'referral.referralId', 'referralReader.referralId')
    .innerJoin('partner as reader', 'reader.partnerId', 'referralReader.partnerId')
    .leftJoin('consent', 'consent.consentId', 'referral.consentId')
    .select(['referralReader.partnerId', sharedAt(now).as('sharedCategories')])
    .where('referralReader.referralId', '=', referralId)
    .execute()
