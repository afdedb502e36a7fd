import { issueAccessToken } from '@progress-ess/shared/partners'
import type { Caller } from './call.ts'

export type OauthClient = { readonly clientId: string; readonly clientSecret: string }

/** Who calls. One of them, or none for what is public. */
export type Credentials =
  /** A partner’s key, `sk_live_…` or `sk_test_…`. Never in a browser. */
  | { readonly key: string; readonly oauth?: never; readonly token?: never }
  /** The same key exchanged for tokens of 15 minutes (OAuth 2.0 client credentials); renewed by the client. */
  | { readonly oauth: OauthClient; readonly key?: never; readonly token?: never }
  /** A token that comes from elsewhere: of a session, of a link. A function is asked before each request. */
  | { readonly token: string | (() => string | Promise<string>); readonly key?: never; readonly oauth?: never }
  | { readonly key?: never; readonly oauth?: never; readonly token?: never }

export type Authentication = {
  /** What `Authorization: Bearer` carries; null: nothing. */
  readonly bearer: (signal: AbortSignal | undefined) => Promise<string | null>
  /** The service no longer takes it. True when a second try with another one makes sense. */
  readonly renew: (refused: string | null) => boolean
}

/** A token is renewed a minute before its end. */
const AHEAD_MS = 60_000

export function authenticationOf(given: Credentials, anonymous: Caller): Authentication {
  const fixed = given.key ?? given.token
  if (given.oauth !== undefined) return tokensOf(given.oauth, anonymous)
  return {
    bearer: async () => (typeof fixed === 'function' ? await fixed() : (fixed ?? null)),
    renew: () => false,
  }
}

type Kept = { readonly value: Promise<string>; token: string | null; endsAt: number }

/** One exchange serves every call that waits for it; a failed one is forgotten. */
function tokensOf({ clientId, clientSecret }: OauthClient, anonymous: Caller): Authentication {
  let kept: Kept | null = null

  const exchange = (): Kept => {
    const made: Kept = { value: Promise.resolve(''), token: null, endsAt: Number.POSITIVE_INFINITY }
    const value = anonymous(issueAccessToken, {
      body: { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret },
    }).then(
      ({ data }) => {
        made.token = data.access_token
        made.endsAt = Date.now() + data.expires_in * 1_000 - AHEAD_MS
        return data.access_token
      },
      (error: unknown) => {
        if (kept === made) kept = null
        throw error
      },
    )
    return Object.assign(made, { value })
  }

  return {
    bearer: (signal) => {
      if (kept === null || kept.endsAt <= Date.now()) kept = exchange()
      return orAborted(kept.value, signal)
    },
    renew: (refused) => {
      if (kept?.token === refused) kept = null
      return true
    },
  }
}

/** The exchange is shared: a caller that gives up leaves it to the others. */
function orAborted<T>(value: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return value
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error)
    if (signal.aborted) abort()
    else signal.addEventListener('abort', abort, { once: true })
    value.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
