import type { Activity, Subject } from '@progress-ess/shared/partners'
import { type Insertable, sql, type Updateable } from 'kysely'
import type { Db, Trx } from '../../db/database.ts'
import type { Consent, Party, Referral } from '../../db/schema.ts'
import { IS_WITHDRAWN, isOver, sharedAt } from './sharing.queries.ts'
import type { Reader } from './sharing.rules.ts'

const VERSION_READ = sql<number>`(case
  when referral_reader.side = 'source' then referral.version else referral_reader.version end)`

/** Every reading goes through `referral_reader`: what is not there does not exist for the partner. */
export const selectReadable = (db: Db | Trx, { partnerId, now }: Reader) =>
  db
    .selectFrom('referralReader')
    .innerJoin('referral', 'referral.referralId', 'referralReader.referralId')
    .innerJoin('partner as source', 'source.partnerId', 'referral.sourcePartnerId')
    .innerJoin('party', 'party.partyId', 'referral.partyId')
    .innerJoin('partner as reader', 'reader.partnerId', 'referralReader.partnerId')
    .leftJoin('consent', 'consent.consentId', 'referral.consentId')
    .selectAll('referral')
    .select([sharedAt(now).as('sharedCategories'), IS_WITHDRAWN.as('isWithdrawn'), isOver(now).as('isConsentOver')])
    .select(['referralReader.side', 'source.name as sourceName', 'source.kind as sourceKind'])
    // What happens between the sender and another recipient moves neither.
    .select([VERSION_READ.as('version'), 'referralReader.updatedAt'])
    .select(['party.kind as partyKind', 'party.firstName', 'party.lastName', 'party.email', 'party.phone'])
    .select([
      'party.communeCode',
      'party.organisationName',
      'party.siren',
      'party.siret',
      'party.rna',
      'party.blankedAt',
    ])
    .select((eb) => [
      eb.ref('referral.subject').$castTo<Subject>().as('subject'),
      eb.ref('referral.activity').$castTo<Activity>().as('activity'),
    ])
    .where('referralReader.partnerId', '=', partnerId)

export type ReferralRow = NonNullable<Awaited<ReturnType<typeof findReferral>>>

export const findReferral = (db: Db | Trx, referralId: string, reader: Reader) =>
  selectReadable(db, reader).where('referral.referralId', '=', referralId).executeTakeFirst()

export const findReadable = (db: Db | Trx, referralIds: readonly string[], reader: Reader) =>
  selectReadable(db, reader)
    .where('referralReader.referralId', '=', (eb) => eb.fn.any(eb.val(referralIds)))
    .execute()

/** Locks the referral, which holds its assignments too: what happens to one referral happens one after the other. */
export async function lockReferral(trx: Trx, referralId: string, reader: Reader): Promise<ReferralRow | undefined> {
  await trx
    .selectFrom('referral')
    .select('referralId')
    .where('referralId', '=', referralId)
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('referralReader')
          .select('referralReader.referralId')
          .whereRef('referralReader.referralId', '=', 'referral.referralId')
          .where('referralReader.partnerId', '=', reader.partnerId),
      ),
    )
    .forUpdate()
    .execute()
  return findReferral(trx, referralId, reader)
}

export const findIdByExternalRef = (db: Db | Trx, sourcePartnerId: string, externalRef: string) =>
  db
    .selectFrom('referral')
    .select('referralId')
    .where('sourcePartnerId', '=', sourcePartnerId)
    .where('externalRef', '=', externalRef)
    .executeTakeFirst()

/** The referrals of these people that the partner reads, the newest first. */
export const findReferralsOf = (db: Db | Trx, partyIds: readonly string[], reader: Reader) =>
  selectReadable(db, reader)
    .where('referralReader.partyId', '=', (eb) => eb.fn.any(eb.val(partyIds)))
    .orderBy('referral.createdAt', 'desc')
    .orderBy('referral.referralId')
    .limit(200)
    .execute()

/** False when the source has used this reference before. */
export async function insertReferral(trx: Trx, row: Insertable<Referral>): Promise<boolean> {
  const inserted = await trx
    .insertInto('referral')
    .values(row)
    .onConflict((conflict) => conflict.columns(['sourcePartnerId', 'externalRef']).doNothing())
    .returning('referralId')
    .executeTakeFirst()
  return inserted !== undefined
}

export const insertParty = (trx: Trx, row: Insertable<Party>) => trx.insertInto('party').values(row).execute()

export const saveParty = (trx: Trx, partyId: string, change: Updateable<Party>) =>
  trx.updateTable('party').set(change).where('partyId', '=', partyId).execute()

export const insertConsent = (trx: Trx, row: Insertable<Consent>) => trx.insertInto('consent').values(row).execute()

/** Puts a consent in the place of the one that a draft had. */
export async function replaceConsent(
  trx: Trx,
  referralId: string,
  { former, consentId }: { former: string | null; consentId: string | null },
): Promise<void> {
  await trx.updateTable('referral').set({ consentId }).where('referralId', '=', referralId).execute()
  if (former !== null) await trx.deleteFrom('consent').where('consentId', '=', former).execute()
}

/**
 * Moves the referral on, for its sender and for those of its readers (`told`) who see what changed: with the version that each is
 * shown, and the time by which he lists it.
 */
export async function saveReferral(
  trx: Trx,
  referralId: string,
  change: Updateable<Referral>,
  { now, told }: { now: Date; told: readonly string[] | 'all' },
): Promise<void> {
  await trx
    .updateTable('referral')
    .set((eb) => ({ ...change, updatedAt: now, version: eb('version', '+', 1) }))
    .where('referralId', '=', referralId)
    .execute()
  const readers = trx
    .updateTable('referralReader')
    .set((eb) => ({ updatedAt: now, version: eb('version', '+', 1) }))
    .where('referralId', '=', referralId)
  await (
    told === 'all'
      ? readers
      : readers.where((eb) =>
          eb.or([eb('side', '=', 'source'), eb('partnerId', '=', (inner) => inner.fn.any(inner.val(told)))]),
        )
  ).execute()
}

/** Whether a submitted application of this id exists: what a referral may come from. */
export async function hasApplication(db: Db | Trx, applicationId: string): Promise<boolean> {
  const row = await db
    .selectFrom('application')
    .select('applicationId')
    .where('applicationId', '=', applicationId)
    .where('number', 'is not', null)
    .executeTakeFirst()
  return row !== undefined
}

/** Referrals of parties that may be the same, among those the partner sees; the rule decides. */
export const findAlike = (
  db: Db,
  reader: Reader,
  facts: { siren: string | null; rna: string | null; email: string | null; phone: string | null },
) =>
  selectReadable(db, reader)
    .where((eb) =>
      eb.or([
        eb('party.siren', '=', facts.siren),
        eb('party.rna', '=', facts.rna),
        eb('party.email', '=', facts.email),
        eb('party.phone', '=', facts.phone),
      ]),
    )
    .orderBy('referral.createdAt', 'desc')
    .limit(50)
    .execute()

export async function hasService(db: Db | Trx, partnerId: string, serviceId: string): Promise<boolean> {
  const row = await db
    .selectFrom('partnerService')
    .select('partnerServiceId')
    .where('partnerServiceId', '=', serviceId)
    .where('partnerId', '=', partnerId)
    .where('isActive', '=', true)
    .executeTakeFirst()
  return row !== undefined
}
