import type { Account, CurrentSession, OwnSession, SignInOutcome } from '@progress-ess/shared/identity'
import type { Db, Trx } from '../../db/database.ts'
import { recordAudit } from '../../kit/audit.ts'
import { type Context, requireAccount } from '../../kit/context.ts'
import { newId } from '../../kit/ids.ts'
import { notFound } from '../../kit/refusal.ts'
import { effectiveRoles, expiryOf, isStaffRole, mayReplacePassword } from './identity.rules.ts'
import * as accounts from './identity.queries.ts'
import { toAccount } from './identity.views.ts'
import { hashOf, newToken } from './secrets.ts'
import * as queries from './sessions.queries.ts'

/** What the access plugin needs to know of the living session behind a token. */
export type FoundSession = {
  readonly actor: {
    readonly kind: 'account'
    readonly accountId: string
    readonly displayName: string
    readonly roles: Account['roles']
    readonly sessionId: string
  }
  readonly csrfToken: string
  readonly dormantRoles: Account['roles']
}

const TOUCH_MS = 300_000

/** Finds the living session of a token; prolongs it at most every five minutes, so that reads stay reads. */
export async function findSessionByToken(db: Db, token: string, now: Date): Promise<FoundSession | null> {
  const row = await queries.findByToken(db, hashOf(token), now)
  if (row === undefined) return null
  if (now.getTime() - row.lastSeenAt.getTime() > TOUCH_MS) {
    await queries.touchSession(db, row.sessionId, now, expiryOf(row.roles, now))
  }
  const { active, dormant } = effectiveRoles(row.roles, row.assurance)
  const { accountId, displayName, sessionId, csrfToken } = row
  return {
    actor: { kind: 'account', accountId, displayName, roles: active, sessionId },
    csrfToken,
    dormantRoles: dormant,
  }
}

/** An opened session with the token that only its holder gets. */
export type Opened = { readonly outcome: SignInOutcome; readonly token: string | null }

/** How somebody proved himself. */
export type Proof = {
  readonly assurance: 'single' | 'double'
  /** A link that came by mail was part of it. */
  readonly isEmailProved?: boolean
}

/** Opens a session for an account that has just proved itself. */
export async function openSession(
  ctx: Context<Trx>,
  account: accounts.AccountRow,
  { assurance, isEmailProved = false }: Proof,
  userAgent: string | null,
): Promise<Opened> {
  const token = newToken()
  const sessionId = newId()
  await queries.insertSession(ctx.db, {
    sessionId,
    accountId: account.accountId,
    tokenHash: hashOf(token),
    csrfToken: newToken(),
    assurance,
    userAgent: userAgent?.slice(0, 200) ?? null,
    emailProvedAt: isEmailProved ? ctx.now : null,
    createdAt: ctx.now,
    lastSeenAt: ctx.now,
    expiresAt: expiryOf(account.roles, ctx.now),
  })
  await accounts.saveAccount(ctx.db, account.accountId, { lastSignInAt: ctx.now }, ctx.now)
  // Who signs in is known now; the request itself came from somebody without a session.
  const { displayName, roles } = account
  const actor = { kind: 'account', accountId: account.accountId, displayName, roles, sessionId } as const
  await recordAudit(
    { ...ctx, actor },
    {
      operation: 'signIn',
      subjectType: 'account',
      subjectId: account.accountId,
      data: { assurance },
    },
  )
  return {
    token,
    outcome: {
      status: 'signedIn',
      challenge: null,
      methods: [],
      token: null,
      session: await describe(ctx, account.accountId, sessionId),
    },
  }
}

/** Gives this session a new token; the old one is dead at once. A second factor just proved raises what it is worth. */
export async function renewSession(ctx: Context<Trx>, raised?: 'double'): Promise<string> {
  const token = newToken()
  const { sessionId } = requireAccount(ctx.actor)
  await queries.rotateSession(ctx.db, sessionId, {
    tokenHash: hashOf(token),
    csrfToken: newToken(),
    ...(raised === undefined ? {} : { assurance: raised }),
  })
  return token
}

async function describe(ctx: Context<Db | Trx>, accountId: string, sessionId: string): Promise<CurrentSession> {
  const account = await accounts.findAccount(ctx.db, accountId)
  const session = await queries.findSession(ctx.db, sessionId)
  if (account === undefined || session === undefined) throw notFound('session')
  const view = toAccount(account)
  return {
    ...nobody(ctx),
    account: { ...view, roles: effectiveRoles(account.roles, session.assurance).active },
    organisations: await accounts.findOwnOrganisations(ctx.db, accountId),
    assurance: session.assurance,
    mustEnrolSecondFactor: account.roles.some(isStaffRole) && !view.hasSecondFactor && session.assurance === 'single',
    mayReplacePassword: mayReplacePassword(session, view.hasSecondFactor, ctx.now),
    csrfToken: session.csrfToken,
    expiresAt: session.expiresAt.toISOString(),
  }
}

const nobody = (ctx: Context<Db | Trx>): CurrentSession => ({
  account: null,
  organisations: [],
  assurance: null,
  mustEnrolSecondFactor: false,
  mayReplacePassword: false,
  csrfToken: null,
  isDemo: ctx.settings.isDemo,
  serverNow: ctx.now.toISOString(),
  expiresAt: null,
})

export async function getSession(ctx: Context): Promise<CurrentSession> {
  if (ctx.actor.kind !== 'account') return nobody(ctx)
  return describe(ctx, ctx.actor.accountId, ctx.actor.sessionId)
}

export async function signOut(ctx: Context): Promise<void> {
  const { accountId, sessionId } = requireAccount(ctx.actor)
  await queries.endSessions(ctx.db, accountId, { only: sessionId }, ctx.now)
}

export async function listSessions(ctx: Context): Promise<OwnSession[]> {
  const { accountId, sessionId } = requireAccount(ctx.actor)
  const rows = await queries.findLiving(ctx.db, accountId, ctx.now)
  return rows.map((row) => ({
    sessionId: row.sessionId,
    isCurrent: row.sessionId === sessionId,
    userAgent: row.userAgent,
    createdAt: row.createdAt.toISOString(),
    lastSeenAt: row.lastSeenAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
  }))
}

export async function endSession(ctx: Context, sessionId: string): Promise<void> {
  const { accountId } = requireAccount(ctx.actor)
  const count = await queries.endSessions(ctx.db, accountId, { only: sessionId }, ctx.now)
  if (count === 0) throw notFound('session')
}

export async function endOtherSessions(ctx: Context): Promise<void> {
  const { accountId, sessionId } = requireAccount(ctx.actor)
  await queries.endSessions(ctx.db, accountId, { except: sessionId }, ctx.now)
}

const MONTH_MS = 30 * 24 * 3_600_000

/** Run by the system: forgets sessions that ended a month ago, and dead links. */
export const purgeSessions = (ctx: Context): Promise<void> =>
  queries.purge(ctx.db, new Date(ctx.now.getTime() - MONTH_MS), ctx.now)
