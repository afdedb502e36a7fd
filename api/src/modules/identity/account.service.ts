import type { Account, Locale } from '@progress-ess/shared/identity'
import type { Trx } from '../../db/database.ts'
import { recordAudit } from '../../kit/audit.ts'
import { type Context, inTransaction, requireAccount } from '../../kit/context.ts'
import { Refusal } from '../../kit/refusal.ts'
import { lockOwn, own, tell } from './factors.service.ts'
import * as queries from './identity.queries.ts'
import type { AccountRow } from './identity.queries.ts'
import { isTooCommon, mayReplacePassword } from './identity.rules.ts'
import { toAccount } from './identity.views.ts'
import { hashPassword, verifyPassword } from './secrets.ts'
import { renewSession } from './sessions.service.ts'
import { endSessions, findSession } from './sessions.queries.ts'

async function traced(ctx: Context<Trx>, operation: string): Promise<Account> {
  const account = await own(ctx)
  await recordAudit(ctx, { operation, subjectType: 'account', subjectId: account.accountId })
  return toAccount(account)
}

export function updateAccount(ctx: Context, change: { displayName?: string; locale?: Locale }): Promise<Account> {
  return inTransaction(ctx, async (inner) => {
    await queries.saveAccount(inner.db, (await own(inner)).accountId, change, inner.now)
    return traced(inner, 'updateAccount')
  })
}

/** `field` is where the request says it. */
export function refuseCommon(password: string, email: string, field: 'newPassword' | 'password'): void {
  if (!isTooCommon(password, email)) return
  throw new Refusal('unprocessable', 'password-too-common', 'This password would be guessed first', {
    errors: [{ pointer: `/body/${field}`, keyword: 'password-too-common', message: 'is too common' }],
  })
}

async function isProved(ctx: Context<Trx>, account: AccountRow, currentPassword: string | undefined): Promise<boolean> {
  const { passwordHash, totpSince, hasPasskey } = account
  if (passwordHash === null) return true
  if (currentPassword !== undefined) return verifyPassword(passwordHash, currentPassword)
  const session = await findSession(ctx.db, requireAccount(ctx.actor).sessionId)
  return session !== undefined && mayReplacePassword(session, totpSince !== null || hasPasskey, ctx.now)
}

/**
 * Sets or changes the password. Changing needs the current one, or a session that a link has just opened; every other
 * session ends, and this one gets a new token.
 */
export function setPassword(
  ctx: Context,
  { currentPassword, newPassword }: { currentPassword?: string; newPassword: string },
): Promise<{ account: Account; token: string }> {
  return inTransaction(ctx, async (inner) => {
    const account = await lockOwn(inner)
    if (!(await isProved(inner, account, currentPassword))) {
      throw new Refusal('unprocessable', 'current-password-wrong', 'The current password does not match', {
        errors: [{ pointer: '/body/currentPassword', keyword: 'current-password-wrong', message: 'does not match' }],
      })
    }
    refuseCommon(newPassword, account.email, 'newPassword')
    const passwordHash = await hashPassword(newPassword)
    await queries.saveAccount(inner.db, account.accountId, { passwordHash }, inner.now)
    const { sessionId } = requireAccount(inner.actor)
    await endSessions(inner.db, account.accountId, { except: sessionId }, inner.now)
    const token = await renewSession(inner)
    await tell(inner, account)
    return { account: await traced(inner, 'setPassword'), token }
  })
}
