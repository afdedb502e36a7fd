import type pg from 'pg'
import { RateLimiterPostgres, type RateLimiterRes } from 'rate-limiter-flexible'
import { Refusal } from './refusal.ts'

export type RateLimit = {
  /** Counts one attempt; refuses with `too-many-requests` and the seconds to wait once there were too many. */
  readonly consume: (key: string) => Promise<{ readonly remaining: number; readonly resetSeconds: number }>
  /** Forgets the attempts of a key, e.g. after a success. */
  readonly reset: (key: string) => Promise<void>
}

/** Attempts are counted in PostgreSQL, so that every process counts the same ones. */
export function createRateLimit(pool: pg.Pool, name: string, points: number, seconds: number): RateLimit {
  const limiter = new RateLimiterPostgres({
    storeClient: pool,
    tableName: 'rate_limit',
    tableCreated: true,
    keyPrefix: name,
    points,
    duration: seconds,
    clearExpiredByTimeout: false,
  })
  return {
    async consume(key) {
      try {
        const { remainingPoints, msBeforeNext } = await limiter.consume(key)
        return { remaining: remainingPoints, resetSeconds: Math.max(1, Math.ceil(msBeforeNext / 1000)) }
      } catch (reason) {
        if (reason instanceof Error) throw reason
        const { msBeforeNext } = reason as RateLimiterRes
        throw new Refusal('tooMany', 'too-many-requests', 'Too many attempts; wait before the next one', {
          context: { retryAfterSeconds: Math.max(1, Math.ceil(msBeforeNext / 1000)) },
        })
      }
    },
    async reset(key) {
      await limiter.delete(key)
    },
  }
}
