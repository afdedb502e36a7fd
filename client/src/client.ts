import type { Endpoint, ResponseOf } from '@progress-ess/shared/kit'
import { apiUrlOf } from './address.ts'
import { type Caller, callerOf, type CallSettings, type Retry } from './call.ts'
import { authenticationOf, type Credentials } from './credentials.ts'
import { edit, type EditOptions } from './edit.ts'
import { follow, type FollowOptions } from './feed.ts'
import { pagesOf } from './lists.ts'
import type { Answer, CallArguments, ItemOf, Listable } from './types.ts'

export type ClientOptions = Credentials & {
  /** The address of the service, e.g. `https://ess.example.fr`. */
  readonly baseUrl: string
  /** For one attempt, in milliseconds; 30,000 by default. */
  readonly timeoutMs?: number
  /** How often a call is tried again; 5 by default, 0 for never. */
  readonly retries?: number
  /** A `Retry-After` beyond it ends the call instead, in milliseconds; 61,000 by default: limits are per minute. */
  readonly longestWaitMs?: number
  /** Sends secrets over plain HTTP to another machine: on a network of one’s own only. */
  readonly allowHttp?: boolean
  readonly fetch?: typeof fetch
  /** Told before each further try. */
  readonly onRetry?: (retry: Retry) => void
  /** Told when the service announces the end of an operation; `sunset` is an HTTP date. */
  readonly onDeprecated?: (operationId: string, sunset: string | null) => void
}

export type Client = {
  /** Calls one operation of the contract. Rejects with `ApiProblem`, `NoAnswer`, or the reason of `signal`. */
  readonly call: Caller
  /** The pages of a list, as they are asked for. */
  readonly pages: <E extends Endpoint>(
    endpoint: E & Listable<E>,
    ...args: CallArguments<E>
  ) => AsyncGenerator<readonly ItemOf<E>[], void, undefined>
  /** The items of a list, page by page. */
  readonly items: <E extends Endpoint>(
    endpoint: E & Listable<E>,
    ...args: CallArguments<E>
  ) => AsyncGenerator<ItemOf<E>, void, undefined>
  /** Reads, changes and writes with `If-Match`; again when somebody else was faster. Null: nothing to change. */
  readonly edit: <R extends Endpoint, W extends Endpoint>(
    read: R,
    write: W,
    options: EditOptions<R, W>,
  ) => Promise<Answer<ResponseOf<W>> | null>
  /** Follows the feed of events until its signal ends it; answers the last cursor. */
  readonly followEvents: (options: FollowOptions) => Promise<string | undefined>
}

/** Throws `TypeError` when the address is none, or would carry a secret in clear. */
export function createClient(options: ClientOptions): Client {
  const { baseUrl, key, oauth, token, allowHttp = false } = options
  const hasSecret = key !== undefined || oauth !== undefined || token !== undefined
  const settings: CallSettings = {
    apiUrl: apiUrlOf(baseUrl, { hasSecret, allowHttp }),
    timeoutMs: options.timeoutMs ?? 30_000,
    retries: options.retries ?? 5,
    longestWaitMs: options.longestWaitMs ?? 61_000,
    // Called by its name, so that a browser finds its window.
    fetch: options.fetch ?? ((...request) => globalThis.fetch(...request)),
    onRetry: options.onRetry ?? (() => undefined),
    onDeprecated: options.onDeprecated ?? (() => undefined),
  }
  // Without tries of its own: the call that needs the token tries again.
  const anonymous = callerOf({ ...settings, retries: 0 }, { bearer: async () => null, renew: () => false })
  const call = callerOf(settings, authenticationOf(options, anonymous))
  return {
    call,
    pages: <E extends Endpoint>(endpoint: E, ...args: CallArguments<E>) => pagesOf(call, endpoint, ...args),
    async *items<E extends Endpoint>(endpoint: E, ...args: CallArguments<E>) {
      for await (const page of pagesOf(call, endpoint, ...args)) yield* page
    },
    edit: (read, write, edited) => edit(call, read, write, edited),
    followEvents: (followed) => follow(call, followed),
  }
}
