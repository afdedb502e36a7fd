import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Db, Trx } from '../db/database.ts'
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
 * waits here for the first to end; then it gets the first answer (`AnsweredBefore`, or `AnswerOnItsWay`
 * just before), or does the work if the first failed. Refuses `idempotency-key-reused`, `idempotency-answer-gone`.
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
  const known = await readRecord(trx, request)
  if (known.operation !== operation || known.requestSha256 !== requestSha256) {
    throw new Refusal('unprocessable', 'idempotency-key-reused', 'This Idempotency-Key came with another request')
  }
  throw known.status === null && known.body !== null ? new AnswerOnItsWay() : answerOf(known)
}

/** Committed, and about to be answered: its status is kept just after the commit. */
export class AnswerOnItsWay extends Error {}

const readRecord = (db: Db | Trx, { owner, key }: KeyedRequest) =>
  db
    .selectFrom('idempotencyRecord')
    .selectAll()
    .where('owner', '=', owner)
    .where('key', '=', key)
    .executeTakeFirstOrThrow()

/** What was committed has a body (`keepResult`), unless it was emptied since. */
function answerOf({ status, headers, body }: { status: number | null; headers: unknown; body: string | null }) {
  if (body === null) {
    throw new Refusal(
      'conflict',
      'idempotency-answer-gone',
      'This was done; its answer spoke of somebody since forgotten',
    )
  }
  return new AnsweredBefore({ status, headers: (headers ?? {}) as Record<string, string>, body })
}

/**
 * Waits for the first answer, unless its process died before it was told. Outside of any transaction: many who wait must not
 * hold all the connections, of which the one that is waited for needs one.
 */
export async function awaitAnswer(db: Db, request: KeyedRequest): Promise<AnsweredBefore> {
  let known = await readRecord(db, request)
  for (let attempt = 0; known.status === null && known.body !== null && attempt < 15; attempt += 1) {
    await sleep(20 + attempt * 20)
    known = await readRecord(db, request)
  }
  return answerOf(known)
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

/** Empties the kept answers that name one of these ids. Their keys stay taken: repeated, the act is neither done again nor told. */
export async function emptyAnswers(trx: Trx, ids: readonly string[]): Promise<void> {
  await trx
    .updateTable('idempotencyRecord')
    .set({ body: null })
    .where(sql<boolean>`body like any (${ids.map((id) => `%${id}%`)}::text[])`)
    .execute()
}
