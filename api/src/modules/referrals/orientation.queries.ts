import type { Subject } from '@progress-ess/shared/partners'
import { sql } from 'kysely'
import type { Db, Trx } from '../../db/database.ts'

export type LinkedRow = Awaited<ReturnType<typeof findLinked>>[number]

/** The referrals that an application came from or led to, among those that the partner reads. */
export async function findLinked(db: Db | Trx, applicationId: string, partnerId: string) {
  const { rows } = await sql<{
    referralId: string
    reference: string
    relation: 'from_application' | 'to_application'
    status: string
    subject: Subject
    consentId: string | null
    withdrawnAt: Date | null
    channel: string | null
    side: 'source' | 'recipient'
    createdAt: Date
    updatedAt: Date
  }>`
    with linked (referral_id, relation) as (
      select referral_id, 'from_application' from referral where application_id = ${applicationId}
      union
      select referral_id, 'to_application' from application_invitation where application_id = ${applicationId}
    )
    select r.referral_id, r.reference, l.relation, r.status, r.subject, r.consent_id, c.withdrawn_at, c.channel, rr.side,
           r.created_at, r.updated_at
      from linked l
      join referral r on r.referral_id = l.referral_id
      join referral_reader rr on rr.referral_id = r.referral_id and rr.partner_id = ${partnerId}
      left join consent c on c.consent_id = r.consent_id
     order by r.created_at desc, r.referral_id
     limit 100
  `.execute(db)
  return rows
}

export const findAddress = (db: Db | Trx, accountId: string) =>
  db.selectFrom('account').select('email').where('accountId', '=', accountId).executeTakeFirst()

/** Holds the application while somebody asks, so that two at once ask once. */
export const lockApplication = (trx: Trx, applicationId: string) =>
  trx.selectFrom('application').select('applicationId').where('applicationId', '=', applicationId).forUpdate().execute()

/** Deletes a draft with what it says of the person, and the links to apply mailed from it; what was started with one stays. */
export async function deleteDraft(
  trx: Trx,
  { referralId, partyId, consentId }: { referralId: string; partyId: string; consentId: string | null },
): Promise<void> {
  for (const table of [
    'applicationInvitation',
    'referralFile',
    'referralMessage',
    'referralReader',
    'referralAssignment',
  ] as const) {
    await trx.deleteFrom(table).where('referralId', '=', referralId).execute()
  }
  await trx.deleteFrom('referral').where('referralId', '=', referralId).execute()
  if (consentId !== null) await trx.deleteFrom('consent').where('consentId', '=', consentId).execute()
  await trx
    .deleteFrom('partyLink')
    .where((eb) => eb.or([eb('fromPartyId', '=', partyId), eb('toPartyId', '=', partyId)]))
    .execute()
  await trx.deleteFrom('party').where('partyId', '=', partyId).execute()
}
