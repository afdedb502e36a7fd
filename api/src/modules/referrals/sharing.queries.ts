import { DATA_CATEGORIES, type DataCategory } from '@progress-ess/shared/referrals'
import { type RawBuilder, sql } from 'kysely'
import { COVERS } from './sharing.rules.ts'

const setOf = (categories: readonly DataCategory[]) => sql`${sql.lit(`{${categories.join(',')}}`)}::text[]`
const ALL = setOf(DATA_CATEGORIES)

/**
 * Which categories of data a row of `referral_reader` reads, with its `referral`, the `consent` behind it (if any) and the `reader`
 * partner at hand. The sender reads what it wrote, and the département, which holds it all, reads it; any other recipient what the
 * consent names, all of it under a public task without one; after a withdrawal none.
 */
export const SHARED = sql<DataCategory[]>`(case
  when referral_reader.side = 'source' then ${ALL}
  when consent.withdrawn_at is not null then '{}'
  when consent.consent_id is null or reader.kind = 'department' then ${ALL}
  else consent.data_categories end)`

/** The same of a row of `party`: what its owner, or all the referrals of it that the partner reads, open to him. */
export const sharedOfParty = (partnerId: string): RawBuilder<DataCategory[]> => sql`(case
  when party.owner_partner_id = ${partnerId} then ${ALL}
  else array(
    select distinct unnest(${SHARED})
      from referral_reader
      join partner reader on reader.partner_id = referral_reader.partner_id
      join referral on referral.referral_id = referral_reader.referral_id
      left join consent on consent.consent_id = referral.consent_id
     where referral_reader.partner_id = ${partnerId} and referral_reader.party_id = party.party_id
  ) end)`

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
