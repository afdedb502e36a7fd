import type pg from 'pg'
import { runMigrations } from 'graphile-worker'

/** Tables that the application role may only read and append to: history is not rewritten. */
const APPEND_ONLY = [
  'audit_entry',
  'audit_link',
  'outbox_event',
  'envelope_entry',
  'call_notice',
  'application_revision',
  'scenario',
] as const

/** Written by triggers alone: the application role reads them. */
const READ_ONLY = ['envelope', 'envelope_award', 'programme'] as const

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`

/**
 * Gives the application role what it needs and no more. Runs after every migration; doing it again changes nothing.
 * The queue’s own tables have row security, hence policies for the role that adds and runs jobs.
 */
export async function grantToApplication(pool: pg.Pool, role: string): Promise<void> {
  await runMigrations({ pgPool: pool })
  const app = quote(role)
  await pool.query(`
    grant usage on schema public, graphile_worker to ${app};
    grant select, insert, update, delete on all tables in schema public to ${app};
    grant usage, select on all sequences in schema public to ${app};
    grant execute on all functions in schema public to ${app};
    revoke update, delete, truncate on ${APPEND_ONLY.join(', ')} from ${app};
    revoke insert, update, delete, truncate on ${READ_ONLY.join(', ')} from ${app};
    revoke all on kysely_migration, kysely_migration_lock from ${app};
    grant select, insert, update, delete on all tables in schema graphile_worker to ${app};
    grant usage, select on all sequences in schema graphile_worker to ${app};
    grant execute on all functions in schema graphile_worker to ${app};
  `)
  const { rows } = await pool.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'graphile_worker' and rowsecurity`,
  )
  for (const { name } of rows) {
    await pool.query(`
      drop policy if exists application on graphile_worker.${quote(name)};
      create policy application on graphile_worker.${quote(name)} to ${app} using (true) with check (true);
    `)
  }
}
