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
    .select(['referralId', 'status', 'reference', 'sourcePartnerId', 'consentId'])
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
    await saveReferral(trx, referralId, { projectTitle: null, projectSummary: null }, now)
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

/** Rows of which nothing was heard for 24 months, and of which nothing is open. */
export async function findForgettable(db: Db, now: Date, limit: number): Promise<string[]> {
  const { rows } = await sql<{ partyId: string }>`
    select distinct party.party_id
      from referral join party on party.party_id = referral.party_id
     where referral.updated_at <= ${now}::timestamptz - interval '24 months'
       and party.blanked_at is null
       and not exists (
         select from referral other
          where other.party_id = party.party_id
            and (other.updated_at > ${now}::timestamptz - interval '24 months'
              or other.status <> 'draft' and other.status not in ${CLOSED})
       )
     limit ${limit}
  `.execute(db)
  return rows.map((row) => row.partyId)
}

/** Lets go of the files of referrals that closed six months ago; the files module removes their bytes afterwards. */
export async function releaseOldFiles(db: Db | Trx, now: Date): Promise<string[]> {
  const { rows } = await sql<{ referralId: string }>`
    delete from referral_file
     where referral_id in (
       select f.referral_id from referral_file f
         join referral_assignment a on a.referral_id = f.referral_id
        group by f.referral_id
       having bool_and(a.closed_at is not null) and max(a.closed_at) <= ${now}::timestamptz - interval '6 months'
     )
    returning referral_id
  `.execute(db)
  return rows.map(({ referralId }) => referralId)
}
