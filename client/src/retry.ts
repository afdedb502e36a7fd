import type { Endpoint } from '@progress-ess/shared/kit'
import { ApiProblem, NoAnswer } from './problems.ts'

const FIRST_MS = 250
const LONGEST_MS = 10_000
const REPEATABLE = new Set<string>(['GET', 'PUT'])
const AWAY = new Set([502, 503, 504])

/** Whether sending the request twice does nothing twice. */
export const isRepeatable = (endpoint: Endpoint, idempotencyKey: string | null): boolean =>
  REPEATABLE.has(endpoint.method) || (endpoint.isIdempotent === true && idempotencyKey !== null)

/**
 * Whether another try makes sense. A 429 was turned away before it did anything; after the others nobody knows, so only
 * what is repeatable is sent again.
 */
export function isWorthARetry(error: unknown, isRepeatableRequest: boolean): boolean {
  if (error instanceof NoAnswer) return isRepeatableRequest
  if (!(error instanceof ApiProblem)) return false
  if (error.status === 429) return true
  return isRepeatableRequest && AWAY.has(error.status)
}

/** How long to wait before the next try: what the service asks, else doubling from 250 ms to 10 s; with jitter, so that clients do not come all at once. */
export function delayMs(attempt: number, error: unknown, random: number): number {
  const asked = error instanceof ApiProblem ? error.retryAfterMs : null
  if (asked !== null) return Math.round(asked + random * Math.min(1_000, 100 + asked / 10))
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt)
  return Math.round(ceiling / 2 + (random * ceiling) / 2)
}

/** Waits, or rejects with the reason of the signal as soon as it is aborted. */
export function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      clearTimeout(timer)
      reject(signal?.reason as Error)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort)
      resolve()
    }, ms)
    if (signal?.aborted === true) abort()
    else signal?.addEventListener('abort', abort, { once: true })
  })
}
