import { sql } from 'kysely'
import type { Db, Trx } from '../../db/database.ts'
import { emptyAnswers } from '../../kit/idempotency.ts'
import { saveReferral } from './referrals.queries.ts'

export const askErasure = (trx: Trx, referralId: string, partnerId: string, askedAt: Date) =>
  trx
    .insertInto('referralErasure')
    .values({ referralId, partnerId, askedAt })
    .onConflict((conflict) => conflict.columns(['referralId', 'partnerId']).doNothing())
    .execute()

export type ErasureRow = Awaited<ReturnType<typeof findErasures>>[number]

export const findErasures = (db: Db | Trx, referralIds: readonly string[]) =>
  db
    .selectFrom('referralErasure')
    .innerJoin('partner', 'partner.partnerId', 'referralErasure.partnerId')
    .selectAll('referralErasure')
    .select('partner.name as partnerName')
    .where('referralId', '=', (eb) => eb.fn.any(eb.val(referralIds)))
    .orderBy('partner.name')
    .orderBy('partner.partnerId')
    .execute()

/** False when this partner was not asked. Said twice, the first time counts. */
export async function confirmErasure(trx: Trx, referralId: string, partnerId: string, now: Date): Promise<boolean> {
  const row = await trx
    .updateTable('referralErasure')
    .set((eb) => ({ confirmedAt: eb.fn.coalesce('confirmedAt', eb.val(now)) }))
    .where('referralId', '=', referralId)
    .where('partnerId', '=', partnerId)
    .returning('partnerId')
    .executeTakeFirst()
  return row !== undefined
}

/** Locks the referrals of these rows, so that nothing is written beside their erasure. */
export const lockReferralsOf = (trx: Trx, partyIds: readonly string[]) =>
  trx
    .selectFrom('referral')
    .select(['referralId', 'mode', 'status', 'reference', 'sourcePartnerId', 'consentId'])
    .where('partyId', '=', (eb) => eb.fn.any(eb.val(partyIds)))
    .orderBy('referralId')
    .forUpdate()
    .execute()

export const withdrawConsents = (trx: Trx, consentIds: readonly string[], now: Date) =>
  trx
    .updateTable('consent')
    .set({ withdrawnAt: now })
    .where('consentId', '=', (eb) => eb.fn.any(eb.val(consentIds)))
    .where('withdrawnAt', 'is', null)
    .execute()

/** Empties who it was and what was written; states, codes and instants stay, for the figures. */
export async function blank(
  trx: Trx,
  partyIds: readonly string[],
  referralIds: readonly string[],
  now: Date,
): Promise<void> {
  await trx
    .updateTable('party')
    .set({ firstName: null, lastName: null, email: null, phone: null, organisationName: null })
    .set({ siren: null, siret: null, rna: null, blankedAt: now, updatedAt: now })
    .where('partyId', '=', (eb) => eb.fn.any(eb.val(partyIds)))
    .execute()
  await trx
    .updateTable('partyLink')
    .set({ reason: '' })
    .where((eb) =>
      eb.or([
        eb('fromPartyId', '=', (inner) => inner.fn.any(inner.val(partyIds))),
        eb('toPartyId', '=', (inner) => inner.fn.any(inner.val(partyIds))),
      ]),
    )
    .execute()
  await trx
    .updateTable('referralMessage')
    .set({ body: '', authorName: null })
    .where('referralId', '=', (eb) => eb.fn.any(eb.val(referralIds)))
    .execute()
  await trx
    .updateTable('referralAssignment')
    .set({
      outcomes: sql`(
        select coalesce(jsonb_agg(o.one || '{"siren": null}'::jsonb order by o.place), '[]'::jsonb)
          from jsonb_array_elements(outcomes) with ordinality o (one, place)
      )`,
    })
    .where('referralId', '=', (eb) => eb.fn.any(eb.val(referralIds)))
    .execute()
  await trx
    .updateTable('applicationInvitation')
    .set({ email: null })
    .where('referralId', '=', (eb) => eb.fn.any(eb.val(referralIds)))
    .execute()
  await trx
    .deleteFrom('fileLink')
    .where('fileId', 'in', (eb) =>
      eb
        .selectFrom('referralFile')
        .select('fileId')
        .where('referralId', '=', (inner) => inner.fn.any(inner.val(referralIds))),
    )
    .execute()
  await trx
    .deleteFrom('referralFile')
    .where('referralId', '=', (eb) => eb.fn.any(eb.val(referralIds)))
    .execute()
  for (const referralId of referralIds) {
    await saveReferral(trx, referralId, { projectTitle: null, projectSummary: null }, { now, told: 'all' })
  }
}

/** Empties the answers kept for repeats that show the person, or what was written about him. */
export async function emptyAnswersAbout(
  trx: Trx,
  partyIds: readonly string[],
  referralIds: readonly string[],
): Promise<void> {
  const messages = await trx
    .selectFrom('referralMessage')
    .select('messageId')
    .where('referralId', '=', (eb) => eb.fn.any(eb.val(referralIds)))
    .execute()
  await emptyAnswers(trx, [...partyIds, ...referralIds, ...messages.map(({ messageId }) => messageId)])
}

const CLOSED = sql`('completed', 'no_solution', 'unreachable', 'closed_no_news', 'declined', 'expired', 'cancelled', 'transferred')`

/** Of a `party`: nothing was heard of it for 24 months, and nothing of it is open. */
const isSilent = (now: Date) => sql`
  party.blanked_at is null
  and exists (
    select from referral
     where referral.party_id = party.party_id and referral.updated_at <= ${now}::timestamptz - interval '24 months'
  )
  and not exists (
    select from referral other
     where other.party_id = party.party_id
       and (other.updated_at > ${now}::timestamptz - interval '24 months'
         or other.status <> 'draft' and other.status not in ${CLOSED})
  )`

/** Rows of which nothing was heard for 24 months, and of which nothing is open; those after one, in their order. */
export async function findForgettable(
  db: Db,
  now: Date,
  { after, limit }: { after: string | null; limit: number },
): Promise<string[]> {
  const { rows } = await sql<{ partyId: string }>`
    select party_id from party
     where (${after}::uuid is null or party_id > ${after}::uuid) and ${isSilent(now)}
     order by party_id limit ${limit}
  `.execute(db)
  return rows.map((row) => row.partyId)
}

/** Whether it is so still, once its referrals are locked. */
export async function isForgettable(trx: Trx, partyId: string, now: Date): Promise<boolean> {
  const { rows } = await sql`select from party where party_id = ${partyId} and ${isSilent(now)}`.execute(trx)
  return rows.length > 0
}

/** Of a `referral`: all of it closed six months ago. */
const isLongClosed = (now: Date) => sql`(
  select bool_and(a.closed_at is not null) and max(a.closed_at) <= ${now}::timestamptz - interval '6 months'
    from referral_assignment a where a.referral_id = referral.referral_id
)`

/** Referrals with files that closed six months ago; those after one, in their order. */
export async function findWithOldFiles(
  db: Db,
  now: Date,
  { after, limit }: { after: string | null; limit: number },
): Promise<string[]> {
  const { rows } = await sql<{ referralId: string }>`
    select referral_id from referral
     where (${after}::uuid is null or referral_id > ${after}::uuid)
       and exists (select from referral_file f where f.referral_id = referral.referral_id)
       and ${isLongClosed(now)}
     order by referral_id limit ${limit}
  `.execute(db)
  return rows.map(({ referralId }) => referralId)
}

/** Lets go of the files of a referral, if that is so still under its lock; the files module removes their bytes afterwards. */
export async function releaseOldFiles(trx: Trx, referralId: string, now: Date): Promise<boolean> {
  await sql`select from referral where referral_id = ${referralId} for update`.execute(trx)
  const { rows } = await sql`
    delete from referral_file using referral
     where referral_file.referral_id = referral.referral_id and referral.referral_id = ${referralId} and ${isLongClosed(now)}
    returning file_id
  `.execute(trx)
  return rows.length > 0
}
