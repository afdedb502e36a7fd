import type { Db } from '../../src/db/database.ts'
import type { Account } from './accounts.ts'

/** The only raw insert of the tests: everything else goes through the use cases. */
export async function insertAccount(
  db: Db,
  { accountId, displayName, email, roles }: Account,
  now: Date,
): Promise<void> {
  await db
    .insertInto('account')
    .values({ accountId, displayName, email, roles: [...roles], createdAt: now, updatedAt: now })
    .execute()
}
