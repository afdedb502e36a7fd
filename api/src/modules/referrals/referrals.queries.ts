import type { Activity, Subject } from '@progress-ess/shared/partners'
import type { Outcome } from '@progress-ess/shared/referrals'
import { type Insertable, sql, type Updateable } from 'kysely'
import type { Db, Trx } from '../../db/database.ts'
import type { Consent, Party, Referral, ReferralAssignment } from '../../db/schema.ts'
import { IS_WITHDRAWN, isOver, sharedAt } from './sharing.queries.ts'
import { isHidden, type Reader } from './sharing.rules.ts'

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

const selectAssignments = (db: Db | Trx) =>
  db
    .selectFrom('referralAssignment')
    .innerJoin('partner as recipient', 'recipient.partnerId', 'referralAssignment.recipientPartnerId')
    .leftJoin('partnerService', 'partnerService.partnerServiceId', 'referralAssignment.partnerServiceId')
    .leftJoin('referralAssignment as parent', 'parent.assignmentId', 'referralAssignment.parentAssignmentId')
    .innerJoin('referral', 'referral.referralId', 'referralAssignment.referralId')
    .leftJoin('consent', 'consent.consentId', 'referral.consentId')
    .selectAll('referralAssignment')
    .select(['referral.basis', 'consent.recipientIds', 'consent.expiresAt', 'consent.withdrawnAt'])
    .select(['recipient.name as recipientName', 'recipient.kind as recipientKind'])
    .select(['recipient.acknowledgeDays', 'recipient.answerDays', 'recipient.contactDays'])
    .select(['recipient.pokeDays', 'recipient.escalateDays', 'recipient.nudgeDays'])
    .select(['partnerService.name as serviceName', 'parent.recipientPartnerId as parentRecipientId'])
    .select((eb) => [
      eb.ref('referralAssignment.outcomes').$castTo<Outcome[]>().as('outcomes'),
      eb
        .exists(
          eb
            .selectFrom('contactAttempt')
            .select('contactAttempt.contactAttemptId')
            .whereRef('contactAttempt.assignmentId', '=', 'referralAssignment.assignmentId')
            .where('contactAttempt.hasReached', '=', true),
        )
        .$castTo<boolean>()
        .as('hasReached'),
      eb
        .selectFrom('contactAttempt')
        .select((inner) => inner.fn.count<number>('contactAttempt.attemptedOn').distinct().as('days'))
        .whereRef('contactAttempt.assignmentId', '=', 'referralAssignment.assignmentId')
        .$asScalar()
        .$castTo<number>()
        .as('attemptDays'),
    ])

export type AssignmentRow = Awaited<ReturnType<typeof findAssignments>>[number]

export const findAssignments = (db: Db | Trx, referralIds: readonly string[]) =>
  selectAssignments(db)
    .where('referralAssignment.referralId', '=', (eb) => eb.fn.any(eb.val(referralIds)))
    .orderBy('referralAssignment.createdAt')
    .orderBy('referralAssignment.assignmentId')
    .execute()

/** Which referral an assignment belongs to, within what the partner may read. */
export const findReferralOf = (db: Db | Trx, assignmentId: string, partnerId: string) =>
  db
    .selectFrom('referralAssignment')
    .innerJoin('referralReader', 'referralReader.referralId', 'referralAssignment.referralId')
    .select('referralAssignment.referralId')
    .where('referralAssignment.assignmentId', '=', assignmentId)
    .where('referralReader.partnerId', '=', partnerId)
    .executeTakeFirst()

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

export const insertAssignment = (trx: Trx, row: Insertable<ReferralAssignment>) =>
  trx.insertInto('referralAssignment').values(row).execute()

export const deleteDraftAssignments = (trx: Trx, referralId: string) =>
  trx.deleteFrom('referralAssignment').where('referralId', '=', referralId).where('status', '=', 'draft').execute()

/** Puts a consent in the place of the one that a draft had. */
export async function replaceConsent(
  trx: Trx,
  referralId: string,
  { former, consentId }: { former: string | null; consentId: string | null },
): Promise<void> {
  await trx.updateTable('referral').set({ consentId }).where('referralId', '=', referralId).execute()
  if (former !== null) await trx.deleteFrom('consent').where('consentId', '=', former).execute()
}

export async function saveAssignment(
  trx: Trx,
  assignmentId: string,
  change: Updateable<ReferralAssignment>,
  now: Date,
): Promise<'saved' | 'taken'> {
  try {
    await trx
      .updateTable('referralAssignment')
      .set((eb) => ({ ...change, updatedAt: now, version: eb('version', '+', 1) }))
      .where('assignmentId', '=', assignmentId)
      .execute()
    return 'saved'
  } catch (error) {
    if ((error as { constraint?: unknown }).constraint === 'referral_assignment_ref_key') return 'taken'
    throw error
  }
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

export const addReader = (
  trx: Trx,
  row: { partnerId: string; referralId: string; partyId: string; side: 'source' | 'recipient'; updatedAt: Date },
) =>
  trx
    .insertInto('referralReader')
    .values(row)
    .onConflict((conflict) => conflict.columns(['partnerId', 'referralId']).doNothing())
    .execute()

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
