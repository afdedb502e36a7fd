import type { Db } from '../../db/database.ts'
import { afterKey, type CursorValue } from '../../kit/page.ts'

export type CallLine = {
  readonly partnerId: string
  readonly partnerKeyId: string | null
  readonly requestId: string
  readonly at: Date
  readonly operation: string
  readonly status: number
  readonly code: string | null
  readonly durationMs: number
}

export const insertCall = (db: Db, line: CallLine) => db.insertInto('partnerCall').values(line).execute()

/** Newest first: of a partner and of its sandbox. */
export function findCalls(db: Db, partnerIds: readonly string[], limit: number, after?: readonly CursorValue[]) {
  let query = db
    .selectFrom('partnerCall')
    .leftJoin('partnerKey', 'partnerKey.partnerKeyId', 'partnerCall.partnerKeyId')
    .selectAll('partnerCall')
    .select('partnerKey.hint')
    .where('partnerCall.partnerId', '=', (eb) => eb.fn.any(eb.val(partnerIds)))
  if (after !== undefined) query = query.where((eb) => afterKey(eb, ['partnerCall.position'], 'desc', after))
  return query
    .orderBy('partnerCall.position', 'desc')
    .limit(limit + 1)
    .execute()
}

export async function purgeCalls(db: Db, before: Date): Promise<void> {
  await db.deleteFrom('partnerCall').where('at', '<', before).execute()
}
