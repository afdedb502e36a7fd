import type { Db, Trx } from '../../db/database.ts'

const columns = ['passkeyId', 'name', 'isSynced', 'createdAt', 'lastUsedAt'] as const

export type PasskeyRow = Awaited<ReturnType<typeof findPasskeys>>[number]

export const findPasskeys = (db: Db | Trx, accountId: string) =>
  db
    .selectFrom('passkey')
    .select([...columns, 'credentialId'])
    .where('accountId', '=', accountId)
    .orderBy('createdAt')
    .orderBy('passkeyId')
    .limit(200)
    .execute()

/** By what the authenticator calls it, locked: its counter is read and written. */
export const lockByCredential = (trx: Trx, credentialId: string) =>
  trx.selectFrom('passkey').selectAll().where('credentialId', '=', credentialId).forUpdate().executeTakeFirst()

/** Undefined when this passkey is known already. */
export const insertPasskey = (
  trx: Trx,
  row: {
    passkeyId: string
    accountId: string
    credentialId: string
    publicKey: Buffer
    counter: number
    transports: string[]
    isSynced: boolean
    name: string
    createdAt: Date
  },
): Promise<Omit<PasskeyRow, 'credentialId'> | undefined> =>
  trx
    .insertInto('passkey')
    .values(row)
    .onConflict((conflict) => conflict.column('credentialId').doNothing())
    .returning(columns)
    .executeTakeFirst()

export async function usePasskey(trx: Trx, passkeyId: string, counter: number, now: Date): Promise<void> {
  await trx.updateTable('passkey').set({ counter, lastUsedAt: now }).where('passkeyId', '=', passkeyId).execute()
}

export const renamePasskey = (trx: Trx, accountId: string, passkeyId: string, name: string) =>
  trx
    .updateTable('passkey')
    .set({ name })
    .where('passkeyId', '=', passkeyId)
    .where('accountId', '=', accountId)
    .returning(columns)
    .executeTakeFirst()

export async function deletePasskeys(trx: Trx, accountId: string): Promise<void> {
  await trx.deleteFrom('passkey').where('accountId', '=', accountId).execute()
}

/** False when the account has no such passkey. */
export async function deletePasskey(trx: Trx, accountId: string, passkeyId: string): Promise<boolean> {
  const deleted = await trx
    .deleteFrom('passkey')
    .where('passkeyId', '=', passkeyId)
    .where('accountId', '=', accountId)
    .returning('passkeyId')
    .executeTakeFirst()
  return deleted !== undefined
}
