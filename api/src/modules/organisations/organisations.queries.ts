import type { MemberRole, MemberStatus } from '@progress-ess/shared/organisations'
import type { Insertable, Updateable } from 'kysely'
import { sql } from 'kysely'
import type { Db, Trx } from '../../db/database.ts'
import type { Organisation } from '../../db/schema.ts'
import { afterKey, type CursorValue } from '../../kit/page.ts'

/** Which organisations the caller may see: all of them, or those where the account is a member. */
export type Scope = { readonly accountId?: string }

/** The caller’s membership beside the organisation; null columns for staff and strangers. */
function selectOrganisations(db: Db | Trx, accountId: string | null) {
  return db
    .selectFrom('organisation')
    .leftJoin('organisationMember', (join) =>
      join
        .onRef('organisationMember.organisationId', '=', 'organisation.organisationId')
        .on('organisationMember.accountId', '=', accountId),
    )
    .selectAll('organisation')
    .select(['organisationMember.role as myRole', 'organisationMember.status as myStatus'])
}

export type OrganisationRow = NonNullable<Awaited<ReturnType<typeof findOrganisation>>>

export async function findOrganisation(db: Db | Trx, organisationId: string, accountId: string | null, scope: Scope) {
  let query = selectOrganisations(db, accountId).where('organisation.organisationId', '=', organisationId)
  if (scope.accountId !== undefined) query = query.where('organisationMember.status', '=', 'active')
  return query.executeTakeFirst()
}

/** By SIREN, else by RNA: numbers are unique. */
export async function findByNumbers(
  db: Db | Trx,
  numbers: { siren: string | null; rna: string | null },
  accountId: string | null,
) {
  if (numbers.siren === null && numbers.rna === null) return undefined
  return selectOrganisations(db, accountId)
    .where((eb) =>
      eb.or([
        ...(numbers.siren === null ? [] : [eb('organisation.siren', '=', numbers.siren)]),
        ...(numbers.rna === null ? [] : [eb('organisation.rna', '=', numbers.rna)]),
      ]),
    )
    .orderBy('organisation.siren')
    .executeTakeFirst()
}

export async function findOrganisations(
  db: Db,
  filter: { search?: string; limit: number; after?: readonly CursorValue[] },
  accountId: string | null,
  scope: Scope,
) {
  let query = selectOrganisations(db, accountId)
  if (scope.accountId !== undefined) query = query.where('organisationMember.accountId', 'is not', null)
  const { search, after } = filter
  if (search !== undefined) {
    query = query.where(
      sql<boolean>`search_text(organisation.name || ' ' || coalesce(organisation.acronym, '') || ' ' || coalesce(organisation.siren, '') || ' ' || coalesce(organisation.siret, '') || ' ' || coalesce(organisation.rna, '') || ' ' || organisation.commune_name) like '%' || search_text(${escapeLike(search)}) || '%'`,
    )
  }
  if (after !== undefined) {
    query = query.where((eb) => afterKey(eb, ['organisation.name', 'organisation.organisationId'], 'asc', after))
  }
  return query
    .orderBy('organisation.name')
    .orderBy('organisation.organisationId')
    .limit(filter.limit + 1)
    .execute()
}

const escapeLike = (text: string): string => text.replace(/[\\%_]/g, '\\$&')

/** False when another organisation has one of the numbers, also when it was registered at the same instant. */
export async function insertOrganisation(trx: Trx, row: Insertable<Organisation>): Promise<boolean> {
  const inserted = await trx
    .insertInto('organisation')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning('organisationId')
    .executeTakeFirst()
  return inserted !== undefined
}

/** Saves and moves the version on; undefined when somebody changed the row since `version` was read. */
export async function saveOrganisation(
  trx: Trx,
  row: { organisationId: string; version: number },
  change: Updateable<Organisation>,
  now: Date,
) {
  return trx
    .updateTable('organisation')
    .set((eb) => ({ ...change, updatedAt: now, version: eb('version', '+', 1) }))
    .where('organisationId', '=', row.organisationId)
    .where('version', '=', row.version)
    .returning('version')
    .executeTakeFirst()
}

export type Membership = { role: MemberRole; status: MemberStatus }

export async function findMember(db: Db | Trx, organisationId: string, accountId: string) {
  return db
    .selectFrom('organisationMember')
    .innerJoin('account', 'account.accountId', 'organisationMember.accountId')
    .select([
      'organisationMember.accountId',
      'organisationMember.role',
      'organisationMember.status',
      'organisationMember.since',
      'account.displayName',
      'account.email',
    ])
    .where('organisationMember.organisationId', '=', organisationId)
    .where('organisationMember.accountId', '=', accountId)
    .executeTakeFirst()
}

export async function findMembers(db: Db | Trx, organisationId: string) {
  return db
    .selectFrom('organisationMember')
    .innerJoin('account', 'account.accountId', 'organisationMember.accountId')
    .select([
      'organisationMember.accountId',
      'organisationMember.role',
      'organisationMember.status',
      'organisationMember.since',
      'account.displayName',
      'account.email',
      'account.locale',
    ])
    .where('organisationMember.organisationId', '=', organisationId)
    .orderBy('account.displayName')
    .orderBy('account.accountId')
    .execute()
}

/** Locks the members of an organisation, so that the last owner cannot leave twice at once. */
export async function lockOrganisation(trx: Trx, organisationId: string): Promise<void> {
  await trx
    .selectFrom('organisation')
    .select('organisationId')
    .where('organisationId', '=', organisationId)
    .forUpdate()
    .execute()
}

export async function putMember(
  trx: Trx,
  row: { organisationId: string; accountId: string; role: MemberRole; status: MemberStatus; since: Date },
): Promise<void> {
  await trx
    .insertInto('organisationMember')
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(['organisationId', 'accountId']).doUpdateSet({ role: row.role, status: row.status }),
    )
    .execute()
}

export async function deleteMember(trx: Trx, organisationId: string, accountId: string): Promise<void> {
  await trx
    .deleteFrom('organisationMember')
    .where('organisationId', '=', organisationId)
    .where('accountId', '=', accountId)
    .execute()
}
