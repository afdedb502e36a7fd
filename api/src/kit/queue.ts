import { sql } from 'kysely'
import type { Db, Trx } from '../db/database.ts'

/** How often a task is tried, later and later, before it is left to those who watch. */
export const MOST_ATTEMPTS = 12

/**
 * Adds a job in the transaction of the write. It runs once the transaction is committed, at least once: tasks are idempotent.
 * `key` replaces a waiting job of the same key.
 */
export async function addJob(
  db: Db | Trx,
  task: string,
  payload: Readonly<Record<string, string | number | boolean | null>>,
  options: { readonly key?: string; readonly runAt?: Date } = {},
): Promise<void> {
  await sql`
    select graphile_worker.add_job(
      identifier => ${task},
      payload => ${JSON.stringify(payload)}::json,
      job_key => ${options.key ?? null},
      run_at => ${options.runAt ?? null},
      max_attempts => ${sql.lit(MOST_ATTEMPTS)}
    )
  `.execute(db)
}
