import type { FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import type pg from 'pg'
import type { Db } from '../db/database.ts'
import type { Files } from '../files/files.ts'
import type { Clock } from '../kit/clock.ts'
import type { Actor, Context, Settings } from '../kit/context.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** When the request line and headers had arrived, by the injected clock: what counts for deadlines. */
    receivedAt: Date
    /** What a use case may touch, for this request. */
    context: () => Context
  }
  interface FastifyInstance {
    settings: Settings
    pool: pg.Pool
    clock: Clock
    db: Db
    files: Files
  }
}

export type ContextOptions = {
  readonly db: Db
  readonly pool: pg.Pool
  readonly clock: Clock
  readonly settings: Settings
  readonly files: Files
}

/** A sandbox has a clock of its own. */
const nowFor = (actor: Actor, now: Date): Date =>
  actor.kind === 'partner' ? new Date(now.getTime() + actor.clockOffsetMs) : now

/** Gives every request the surroundings of a use case. The first plugin, so that its hook runs before all others. */
export const contextPlugin = fp<ContextOptions>(
  async (app, { db, pool, clock, settings, files }) => {
    app.decorate('settings', settings)
    app.decorate('pool', pool)
    app.decorate('clock', clock)
    app.decorate('db', db)
    app.decorate('files', files)
    app.decorateRequest('receivedAt')
    app.decorateRequest('context', function context(this: FastifyRequest): Context {
      return {
        db,
        actor: this.actor,
        now: nowFor(this.actor, clock()),
        receivedAt: this.receivedAt,
        requestId: this.id,
        settings,
        keyed: this.idempotency,
      }
    })
    // The body may come slowly: what counts is when the request began.
    app.addHook('onRequest', (request, _reply, done) => {
      request.receivedAt = clock()
      done()
    })
  },
  { name: 'context' },
)
