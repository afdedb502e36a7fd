import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, describe, expect, it } from '@jest/globals'
import pg from 'pg'
import { type Embedded, startEmbedded } from '../src/db/embedded.ts'

const CHILD = fileURLToPath(new URL('support/embedded-child.ts', import.meta.url))
const ROOT = fileURLToPath(new URL('../../', import.meta.url))

const folders: string[] = []
const servers: Embedded[] = []
const children: ChildProcess[] = []

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  for (const server of servers.splice(0)) await server.stop()
  for (const folder of folders.splice(0)) {
    const { elsewhere } = readSecrets(folder)
    for (const path of [
      folder,
      ...(elsewhere === null ? [] : [elsewhere, `${elsewhere}.log`, `${elsewhere}.origin`]),
    ]) {
      rmSync(path, { recursive: true, force: true })
    }
  }
})

type Pointer = { elsewhere: string | null }

function readSecrets(folder: string): Pointer {
  const path = join(folder, 'postgres.json')
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Pointer) : { elsewhere: null }
}

function givenFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'progress ess embedded-'))
  folders.push(folder)
  return folder
}

/** Data that were made once: to make them anew for each test is most of its time. Those outside their folder are made anew. */
const made = mkdtempSync(join(tmpdir(), 'progress-ess-made-'))
await (await startEmbedded({ dataDir: made, durable: true })).stop()
afterAll(() => rmSync(made, { recursive: true, force: true }))

function givenData(): string {
  const folder = givenFolder()
  if (readSecrets(made).elsewhere === null) execFileSync('cp', ['-a', `${made}/.`, folder])
  return folder
}

const dataOf = (folder: string): string => readSecrets(folder).elsewhere ?? join(folder, 'postgres')
const pidFile = (folder: string): string => join(dataOf(folder), 'postmaster.pid')
const pidOf = (folder: string): number => Number(readFileSync(pidFile(folder), 'utf8').split('\n')[0])

async function start(dataDir: string): Promise<Embedded> {
  const server = await startEmbedded({ dataDir, durable: true, maxConnections: 20 })
  servers.push(server)
  return server
}

async function query<R extends pg.QueryResultRow>(url: string, text: string): Promise<R[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query<R>(text)).rows
  } finally {
    await client.end()
  }
}

async function startChild(
  dataDir: string,
  kind: 'durable' | 'throw-away',
): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', '--conditions=@progress-ess/source', CHILD, dataDir, kind],
    { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] },
  )
  children.push(child)
  const [url] = (await once(createInterface(child.stdout), 'line')) as [string]
  return { child, url }
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}

async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  for (let n = 0; !(await isTrue()); n += 1) {
    if (n > 200) throw new Error('It did not come')
    await sleep(50)
  }
}

describe('The embedded PostgreSQL', () => {
  it('is stopped to the end by a process that has nothing else to wait for', async () => {
    const folder = givenData()
    const args = ['--import', 'tsx', '--conditions=@progress-ess/source', CHILD, folder, 'durable', 'stops']
    const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] })
    children.push(child)
    const lines: string[] = []
    createInterface(child.stdout).on('line', (line) => lines.push(line))
    const [code] = (await once(child, 'close')) as [number | null]
    expect([code, lines.at(-1)]).toEqual([0, 'stopped'])
    expect(existsSync(pidFile(folder))).toBe(false)
  })

  it('keeps its data between two starts, in a folder with spaces, behind passwords that only its user reads', async () => {
    const folder = givenFolder()
    const first = await start(folder)
    expect(first.reused).toBe(false)
    await query(first.ownerUrl, 'create table kept as select 42 as n')
    await first.stop()
    expect(existsSync(pidFile(folder))).toBe(false)

    const second = await start(folder)
    expect(await query(second.ownerUrl, 'select n from kept')).toEqual([{ n: 42 }])
    expect(statSync(join(folder, 'postgres.json')).mode & 0o777).toBe(0o600)
    const address = new URL(second.ownerUrl)
    address.password = 'guessed'
    await expect(query(address.href, 'select 1')).rejects.toThrow(/password authentication failed/)
  })

  it('sorts in French, listens to this machine alone, flushes to the disk', async () => {
    const { appUrl } = await start(givenData())
    const rows = await query<{ word: string }>(
      appUrl,
      `select word from unnest('{zèbre,école,Eau,été,abri,etc}'::text[]) as word order by word`,
    )
    expect(rows.map(({ word }) => word)).toEqual(['abri', 'Eau', 'école', 'etc', 'été', 'zèbre'])
    expect(
      await query(
        appUrl,
        `select name, setting from pg_settings where name in ('fsync', 'listen_addresses') order by 1`,
      ),
    ).toEqual([
      { name: 'fsync', setting: 'on' },
      { name: 'listen_addresses', setting: '127.0.0.1' },
    ])
  })

  it('lets the owner make what migrations need and the application nothing', async () => {
    const { ownerUrl, appUrl } = await start(givenData())
    for (const name of ['unaccent', 'pg_trgm', 'btree_gist', 'pgcrypto', 'citext']) {
      await query(ownerUrl, `create extension ${name}`)
    }
    await expect(query(appUrl, 'create table mine (n int)')).rejects.toThrow(/permission denied/)
    await expect(query(ownerUrl, 'create role stranger')).rejects.toThrow(/permission denied/)
  })

  it('serves two users of the same data at once, and stops after the last', async () => {
    const folder = givenFolder()
    const [first, second] = await Promise.all([start(folder), start(folder)])
    expect(second.ownerUrl).toBe(first.ownerUrl)
    const pid = pidOf(folder)
    await first.stop()
    expect(await query(second.appUrl, 'select 1 as one')).toEqual([{ one: 1 }])
    expect(pidOf(folder)).toBe(pid)
    await second.stop()
    expect(existsSync(pidFile(folder))).toBe(false)
  })

  it('is found again after its user was killed', async () => {
    const folder = givenData()
    const { child, url } = await startChild(folder, 'durable')
    await query(url, 'create table kept as select 1 as n')
    await kill(child)

    const server = await start(folder)
    expect(server.reused).toBe(true)
    expect(await query(server.ownerUrl, 'select n from kept')).toEqual([{ n: 1 }])
    await server.stop()
    expect(existsSync(pidFile(folder))).toBe(false)
  })

  it('starts again, at the same address, when the server itself was killed', async () => {
    const folder = givenData()
    const { ownerUrl } = await start(folder)
    await query(ownerUrl, 'create table kept as select 1 as n')
    const pid = pidOf(folder)
    process.kill(pid, 'SIGKILL')
    await until(() =>
      query(ownerUrl, 'select n from kept').then(
        (rows) => rows.length === 1,
        () => false,
      ),
    )
    expect(pidOf(folder)).not.toBe(pid)
  })

  it('does not take another process for its server', async () => {
    const folder = givenData()
    const first = await start(folder)
    const lines = readFileSync(pidFile(folder), 'utf8').split('\n')
    await first.stop()
    writeFileSync(pidFile(folder), [String(process.pid), ...lines.slice(1)].join('\n'))
    const second = await start(folder)
    expect(second.reused).toBe(false)
    expect(await query(second.appUrl, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it('says so when the data are of another version', async () => {
    const folder = givenData()
    await (await start(folder)).stop()
    writeFileSync(join(dataOf(folder), 'PG_VERSION'), '9\n')
    await expect(start(folder)).rejects.toThrow(/of PostgreSQL 9, the program is \d+: see “Upgrades”/)
  })

  it('leaves nothing of a throw-away cluster, even when its user was killed', async () => {
    const folder = givenFolder()
    const { child } = await startChild(folder, 'throw-away')
    const data = dataOf(folder)
    expect(existsSync(data)).toBe(true)
    await kill(child)
    await until(() => !existsSync(data) && !existsSync(folder))
  })
})
