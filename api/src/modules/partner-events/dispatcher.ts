import type { FastifyBaseLogger } from 'fastify'
import type { Db } from '../../db/database.ts'
import type { Clock } from '../../kit/clock.ts'
import type { Context, Settings } from '../../kit/context.ts'
import { newId } from '../../kit/ids.ts'
import { type CallerOptions, createCaller } from './caller.ts'
import * as dispatch from './dispatch.queries.ts'
import { hasArrived, keepFailure, keepSuccess, type Sent } from './dispatch.service.ts'
import { placeEvents } from './placing.service.ts'
import { signatureHeaders } from './signature.ts'

const LOOK_EVERY_MS = 150
/** Longer than a call can take: whoever has not come back by then is dead. */
const LEASE_MS = 30_000

export type DispatcherOptions = CallerOptions & {
  /** How long a lane is held for one call, in milliseconds: more than `timeoutMs`. */
  readonly leaseMs: number
}

export type DispatcherSurroundings = {
  readonly db: Db
  readonly clock: Clock
  readonly settings: Settings
  readonly logger: FastifyBaseLogger
}

/**
 * Places events and delivers them, until it is stopped. Any number of processes may: each lane (one webhook, one subject) is taken by
 * one of them for half a minute, and goes to another when its process dies. A delivery is then sent again, with the same id.
 */
export class Dispatcher {
  readonly #around: DispatcherSurroundings
  readonly #caller: ReturnType<typeof createCaller>
  readonly #leaseMs: number
  readonly #running = new Set<Promise<void>>()
  #timer: NodeJS.Timeout | null = null
  #look: Promise<void> | null = null
  #isAsked = false
  #isToPlace = false
  #isStopped = false

  constructor(
    surroundings: DispatcherSurroundings,
    { leaseMs = LEASE_MS, ...options }: Partial<DispatcherOptions> = {},
  ) {
    this.#around = surroundings
    this.#leaseMs = leaseMs
    this.#caller = createCaller({ allowsLoopback: surroundings.settings.isDemo, ...options })
  }

  start(): void {
    this.#soon({ isToPlace: true })
    this.#timer = setInterval(() => this.#soon({ isToPlace: true }), LOOK_EVERY_MS)
    this.#timer.unref()
  }

  /** Takes nothing more, and waits for the calls that are under way. */
  async stop(): Promise<void> {
    this.#isStopped = true
    if (this.#timer !== null) clearInterval(this.#timer)
    await this.#look
    await Promise.all(this.#running)
    this.#caller.close()
  }

  /** Delivers what is due now, and what comes due by it. For who does not `start`. */
  async drain(): Promise<void> {
    while ((await this.#round({ isToPlace: true })) > 0) await Promise.all(this.#running)
  }

  /** Looks now, or once more after the look that is under way. */
  #soon({ isToPlace }: { readonly isToPlace: boolean }): void {
    this.#isAsked = true
    this.#isToPlace ||= isToPlace
    this.#look ??= this.#lookWhileAsked().finally(() => (this.#look = null))
  }

  async #lookWhileAsked(): Promise<void> {
    while (this.#isAsked && !this.#isStopped) {
      const isToPlace = this.#isToPlace
      this.#isAsked = false
      this.#isToPlace = false
      await this.#round({ isToPlace }).catch((error: unknown) =>
        this.#around.logger.error({ err: error }, 'could not look for deliveries'),
      )
    }
  }

  async #round({ isToPlace }: { readonly isToPlace: boolean }): Promise<number> {
    const { db, clock, settings } = this.#around
    if (isToPlace) await placeEvents({ db, now: clock(), publicUrl: settings.publicUrl })
    const now = clock()
    const lanes = await dispatch.claimLanes(db, newId(), now, this.#leaseEnd(now))
    for (const lane of lanes) {
      const running = this.#serve(lane).finally(() => {
        this.#running.delete(running)
        // Room for another lane; new events have looks of their own.
        if (this.#timer !== null) this.#soon({ isToPlace: false })
      })
      this.#running.add(running)
    }
    return lanes.length
  }

  /** One after the other, until the lane is empty or one fails. */
  async #serve(first: dispatch.Held): Promise<void> {
    const { db, clock, logger } = this.#around
    try {
      let held: dispatch.Held | undefined = first
      while (held !== undefined) {
        if (held.status !== 'active' || this.#isStopped) {
          await dispatch.releaseLane(db, held, { nextAttemptAt: clock(), failures: held.failures })
          return
        }
        const { deliveryId }: dispatch.Held = held
        held = deliveryId === null ? await this.#next(held) : await this.#send({ ...held, deliveryId })
      }
    } catch (error) {
      // The lease ends, and somebody takes the lane again.
      logger.error({ err: error, webhookId: first.webhookId }, 'could not serve a lane of deliveries')
    }
  }

  #next(held: dispatch.Held): Promise<dispatch.Held | undefined> {
    const now = this.#around.clock()
    return dispatch.takeNext(this.#around.db, held, now, this.#leaseEnd(now))
  }

  /** The next one of the lane once this has arrived; what failed is planned anew, and its lane let go. */
  async #send(held: Sent): Promise<dispatch.Held | undefined> {
    const at = this.#around.clock()
    const { secret, formerSecret, formerUntil } = held
    const isChanging = formerSecret !== null && formerUntil !== null && formerUntil > at
    const secrets = isChanging ? [secret, formerSecret] : [secret]
    const answer = await this.#caller.post(
      held.url,
      {
        'content-type': 'application/cloudevents+json; charset=utf-8',
        'user-agent': 'progress-ess-webhooks/1',
        ...signatureHeaders({ messageId: held.messageId, at, body: held.payload, secrets }),
      },
      held.payload,
    )
    const ctx = this.#context()
    if (hasArrived(answer))
      return keepSuccess(ctx, held, { status: answer.status ?? 0, until: this.#leaseEnd(ctx.now) })
    await keepFailure(ctx, held, answer)
    return undefined
  }

  #leaseEnd(now: Date): Date {
    return new Date(now.getTime() + this.#leaseMs)
  }

  #context(): Context {
    const { db, clock, settings } = this.#around
    const now = clock()
    return { db, actor: { kind: 'system' }, now, receivedAt: now, requestId: `delivery-${newId()}`, settings }
  }
}
