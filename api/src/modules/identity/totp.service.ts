import { recordAudit } from '../../kit/audit.ts'
import { type Context, inTransaction } from '../../kit/context.ts'
import { Refusal } from '../../kit/refusal.ts'
import { lockOwn, newRecoveryCodes, refuseUnproved, tell } from './factors.service.ts'
import * as queries from './identity.queries.ts'
import { isStaffRole } from './identity.rules.ts'
import { renewSession } from './sessions.service.ts'
import { newTotpSecret, totpUri, verifyTotp } from './totp.ts'

/** The key of a new code generator. One that is in use stays so until a code of the new one confirms it. */
export function startTotp(ctx: Context): Promise<{ secret: string; otpauthUri: string }> {
  return inTransaction(ctx, async (inner) => {
    const account = await lockOwn(inner)
    await refuseUnproved(inner, account)
    const secret = newTotpSecret()
    await queries.putTotp(inner.db, account.accountId, secret, inner.now)
    await recordAudit(inner, { operation: 'startTotp', subjectType: 'account', subjectId: account.accountId })
    return { secret, otpauthUri: totpUri(secret, account.email) }
  })
}

/** From now on the second factor is asked for. Answers the recovery codes, once, and raises this session. */
export function confirmTotp(ctx: Context, code: string): Promise<{ codes: string[]; token: string }> {
  return inTransaction(ctx, async (inner) => {
    const account = await lockOwn(inner)
    await refuseUnproved(inner, account)
    const credential = await queries.lockTotp(inner.db, account.accountId)
    if (credential?.nextSecret == null) {
      throw new Refusal('conflict', 'totp-not-started', 'Start setting up a code generator first')
    }
    const step = verifyTotp(credential.nextSecret, code, inner.now, 0)
    if (step === null) {
      throw new Refusal('unprocessable', 'totp-code-wrong', 'This code does not match', {
        errors: [{ pointer: '/body/code', keyword: 'totp-code-wrong', message: 'does not match' }],
      })
    }
    await queries.saveTotp(inner.db, account.accountId, {
      secret: credential.nextSecret,
      nextSecret: null,
      confirmedAt: inner.now,
      lastStep: step,
    })
    const codes = await newRecoveryCodes(inner, account.accountId)
    const token = await renewSession(inner, 'double')
    await tell(inner, account)
    await recordAudit(inner, { operation: 'confirmTotp', subjectType: 'account', subjectId: account.accountId })
    return { codes, token }
  })
}

/** Staff keep a second factor: the last one cannot be removed. */
export function removeTotp(ctx: Context): Promise<void> {
  return inTransaction(ctx, async (inner) => {
    const account = await lockOwn(inner)
    await refuseUnproved(inner, account)
    const { accountId } = account
    if (account.roles.some(isStaffRole) && !account.hasPasskey) {
      throw new Refusal('conflict', 'last-second-factor', 'Your roles need a second factor')
    }
    await queries.deleteTotp(inner.db, accountId)
    if (!account.hasPasskey) await queries.deleteRecoveryCodes(inner.db, accountId)
    await tell(inner, account)
    await recordAudit(inner, { operation: 'removeTotp', subjectType: 'account', subjectId: accountId })
  })
}
