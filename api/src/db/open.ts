import type pg from 'pg'
import { createPool } from './database.ts'
import { migrateToLatest, pendingMigrations } from './migrate.ts'
import { APPLICATION_ROLE } from './roles.ts'

export type DatabaseAddresses = {
  /** Null: the embedded PostgreSQL. */
  readonly databaseUrl: string | null
  readonly databaseOwnerUrl: string | null
  readonly databasePool: number
  readonly dataDir: string
}

export type OpenDatabase = {
  /** Connected with the application's role. */
  readonly pool: pg.Pool
  /** Closes the pool, then stops the embedded PostgreSQL if this process started it. */
  readonly close: () => Promise<void>
}

/**
 * Starts or finds PostgreSQL, brings it up to date where this process may, and connects with the application's role.
 * Throws when files wait to be migrated and this process may not.
 */
export async function openDatabase(config: DatabaseAddresses): Promise<OpenDatabase> {
  const { databaseUrl, databaseOwnerUrl, databasePool: max } = config
  if (databaseUrl === null) {
    // Loaded only here: with a database of its own, the binaries need not be installed.
    const { startEmbedded } = await import('./embedded.ts')
    const { ownerUrl, appUrl, stop } = await startEmbedded({ dataDir: config.dataDir, durable: true })
    await migrateToLatest(ownerUrl)
    return open(createPool({ connectionString: appUrl, max }), stop)
  }
  if (databaseOwnerUrl !== null) {
    const { username, password } = new URL(databaseUrl)
    const role = decodeURIComponent(username)
    await migrateToLatest(databaseOwnerUrl, {
      role,
      ...(password === '' ? {} : { password: decodeURIComponent(password) }),
    })
    return open(createPool({ connectionString: databaseUrl, max }))
  }
  return openAlone(databaseUrl, max)
}

const open = (pool: pg.Pool, stop: () => Promise<void> = async () => undefined): OpenDatabase => ({
  pool,
  close: async () => {
    await pool.end()
    await stop()
  },
})

/** One address only: when it is the owner's, the database is migrated and the application's role taken all the same. */
async function openAlone(connectionString: string, max: number): Promise<OpenDatabase> {
  const first = createPool({ connectionString, max: 1 })
  try {
    if (await isOwner(first)) {
      await migrateToLatest(connectionString)
      await first.query(`grant ${APPLICATION_ROLE} to current_user`)
      return open(createPool({ connectionString, max, role: APPLICATION_ROLE }))
    }
    const pending = await pendingMigrations(first)
    if (pending.length > 0) {
      throw new Error(`The database lacks ${pending.join(', ')}: set DATABASE_OWNER_URL, or run npm run migrate`)
    }
    return open(createPool({ connectionString, max }))
  } finally {
    await first.end()
  }
}

async function isOwner(pool: pg.Pool): Promise<boolean> {
  const { rows } = await pool.query<{ is_owner: boolean }>(`
    select pg_has_role(current_user, datdba, 'member') as is_owner from pg_database where datname = current_database()`)
  return rows[0]?.is_owner === true
}
