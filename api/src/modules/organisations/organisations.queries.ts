import type { MemberRole, MemberStatus } from '@progress-ess/shared/organisations'
import type { Insertable, Updateable } from 'kysely'
import { sql } from 'kysely'
import { compileOnce, type ValueOf } from '../../db/compiled.ts'
import type { Db, Trx } from '../../db/database.ts'
import type { Organisation } from '../../db/schema.ts'
import type { Locale } from '../../kit/mail.ts'
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
  const [row] = await readOrganisation(db, { organisationId, accountId }, { isOwn: scope.accountId !== undefined })
  return row
}

type Key = { readonly organisationId: string; readonly accountId: string | null }

const readOrganisation = compileOnce((db, value: ValueOf<Key>, { isOwn }: { readonly isOwn: boolean }) => {
  const query = selectOrganisations(db, value('accountId')).where(
    'organisation.organisationId',
    '=',
    value('organisationId'),
  )
  return isOwn ? query.where('organisationMember.status', '=', 'active') : query
})

/** By SIREN, else by RNA: numbers are unique, and the SIREN outranks. */
export async function findByNumbers(
  db: Db | Trx,
  { siren, rna }: { siren: string | null; rna: string | null },
  accountId: string | null,
) {
  if (siren === null && rna === null) return undefined
  return selectOrganisations(db, accountId)
    .where((eb) => eb.or([eb('organisation.siren', '=', siren), eb('organisation.rna', '=', rna)]))
    .orderBy((eb) => eb('organisation.siren', 'is not distinct from', siren), 'desc')
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
    query = query.where(sql<boolean>`organisation.search like '%' || search_text(${escapeLike(search)}) || '%'`)
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

const NUMBER_KEYS = new Set(['organisation_siren_key', 'organisation_rna_key'])

/**
 * Saves and moves the version on; undefined when somebody changed the row since `version` was read, `'taken'` when
 * another organisation has the number: the transaction is then lost.
 */
export async function saveOrganisation(
  trx: Trx,
  row: { organisationId: string; version: number },
  change: Updateable<Organisation>,
  now: Date,
): Promise<{ version: number } | 'taken' | undefined> {
  try {
    return await trx
      .updateTable('organisation')
      .set((eb) => ({ ...change, updatedAt: now, version: eb('version', '+', 1) }))
      .where('organisationId', '=', row.organisationId)
      .where('version', '=', row.version)
      .returning('version')
      .executeTakeFirst()
  } catch (error) {
    const { constraint } = error as { constraint?: unknown }
    if (typeof constraint === 'string' && NUMBER_KEYS.has(constraint)) return 'taken'
    throw error
  }
}

export type Membership = { role: MemberRole; status: MemberStatus }

export type MemberRow = Membership & {
  accountId: string
  since: Date
  displayName: string
  email: string
  locale: Locale
}

function selectMembers(db: Db | Trx, organisationId: string) {
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
}

export async function findMember(
  db: Db | Trx,
  organisationId: string,
  accountId: string,
): Promise<MemberRow | undefined> {
  return selectMembers(db, organisationId).where('organisationMember.accountId', '=', accountId).executeTakeFirst()
}

export async function findMembers(db: Db | Trx, organisationId: string): Promise<MemberRow[]> {
  return selectMembers(db, organisationId).orderBy('account.displayName').orderBy('account.accountId').execute()
}

/** One statement for all of them: who gets the mails of these organisations, their active owners and editors. */
export async function findRecipientsOf(
  db: Db | Trx,
  organisationIds: readonly string[],
): Promise<{ email: string; locale: Locale }[]> {
  const [first] = organisationIds
  if (first === undefined) return []
  return readRecipients(db, { first, organisationIds }, organisationIds.length === 1 ? 'one' : 'many')
}

type Recipients = { readonly first: string; readonly organisationIds: readonly string[] }

/** For one of them in words of its own: PostgreSQL would plan anew each time for a list of any length. */
const readRecipients = compileOnce((db, value: ValueOf<Recipients>, count: 'one' | 'many') =>
  db
    .selectFrom('organisationMember')
    .innerJoin('account', 'account.accountId', 'organisationMember.accountId')
    .select(['account.email', 'account.locale'])
    .distinct()
    .where((eb) =>
      count === 'one'
        ? eb('organisationMember.organisationId', '=', value('first'))
        : eb('organisationMember.organisationId', '=', eb.fn.any(eb.val(value('organisationIds')))),
    )
    .where('organisationMember.status', '=', 'active')
    .where('organisationMember.role', '<>', 'reader')
    .orderBy('account.email'),
)

/** Locks the organisation and, by convention, its members. */
export async function lockOrganisation(trx: Trx, organisationId: string): Promise<void> {
  await trx
    .selectFrom('organisation')
    .select('organisationId')
    .where('organisationId', '=', organisationId)
    .forUpdate()
    .execute()
}

export type NewMembership = Membership & { organisationId: string; accountId: string; since: Date }

/** Adds the membership, or puts this one in its place. */
export async function putMember(trx: Trx, row: NewMembership): Promise<void> {
  const { role, status, since } = row
  await trx
    .insertInto('organisationMember')
    .values(row)
    .onConflict((conflict) => conflict.columns(['organisationId', 'accountId']).doUpdateSet({ role, status, since }))
    .execute()
}

export async function deleteMember(trx: Trx, organisationId: string, accountId: string): Promise<void> {
  await trx
    .deleteFrom('organisationMember')
    .where('organisationId', '=', organisationId)
    .where('accountId', '=', accountId)
    .execute()
}
