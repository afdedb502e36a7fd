import type { FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import type { Actor, PartnerActor, Role } from '../kit/context.ts'
import { createGuessLimit } from '../kit/guess-limit.ts'
import { Refusal } from '../kit/refusal.ts'
import { refuseForeignOrigin, refuseForgery } from './csrf.ts'
import { type CurrentSession, isOfPartner, readToken } from './session.ts'
import { SessionCache } from './session-cache.ts'

/** Who may call an operation: everybody, whoever is signed in, or the holders of one of these roles. */
export type Access = 'public' | 'signed-in' | readonly Role[]

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access
    /** What a partner’s key must allow, or `any`; without it keys are refused, whatever the roles are. */
    right?: string
    /** Served beside the API (pages, health): no session is looked up. */
    isStatic?: boolean
  }
  interface FastifyRequest {
    actor: Actor
    currentSession: CurrentSession | null
    /**
     * Asks once more whether the caller may call this operation. For whoever answers long after it was let in: a key may be
     * revoked meanwhile. Throws what would have been thrown at first.
     */
    admitAgain: () => Promise<void>
  }
}

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])
const ANONYMOUS: Actor = { kind: 'anonymous' }

export type AccessOptions = {
  /** Finds the living session of a token; null when there is none. */
  readonly authenticate: (token: string, request: FastifyRequest) => Promise<CurrentSession | null>
  /** Finds the partner behind a key, a token or a link; throws what is wrong with it, null when it is none. */
  readonly authenticatePartner: (token: string, request: FastifyRequest) => Promise<PartnerActor | null>
  /** Origins of pages, besides this host, that may send unsafe requests with a cookie. */
  readonly trustedOrigins: readonly string[]
  /** How long a read may count on the last look-up of its session; 0: never. */
  readonly sessionCacheMs: number
}

/**
 * Authenticates, then asks whether this role may call this operation. A route that declares no access stops the boot.
 * A public operation also learns who asks, when it is told: what it answers may depend on it.
 */
export const accessPlugin = fp<AccessOptions>(
  async (app, { authenticate, authenticatePartner, trustedOrigins, sessionCacheMs }) => {
    const sessions = new SessionCache(sessionCacheMs)
    const guesses = createGuessLimit(app.pool, 'partner-guess', 60, 60)
    app.decorateRequest('actor')
    app.decorateRequest('currentSession', null)
    app.decorateRequest('admitAgain', async function admitAgain(this: FastifyRequest) {
      const { access } = this.routeOptions.config
      const token = readToken(this)
      if (access === undefined || access === 'public' || token === null) return
      const isKey = isOfPartner(token)
      const session = isKey ? null : await authenticate(token.value, this)
      const partner = isKey ? await authenticatePartner(token.value, this) : null
      this.actor = partner ?? session?.actor ?? ANONYMOUS
      this.currentSession = session
      admit(this, access)
    })

    app.addHook('onRoute', ({ method, url, config }) => {
      if (config?.access === undefined) throw new Error(`${String(method)} ${url} declares no config.access`)
    })

    app.addHook('onRequest', async (request) => {
      request.actor = ANONYMOUS
      const { access, isStatic } = request.routeOptions.config
      if (access === undefined || isStatic === true) return // undefined: Fastify's own not-found route
      const token = readToken(request)
      const isUnsafe = !SAFE_METHODS.has(request.method)
      if (isUnsafe && token?.isCookie !== false) refuseForeignOrigin(request, trustedOrigins)
      if (token !== null && isOfPartner(token)) {
        guesses.demand(request.ip)
        const found = await authenticatePartner(token.value, request)
        if (found === null) await guesses.count(request.ip)
        request.actor = found ?? ANONYMOUS
      } else if (token !== null) {
        if (isUnsafe) sessions.forget(token.value)
        const kept = sessions.get(token.value)
        const session = kept ?? (await authenticate(token.value, request))
        if (session !== null) {
          // Only what was just looked up: reading again and again must not make an ended session last.
          if (kept === null && !isUnsafe) sessions.keep(token.value, session)
          if (isUnsafe && token.isCookie) refuseForgery(request, session.csrfToken)
          request.actor = session.actor
          request.currentSession = session
        }
      }
    })

    // A hook of its own: what stands between (limits, journal) knows the caller, also one that is turned away.
    app.addHook('preParsing', async (request) => {
      const { access, isStatic } = request.routeOptions.config
      if (access !== undefined && access !== 'public' && isStatic !== true) admit(request, access)
    })
  },
  { name: 'access' },
)

function admit(request: FastifyRequest, access: Exclude<Access, 'public'>): void {
  const { actor, currentSession } = request
  if (actor.kind === 'partner') {
    admitPartner(actor, access, request.routeOptions.config.right)
    return
  }
  if (actor.kind !== 'account') throw new Refusal('unauthenticated', 'unauthenticated', 'Sign in first')
  if (access === 'signed-in' || access.some((role) => actor.roles.includes(role))) return
  if (currentSession?.dormantRoles.some((role) => access.includes(role)) === true) {
    throw new Refusal('forbidden', 'second-factor-required', 'This needs a session with a second factor')
  }
  throw new Refusal('forbidden', 'role-not-allowed', 'Not open to your role')
}

function admitPartner(actor: PartnerActor, access: Exclude<Access, 'public'>, right: string | undefined): void {
  if (access === 'signed-in' || !access.includes('partner') || right === undefined) {
    throw new Refusal('forbidden', 'role-not-allowed', 'Not open to keys of partners')
  }
  if (right !== 'any' && !actor.rights.includes(right)) {
    throw new Refusal('forbidden', 'right-missing', `This key lacks the right ${right}`, { context: { right } })
  }
}
