import { readFile } from 'node:fs/promises'
import { Kysely, type Migration, type MigrationProvider, Migrator, PostgresDialect, sql } from 'kysely'
import type pg from 'pg'
import { createPool } from './database.ts'
import { MIGRATIONS, sqlFiles, verifyChecksums } from './checksums.ts'
import { APPLICATION_ROLE, grantToApplication } from './roles.ts'

/** Reads the `.sql` files; each runs once, in name order, all pending files inside one transaction. */
class SqlFiles implements MigrationProvider {
  readonly #folder: URL

  constructor(folder: URL) {
    this.#folder = folder
  }

  async getMigrations(): Promise<Record<string, Migration>> {
    const migrations: Record<string, Migration> = {}
    for (const name of await sqlFiles(this.#folder)) {
      const text = await readFile(new URL(name, this.#folder), 'utf8')
      migrations[name.slice(0, -'.sql'.length)] = {
        up: async (db) => {
          await sql.raw(text).execute(db)
        },
      }
    }
    return migrations
  }
}

export type MigrationOptions = {
  /** The role that the application connects with; it is given what it needs and no more. */
  readonly role?: string
  /** Used only to create the role where it is missing and the owner may create roles. */
  readonly password?: string
  readonly folder?: URL
}

/**
 * Brings the database of `ownerUrl` up to date, as its owner, under Kysely's lock: a second process waits, then finds
 * nothing to do. Then grants the application role its rights. Answers the names of the files that ran.
 */
export async function migrateToLatest(ownerUrl: string, options: MigrationOptions = {}): Promise<string[]> {
  const { role = APPLICATION_ROLE, password, folder = MIGRATIONS } = options
  await verifyChecksums(folder)
  const pool = createPool({
    connectionString: ownerUrl,
    max: 3,
    applicationName: 'progress-migrate',
    statementTimeoutMs: 0,
  })
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  try {
    const { error, results = [] } = await new Migrator({ db, provider: new SqlFiles(folder) }).migrateToLatest()
    if (error !== undefined) throw error instanceof Error ? error : new Error(JSON.stringify(error))
    await grantToApplication(pool, role, password)
    return results.map(({ migrationName }) => migrationName)
  } finally {
    await db.destroy()
  }
}

/** The files that the database does not know yet: a process that may not migrate refuses to start on them. */
export async function pendingMigrations(pool: pg.Pool): Promise<string[]> {
  const { rows: tables } = await pool.query<{ known: string | null }>(`select to_regclass('kysely_migration') as known`)
  const { rows } =
    (tables[0]?.known ?? null) === null
      ? { rows: [] }
      : await pool.query<{ name: string }>('select name from kysely_migration')
  const done = new Set(rows.map(({ name }) => name))
  return (await sqlFiles(MIGRATIONS)).map((name) => name.slice(0, -'.sql'.length)).filter((name) => !done.has(name))
}
