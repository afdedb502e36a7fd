import { runMigrations } from 'graphile-worker'
import type pg from 'pg'

/** The name of the application's role, unless its URL says otherwise. */
export const APPLICATION_ROLE = 'progress_app'

/** Tables that the application role may only read and append to: history is not rewritten. */
export const APPEND_ONLY = [
  'audit_entry',
  'audit_link',
  'outbox_event',
  'envelope_entry',
  'call_notice',
  'draw_seed',
  'draw_beacon',
  'application_revision',
  'scenario',
  'decision_approval',
  'referral_event',
  'partner_event',
  'reserve_offer_event',
  'letter_template',
  'letter_file',
  'payment_list',
  'agreement_text',
  'agreement_revision',
  'aid_declaration',
] as const

/** Written by triggers or migrations alone: the application role reads them. */
export const READ_ONLY = ['envelope', 'envelope_award', 'organisation_name', 'programme', 'kysely_migration'] as const

const LOCK = 7_240_002

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`

/**
 * Gives the application role what it needs and no more. Runs after every migration; doing it again changes nothing.
 * The queue's own tables have row security, hence policies for the role that adds and runs jobs.
 */
export async function grantToApplication(pool: pg.Pool, role: string, password?: string): Promise<void> {
  const client = await pool.connect()
  try {
    // Two processes that start together would otherwise collide on the same catalogue rows, those of the queue's schema too.
    await client.query('select pg_advisory_lock($1)', [LOCK])
    await runMigrations({ pgPool: pool })
    await client.query('begin')
    await ensureRole(client, role, password)
    await grant(client, role)
    await client.query('commit')
  } finally {
    // Closed, not given back: whatever happened, the lock and an open transaction end with the connection.
    client.release(true)
  }
}

async function ensureRole(client: pg.PoolClient, role: string, password: string | undefined): Promise<void> {
  const { rowCount } = await client.query('select 1 from pg_roles where rolname = $1', [role])
  if (rowCount === 1) return
  const { rows } = await client.query<{ may: boolean }>(
    'select rolsuper or rolcreaterole as may from pg_roles where rolname = current_user',
  )
  if (rows[0]?.may !== true) {
    throw new Error(
      `The role ${role} does not exist. As an administrator: create role ${quote(role)} login password '…'`,
    )
  }
  await client.query(
    `create role ${quote(role)} ${password === undefined ? '' : `login password ${literal(password)}`}`,
  )
}

async function grant(client: pg.PoolClient, role: string): Promise<void> {
  const app = quote(role)
  const { rows: tables } = await client.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')`,
  )
  const present = new Set(tables.map(({ name }) => name))
  const revoke = (rights: string, names: readonly string[]): string => {
    const some = names.filter((name) => present.has(name))
    return some.length === 0 ? '' : `revoke ${rights} on ${some.map(quote).join(', ')} from ${app};`
  }
  await client.query(`
    grant usage on schema public, graphile_worker to ${app};
    grant select, insert, update, delete on all tables in schema public to ${app};
    grant usage, select on all sequences in schema public to ${app};
    grant execute on all functions in schema public to ${app};
    ${revoke('update, delete, truncate', APPEND_ONLY)}
    ${revoke('insert, update, delete, truncate', READ_ONLY)}
    ${revoke('all', ['kysely_migration_lock'])}
    grant select, insert, update, delete on all tables in schema graphile_worker to ${app};
    grant usage, select on all sequences in schema graphile_worker to ${app};
    grant execute on all functions in schema graphile_worker to ${app};
  `)
  const { rows: guarded } = await client.query<{ name: string }>(
    `select tablename as name from pg_tables t where schemaname = 'graphile_worker' and rowsecurity
        and not exists (select from pg_policies p
                         where p.schemaname = t.schemaname and p.tablename = t.tablename and $1 = any(p.roles))`,
    [role],
  )
  for (const { name } of guarded) {
    const policy = quote(`application as ${role}`)
    await client.query(
      `create policy ${policy} on graphile_worker.${quote(name)} to ${app} using (true) with check (true)`,
    )
  }
}
