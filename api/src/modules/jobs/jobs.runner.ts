import type { JobKind, JobProblem, JobProgress } from '@progress-ess/shared/jobs'
import type { FastifyBaseLogger } from 'fastify'
import type { Db, Trx } from '../../db/database.ts'
import type { Clock } from '../../kit/clock.ts'
import { type Context, inTransaction, type Settings } from '../../kit/context.ts'
import { Refusal } from '../../kit/refusal.ts'
import * as queries from './jobs.queries.ts'
import { LEASE_MS, MOST_ATTEMPTS, TELL_EVERY_MS } from './jobs.rules.ts'

/** What a run of a job is given: `tell` says how far it is, `signal` that nobody wants it any more. */
export type Running = {
  readonly ctx: Context
  readonly job: queries.Claimed
  readonly signal: AbortSignal
  readonly tell: (progress: JobProgress) => void
}

/** What is written in the transaction in which the job becomes done: both, or neither. */
export type Keep = (ctx: Context<Trx>) => Promise<queries.Outcome>

/**
 * The work of one kind of job. It may be begun again from the start by another process, so that what it writes before its end
 * must be found done already. Throws a `Refusal` for what the request itself would have been refused with.
 */
export type JobWork = (running: Running) => Promise<Keep>

export type RunnerSurroundings = {
  readonly db: Db
  readonly clock: Clock
  readonly settings: Settings
  readonly logger: FastifyBaseLogger
}

const problemOf = ({ code, message, errors, context }: Refusal): JobProblem => ({
  code,
  detail: message,
  ...(errors === undefined ? {} : { errors: [...errors] }),
  ...(context === undefined ? {} : { context: { ...context } }),
})
const BROKEN: JobProblem = { code: 'internal-error', detail: 'It was begun several times and never came to its end' }

/** Runs jobs one after the other, until it is stopped. Any number of processes may: each job is one process’s, as long as it lives. */
export class JobRunner {
  readonly #around: RunnerSurroundings
  readonly #works: Readonly<Record<JobKind, JobWork>>
  #timer: NodeJS.Timeout | null = null
  #round: Promise<boolean> | null = null
  #stopping = new AbortController()

  constructor(surroundings: RunnerSurroundings, works: Readonly<Record<JobKind, JobWork>>) {
    this.#around = surroundings
    this.#works = works
  }

  start(): void {
    const look = (): void => {
      this.#round ??= this.#next()
        .catch((error: unknown) => {
          this.#around.logger.error({ err: error }, 'could not run a job')
          return false
        })
        .finally(() => (this.#round = null))
    }
    this.#timer = setInterval(look, TELL_EVERY_MS)
    this.#timer.unref()
  }

  /** What runs is let go, for another process. */
  async stop(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#stopping.abort()
    await this.#round
  }

  /** Runs what waits now. For who does not `start`. */
  async drain(): Promise<void> {
    while (await this.#next()) continue
  }

  /** False when nothing waits. */
  async #next(): Promise<boolean> {
    if (this.#stopping.signal.aborted) return false
    const { db, clock } = this.#around
    const now = clock()
    const job = await queries.claim(db, now, this.#leaseEnd(now))
    if (job === undefined) return false
    if (job.attempt > MOST_ATTEMPTS) await queries.fail(db, job, BROKEN, now)
    else await this.#run(job)
    return true
  }

  async #run(job: queries.Claimed): Promise<void> {
    const { db, clock, logger } = this.#around
    const lost = new AbortController()
    const signal = AbortSignal.any([lost.signal, this.#stopping.signal])
    let progress: JobProgress | null = null
    const telling = this.#tellWhile(job, () => progress, lost)
    try {
      const tell = (next: JobProgress): void => void (progress = next)
      const keep = await this.#works[job.kind]({ ctx: this.#context(job), job, signal, tell })
      await inTransaction(this.#context(job), async (inner) => {
        // Cancelled, or another process’s by now: then nothing is kept.
        if (await queries.lockOwn(inner.db, job)) await queries.finish(inner.db, job, await keep(inner), inner.now)
      })
    } catch (error) {
      if (this.#stopping.signal.aborted) await queries.letGo(db, job)
      else if (error instanceof Refusal) await queries.fail(db, job, problemOf(error), clock())
      else if (!lost.signal.aborted) {
        logger.error({ err: error, jobId: job.jobId }, 'a job broke')
        await queries.letGo(db, job)
      }
    } finally {
      await telling()
    }
  }

  /** Tells how far the run is, until it ends; the answer ends it. */
  #tellWhile(job: queries.Claimed, progress: () => JobProgress | null, lost: AbortController): () => Promise<void> {
    const { db, clock, logger } = this.#around
    let telling = Promise.resolve()
    const tell = async (): Promise<void> => {
      try {
        if (!(await queries.tell(db, job, progress(), this.#leaseEnd(clock())))) lost.abort()
      } catch (error) {
        logger.warn({ err: error, jobId: job.jobId }, 'could not tell how far a job is')
      }
    }
    const timer = setInterval(() => {
      telling = telling.then(tell)
    }, TELL_EVERY_MS)
    timer.unref()
    return () => {
      clearInterval(timer)
      return telling
    }
  }

  #leaseEnd(now: Date): Date {
    return new Date(now.getTime() + LEASE_MS)
  }

  #context({ jobId }: queries.Claimed): Context {
    const { db, clock, settings } = this.#around
    const now = clock()
    return { db, actor: { kind: 'system' }, now, receivedAt: now, requestId: `job-${jobId}`, settings }
  }
}
