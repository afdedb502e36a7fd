import type { CodeMapping } from '@progress-ess/shared/partners'
import { sql } from 'kysely'
import type { Db, Trx } from '../../db/database.ts'

export const findCodes = (db: Db | Trx, partnerId: string) =>
  db
    .selectFrom('partnerCode')
    .select(['kind', 'theirs', 'ours'])
    .where('partnerId', '=', partnerId)
    .orderBy('kind')
    .orderBy('theirs')
    .execute()

export const findCode = (db: Db | Trx, partnerId: string, kind: CodeMapping['kind'], theirs: string) =>
  db
    .selectFrom('partnerCode')
    .select('ours')
    .where('partnerId', '=', partnerId)
    .where('kind', '=', kind)
    .where('theirs', '=', theirs)
    .executeTakeFirst()

export async function replaceCodes(trx: Trx, partnerId: string, codes: readonly CodeMapping[]): Promise<void> {
  await trx.deleteFrom('partnerCode').where('partnerId', '=', partnerId).execute()
  if (codes.length > 0)
    await trx
      .insertInto('partnerCode')
      .values(codes.map((code) => ({ partnerId, ...code })))
      .execute()
}

/** Shown at once: more words than that are not a vocabulary. */
const MOST_WORDS = 100

/** What the partner said in its own words, and its map does not know: of what it sent, and of what it answered. */
export async function findUnmapped(db: Db | Trx, partnerId: string) {
  const { rows } = await sql<{ kind: CodeMapping['kind']; theirs: string; count: number; lastSeenAt: Date }>`
    with said (kind, theirs, at) as (
      select 'subject', raw_subject, created_at
        from referral where source_partner_id = ${partnerId} and raw_subject is not null
      union all
      select 'decline_reason', raw_reason_code, updated_at
        from referral_assignment
       where recipient_partner_id = ${partnerId} and raw_reason_code is not null and status = 'declined'
      union all
      select 'outcome', outcome ->> 'rawCode', updated_at
        from referral_assignment, jsonb_array_elements(outcomes) outcome
       where recipient_partner_id = ${partnerId} and outcome ->> 'rawCode' is not null
    )
    select kind, theirs, count(*)::int as count, max(at) as last_seen_at
      from said
     where not exists (
       select from partner_code known
        where known.partner_id = ${partnerId} and known.kind = said.kind and known.theirs = said.theirs
     )
     group by kind, theirs
     order by count(*) desc, kind, theirs
     limit ${MOST_WORDS}
  `.execute(db)
  return rows
}
