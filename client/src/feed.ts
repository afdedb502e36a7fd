import { listEvents, type PartnerEvent } from '@progress-ess/shared/partner-events'
import type { Caller } from './call.ts'
import { ApiProblem, NoAnswer } from './problems.ts'
import { delayMs, sleep } from './retry.ts'

export type FollowOptions = {
  /** Where to read on: the last cursor that was kept. Left out: from the first event that there is. */
  readonly after?: string | undefined
  /**
   * One event at a time, in order; the next one waits for its promise. A page that was not handled to its end comes
   * again, so that an event may come twice: remember `event.id`. When it rejects, following ends with that error.
   */
  readonly onEvent: (event: PartnerEvent) => void | Promise<void>
  /** Keep it, and give it back as `after`: everything before it was handled. */
  readonly onCursor: (cursor: string) => void | Promise<void>
  /** Ends it: the promise then resolves with the last cursor. */
  readonly signal: AbortSignal
  /** The service is away, or limits us; following goes on after `delayMs`. */
  readonly onTrouble?: (error: ApiProblem | NoAnswer, delayMs: number) => void
  /** How long an empty page waits for news, in seconds; 20 by default. */
  readonly waitSeconds?: number
  readonly limit?: number
}

const MARGIN_MS = 15_000

/**
 * Follows the feed until the signal ends it; answers the last cursor. Outlives restarts of the service. Rejects with what
 * waiting does not mend: a refused key (401, 403), a cursor that is none (400), an error of `onEvent` or `onCursor`.
 */
export async function follow(call: Caller, options: FollowOptions): Promise<string | undefined> {
  const { onEvent, onCursor, signal, waitSeconds = 20, limit } = options
  let { after } = options
  let failures = 0
  const hasEnded = (): boolean => signal.aborted
  while (!hasEnded()) {
    const page = await read().catch((error: unknown) => {
      if (hasEnded()) return null
      if (!isTransient(error)) throw error
      return error
    })
    if (page === null) break
    if (page instanceof Error) {
      const wait = delayMs(failures, page, Math.random())
      failures += 1
      options.onTrouble?.(page, wait)
      await sleep(wait, signal).catch(() => undefined)
      continue
    }
    failures = 0
    for (const event of page.items) {
      await onEvent(event)
      // The rest of the page was not handled: its cursor must not be kept.
      if (hasEnded()) return after
    }
    if (page.next !== after) {
      after = page.next
      await onCursor(after)
    }
  }
  return after

  async function read() {
    const querystring = { after, limit, wait: waitSeconds }
    return (await call(listEvents, { querystring, signal, timeoutMs: waitSeconds * 1_000 + MARGIN_MS })).data
  }
}

const isTransient = (error: unknown): error is ApiProblem | NoAnswer =>
  error instanceof NoAnswer || (error instanceof ApiProblem && (error.status >= 500 || error.status === 429))
