import type { Locale, Role } from '@progress-ess/shared/identity'
import { sql, type Updateable } from 'kysely'
import type { Db, Trx } from '../../db/database.ts'
import type { Account } from '../../db/schema.ts'
import { afterKey, type CursorValue } from '../../kit/page.ts'

function selectAccounts(db: Db | Trx) {
  return db
    .selectFrom('account')
    .leftJoin('totpCredential', (join) =>
      join.onRef('totpCredential.accountId', '=', 'account.accountId').on('totpCredential.confirmedAt', 'is not', null),
    )
    .selectAll('account')
    .select((eb) => [eb.ref('account.roles').$castTo<Role[]>().as('roles'), 'totpCredential.confirmedAt as totpSince'])
    .select((eb) =>
      eb
        .exists(
          eb.selectFrom('passkey').select('passkey.passkeyId').whereRef('passkey.accountId', '=', 'account.accountId'),
        )
        .$castTo<boolean>()
        .as('hasPasskey'),
    )
}

export type AccountRow = NonNullable<Awaited<ReturnType<typeof findAccount>>>

export const findAccount = (db: Db | Trx, accountId: string) =>
  selectAccounts(db).where('account.accountId', '=', accountId).executeTakeFirst()

export async function lockAccount(trx: Trx, accountId: string): Promise<void> {
  await trx.selectFrom('account').select('accountId').where('accountId', '=', accountId).forUpdate().execute()
}

export const findAccountByEmail = (db: Db | Trx, email: string) =>
  selectAccounts(db).where('account.email', '=', email.toLowerCase()).executeTakeFirst()

export async function findAccounts(
  db: Db,
  filter: { search?: string; limit: number; after?: readonly CursorValue[] },
): Promise<AccountRow[]> {
  let query = selectAccounts(db)
  const { search, after } = filter
  if (search !== undefined) {
    const pattern = `%${search.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`
    query = query.where((eb) =>
      eb.or([
        eb('account.email', 'like', pattern),
        sql<boolean>`search_text(account.display_name) like search_text(${pattern})`,
      ]),
    )
  }
  if (after !== undefined) {
    query = query.where((eb) => afterKey(eb, ['account.displayName', 'account.accountId'], 'asc', after))
  }
  return query
    .orderBy('account.displayName')
    .orderBy('account.accountId')
    .limit(filter.limit + 1)
    .execute()
}

export type NewAccountRow = {
  accountId: string
  email: string
  displayName: string
  roles: Role[]
  locale: Locale
  /** Invented with the demonstration: anybody may enter as this person. Never true of an account that somebody made. */
  isDemo: boolean
  passwordHash?: string
}

/** False when the address has an account already. */
export async function insertAccount(trx: Trx, row: NewAccountRow, now: Date): Promise<boolean> {
  const inserted = await trx
    .insertInto('account')
    .values({ ...row, email: row.email.toLowerCase(), createdAt: now, updatedAt: now })
    .onConflict((conflict) => conflict.column('email').doNothing())
    .returning('accountId')
    .executeTakeFirst()
  return inserted !== undefined
}

export async function saveAccount(trx: Trx, accountId: string, change: Updateable<Account>, now: Date): Promise<void> {
  await trx
    .updateTable('account')
    .set((eb) => ({ ...change, updatedAt: now, version: eb('version', '+', 1) }))
    .where('accountId', '=', accountId)
    .execute()
}

/** Locks the administrators, so that the last one cannot vanish twice at once. */
export async function lockAdmins(trx: Trx): Promise<string[]> {
  const rows = await trx
    .selectFrom('account')
    .select('accountId')
    .where(sql<boolean>`roles @> array['admin']`)
    .where('isDisabled', '=', false)
    .orderBy('accountId')
    .forUpdate()
    .execute()
  return rows.map(({ accountId }) => accountId)
}

export async function findEvaluators(db: Db) {
  return db
    .selectFrom('account')
    .select(['accountId', 'displayName'])
    .where(sql<boolean>`roles @> array['evaluator']`)
    .where('isDisabled', '=', false)
    .orderBy('displayName')
    .orderBy('accountId')
    .limit(500)
    .execute()
}

export async function findOwnOrganisations(db: Db | Trx, accountId: string) {
  return db
    .selectFrom('organisationMember')
    .innerJoin('organisation', 'organisation.organisationId', 'organisationMember.organisationId')
    .select(['organisation.organisationId', 'organisation.name', 'organisationMember.role'])
    .where('organisationMember.accountId', '=', accountId)
    .where('organisationMember.status', '=', 'active')
    .orderBy('organisation.name')
    .limit(100)
    .execute()
}

/** The code generator of an account, confirmed or not, locked. */
export const lockTotp = (trx: Trx, accountId: string) =>
  trx.selectFrom('totpCredential').selectAll().where('accountId', '=', accountId).forUpdate().executeTakeFirst()

/** The key that a code is to confirm; the one in use is left alone. */
export async function putTotp(trx: Trx, accountId: string, nextSecret: string, now: Date): Promise<void> {
  await trx
    .insertInto('totpCredential')
    .values({ accountId, secret: nextSecret, nextSecret, createdAt: now })
    .onConflict((conflict) => conflict.column('accountId').doUpdateSet({ nextSecret }))
    .execute()
}

export async function saveTotp(
  trx: Trx,
  accountId: string,
  change: { secret?: string; nextSecret?: null; confirmedAt?: Date; lastStep: number },
): Promise<void> {
  await trx.updateTable('totpCredential').set(change).where('accountId', '=', accountId).execute()
}

export async function deleteTotp(trx: Trx, accountId: string): Promise<void> {
  await trx.deleteFrom('totpCredential').where('accountId', '=', accountId).execute()
}

export async function deleteRecoveryCodes(trx: Trx, accountId: string): Promise<void> {
  await trx.deleteFrom('recoveryCode').where('accountId', '=', accountId).execute()
}

export async function putRecoveryCodes(trx: Trx, accountId: string, hashes: readonly string[]): Promise<void> {
  await trx.deleteFrom('recoveryCode').where('accountId', '=', accountId).execute()
  await trx
    .insertInto('recoveryCode')
    .values(hashes.map((codeHash) => ({ accountId, codeHash })))
    .execute()
}

/** Uses a recovery code up; false when there is none such. */
export async function useRecoveryCode(trx: Trx, accountId: string, codeHash: string, now: Date): Promise<boolean> {
  const used = await trx
    .updateTable('recoveryCode')
    .set({ usedAt: now })
    .where('accountId', '=', accountId)
    .where('codeHash', '=', codeHash)
    .where('usedAt', 'is', null)
    .returning('codeHash')
    .executeTakeFirst()
  return used !== undefined
}

export type OneTimeKind = 'sign-in-link' | 'second-factor' | 'passkey-registration' | 'passkey-sign-in'

export async function insertOneTimeToken(
  trx: Trx,
  row: {
    tokenHash: string
    kind: OneTimeKind
    accountId?: string
    email?: string
    displayName?: string
    createdAt: Date
    expiresAt: Date
  },
): Promise<void> {
  await trx.insertInto('oneTimeToken').values(row).execute()
}

/** Uses a token up: living, of this kind, never used. The second of two at once finds nothing. */
export const useOneTimeToken = (trx: Trx, tokenHash: string, kind: OneTimeKind, now: Date) =>
  trx
    .updateTable('oneTimeToken')
    .set({ usedAt: now })
    .where('tokenHash', '=', tokenHash)
    .where('kind', '=', kind)
    .where('usedAt', 'is', null)
    .where('expiresAt', '>', now)
    .returning(['accountId', 'email', 'displayName'])
    .executeTakeFirst()
