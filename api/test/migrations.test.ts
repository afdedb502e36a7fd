import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { MIGRATIONS, updateChecksums, verifyChecksums } from '../src/db/checksums.ts'
import { generateTypes } from '../src/db/codegen.ts'
import { migrateToLatest, pendingMigrations } from '../src/db/migrate.ts'
import { APPEND_ONLY, READ_ONLY } from '../src/db/roles.ts'
import { inTransaction } from '../src/kit/context.ts'
import { givenApp } from './support/app.ts'
import { contextOf } from './support/context.ts'

const world = await givenApp()
const folders: string[] = []
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))))

/** A copy of the migrations that may be spoiled. */
async function copyMigrations(): Promise<URL> {
  const folder = await mkdtemp(join(tmpdir(), 'progress-migrations-'))
  folders.push(folder)
  await cp(MIGRATIONS, folder, { recursive: true })
  const url = pathToFileURL(`${folder}/`)
  await updateChecksums(url)
  return url
}

/** An empty database beside the one of the test. */
async function withEmptyDatabase(work: (ownerUrl: string) => Promise<void>): Promise<void> {
  const url = new URL(world.ownerUrl)
  const name = `${url.pathname.slice(1)}_empty`
  await world.asOwner(`create database ${name}`)
  url.pathname = `/${name}`
  try {
    await work(url.href)
  } finally {
    await world.asOwner(`drop database ${name} with (force)`)
  }
}

describe('History of the database', () => {
  it('lists every file with its checksum', async () => {
    expect(await verifyChecksums()).toEqual({ unlisted: [] })
  })

  it('refuses an edited file', async () => {
    const folder = await copyMigrations()
    const file = new URL('202611241000_extensions.sql', folder)
    await writeFile(file, `${await readFile(file, 'utf8')}\n-- changed`)
    await expect(migrateToLatest(world.ownerUrl, { folder })).rejects.toThrow('202611241000_extensions.sql was edited')
  })

  it('refuses a file that is gone, and one that comes too early', async () => {
    const gone = await copyMigrations()
    await rm(new URL('202611241050_awards.sql', gone))
    await expect(verifyChecksums(gone)).rejects.toThrow('202611241050_awards.sql is listed in checksums.txt but gone')
    const early = await copyMigrations()
    await writeFile(new URL('202611241005_early.sql', early), 'select 1')
    await expect(verifyChecksums(early)).rejects.toThrow('give it a later name')
  })

  it('knows nothing left to do in a migrated database', async () => {
    expect(await pendingMigrations(world.pool)).toEqual([])
    expect(await migrateToLatest(world.ownerUrl)).toEqual([])
  })

  it('migrates an empty database once, even when two processes start together', async () => {
    await withEmptyDatabase(async (ownerUrl) => {
      const [first, second] = await Promise.all([migrateToLatest(ownerUrl), migrateToLatest(ownerUrl)])
      expect(first.length + second.length).toBe((await pendingOf()).length)
    })
  })

  it('leaves nothing of a file that fails', async () => {
    const folder = await copyMigrations()
    await writeFile(new URL('999901010000_broken.sql', folder), 'create table half_done (id int); select 1 / 0;')
    await expect(migrateToLatest(world.ownerUrl, { folder })).rejects.toThrow('division by zero')
    expect(await world.asOwner(`select to_regclass('half_done') as found`)).toEqual([{ found: null }])
  })

  it('has the types that are committed', async () => {
    const committed = await readFile(new URL('../src/db/schema.ts', import.meta.url), 'utf8')
    expect(await generateTypes(world.ownerUrl)).toBe(committed)
  })
})

/** Every file’s name, as the database keeps it. */
async function pendingOf(): Promise<unknown[]> {
  return world.asOwner('select name from kysely_migration')
}

describe('The application’s role', () => {
  const tables = (sql: string) =>
    world.asOwner<{ name: string }>(sql).then((rows) => rows.map(({ name }) => name).sort())

  it('appends to exactly the tables that their trigger guards', async () => {
    const guarded = await tables(`
      select distinct c.relname as name from pg_trigger t join pg_class c on c.oid = t.tgrelid
       where t.tgfoid = 'refuse_change'::regproc`)
    expect([...APPEND_ONLY].sort()).toEqual(guarded)
  })

  it.each([...APPEND_ONLY])('can neither change nor delete a row of %s', async (table) => {
    const { rows } = await world.pool.query<Record<string, boolean>>(
      `select has_table_privilege($1, 'insert') as insert, has_table_privilege($1, 'update') as update,
              has_any_column_privilege($1, 'update') as column, has_table_privilege($1, 'delete') as delete,
              has_table_privilege($1, 'truncate') as truncate`,
      [table],
    )
    expect(rows).toEqual([{ insert: true, update: false, column: false, delete: false, truncate: false }])
  })

  it.each([...READ_ONLY])('only reads %s', async (table) => {
    const { rows } = await world.pool.query<Record<string, boolean>>(
      `select has_table_privilege($1, 'select') as select, has_table_privilege($1, 'insert, update, delete, truncate') as write`,
      [table],
    )
    expect(rows).toEqual([{ select: true, write: false }])
  })

  it('owns nothing and cannot make tables, drop guards or become another role', async () => {
    expect(await tables(`select relname as name from pg_class where relowner = 'progress_app'::regrole`)).toEqual([])
    await expect(world.pool.query('create table mine (id int)')).rejects.toThrow('permission denied')
    await expect(world.pool.query('alter table envelope_entry disable trigger user')).rejects.toThrow('must be owner')
    await expect(world.pool.query(`set session_replication_role = 'replica'`)).rejects.toThrow('permission denied')
    const { rows } = await world.pool.query(
      'select rolsuper, rolcreaterole, rolcreatedb from pg_roles where rolname = current_user',
    )
    expect(rows).toEqual([{ rolsuper: false, rolcreaterole: false, rolcreatedb: false }])
  })

  it('is taken also when the only address is the owner’s', async () => {
    const { openDatabase } = await import('../src/db/open.ts')
    const { pool, close } = await openDatabase({
      databaseUrl: world.ownerUrl,
      databaseOwnerUrl: null,
      databasePool: 2,
      dataDir: '.data',
    })
    const { rows } = await pool.query('select current_user')
    expect(rows).toEqual([{ current_user: 'progress_app' }])
    await close()
  })

  it('refuses to start on a database that lacks migrations which it may not run', async () => {
    await withEmptyDatabase(async (ownerUrl) => {
      const { openDatabase } = await import('../src/db/open.ts')
      const app = new URL(world.appUrl)
      app.pathname = new URL(ownerUrl).pathname
      const opening = openDatabase({ databaseUrl: app.href, databaseOwnerUrl: null, databasePool: 1, dataDir: '.data' })
      await expect(opening).rejects.toThrow('npm run migrate')
    })
  })
})

describe('Values of PostgreSQL', () => {
  it('keeps days as days and money as safe integers', async () => {
    const { rows } = await world.pool.query(`select date '2023-02-06' as day, 9007199254740991::bigint as money`)
    expect(rows).toEqual([{ day: '2023-02-06', money: Number.MAX_SAFE_INTEGER }])
    await expect(world.pool.query('select 9007199254740993::bigint')).rejects.toThrow('not a safe integer')
  })

  it('survives a connection that breaks while idle', async () => {
    await world.pool.query('select 1')
    await world.asOwner(
      `select pg_terminate_backend(pid) from pg_stat_activity where usename = 'progress_app' and datname = current_database()`,
    )
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect((await world.pool.query('select 1 as one')).rows).toEqual([{ one: 1 }])
  })
})

describe('Statements that were prepared', () => {
  it('go on after a migration has changed their table', async () => {
    await world.asOwner('create table prepared_before (id int); insert into prepared_before values (1)')
    await world.asOwner('grant select on prepared_before to progress_app')
    const read = () => sql`select * from prepared_before where id = ${1}`.execute(world.db)
    expect((await read()).rows).toEqual([{ id: 1 }])
    await world.asOwner(`alter table prepared_before add column name text default 'new'`)
    expect((await read()).rows).toEqual([{ id: 1, name: 'new' }])

    const inside = () =>
      inTransaction(
        contextOf(world),
        async ({ db }) => (await sql`select * from prepared_before where id = ${1}`.execute(db)).rows,
      )
    await inside()
    await world.asOwner('alter table prepared_before add column more int')
    expect(await inside()).toEqual([{ id: 1, name: 'new', more: null }])
    await world.asOwner('drop table prepared_before')
  })
})
