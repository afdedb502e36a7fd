import { DATA_CATEGORIES, type DataCategory } from '@progress-ess/shared/referrals'
import { type RawBuilder, sql } from 'kysely'
import { COVERS, PART_ENDED, type Reader } from './sharing.rules.ts'

const setOf = (categories: readonly DataCategory[]) => sql`${sql.lit(`{${categories.join(',')}}`)}::text[]`
const ALL = setOf(DATA_CATEGORIES)

/** Whether the `consent` of a row, if it has one, was withdrawn. */
export const IS_WITHDRAWN = sql<boolean>`(consent.withdrawn_at is not null)`

/** Whether it was withdrawn, or has ended by then: it opens nothing any more. */
export const isOver = (now: Date): RawBuilder<boolean> =>
  sql`(consent.withdrawn_at is not null or coalesce(consent.expires_at <= ${now}::timestamptz, false))`

/** Whether the part of a recipient has ended, so that it is not told what is written from now on. */
const HAS_LEFT = sql<boolean>`exists (
  select from referral_assignment own
   where own.referral_id = referral_reader.referral_id and own.recipient_partner_id = referral_reader.partner_id
     and own.status = any(${sql.lit(`{${PART_ENDED.join(',')}}`)}::text[])
)`

/**
 * Which categories of data a row of `referral_reader` reads then, with its `referral`, the `consent` behind it (if any) and the
 * `reader` partner at hand. The sender reads what it wrote, and the département, which holds it all, reads it; any other recipient
 * what the consent names, all of it under a public task without one. None once the consent was withdrawn or has ended, and for a
 * recipient whose part has.
 */
export const sharedAt = (now: Date) => sql<DataCategory[]>`(case
  when referral_reader.side = 'source' then ${ALL}
  when ${isOver(now)} then '{}'
  when reader.kind = 'department' then ${ALL}
  when ${HAS_LEFT} then '{}'
  when consent.consent_id is null then ${ALL}
  else consent.data_categories end)`

const readingsOf = (partnerId: string) => sql`
    from referral_reader
    join partner reader on reader.partner_id = referral_reader.partner_id
    join referral on referral.referral_id = referral_reader.referral_id
    left join consent on consent.consent_id = referral.consent_id
   where referral_reader.partner_id = ${partnerId} and referral_reader.party_id = party.party_id`

/** The same of a row of `party`: what its owner, or all the referrals of it that the partner reads, open to him. */
export const sharedOfParty = ({ partnerId, now }: Reader): RawBuilder<DataCategory[]> => sql`(case
  when party.owner_partner_id = ${partnerId} then ${ALL}
  else array(select distinct unnest(${sharedAt(now)}) ${readingsOf(partnerId)}) end)`

/** Whether every consent by which the partner reads of a row of `party` was withdrawn. */
export const isWithdrawnOfParty = ({ partnerId }: Reader): RawBuilder<boolean> =>
  sql`(select coalesce(bool_and(${IS_WITHDRAWN}), false) ${readingsOf(partnerId)})`

/** What `party.search` is made of, in its order, each with the field that it is to a program. */
const SEARCHED = [
  ['first_name', 'firstName'],
  ['last_name', 'lastName'],
  ['organisation_name', 'organisationName'],
  ['siren', 'siren'],
  ['siret', 'siret'],
  ['rna', 'rna'],
  ['email', 'email'],
  ['phone', 'phone'],
] as const
const categoriesOf = (field: string): readonly DataCategory[] =>
  DATA_CATEGORIES.filter((category) => (COVERS[category] as readonly string[]).includes(field))

/** Whether somebody who reads these categories of a `party` finds it by this pattern of `like`: by nothing that is kept from him. */
export function findsParty(shared: RawBuilder<DataCategory[]>, pattern: string): RawBuilder<boolean> {
  const parts = SEARCHED.map(
    ([column, field]) =>
      sql`case when shared && ${setOf(categoriesOf(field))} then coalesce(${sql.ref(`party.${column}`)}, '') else '' end`,
  )
  // The column first: it has the index.
  return sql`(party.search like search_text(${pattern}) and (
    select search_text(${sql.join(parts, sql` || ' ' || `)}) like search_text(${pattern}) from (select ${shared} as shared) one
  ))`
}
