import { setTimeout as sleep } from 'node:timers/promises'
import type { Trx } from '../db/database.ts'
import { Refusal } from './refusal.ts'

/** One request that came with an `Idempotency-Key`. */
export type KeyedRequest = {
  readonly owner: string
  readonly key: string
  readonly operation: string
  readonly requestSha256: string
  /** Set once the transaction of the use case has taken the key. */
  isTaken: boolean
}

export type KeptAnswer = {
  readonly status: number | null
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Not a fault: the same request was answered before, and gets the same answer. */
export class AnsweredBefore extends Error {
  readonly answer: KeptAnswer

  constructor(answer: KeptAnswer) {
    super('Answered before')
    this.name = 'AnsweredBefore'
    this.answer = answer
  }
}

/**
 * Takes the key in the transaction of the write, so that both are kept or neither. A second request with the same key
 * waits here for the first to end; then it gets the first answer (`AnsweredBefore`), or does the work if the first failed.
 */
export async function takeKey(trx: Trx, request: KeyedRequest, now: Date): Promise<void> {
  const { owner, key, operation, requestSha256 } = request
  const taken = await trx
    .insertInto('idempotencyRecord')
    .values({ owner, key, operation, requestSha256, createdAt: now })
    .onConflict((conflict) => conflict.columns(['owner', 'key']).doNothing())
    .returning('key')
    .executeTakeFirst()
  if (taken !== undefined) {
    request.isTaken = true
    return
  }
  const read = () =>
    trx
      .selectFrom('idempotencyRecord')
      .selectAll()
      .where('owner', '=', owner)
      .where('key', '=', key)
      .executeTakeFirstOrThrow()
  let known = await read()
  // The first answer's status is kept just after its commit: wait for it, unless its process died in between.
  for (let attempt = 0; known.status === null && attempt < 20; attempt += 1) {
    await sleep(25)
    known = await read()
  }
  if (known.operation !== operation || known.requestSha256 !== requestSha256) {
    throw new Refusal('unprocessable', 'idempotency-key-reused', 'This Idempotency-Key came with another request')
  }
  const headers = (known.headers ?? {}) as Record<string, string>
  throw new AnsweredBefore({ status: known.status, headers, body: known.body ?? 'null' })
}

/** Keeps what the use case answers, in its transaction: a process that dies before answering loses nothing. */
export async function keepResult(trx: Trx, { owner, key }: KeyedRequest, result: unknown): Promise<void> {
  await trx
    .updateTable('idempotencyRecord')
    .set({ body: JSON.stringify(result ?? null) })
    .where('owner', '=', owner)
    .where('key', '=', key)
    .execute()
}
