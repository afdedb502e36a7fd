import type { Db } from '../../src/db/database.ts'
import type { Account } from './accounts.ts'

/** The only raw insert of the tests: everything else goes through the use cases. */
export async function insertAccount(db: Db, account: Account, now: Date): Promise<void> {
  void now
  await db.insertInto('account').values({ accountId: account.accountId, displayName: account.displayName }).execute()
}
