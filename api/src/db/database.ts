import { type ControlledTransaction, Kysely, type Transaction } from 'kysely'
import pg from 'pg'
import { dialectOf, pooled } from './driver.ts'
import { names } from './names.ts'
import { PreparingClient } from './prepared.ts'
import type { DB } from './schema.ts'

export type Db = Kysely<DB>
/** Inside a transaction: a plain `Db` is refused where a `Trx` is asked, a `Trx` is accepted where a `Db` is. */
export type Trx = Transaction<DB> | ControlledTransaction<DB>

// A calendar day is not an instant: `date` stays YYYY-MM-DD instead of a Date at local midnight.
pg.types.setTypeParser(pg.types.builtins.DATE, (day) => day)
/**
 * `2023-02-06 22:59:59.123+00`, as PostgreSQL writes an instant to a connection in UTC, read by the engine’s own parser of
 * ISO 8601: several times as fast as `postgres-date`, which keeps what this one does not know (infinity, BC).
 */
function parseInstant(text: string): Date | number | null {
  const at = text.endsWith('+00') ? Date.parse(`${text.slice(0, 10)}T${text.slice(11, -3)}Z`) : Number.NaN
  return Number.isNaN(at) ? parseAnyInstant(text) : new Date(at)
}
const parseAnyInstant = pg.types.getTypeParser(pg.types.builtins.TIMESTAMPTZ) as (text: string) => Date | number | null
pg.types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, parseInstant)
// Money is bigint in the database and a safe integer here; anything larger is a fault worth a crash, not a rounding.
pg.types.setTypeParser(pg.types.builtins.INT8, (text) => {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} is not a safe integer`)
  return value
})

export type PoolOptions = {
  readonly connectionString: string
  readonly max?: number
  readonly applicationName?: string
  /** Takes this role on every connection: for an address that could do more than the application may. */
  readonly role?: string
  /** 0: as long as it takes, for migrations. */
  readonly statementTimeoutMs?: number
}

/** A pool that gives up on a connection after 5 s and on a statement after 30 s, so that nothing waits for ever. */
export function createPool({
  connectionString,
  max = 10,
  applicationName = 'progress-api',
  role,
  statementTimeoutMs = 30_000,
}: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString,
    Client: PreparingClient,
    pipeline: true,
    max,
    application_name: applicationName,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    statement_timeout: statementTimeoutMs,
    idle_in_transaction_session_timeout: 60_000,
    ...(role === undefined ? {} : { options: `-c role=${role}` }),
  })
  // A connection that breaks while idle is replaced at the next use.
  pool.on('error', () => undefined)
  return pool
}

export const createDatabase = (pool: pg.Pool): Db =>
  new Kysely<DB>({ dialect: dialectOf(pooled(pool)), plugins: [names] })
