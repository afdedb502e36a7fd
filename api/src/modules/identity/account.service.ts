import type { Account, Locale } from '@progress-ess/shared/identity'
import type { Trx } from '../../db/database.ts'
import { recordAudit } from '../../kit/audit.ts'
import { type Context, inTransaction, requireAccount } from '../../kit/context.ts'
import { queueMail } from '../../kit/mail.ts'
import { notFound, Refusal } from '../../kit/refusal.ts'
import { securityChangedMail } from './identity.mails.ts'
import * as queries from './identity.queries.ts'
import { isStaffRole, isTooCommon } from './identity.rules.ts'
import { toAccount } from './identity.views.ts'
import { hashOf, hashPassword, newRecoveryCode, verifyPassword } from './secrets.ts'
import { renewSession } from './sessions.service.ts'
import { endSessions } from './sessions.queries.ts'
import { newTotpSecret, totpUri, verifyTotp } from './totp.ts'

async function own(ctx: Context<Trx>): Promise<queries.AccountRow> {
  const account = await queries.findAccount(ctx.db, requireAccount(ctx.actor).accountId)
  if (account === undefined) throw notFound('account')
  return account
}

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

/** Sets or changes the password. Changing needs the current one; every other session ends, and this one gets a new token. */
export function setPassword(
  ctx: Context,
  { currentPassword, newPassword }: { currentPassword?: string; newPassword: string },
): Promise<{ account: Account; token: string }> {
  return inTransaction(ctx, async (inner) => {
    const account = await own(inner)
    if (account.passwordHash !== null && !(await verifyPassword(account.passwordHash, currentPassword ?? ''))) {
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

async function tell(ctx: Context<Trx>, account: queries.AccountRow): Promise<void> {
  await queueMail(ctx, {
    ...securityChangedMail(account.locale, `${ctx.settings.publicUrl}/compte`),
    template: 'security-changed',
    recipient: account.email,
    locale: account.locale,
  })
}

export function startTotp(ctx: Context): Promise<{ secret: string; otpauthUri: string }> {
  return inTransaction(ctx, async (inner) => {
    const account = await own(inner)
    if (account.totpSince !== null) throw new Refusal('conflict', 'totp-exists', 'There is a code generator already')
    const secret = newTotpSecret()
    await queries.putTotp(inner.db, account.accountId, secret, inner.now)
    await traced(inner, 'startTotp')
    return { secret, otpauthUri: totpUri(secret, account.email) }
  })
}

const CODES = 10

/** From now on the second factor is asked for. Answers the recovery codes, once, and raises this session. */
export function confirmTotp(ctx: Context, code: string): Promise<{ codes: string[]; token: string }> {
  return inTransaction(ctx, async (inner) => {
    const account = await own(inner)
    const credential = await queries.lockTotp(inner.db, account.accountId)
    if (credential?.confirmedAt !== null) {
      throw new Refusal('conflict', 'totp-not-started', 'Start setting up a code generator first')
    }
    const step = verifyTotp(credential.secret, code, inner.now, credential.lastStep)
    if (step === null) {
      throw new Refusal('unprocessable', 'totp-code-wrong', 'This code does not match', {
        errors: [{ pointer: '/body/code', keyword: 'totp-code-wrong', message: 'does not match' }],
      })
    }
    await queries.saveTotp(inner.db, account.accountId, { confirmedAt: inner.now, lastStep: step })
    const codes = Array.from({ length: CODES }, newRecoveryCode)
    await queries.putRecoveryCodes(inner.db, account.accountId, codes.map(hashOf))
    const token = await renewSession(inner, 'double')
    await tell(inner, account)
    await traced(inner, 'confirmTotp')
    return { codes, token }
  })
}

/** Staff keep a second factor: theirs cannot be removed. */
export function removeTotp(ctx: Context): Promise<void> {
  return inTransaction(ctx, async (inner) => {
    const account = await own(inner)
    if (account.roles.some(isStaffRole)) {
      throw new Refusal('conflict', 'last-second-factor', 'Your roles need a second factor')
    }
    await queries.deleteTotp(inner.db, account.accountId)
    await tell(inner, account)
    await traced(inner, 'removeTotp')
  })
}
