import type { FastifyBaseLogger } from 'fastify'
import type { Clock } from '../../kit/clock.ts'
import type { Db } from '../../db/database.ts'
import { findHeads } from './feed.queries.ts'
import { placeEvents } from './placing.service.ts'

const LOOK_EVERY_MS = 100

type Waiter = { readonly partnerId: string; readonly after: number; readonly wake: () => void }

export type Surroundings = {
  readonly db: Db
  readonly clock: Clock
  readonly publicUrl: string
  readonly logger: FastifyBaseLogger
}

/**
 * Clients that wait for what comes after a place of their feed. One look a tenth of a second serves them all, however many
 * wait, and there is none while nobody does; no client holds a connection to the database.
 */
export class FeedWaiting {
  readonly #surroundings: Surroundings
  readonly #waiters = new Set<Waiter>()
  #timer: NodeJS.Timeout | null = null
  #isClosed = false

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings
  }

  /** Whether the process stops. */
  get isClosed(): boolean {
    return this.#isClosed
  }

  /** Ends when the feed goes beyond the place, after so many milliseconds, when the client is gone, or with the process. */
  wait(partnerId: string, after: number, milliseconds: number, gone: AbortSignal): Promise<void> {
    if (this.#isClosed || gone.aborted) return Promise.resolve()
    return new Promise((resolve) => {
      const waiter: Waiter = {
        partnerId,
        after,
        wake: () => {
          clearTimeout(patience)
          gone.removeEventListener('abort', waiter.wake)
          this.#waiters.delete(waiter)
          resolve()
        },
      }
      const patience = setTimeout(waiter.wake, milliseconds)
      gone.addEventListener('abort', waiter.wake)
      this.#waiters.add(waiter)
      this.#plan()
    })
  }

  /** Ends every wait, now and from now on. */
  close(): void {
    this.#isClosed = true
    if (this.#timer !== null) clearTimeout(this.#timer)
    for (const waiter of this.#waiters) waiter.wake()
  }

  #plan(): void {
    if (this.#timer !== null || this.#isClosed || this.#waiters.size === 0) return
    this.#timer = setTimeout(() => {
      void this.#look().finally(() => {
        this.#timer = null
        this.#plan()
      })
    }, LOOK_EVERY_MS)
  }

  async #look(): Promise<void> {
    const { db, clock, publicUrl, logger } = this.#surroundings
    try {
      await placeEvents({ db, now: clock(), publicUrl })
      const heads = await findHeads(db, [...new Set([...this.#waiters].map(({ partnerId }) => partnerId))])
      for (const waiter of this.#waiters) if ((heads.get(waiter.partnerId) ?? 0) > waiter.after) waiter.wake()
    } catch (error) {
      logger.error({ err: error }, 'could not look at the feeds')
    }
  }
}
