import type { Db } from '../db/database.ts'

const KEPT_MS = 24 * 3_600_000

/** Forgets idempotency keys after a day, because nobody retries that late, and counters of attempts that are over. */
export async function purgeLeftovers(db: Db, now: Date): Promise<void> {
  await db
    .deleteFrom('idempotencyRecord')
    .where('createdAt', '<', new Date(now.getTime() - KEPT_MS))
    .execute()
  await db.deleteFrom('rateLimit').where('expire', '<', now.getTime()).execute()
}
