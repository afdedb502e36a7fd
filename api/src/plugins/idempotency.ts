import type { FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import type { Db } from '../db/database.ts'
import { canonicalJson } from '../kit/canonical.ts'
import type { KeptAnswer, KeyedRequest } from '../kit/idempotency.ts'
import { Refusal } from '../kit/refusal.ts'
import type { Vault } from '../kit/vault.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /**
     * Whether the operation takes an `Idempotency-Key`; set by its contract (`isIdempotent`), because clients must know it too.
     * Its use case must be one `inTransaction`.
     */
    isIdempotent?: boolean
  }
  interface FastifyRequest {
    idempotency: KeyedRequest | null
  }
}

/**
 * `Idempotency-Key` on operations that create or submit: the same key with the same body gets the same answer, also
 * while the first is under way; another body is refused (422). A first try that ended in a refusal, or died before its
 * commit, leaves nothing, and the key can be used anew. They belong to an account, or to a partner whichever of its API keys it uses,
 * and are forgotten after a day.
 */
export const idempotencyPlugin = fp<{ readonly db: Db; readonly vault: Vault }>(
  async (app, { db, vault }) => {
    app.decorateRequest('idempotency', null)

    app.addHook('onRoute', (options) => {
      const schema = (options.schema ?? {}) as { operationId?: string; 'x-idempotent'?: boolean }
      const isDeclared = schema['x-idempotent'] === true
      if (options.config?.isIdempotent === true && schema.operationId !== undefined && !isDeclared) {
        throw new Error(`${schema.operationId} takes an Idempotency-Key that its contract does not tell of`)
      }
      if (isDeclared) options.config = { ...options.config, isIdempotent: true }
    })

    app.addHook('preHandler', async (request) => {
      if (request.routeOptions.config.isIdempotent !== true) return
      const owner = ownerOf(request)
      if (owner === null) return
      const key = keyOf(request)
      if (key === null) return
      request.idempotency = {
        owner,
        key,
        operation: `${request.method} ${request.routeOptions.url ?? ''}`,
        requestSha256: vault.mark(textOf(request)),
        isTaken: false,
      }
    })

    // The status and headers are known only here, after the commit; without them a replay falls back on the contract.
    app.addHook('onSend', async (request, reply, payload) => {
      const { idempotency } = request
      if (idempotency?.isTaken === true && reply.statusCode < 300 && typeof payload === 'string') {
        await keepAnswer(db, idempotency, reply, payload)
      }
      return payload
    })
  },
  { name: 'idempotency', dependencies: ['access'] },
)

function ownerOf({ actor }: FastifyRequest): string | null {
  if (actor.kind === 'account') return actor.accountId
  return actor.kind === 'partner' ? actor.partnerId : null
}

function keyOf(request: FastifyRequest): string | null {
  const header = request.headers['idempotency-key']
  if (header === undefined) return null
  if (typeof header !== 'string' || !/^[\x21-\x7e]{8,255}$/.test(header)) {
    throw new Refusal('invalid', 'invalid-request', 'Idempotency-Key must be 8 to 255 visible ASCII characters')
  }
  return header
}

/** What makes two requests the same. It may hold bank details: only a mark of it is kept, that nobody can search by trying. */
const textOf = (request: FastifyRequest): string => `${request.url}\n${canonicalJson(request.body ?? null)}`

async function keepAnswer(db: Db, request: KeyedRequest, reply: FastifyReply, body: string): Promise<void> {
  const kept = ['content-type', 'etag', 'location'].flatMap((name) => {
    const value = reply.getHeader(name)
    return typeof value === 'string' ? [[name, value] as const] : []
  })
  await db
    .updateTable('idempotencyRecord')
    .set({ status: reply.statusCode, body, headers: JSON.stringify(Object.fromEntries(kept)) })
    .where('owner', '=', request.owner)
    .where('key', '=', request.key)
    // Emptied between the commit and here, it stays so.
    .where('body', 'is not', null)
    .execute()
}

/** Answers as the first time. */
export function answerAgain(answer: KeptAnswer, request: FastifyRequest, reply: FastifyReply): void {
  const { response } = (request.routeOptions.schema ?? {}) as { response?: Record<string, unknown> }
  const declared = Object.keys(response ?? {}).map(Number)
  const usual = [201, 200, 202].find((status) => declared.includes(status)) ?? 200
  void reply
    .status(answer.status ?? usual)
    .headers({ 'content-type': 'application/json; charset=utf-8', ...answer.headers, 'idempotency-replayed': 'true' })
    .serializer((payload: string) => payload)
    .send(answer.body)
}
