import type { Locale, SignInOutcome } from '@progress-ess/shared/identity'
import type { Trx } from '../../db/database.ts'
import { type Context, inTransaction } from '../../kit/context.ts'
import { newId } from '../../kit/ids.ts'
import { queueMail } from '../../kit/mail.ts'
import { Refusal } from '../../kit/refusal.ts'
import { signInLinkMail } from './identity.mails.ts'
import * as queries from './identity.queries.ts'
import { CHALLENGE_MS, LINK_MS } from './identity.rules.ts'
import { hashOf, newToken, normaliseRecoveryCode, verifyPassword } from './secrets.ts'
import { type Opened, openSession } from './sessions.service.ts'
import { verifyTotp } from './totp.ts'

/** One answer for a wrong password, an unknown address and a disabled account. */
const refused = (): Refusal =>
  new Refusal('unauthenticated', 'sign-in-refused', 'This address and password do not match')

/** With a password. The answer, and the time it takes, are the same whether the account exists or not. */
export async function signIn(
  ctx: Context,
  { email, password }: { email: string; password: string },
  userAgent: string | null,
): Promise<Opened> {
  const account = await queries.findAccountByEmail(ctx.db, email)
  const isRight = await verifyPassword(account?.passwordHash ?? null, password)
  if (!isRight || account === undefined || account.isDisabled) throw refused()
  return inTransaction(ctx, (inner) => proceed(inner, account, { isEmailProved: false }, userAgent))
}

/** After the first proof: a session, or the question of the second factor where there is one. */
export async function proceed(
  ctx: Context<Trx>,
  account: queries.AccountRow,
  { isEmailProved }: { readonly isEmailProved: boolean },
  userAgent: string | null,
): Promise<Opened> {
  if (account.totpSince === null && !account.hasPasskey) {
    return openSession(ctx, account, { assurance: 'single', isEmailProved }, userAgent)
  }
  const challenge = newToken()
  await queries.insertOneTimeToken(ctx.db, {
    tokenHash: hashOf(challenge),
    kind: 'second-factor',
    accountId: account.accountId,
    // The address stands in a challenge that followed a link, and in no other.
    ...(isEmailProved ? { email: account.email } : {}),
    createdAt: ctx.now,
    expiresAt: new Date(ctx.now.getTime() + CHALLENGE_MS),
  })
  const outcome: SignInOutcome = {
    status: 'secondFactorRequired',
    challenge,
    methods: [
      ...(account.totpSince === null ? [] : (['totp'] as const)),
      ...(account.hasPasskey ? (['passkey'] as const) : []),
      'recovery',
    ],
    token: null,
    session: null,
  }
  return { outcome, token: null }
}

/** With the code of the generator, or a recovery code. A challenge serves once: after a wrong code one starts again. */
export async function completeSecondFactor(
  ctx: Context,
  { challenge, code }: { challenge: string; code: string },
  userAgent: string | null,
): Promise<Opened> {
  const opened = await inTransaction(ctx, async (inner) => {
    const used = await queries.useOneTimeToken(inner.db, hashOf(challenge), 'second-factor', inner.now)
    if (used?.accountId == null) return null
    const account = await queries.findAccount(inner.db, used.accountId)
    if (account === undefined || account.isDisabled) return null
    const isRight = await isSecondFactor(inner, account.accountId, code)
    const proof = { assurance: 'double', isEmailProved: used.email !== null } as const
    return isRight ? openSession(inner, account, proof, userAgent) : null
  })
  // Refused after the commit: the challenge is used up even so.
  if (opened === null) throw new Refusal('unauthenticated', 'second-factor-refused', 'This code does not match')
  return opened
}

async function isSecondFactor(ctx: Context<Trx>, accountId: string, code: string): Promise<boolean> {
  const digits = code.replace(/\s/g, '')
  if (!/^\d{6}$/.test(digits)) {
    return queries.useRecoveryCode(ctx.db, accountId, hashOf(normaliseRecoveryCode(code)), ctx.now)
  }
  const credential = await queries.lockTotp(ctx.db, accountId)
  if (credential?.confirmedAt == null) return false
  const step = verifyTotp(credential.secret, digits, ctx.now, credential.lastStep)
  if (step === null) return false
  await queries.saveTotp(ctx.db, accountId, { lastStep: step })
  return true
}

/** Mails a link, always: an address without an account gets one that makes it. */
export function requestSignInLink(
  ctx: Context,
  { email, displayName, locale = 'fr' }: { email: string; displayName?: string; locale?: Locale },
): Promise<void> {
  return inTransaction(ctx, async (inner) => {
    const address = email.toLowerCase()
    const account = await queries.findAccountByEmail(inner.db, address)
    if (account?.isDisabled === true) return
    const token = newToken()
    await queries.insertOneTimeToken(inner.db, {
      tokenHash: hashOf(token),
      kind: 'sign-in-link',
      email: address,
      ...(displayName === undefined ? {} : { displayName }),
      createdAt: inner.now,
      expiresAt: new Date(inner.now.getTime() + LINK_MS),
    })
    const language = account?.locale ?? locale
    await queueMail(inner, {
      ...signInLinkMail(language, `${inner.settings.publicUrl}/connexion/lien#${token}`),
      template: 'sign-in-link',
      recipient: address,
      locale: language,
    })
  })
}

/** With the token of a link: once, within twenty minutes. */
export async function signInWithLink(ctx: Context, token: string, userAgent: string | null): Promise<Opened> {
  const refusal = new Refusal('unauthenticated', 'link-refused', 'This link was used, or is too old: ask for a new one')
  return inTransaction(ctx, async (inner) => {
    const used = await queries.useOneTimeToken(inner.db, hashOf(token), 'sign-in-link', inner.now)
    if (used?.email == null) throw refusal
    const account = await ensureAccount(inner, used.email, used.displayName)
    if (account.isDisabled) throw refusal
    return proceed(inner, account, { isEmailProved: true }, userAgent)
  })
}

async function ensureAccount(
  ctx: Context<Trx>,
  email: string,
  displayName: string | null,
): Promise<queries.AccountRow> {
  const name = displayName ?? email.split('@')[0] ?? email
  await queries.insertAccount(
    ctx.db,
    {
      accountId: newId(),
      email,
      displayName: name.slice(0, 120),
      roles: ['applicant'],
      locale: 'fr',
      isDemo: false,
    },
    ctx.now,
  )
  const account = await queries.findAccountByEmail(ctx.db, email)
  if (account === undefined) throw new Error('An account that was just made is gone')
  return account
}

/** The applicant’s account of an address, made when there is none: somebody gives him access to an organisation. */
export async function ensureApplicantAccount(
  ctx: Context<Trx>,
  email: string,
): Promise<{ accountId: string; email: string; locale: Locale }> {
  const { accountId, locale, email: address } = await ensureAccount(ctx, email.toLowerCase(), null)
  return { accountId, email: address, locale }
}
