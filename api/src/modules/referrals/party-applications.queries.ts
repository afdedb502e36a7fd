import type { PartyApplication } from '@progress-ess/shared/referrals'
import { sql } from 'kysely'
import type { Db, Trx } from '../../db/database.ts'

/** Submitted applications behind or after these referrals, and of the structures of these rows. Drafts are their owner’s alone. */
export async function findApplicationsOf(
  db: Db | Trx,
  partyIds: readonly string[],
  referralIds: readonly string[],
): Promise<PartyApplication[]> {
  const { rows } = await sql<PartyApplication>`
    with related (application_id, relation) as (
      select application_id, 'referred_from' from referral
       where referral_id = any(${referralIds}::uuid[]) and application_id is not null
      union
      select application_id, 'led_to' from application_invitation
       where referral_id = any(${referralIds}::uuid[]) and application_id is not null
      union
      select a.application_id, 'same_organisation'
        from party p
        join organisation o on o.siren = p.siren or o.rna = p.rna
        join application a on a.organisation_id = o.organisation_id
       where p.party_id = any(${partyIds}::uuid[])
    )
    select distinct on (a.submitted_at, a.application_id)
           a.application_id, a.number, c.code as call_code, c.title as call_title, a.project_title, a.status, r.relation
      from related r
      join application a on a.application_id = r.application_id and a.number is not null
      join call c on c.call_id = a.call_id
     order by a.submitted_at desc, a.application_id, r.relation
     limit 100
  `.execute(db)
  return rows
}
