import type { NewPasskey, Passkey, PasskeyCreation, PasskeyRequest, PasskeySignIn } from '@progress-ess/shared/identity'
import { recordAudit } from '../../kit/audit.ts'
import { type Context, inTransaction, requireAccount } from '../../kit/context.ts'
import { newId } from '../../kit/ids.ts'
import { notFound, Refusal } from '../../kit/refusal.ts'
import { lockOwn, newRecoveryCodes, refuseUnproved, tell } from './factors.service.ts'
import * as accounts from './identity.queries.ts'
import { CHALLENGE_MS, isStaffRole } from './identity.rules.ts'
import { toPasskey } from './identity.views.ts'
import * as queries from './passkeys.queries.ts'
import { hashOf, newToken } from './secrets.ts'
import { type Opened, openSession, renewSession } from './sessions.service.ts'
import { challengeOf, creationOf, partyOf, requestOf, verifyNew, verifyUse } from './webauthn.ts'

export async function listPasskeys(ctx: Context): Promise<Passkey[]> {
  return (await queries.findPasskeys(ctx.db, requireAccount(ctx.actor).accountId)).map(toPasskey)
}

/** What the browser is to ask of the authenticator. The challenge is kept as a hash, and serves once. */
export function startPasskey(ctx: Context): Promise<PasskeyCreation> {
  return inTransaction(ctx, async (inner) => {
    const account = await lockOwn(inner)
    await refuseUnproved(inner, account)
    const known = await queries.findPasskeys(inner.db, account.accountId)
    const challenge = newToken()
    await accounts.insertOneTimeToken(inner.db, {
      tokenHash: hashOf(challenge),
      kind: 'passkey-registration',
      accountId: account.accountId,
      createdAt: inner.now,
      expiresAt: new Date(inner.now.getTime() + CHALLENGE_MS),
    })
    const names = known.map(({ credentialId }) => credentialId)
    return creationOf(partyOf(inner.settings.publicUrl), challenge, account, names)
  })
}

/** Adds a passkey, and raises this session. With the first second factor come recovery codes, once. */
export function addPasskey(
  ctx: Context,
  given: NewPasskey,
): Promise<{ passkey: Passkey; codes: string[]; token: string }> {
  const refused = new Refusal('unprocessable', 'passkey-refused', 'This passkey does not answer what was asked')
  return inTransaction(ctx, async (inner) => {
    const account = await lockOwn(inner)
    await refuseUnproved(inner, account)
    const challenge = challengeOf(given.clientDataJSON)
    if (challenge === null) throw refused
    const used = await accounts.useOneTimeToken(inner.db, hashOf(challenge), 'passkey-registration', inner.now)
    if (used?.accountId !== account.accountId) throw refused
    const verified = await verifyNew(partyOf(inner.settings.publicUrl), challenge, given)
    if (verified === null) throw refused
    const { name, transports } = given
    const { accountId } = account
    const row = await queries.insertPasskey(inner.db, {
      ...verified,
      passkeyId: newId(),
      accountId,
      name,
      transports,
      createdAt: inner.now,
    })
    if (row === undefined) throw refused
    const isFirst = account.totpSince === null && !account.hasPasskey
    const codes = isFirst ? await newRecoveryCodes(inner, accountId) : []
    const token = await renewSession(inner, 'double')
    await tell(inner, account)
    await recordAudit(inner, { operation: 'addPasskey', subjectType: 'account', subjectId: accountId })
    return { passkey: toPasskey(row), codes, token }
  })
}

export function renamePasskey(ctx: Context, passkeyId: string, name: string): Promise<Passkey> {
  return inTransaction(ctx, async (inner) => {
    const { accountId } = requireAccount(inner.actor)
    const row = await queries.renamePasskey(inner.db, accountId, passkeyId, name)
    if (row === undefined) throw notFound('passkey')
    await recordAudit(inner, { operation: 'renamePasskey', subjectType: 'account', subjectId: accountId })
    return toPasskey(row)
  })
}

/** Staff keep a second factor: their last one stays. */
export function removePasskey(ctx: Context, passkeyId: string): Promise<void> {
  return inTransaction(ctx, async (inner) => {
    const account = await lockOwn(inner)
    await refuseUnproved(inner, account)
    const { accountId } = account
    const all = await queries.findPasskeys(inner.db, accountId)
    if (!all.some((one) => one.passkeyId === passkeyId)) throw notFound('passkey')
    const isLast = account.totpSince === null && all.length === 1
    if (isLast && account.roles.some(isStaffRole)) {
      throw new Refusal('conflict', 'last-second-factor', 'Your roles need a second factor')
    }
    await queries.deletePasskey(inner.db, accountId, passkeyId)
    if (isLast) await accounts.deleteRecoveryCodes(inner.db, accountId)
    await tell(inner, account)
    await recordAudit(inner, { operation: 'removePasskey', subjectType: 'account', subjectId: accountId })
  })
}

export function startPasskeySignIn(ctx: Context): Promise<PasskeyRequest> {
  return inTransaction(ctx, async (inner) => {
    const challenge = newToken()
    await accounts.insertOneTimeToken(inner.db, {
      tokenHash: hashOf(challenge),
      kind: 'passkey-sign-in',
      createdAt: inner.now,
      expiresAt: new Date(inner.now.getTime() + CHALLENGE_MS),
    })
    return requestOf(partyOf(inner.settings.publicUrl), challenge)
  })
}

/** A passkey proves what one has and, by its own check of the person, who one is: both factors. */
export async function signInWithPasskey(ctx: Context, given: PasskeySignIn, userAgent: string | null): Promise<Opened> {
  const opened = await inTransaction(ctx, async (inner) => {
    const challenge = challengeOf(given.clientDataJSON)
    if (challenge === null) return null
    const used = await accounts.useOneTimeToken(inner.db, hashOf(challenge), 'passkey-sign-in', inner.now)
    const passkey = await queries.lockByCredential(inner.db, given.credentialId)
    if (used === undefined || passkey === undefined) return null
    const account = await accounts.findAccount(inner.db, passkey.accountId)
    if (account === undefined || account.isDisabled) return null
    const counter = await verifyUse(partyOf(inner.settings.publicUrl), challenge, passkey, given)
    if (counter === null) return null
    await queries.usePasskey(inner.db, passkey.passkeyId, counter, inner.now)
    return openSession(inner, account, { assurance: 'double' }, userAgent)
  })
  // Refused after the commit: the challenge is used up even so.
  if (opened === null) throw new Refusal('unauthenticated', 'passkey-refused', 'This passkey opens no account')
  return opened
}
