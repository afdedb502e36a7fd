import type { Db } from '../db/database.ts'

const KEPT_MS = 24 * 3_600_000

/** Forgets idempotency keys after a day: nobody retries that late. */
export async function purgeIdempotencyRecords(db: Db, now: Date): Promise<void> {
  await db
    .deleteFrom('idempotencyRecord')
    .where('createdAt', '<', new Date(now.getTime() - KEPT_MS))
    .execute()
}
