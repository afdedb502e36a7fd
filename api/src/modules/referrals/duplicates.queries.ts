import { type RawBuilder, sql } from 'kysely'
import type { Db, Trx } from '../../db/database.ts'

/** More pairs than a page needs: somebody may have been referred again and again. */
const MOST_PAIRS = 1_000

const alike = (condition: RawBuilder<unknown>) => sql`select party_id from party where ${condition}`

/**
 * Of some referrals, each with the others of the same subject, among those the partner reads, whose party may be the same and of
 * which something happened in the last 90 days or is open; the rule decides. Every fact is looked up in its own index.
 */
export async function findAlikePairs(
  db: Db | Trx,
  referralIds: readonly string[],
  partnerId: string,
  now: Date,
): Promise<{ referralId: string; otherId: string }[]> {
  if (referralIds.length === 0) return []
  const { rows } = await sql<{ referralId: string; otherId: string }>`
    select this.referral_id, other.referral_id as other_id
      from referral this
      join party mine on mine.party_id = this.party_id
     cross join lateral (
        ${alike(sql`siren = mine.siren`)}
        union ${alike(sql`rna = mine.rna`)}
        union ${alike(sql`email = mine.email and lower(first_name) = lower(mine.first_name)`)}
        union ${alike(sql`phone = mine.phone and lower(first_name) = lower(mine.first_name)`)}
     ) same
      join referral_reader reader on reader.partner_id = ${partnerId} and reader.party_id = same.party_id
      join referral other on other.referral_id = reader.referral_id
     where this.referral_id = any(${referralIds}::uuid[])
       and other.referral_id <> this.referral_id and other.subject = this.subject
       and (other.updated_at > ${now}::timestamptz - interval '90 days'
         or other.status in ('draft', 'sent', 'received', 'info_requested', 'accepted', 'in_progress', 'on_hold'))
     order by this.referral_id, other.referral_id
     limit ${MOST_PAIRS}
  `.execute(db)
  return rows
}
