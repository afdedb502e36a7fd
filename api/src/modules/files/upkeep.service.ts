import type { Files } from '../../files/files.ts'
import { recordAudit } from '../../kit/audit.ts'
import { type Context, inTransaction } from '../../kit/context.ts'
import { addJob } from '../../kit/queue.ts'
import * as queries from './files.queries.ts'

const HOUR = 3_600_000
const BATCH = 500
/** Long enough for an upload that is under way, and for somebody who comes back to his draft the next morning. */
const GRACE_MS = 24 * HOUR

type Payload = Readonly<Record<string, unknown>>

/** Has one file judged and writes the verdict. Run again, it finds it written. */
export async function scanFile(ctx: Context, { fileId }: Payload, { scanner, store }: Files): Promise<void> {
  if (typeof fileId !== 'string') throw new Error('scan-file needs a fileId')
  const file = await queries.findFile(ctx.db, fileId)
  if (file?.scanStatus !== 'pending') return
  const verdict = scanner === null ? 'unscanned' : await scanner(await store.read(file.storageKey))
  await inTransaction(ctx, async (inner) => {
    if (!(await queries.saveVerdict(inner.db, fileId, verdict, inner.now))) return
    await recordAudit(inner, { operation: 'scanFile', subjectType: 'file', subjectId: fileId, data: { verdict } })
  })
}

/** Has judged again what still waits after an hour: its job gave up while the scanner was away. */
export async function rescanPending(ctx: Context): Promise<void> {
  for (const fileId of await queries.findPending(ctx.db, new Date(ctx.now.getTime() - HOUR), BATCH)) {
    await addJob(ctx.db, 'scan-file', { fileId }, { key: `scan:${fileId}` })
  }
}

/** Removes expired addresses, files that nothing refers to, and bytes without a row (a crash between the two). */
export async function purgeFiles(ctx: Context, _payload: Payload, { store }: Files): Promise<void> {
  const before = new Date(ctx.now.getTime() - GRACE_MS)
  await queries.deleteExpiredLinks(ctx.db, ctx.now)
  let keys: string[]
  do {
    keys = await inTransaction(ctx, (inner) => queries.deleteUnreferenced(inner.db, before, BATCH))
    for (const key of keys) await store.remove(key)
  } while (keys.length === BATCH)
  for await (const old of oldKeys(store, before)) {
    const known = await queries.findKnownKeys(ctx.db, old)
    for (const key of old) if (!known.has(key)) await store.remove(key)
  }
}

/** What lies in the store since before an instant, some at a time. */
async function* oldKeys(store: Files['store'], before: Date): AsyncGenerator<string[]> {
  let some: string[] = []
  for await (const { key, modifiedAt } of store.list()) {
    if (modifiedAt < before) some.push(key)
    if (some.length === BATCH) {
      yield some
      some = []
    }
  }
  if (some.length > 0) yield some
}
