import type { Db, Trx } from '../../db/database.ts'
import { type Context, requireAccount } from '../../kit/context.ts'
import { queueMail } from '../../kit/mail.ts'
import { notFound, Refusal } from '../../kit/refusal.ts'
import { securityChangedMail } from './identity.mails.ts'
import * as queries from './identity.queries.ts'
import { hashOf, newRecoveryCode } from './secrets.ts'
import { findSession } from './sessions.queries.ts'

/** The account that asks. */
export async function own(ctx: Context<Db | Trx>): Promise<queries.AccountRow> {
  const account = await queries.findAccount(ctx.db, requireAccount(ctx.actor).accountId)
  if (account === undefined) throw notFound('account')
  return account
}

/** The same, locked: two factors cannot be the last one at once. */
export async function lockOwn(ctx: Context<Trx>): Promise<queries.AccountRow> {
  await queries.lockAccount(ctx.db, requireAccount(ctx.actor).accountId)
  return own(ctx)
}

/** Where there is a second factor, only a session that gave it may add, replace or remove one. */
export async function refuseUnproved(ctx: Context<Trx>, account: queries.AccountRow): Promise<void> {
  if (account.totpSince === null && !account.hasPasskey) return
  const session = await findSession(ctx.db, requireAccount(ctx.actor).sessionId)
  if (session?.assurance === 'double') return
  throw new Refusal('forbidden', 'second-factor-required', 'This needs a session with a second factor')
}

/** Tells the holder by mail that the way in has changed. */
export async function tell(ctx: Context<Trx>, account: queries.AccountRow): Promise<void> {
  await queueMail(ctx, {
    ...securityChangedMail(account.locale, `${ctx.settings.publicUrl}/compte`),
    template: 'security-changed',
    recipient: account.email,
    locale: account.locale,
  })
}

const CODES = 10

/** Replaces the recovery codes; the new ones are answered once. */
export async function newRecoveryCodes(ctx: Context<Trx>, accountId: string): Promise<string[]> {
  const codes = Array.from({ length: CODES }, newRecoveryCode)
  await queries.putRecoveryCodes(ctx.db, accountId, codes.map(hashOf))
  return codes
}
