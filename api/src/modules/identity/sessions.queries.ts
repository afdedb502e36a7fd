import type { Role } from '@progress-ess/shared/identity'
import { compileOnce, type ValueOf } from '../../db/compiled.ts'
import type { Db, Trx } from '../../db/database.ts'

/** The living session of a token with its account, in one indexed query: what every request pays. */
const readByToken = compileOnce((db, value: ValueOf<{ readonly tokenHash: string; readonly now: Date }>) =>
  db
    .selectFrom('session')
    .innerJoin('account', 'account.accountId', 'session.accountId')
    .select([
      'session.sessionId',
      'session.accountId',
      'session.csrfToken',
      'session.assurance',
      'session.lastSeenAt',
      'account.displayName',
    ])
    .select((eb) => eb.ref('account.roles').$castTo<Role[]>().as('roles'))
    .where('session.tokenHash', '=', value('tokenHash'))
    .where('session.endedAt', 'is', null)
    .where('session.expiresAt', '>', value('now'))
    .where('account.isDisabled', '=', false),
)

export async function findByToken(db: Db, tokenHash: string, now: Date) {
  const [session] = await readByToken(db, { tokenHash, now }, undefined)
  return session
}

export const findSession = (db: Db | Trx, sessionId: string) =>
  db.selectFrom('session').selectAll().where('sessionId', '=', sessionId).executeTakeFirst()

export async function insertSession(
  trx: Trx,
  row: {
    sessionId: string
    accountId: string
    tokenHash: string
    csrfToken: string
    assurance: 'single' | 'double'
    userAgent: string | null
    /** When a link proved the address; null: it was not proved in this session. */
    emailProvedAt: Date | null
    createdAt: Date
    lastSeenAt: Date
    expiresAt: Date
  },
): Promise<void> {
  await trx.insertInto('session').values(row).execute()
}

export async function touchSession(db: Db, sessionId: string, now: Date, expiresAt: Date): Promise<void> {
  await db.updateTable('session').set({ lastSeenAt: now, expiresAt }).where('sessionId', '=', sessionId).execute()
}

/** A fresh token for the same session, which may be worth more than before: the old one is dead. */
export async function rotateSession(
  trx: Trx,
  sessionId: string,
  change: { tokenHash: string; csrfToken: string; assurance?: 'double' },
): Promise<void> {
  await trx.updateTable('session').set(change).where('sessionId', '=', sessionId).execute()
}

export const findLiving = (db: Db, accountId: string, now: Date) =>
  db
    .selectFrom('session')
    .select(['sessionId', 'userAgent', 'createdAt', 'lastSeenAt', 'expiresAt'])
    .where('accountId', '=', accountId)
    .where('endedAt', 'is', null)
    .where('expiresAt', '>', now)
    .orderBy('lastSeenAt', 'desc')
    .limit(100)
    .execute()

/** Ends sessions of an account: one, or all but one; answers how many. */
export async function endSessions(
  trx: Db | Trx,
  accountId: string,
  which: { only: string } | { except: string | null },
  now: Date,
): Promise<number> {
  let query = trx
    .updateTable('session')
    .set({ endedAt: now })
    .where('accountId', '=', accountId)
    .where('endedAt', 'is', null)
  if ('only' in which) query = query.where('sessionId', '=', which.only)
  else if (which.except !== null) query = query.where('sessionId', '<>', which.except)
  const { numUpdatedRows } = await query.executeTakeFirst()
  return Number(numUpdatedRows)
}

/** Forgets what ended or expired a month ago, and tokens that can no longer be used. */
export async function purge(db: Db, before: Date, now: Date): Promise<void> {
  await db
    .deleteFrom('session')
    .where((eb) => eb.or([eb('endedAt', '<', before), eb('expiresAt', '<', before)]))
    .execute()
  await db.deleteFrom('oneTimeToken').where('expiresAt', '<', now).execute()
}
