import fp from 'fastify-plugin'
import type pg from 'pg'
import type { Db } from '../db/database.ts'
import { createRateLimit } from '../kit/rate-limit.ts'

/** A key makes 600 calls a minute, its partner’s journal has one line for each. */
const CALLS = 600
const SECONDS = 60

export type PartnerCallLine = {
  readonly partnerId: string
  readonly partnerKeyId: string | null
  readonly requestId: string
  readonly at: Date
  readonly operation: string
  readonly status: number
  readonly code: string | null
  readonly durationMs: number
}

export type PartnerTrafficOptions = {
  readonly db: Db
  readonly pool: pg.Pool
  readonly record: (db: Db, line: PartnerCallLine) => Promise<unknown>
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The stable code of the refusal that this request is answered with. */
    refusalCode: string | null
  }
}

/** Limits what comes by key, says so in standard headers, and keeps the journal that the partner reads. */
export const partnerTrafficPlugin = fp<PartnerTrafficOptions>(
  async (app, { db, pool, record }) => {
    const limit = createRateLimit(pool, 'partner-call', CALLS, SECONDS)
    app.decorateRequest('refusalCode', null)

    app.addHook('onRequest', async ({ actor }, reply) => {
      if (actor.kind !== 'partner') return
      void reply.header('ratelimit-policy', `"calls";q=${CALLS};w=${SECONDS}`)
      const { remaining, resetSeconds } = await limit.consume(actor.keyId ?? actor.partnerId)
      void reply.header('ratelimit', `"calls";r=${remaining};t=${resetSeconds}`)
    })

    // The answer has left: the journal costs the caller nothing, and its failure is ours alone.
    app.addHook('onResponse', async (request, reply) => {
      const { actor } = request
      if (actor.kind !== 'partner') return
      const line: PartnerCallLine = {
        partnerId: actor.partnerId,
        partnerKeyId: actor.keyId,
        requestId: request.id,
        at: request.receivedAt,
        operation: `${request.method} ${request.routeOptions.url ?? '(unknown)'}`,
        status: reply.statusCode,
        code: request.refusalCode,
        durationMs: Math.round(reply.elapsedTime),
      }
      await record(db, line).catch((error: unknown) => request.log.error({ err: error }, 'journal line lost'))
    })
  },
  { name: 'partner-traffic', dependencies: ['access'] },
)
