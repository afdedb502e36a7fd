import type { Db, Trx } from '../db/database.ts'
import { transact } from '../db/transaction.ts'
import type { Vault } from './vault.ts'
import { AnswerOnItsWay, awaitAnswer, keepResult, type KeyedRequest, takeKey } from './idempotency.ts'

export type Role = 'applicant' | 'agent' | 'manager' | 'evaluator' | 'commissioner' | 'partner' | 'funder' | 'admin'

/** Somebody signed in. `roles` are those that count now: staff roles only with a second factor. */
export type AccountActor = {
  readonly kind: 'account'
  readonly accountId: string
  readonly displayName: string
  readonly roles: readonly Role[]
  readonly sessionId: string
}
/** The system of a partner, by key, by token, or by the link that one without a system got. Never has a staff role. */
export type PartnerActor = {
  readonly kind: 'partner'
  readonly partnerId: string
  /** Null behind a link. */
  readonly keyId: string | null
  readonly displayName: string
  readonly mode: 'live' | 'test'
  readonly rights: readonly string[]
  readonly expiresAt: Date
  /** How far the clock of a sandbox was put forward. */
  readonly clockOffsetMs: number
  /** Of a canned partner: the sandbox that it acts in, which it alone may refer to. */
  readonly sandboxId?: string
}
export type Actor = AccountActor | PartnerActor | { readonly kind: 'anonymous' } | { readonly kind: 'system' }

/** Facts of the installation that use cases print: addresses in mails, the service on a receipt. */
export type Settings = {
  readonly publicUrl: string
  readonly service: {
    readonly name: string
    readonly address: string
    readonly email: string
    readonly phone: string
    /** The number that open data name the funder by; null while it is not configured. */
    readonly siret: string | null
  }
  readonly isDemo: boolean
  /** Seals what must not lie in clear in the database: bank details. */
  readonly vault: Vault
}

/** What a use case may touch: the database, who is asking, and what time it is. */
export type Context<D extends Db | Trx = Db> = {
  readonly db: D
  readonly actor: Actor
  readonly now: Date
  /** When the first byte of the request arrived: what counts for deadlines. */
  readonly receivedAt: Date
  readonly requestId: string
  readonly settings: Settings
  /** Set when the caller sent an `Idempotency-Key`. */
  readonly keyed?: KeyedRequest | null
  /** Sends the commit with the statements that follow (`transact`). Set where nothing comes after the use case in its transaction. */
  readonly commitBehind?: (() => void) | undefined
}

const ATTEMPTS = 3
/** PostgreSQL ended a transaction in favour of another one (serialization failure, deadlock), or a plan went stale. */
const WORTH_ANOTHER = new Set(['40001', '40P01', '0A000'])

/**
 * Runs a use case in one transaction: everything it wrote is there, or nothing. Within another one it is part of that. `work` may run again when PostgreSQL
 * ends the transaction in favour of another one, so it must do nothing outside the database.
 */
export async function inTransaction<T>(ctx: Context, work: (ctx: Context<Trx>) => Promise<T>): Promise<T> {
  if (ctx.db.isTransaction) return work({ ...ctx, db: ctx.db as Trx, keyed: null, commitBehind: undefined })
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await transact(ctx.db, (db, commitBehind) => runKeyed({ ...ctx, db }, commitBehind, work))
    } catch (error) {
      if (error instanceof AnswerOnItsWay && ctx.keyed != null) throw await awaitAnswer(ctx.db, ctx.keyed)
      const { code } = error as { code?: unknown }
      if (attempt === ATTEMPTS || typeof code !== 'string' || !WORTH_ANOTHER.has(code)) throw error
    }
  }
}

async function runKeyed<T>(
  ctx: Context<Trx>,
  commitBehind: () => void,
  work: (ctx: Context<Trx>) => Promise<T>,
): Promise<T> {
  const { keyed } = ctx
  if (keyed === undefined || keyed === null) return work({ ...ctx, commitBehind })
  // By the real time: keys of a sandbox whose clock was put forward are forgotten like any other.
  await takeKey(ctx.db, keyed, ctx.receivedAt)
  const result = await work(ctx)
  await keepResult(ctx.db, keyed, result)
  return result
}

export const hasRole = (actor: Actor, ...roles: readonly Role[]): boolean =>
  actor.kind === 'account' && actor.roles.some((role) => roles.includes(role))

/** Who is named in the audit trail: the account, the key, or the partner behind a link. */
export const actorIdOf = (actor: Actor): string | null =>
  actor.kind === 'partner' ? (actor.keyId ?? actor.partnerId) : accountIdOf(actor)

/** The account behind the request, or null for the system and for people without one. */
export const accountIdOf = (actor: Actor): string | null => (actor.kind === 'account' ? actor.accountId : null)

/** The account behind the request; the access plugin has made sure that there is one. */
export function requireAccount(actor: Actor): AccountActor {
  if (actor.kind !== 'account') throw new Error('This use case needs an account: its route must declare its roles')
  return actor
}
