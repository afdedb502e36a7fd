import type { Endpoint, Problem, ResponseOf } from '@progress-ess/shared/kit'
import { addressOf, type RequestParts } from './address.ts'
import { problemOf, syntheticProblem } from './problem.ts'
import type { CallArguments } from './types.ts'

export type { Problem } from '@progress-ess/shared/kit'

export type Success<T> = {
  readonly ok: true
  readonly data: T
  /** The version of the resource, to be sent back as `ifMatch`; null where the answer carries none. */
  readonly etag: string | null
  readonly status: number
}
export type Refused = { readonly ok: false; readonly problem: Problem }
export type Outcome<T> = Success<T> | Refused

/** What the client asks of the rest of the application; set once by `main.ts`. */
export type ClientHooks = {
  readonly apiUrl: string
  readonly csrfToken: () => string | null
  readonly onUnauthenticated: () => void
  /** Fetches a fresh CSRF token; true when a second try makes sense. */
  readonly renewCsrf: () => Promise<boolean>
}

const SAFE = new Set(['GET', 'HEAD'])
const PATIENCE_MS = 30_000
/** A file on a slow line: as long as the API waits for it. */
const PATIENCE_WITH_FILE_MS = 180_000
const RETRY_AFTER_MS = 400
/** Of 64 KiB, with room for letters of several bytes. */
const KEEPALIVE_LIMIT = 20_000

let hooks: ClientHooks = {
  apiUrl: '/api/v1',
  csrfToken: () => null,
  onUnauthenticated: () => undefined,
  renewCsrf: async () => false,
}

/** Ties the client to the session store and to the address read at run time. */
export function configureClient(next: ClientHooks): void {
  hooks = next
}

/** The full address of an operation, for links and downloads that the browser follows by itself. */
export function urlOf(endpoint: Endpoint, parts: RequestParts = {}): string {
  return addressOf(hooks.apiUrl, endpoint, parts)
}

/**
 * Calls one operation of the contract. Never throws for a refusal: `{ ok: false, problem }` carries its stable code.
 * Without an answer the code is `network-failure`, and `aborted` when the caller's `signal` ended it.
 */
export async function call<E extends Endpoint>(
  endpoint: E,
  ...[options]: CallArguments<E>
): Promise<Outcome<ResponseOf<E>>> {
  const given: Loose = options ?? {}
  let outcome = await attempt<ResponseOf<E>>(endpoint, given)
  if (!outcome.ok && outcome.problem.code === 'network-failure' && SAFE.has(endpoint.method)) {
    await new Promise((resolve) => setTimeout(resolve, RETRY_AFTER_MS))
    if (given.signal?.aborted !== true) outcome = await attempt<ResponseOf<E>>(endpoint, given)
  }
  if (!outcome.ok && outcome.problem.code === 'csrf-refused' && (await hooks.renewCsrf())) {
    outcome = await attempt<ResponseOf<E>>(endpoint, given)
  }
  const isOfSession = given.bearer === undefined
  if (!outcome.ok && outcome.problem.code === 'unauthenticated' && isOfSession) hooks.onUnauthenticated()
  return outcome
}

/** `call` in the name of whoever holds this token (a partner’s link): no session, no cookie. */
export const callWith =
  (bearer: string): typeof call =>
  (endpoint, ...[options]) =>
    call(endpoint, ...([{ ...options, bearer }] as unknown as CallArguments<typeof endpoint>))

type Loose = RequestParts & {
  readonly body?: unknown
  readonly file?: Blob
  readonly ifMatch?: string | number
  readonly idempotencyKey?: string
  readonly signal?: AbortSignal
  readonly keepalive?: boolean
  readonly reads?: 'text'
  readonly bearer?: string
}

async function attempt<T>(endpoint: Endpoint, options: Loose): Promise<Outcome<T>> {
  const patience = AbortSignal.timeout(options.file === undefined ? PATIENCE_MS : PATIENCE_WITH_FILE_MS)
  const signal = options.signal === undefined ? patience : AbortSignal.any([options.signal, patience])
  try {
    const answer = await fetch(addressOf(hooks.apiUrl, endpoint, options), {
      method: endpoint.method,
      headers: headersOf(endpoint, options),
      credentials: options.bearer === undefined ? 'include' : 'omit',
      cache: 'no-store',
      signal,
      ...bodyOf(options),
    })
    if (!answer.ok) return { ok: false, problem: await problemOf(answer) }
    const data = (await dataOf(answer, options.reads)) as T
    return { ok: true, data, etag: answer.headers.get('etag'), status: answer.status }
  } catch {
    const code = options.signal?.aborted === true ? 'aborted' : 'network-failure'
    return { ok: false, problem: syntheticProblem(code, 0) }
  }
}

function dataOf(answer: Response, reads: 'text' | undefined): Promise<unknown> | undefined {
  if (answer.status === 204) return undefined
  return reads === 'text' ? answer.text() : answer.json()
}

function headersOf(endpoint: Endpoint, options: Loose): Headers {
  const wanted = options.reads === 'text' ? 'text/csv' : 'application/json'
  const headers = new Headers({ accept: `${wanted}, application/problem+json` })
  if (options.file !== undefined) headers.set('content-type', 'application/octet-stream')
  else if (options.body !== undefined) headers.set('content-type', 'application/json')
  if (options.ifMatch !== undefined) {
    headers.set('if-match', typeof options.ifMatch === 'number' ? `"${options.ifMatch}"` : options.ifMatch)
  }
  if (options.idempotencyKey !== undefined) headers.set('idempotency-key', options.idempotencyKey)
  if (options.bearer !== undefined) {
    headers.set('authorization', `Bearer ${options.bearer}`)
    return headers
  }
  const token = hooks.csrfToken()
  if (!SAFE.has(endpoint.method) && token !== null) headers.set('x-csrf-token', token)
  return headers
}

function bodyOf({ body, file, keepalive }: Loose): { body?: BodyInit; keepalive?: boolean } {
  if (file !== undefined) return { body: file }
  if (body === undefined) return {}
  const sent = JSON.stringify(body)
  // Browsers refuse a larger request that outlives its page, instead of sending it as another.
  const isSmall = sent.length < KEEPALIVE_LIMIT
  return { body: sent, ...(keepalive === true && isSmall ? { keepalive } : {}) }
}
