import { type ChildProcess, execFile, spawn } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import pg from 'pg'
import type { ServerUser } from './user.ts'

const run = promisify(execFile)

export type Cluster = {
  readonly native: string
  /** PGDATA. */
  readonly data: string
  readonly user: ServerUser | null
  readonly password: string
}

const LOCALE = ['--locale-provider=icu', '--icu-locale=fr', '--encoding=UTF8', '--locale=C.UTF-8']

const libraries = (native: string): NodeJS.ProcessEnv => ({
  ...process.env,
  LD_LIBRARY_PATH: join(native, 'lib'),
  LC_ALL: 'C.UTF-8',
})

/** Makes the data folder when there is none. Made beside and renamed: half a folder is never opened. */
export async function initialise({ native, data, user, password }: Cluster): Promise<void> {
  if (existsSync(join(data, 'PG_VERSION'))) return
  const parent = dirname(data)
  mkdirSync(parent, { recursive: true, mode: user === null ? 0o700 : 0o755 })
  const draft = `${data}.${process.pid}`
  const secret = `${draft}.secret`
  rmSync(draft, { recursive: true, force: true })
  rmSync(data, { recursive: true, force: true })
  mkdirSync(draft, { mode: 0o700 })
  writeFileSync(secret, `${password}\n`, { mode: 0o600 })
  if (user !== null) for (const path of [draft, secret]) chownSync(path, user.uid, user.gid)
  try {
    const flags = ['-D', draft, '-U', 'postgres', '--auth=scram-sha-256', `--pwfile=${secret}`, ...LOCALE]
    await run(join(native, 'bin', 'initdb'), flags, { env: libraries(native), cwd: '/', ...(user ?? {}) })
    renameSync(draft, data)
  } finally {
    rmSync(secret, { force: true })
    rmSync(draft, { recursive: true, force: true })
  }
}

export type Running = { readonly pid: number; readonly port: number }

/** The server that has the data folder open, as its `postmaster.pid` says; null when there is none. */
export function findRunning(data: string): Running | null {
  try {
    const lines = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')
    const [pid, port] = [Number(lines[0]), Number(lines[3])]
    process.kill(pid, 0)
    return Number.isInteger(port) && port > 0 ? { pid, port } : null
  } catch {
    return null
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}

export type Tuning = { readonly isDurable: boolean; readonly maxConnections: number }

/** Starts the server apart from our terminal, so that Ctrl-C lets us stop it in order. */
export async function start(cluster: Cluster, tuning: Tuning): Promise<Running> {
  const { native, data, user } = cluster
  const port = await freePort()
  const settings = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: String(tuning.maxConnections),
    shared_buffers: '128MB',
    log_min_messages: 'warning',
    ...(tuning.isDurable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  }
  const log = openSync(`${data}.log`, 'a', 0o600)
  if (user !== null) chmodSync(`${data}.log`, 0o600)
  const child = spawn(
    join(native, 'bin', 'postgres'),
    ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    { env: libraries(native), cwd: '/', detached: true, stdio: ['ignore', log, log], ...(user ?? {}) },
  )
  child.unref()
  closeSync(log)
  await untilReady(cluster, port, child)
  return { pid: child.pid ?? 0, port }
}

export const urlOf = (role: string, password: string, port: number, database: string): string =>
  `postgres://${role}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`

const PATIENCE_MS = 60_000

/** Waits until the server answers: after a crash it first replays its journal. */
export async function untilReady({ data, password }: Cluster, port: number, child?: ChildProcess): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS
  for (;;) {
    const client = new pg.Client({ connectionString: urlOf('postgres', password, port, 'postgres') })
    client.on('error', () => undefined)
    try {
      await client.connect()
      await client.end()
      return
    } catch (error) {
      await client.end().catch(() => undefined)
      if (child?.exitCode != null) throw new Error(`PostgreSQL did not start: see ${data}.log`, { cause: error })
      if (Date.now() > deadline) throw new Error(`PostgreSQL does not answer: see ${data}.log`, { cause: error })
      await sleep(50)
    }
  }
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** Stops the server in order (fast shutdown), at once (immediate) when it does not in ten seconds. */
export async function stop({ pid }: Running): Promise<void> {
  for (const [signal, patience] of [
    ['SIGINT', 10_000],
    ['SIGQUIT', 5_000],
    ['SIGKILL', 2_000],
  ] as const) {
    try {
      process.kill(pid, signal)
    } catch {
      return
    }
    for (const deadline = Date.now() + patience; Date.now() < deadline;) {
      if (!isAlive(pid)) return
      await sleep(25)
    }
  }
}
