import { createHash } from 'node:crypto'
import { type Selectable, sql } from 'kysely'
import type { Db, Trx } from '../db/database.ts'
import { transact } from '../db/transaction.ts'
import type { AuditEntry } from '../db/schema.ts'
import { canonicalJson } from './canonical.ts'

type EntryRow = Omit<Selectable<AuditEntry>, 'writtenIn' | 'position'>

/** The hash before the first line. */
export const GENESIS = '0'.repeat(64)
const BATCH = 1_000
const LOCK = 7_240_001

const COLUMNS = [
  'auditEntry.auditEntryId',
  'auditEntry.at',
  'auditEntry.operation',
  'auditEntry.subjectType',
  'auditEntry.subjectId',
  'auditEntry.actorId',
  'auditEntry.actorKind',
  'auditEntry.versionBefore',
  'auditEntry.versionAfter',
  'auditEntry.requestId',
  'auditEntry.data',
] as const

/** SHA-256(previous hash ‖ canonical JSON of the line), in lower-case hexadecimal. */
export function linkHash(previous: string, entry: EntryRow): string {
  const line = canonicalJson({
    auditEntryId: entry.auditEntryId,
    at: entry.at.toISOString(),
    operation: entry.operation,
    subjectType: entry.subjectType,
    subjectId: entry.subjectId,
    actorId: entry.actorId,
    actorKind: entry.actorKind,
    versionBefore: entry.versionBefore,
    versionAfter: entry.versionAfter,
    requestId: entry.requestId,
    data: entry.data,
  })
  return createHash('sha256').update(previous).update(line).digest('hex')
}

/**
 * Links the lines that no running transaction can precede any more, oldest first; answers how many.
 * Writers never wait for the chain: one linker at a time holds an advisory lock, and lines of transactions
 * younger than the oldest running one are left for the next round.
 */
export async function linkAuditEntries(db: Db): Promise<number> {
  let linked = 0
  for (;;) {
    const count = await transact(db, linkOneBatch)
    linked += count
    if (count < BATCH) return linked
  }
}

async function linkOneBatch(trx: Trx): Promise<number> {
  const lock = await sql<{ isMine: boolean }>`select pg_try_advisory_xact_lock(${LOCK}) as is_mine`.execute(trx)
  if (lock.rows[0]?.isMine !== true) return 0
  const snapshot = await sql<{ horizon: string }>`
    select pg_snapshot_xmin(pg_current_snapshot())::text as horizon
  `.execute(trx)
  const horizon = snapshot.rows[0]?.horizon ?? '0'
  const head = await trx
    .selectFrom('auditLink')
    .select(['place', 'hash'])
    .orderBy('place', 'desc')
    .limit(1)
    .executeTakeFirst()
  const entries = await trx
    .selectFrom('auditEntry')
    .leftJoin('auditLink', 'auditLink.auditEntryId', 'auditEntry.auditEntryId')
    .select(COLUMNS)
    .where('auditLink.place', 'is', null)
    .where(sql<boolean>`audit_entry.written_in >= (select linked_before from audit_progress)`)
    .where(sql<boolean>`audit_entry.written_in < ${horizon}::xid8`)
    .orderBy('auditEntry.position')
    .limit(BATCH)
    .execute()
  if (entries.length < BATCH) {
    await sql`update audit_progress set linked_before = ${horizon}::xid8`.execute(trx)
  }
  if (entries.length === 0) return 0
  let previous = head?.hash ?? GENESIS
  let place = head?.place ?? 0
  const links = entries.map((entry) => {
    previous = linkHash(previous, entry)
    place += 1
    return { place, auditEntryId: entry.auditEntryId, hash: previous }
  })
  await trx.insertInto('auditLink').values(links).execute()
  return links.length
}

export type ChainVerdict = {
  holds: boolean
  /** Lines whose place in the chain was checked. */
  checked: number
  /** Lines written lately and not yet linked. */
  unlinked: number
  /** The first place that does not hold, or null. */
  brokenAt: number | null
  headHash: string
}

/** Recomputes the whole chain, a batch at a time. */
export async function verifyAuditChain(db: Db): Promise<ChainVerdict> {
  let previous = GENESIS
  let place = 0
  for (;;) {
    const rows = await db
      .selectFrom('auditLink')
      .leftJoin('auditEntry', 'auditEntry.auditEntryId', 'auditLink.auditEntryId')
      .select(['auditLink.place', 'auditLink.hash', ...COLUMNS])
      .where('auditLink.place', '>', place)
      .orderBy('auditLink.place')
      .limit(BATCH)
      .execute()
    for (const row of rows) {
      const isWhole = row.place === place + 1 && row.auditEntryId !== null
      if (!isWhole || linkHash(previous, row as EntryRow) !== row.hash) {
        return {
          holds: false,
          checked: place,
          unlinked: await countUnlinked(db),
          brokenAt: place + 1,
          headHash: previous,
        }
      }
      previous = row.hash
      place = row.place
    }
    if (rows.length < BATCH) {
      return { holds: true, checked: place, unlinked: await countUnlinked(db), brokenAt: null, headHash: previous }
    }
  }
}

async function countUnlinked(db: Db): Promise<number> {
  const { count } = await db
    .selectFrom('auditEntry')
    .leftJoin('auditLink', 'auditLink.auditEntryId', 'auditEntry.auditEntryId')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('auditLink.place', 'is', null)
    .executeTakeFirstOrThrow()
  return count
}
