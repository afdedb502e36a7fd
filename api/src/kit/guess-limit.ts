import type pg from 'pg'
import { createRateLimit } from './rate-limit.ts'
import { Refusal } from './refusal.ts'

export type GuessLimit = {
  /** Refuses with `too-many-requests` while an address has guessed too often. */
  readonly demand: (address: string) => void
  /** Counts one wrong guess. */
  readonly count: (address: string) => Promise<void>
}

/** More addresses than this at once are an attack on our memory: the oldest are forgotten, and counted anew. */
const MOST_KEPT = 10_000

/**
 * So many wrong guesses from one address within so many seconds, over all processes; afterwards it waits, also with a
 * right one. Who never guesses wrong costs no query: whether an address waits is remembered here, once it is known.
 */
export function createGuessLimit(pool: pg.Pool, name: string, points: number, seconds: number): GuessLimit {
  const limit = createRateLimit(pool, name, points, seconds)
  const waiting = new Map<string, { refusal: Refusal; until: number }>()
  return {
    demand(address) {
      const found = waiting.get(address)
      if (found === undefined) return
      if (found.until > Date.now()) throw found.refusal
      waiting.delete(address)
    },
    async count(address) {
      try {
        await limit.consume(address)
      } catch (error) {
        if (error instanceof Refusal) {
          const wait = error.context?.['retryAfterSeconds']
          if (waiting.size >= MOST_KEPT) waiting.delete([...waiting.keys()][0] ?? '')
          waiting.set(address, { refusal: error, until: Date.now() + Number(wait ?? seconds) * 1000 })
        }
        throw error
      }
    },
  }
}
