import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { canonicalJson } from '../kit/canonical.ts'
import type { Clock } from '../kit/clock.ts'
import { Refusal } from '../kit/refusal.ts'
import type { Db } from '../db/database.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether the operation takes an `Idempotency-Key`. */
    isIdempotent?: boolean
  }
  interface FastifyRequest {
    idempotency: { owner: string; key: string } | null
  }
}

export type IdempotencyOptions = { readonly db: Db; readonly clock: Clock }

/**
 * `Idempotency-Key` on operations that create or submit: the same key with the same body gets the same answer, another
 * body is refused (422). While the first is under way a second one is refused (409) and may be tried again.
 * A first try that ended in a refusal, or died, leaves nothing: the key can be used anew.
 */
export const idempotencyPlugin = fp<IdempotencyOptions>(
  async (app, { db, clock }) => {
    app.decorateRequest('idempotency', null)

    app.addHook('preHandler', async (request, reply) => {
      const key = keyOf(request)
      if (key === null || request.actor.kind !== 'account') return
      const owner = request.actor.accountId
      const operation = `${request.method} ${request.routeOptions.url ?? ''}`
      const requestSha256 = fingerprint(request)
      const row = { owner, key, operation, requestSha256, createdAt: clock() }
      const inserted = await db
        .insertInto('idempotencyRecord')
        .values(row)
        .onConflict((conflict) => conflict.columns(['owner', 'key']).doNothing())
        .returning('key')
        .executeTakeFirst()
      if (inserted !== undefined) {
        request.idempotency = { owner, key }
        return
      }
      await answerAgain(db, { owner, key, operation, requestSha256 }, reply)
    })

    app.addHook('onSend', async (request, reply, payload) => {
      const { idempotency } = request
      if (idempotency === null) return payload
      request.idempotency = null
      const record = db.updateTable('idempotencyRecord').where('owner', '=', idempotency.owner).where('key', '=', idempotency.key)
      if (reply.statusCode >= 200 && reply.statusCode < 300 && typeof payload === 'string') {
        const etag = reply.getHeader('etag')
        const headers = JSON.stringify({
          'content-type': reply.getHeader('content-type') ?? 'application/json',
          ...(typeof etag === 'string' ? { etag } : {}),
        })
        await record.set({ status: reply.statusCode, body: payload, headers }).execute()
      } else {
        await db
          .deleteFrom('idempotencyRecord')
          .where('owner', '=', idempotency.owner)
          .where('key', '=', idempotency.key)
          .execute()
      }
      return payload
    })
  },
  { name: 'idempotency', dependencies: ['access'] },
)

function keyOf(request: FastifyRequest): string | null {
  if (request.routeOptions.config.isIdempotent !== true) return null
  const header = request.headers['idempotency-key']
  if (header === undefined) return null
  if (typeof header !== 'string' || !/^[\x21-\x7e]{8,255}$/.test(header)) {
    throw new Refusal('invalid', 'invalid-request', 'Idempotency-Key must be 8 to 255 visible ASCII characters')
  }
  return header
}

const fingerprint = (request: FastifyRequest): string =>
  createHash('sha256')
    .update(request.url)
    .update('\n')
    .update(canonicalJson(request.body ?? null))
    .digest('hex')

type Asked = { owner: string; key: string; operation: string; requestSha256: string }

async function answerAgain(db: Db, asked: Asked, reply: FastifyReply): Promise<void> {
  const known = await db
    .selectFrom('idempotencyRecord')
    .selectAll()
    .where('owner', '=', asked.owner)
    .where('key', '=', asked.key)
    .executeTakeFirst()
  if (known !== undefined && (known.operation !== asked.operation || known.requestSha256 !== asked.requestSha256)) {
    throw new Refusal('unprocessable', 'idempotency-key-reused', 'This Idempotency-Key came with another request')
  }
  if (known?.status == null || known.body === null) {
    throw new Refusal('conflict', 'idempotency-in-flight', 'The first request with this key is under way; try again', {
      context: { retryAfterSeconds: 1 },
    })
  }
  for (const [name, value] of Object.entries((known.headers ?? {}) as Record<string, string>)) void reply.header(name, value)
  void reply
    .header('idempotency-replayed', 'true')
    .status(known.status)
    .serializer((payload: string) => payload)
    .send(known.body)
}
