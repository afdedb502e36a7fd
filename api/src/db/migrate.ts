import { createHash } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { Kysely, type Migration, type MigrationProvider, Migrator, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import { grantToApplication } from './roles.ts'

/** Right from both `api/src/db` and `api/dist/db`. */
const FOLDER = new URL('../../../migrations/', import.meta.url)
const CHECKSUMS = new URL('checksums.txt', FOLDER)

async function sqlFiles(): Promise<string[]> {
  return (await readdir(FOLDER)).filter((name) => name.endsWith('.sql')).sort()
}

async function checksumOf(name: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(new URL(name, FOLDER)))
    .digest('hex')
}

/** Reads the `.sql` files; each runs once, in name order, all pending files inside one transaction. */
class SqlFiles implements MigrationProvider {
  async getMigrations(): Promise<Record<string, Migration>> {
    const migrations: Record<string, Migration> = {}
    for (const name of await sqlFiles()) {
      const text = await readFile(new URL(name, FOLDER), 'utf8')
      migrations[name.slice(0, -'.sql'.length)] = {
        up: async (db) => {
          await sql.raw(text).execute(db)
        },
      }
    }
    return migrations
  }
}

/** Refuses edited history: what `checksums.txt` lists must be there, unchanged, and nothing may be unlisted. */
export async function verifyChecksums(): Promise<void> {
  const listed = new Map(
    (await readFile(CHECKSUMS, 'utf8'))
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => line.split('  ') as [string, string])
      .map(([sum, name]) => [name, sum] as const),
  )
  const names = await sqlFiles()
  for (const name of names) {
    const expected = listed.get(name)
    if (expected === undefined) throw new Error(`migrations/${name} is not in checksums.txt: run the update`)
    if (expected !== (await checksumOf(name))) throw new Error(`migrations/${name} was edited: write a new file instead`)
  }
  const missing = [...listed.keys()].find((name) => !names.includes(name))
  if (missing !== undefined) throw new Error(`migrations/${missing} is listed but gone`)
}

/** Writes `checksums.txt` anew: after adding a file, never after editing a released one. */
export async function updateChecksums(): Promise<void> {
  const lines = await Promise.all((await sqlFiles()).map(async (name) => `${await checksumOf(name)}  ${name}\n`))
  await writeFile(CHECKSUMS, lines.join(''))
}

/** Brings the database of `ownerUrl` up to date, as its owner, and grants the application role what it may do. */
export async function migrateToLatest(ownerUrl: string, applicationRole = 'progress_app'): Promise<void> {
  await verifyChecksums()
  const pool = new pg.Pool({ connectionString: ownerUrl, max: 2, connectionTimeoutMillis: 10_000 })
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  try {
    const { error } = await new Migrator({ db, provider: new SqlFiles() }).migrateToLatest()
    if (error !== undefined) throw error instanceof Error ? error : new Error(JSON.stringify(error))
    await grantToApplication(pool, applicationRole)
  } finally {
    await db.destroy()
  }
}
