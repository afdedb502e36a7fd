import type { Endpoint, ResponseOf } from '@progress-ess/shared/kit'
import { addressOf } from './address.ts'
import type { Authentication } from './credentials.ts'
import { ApiProblem, NoAnswer, problemOf } from './problems.ts'
import { delayMs, isRepeatable, isWorthARetry, sleep } from './retry.ts'
import type { Answer, CallArguments, CallOptions } from './types.ts'

/** Calls one operation. Rejects with `ApiProblem`, `NoAnswer`, or the reason of the caller’s signal. */
export type Caller = <E extends Endpoint>(endpoint: E, ...args: CallArguments<E>) => Promise<Answer<ResponseOf<E>>>

/** One more try of a call. */
export type Retry = {
  readonly operationId: string
  /** From 1. */
  readonly attempt: number
  readonly delayMs: number
  readonly error: unknown
}

export type CallSettings = {
  readonly apiUrl: string
  readonly timeoutMs: number
  readonly retries: number
  readonly longestWaitMs: number
  readonly fetch: typeof fetch
  readonly onRetry: (retry: Retry) => void
  readonly onDeprecated: (operationId: string, sunset: string | null) => void
}

type Loose = Partial<CallOptions<Endpoint>> & {
  readonly params?: unknown
  readonly querystring?: unknown
  readonly body?: unknown
  readonly file?: Blob | Uint8Array<ArrayBuffer>
}

export function callerOf(settings: CallSettings, authentication: Authentication): Caller {
  return async (endpoint, ...[given]) => {
    const options: Loose = given ?? {}
    const key = endpoint.isIdempotent === true ? (options.idempotencyKey ?? newKey()) : null
    const canRepeat = isRepeatable(endpoint, key)
    let hasRenewed = false
    for (let attempt = 0; ;) {
      options.signal?.throwIfAborted()
      let bearer: string | null = null
      let isSent = false
      try {
        bearer = await authentication.bearer(options.signal)
        isSent = true
        return await once(settings, endpoint, options, { key, bearer })
      } catch (error) {
        // Turned away at the door: nothing was done.
        const isRefused = isSent && error instanceof ApiProblem && error.status === 401
        if (isRefused && !hasRenewed && authentication.renew(bearer)) {
          hasRenewed = true
          continue
        }
        const wait = delayMs(attempt, error, Math.random())
        attempt += 1
        // Until the request itself left, only a token was asked for: one too many does nothing.
        const isWorthIt = isWorthARetry(error, canRepeat || !isSent)
        if (attempt > settings.retries || wait > settings.longestWaitMs || !isWorthIt) throw error
        settings.onRetry({ operationId: endpoint.operationId, attempt, delayMs: wait, error })
        await sleep(wait, options.signal)
      }
    }
  }
}

type Sent = { readonly key: string | null; readonly bearer: string | null }

async function once<E extends Endpoint>(
  settings: CallSettings,
  endpoint: E,
  options: Loose,
  sent: Sent,
): Promise<Answer<ResponseOf<E>>> {
  const { operationId } = endpoint
  const address = addressOf(settings.apiUrl, endpoint, options)
  const request = { method: endpoint.method, headers: headersOf(options, sent), ...bodyOf(options) }
  const patience = patienceOf(options.timeoutMs ?? settings.timeoutMs, options.signal)
  try {
    const { fetch } = settings
    const answer = await fetch(address, {
      ...request,
      redirect: 'manual',
      credentials: 'omit',
      cache: 'no-store',
      signal: patience.signal,
    })
    const { headers, status } = answer
    if (headers.has('deprecation')) settings.onDeprecated(operationId, headers.get('sunset'))
    if (!answer.ok) throw await problemOf(operationId, answer)
    return {
      data: (await read(answer)) as ResponseOf<E>,
      status,
      etag: headers.get('etag'),
      requestId: headers.get('x-request-id'),
      isReplayed: headers.get('idempotency-replayed') === 'true',
    }
  } catch (error) {
    if (error instanceof ApiProblem) throw error
    if (options.signal?.aborted === true) throw options.signal.reason
    throw new NoAnswer(operationId, patience.signal.aborted, error)
  } finally {
    patience.end()
  }
}

/** Ends with the caller’s signal or after a while. `AbortSignal.any` would keep a long-lived signal tied to every request. */
function patienceOf(ms: number, signal: AbortSignal | undefined): { signal: AbortSignal; end: () => void } {
  const controller = new AbortController()
  const abort = (): void => controller.abort()
  const timer = setTimeout(abort, ms)
  signal?.addEventListener('abort', abort, { once: true })
  const end = (): void => {
    clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
  }
  return { signal: controller.signal, end }
}

async function read(answer: Response): Promise<unknown> {
  const text = await answer.text()
  if (text === '') return null
  return (answer.headers.get('content-type') ?? '').includes('json') ? (JSON.parse(text) as unknown) : text
}

function headersOf({ file, body, ifMatch }: Loose, { key, bearer }: Sent): Headers {
  const headers = new Headers({ accept: 'application/json, application/problem+json' })
  if (file !== undefined) headers.set('content-type', 'application/octet-stream')
  else if (body !== undefined) headers.set('content-type', 'application/json')
  if (ifMatch !== undefined) headers.set('if-match', typeof ifMatch === 'number' ? `"${ifMatch}"` : ifMatch)
  if (key !== null) headers.set('idempotency-key', key)
  if (bearer !== null) headers.set('authorization', `Bearer ${bearer}`)
  return headers
}

function bodyOf({ body, file }: Loose): { body?: BodyInit } {
  if (file !== undefined) return { body: file }
  return body === undefined ? {} : { body: JSON.stringify(body) }
}

/** 128 random bits; `randomUUID` is not everywhere in browsers. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
