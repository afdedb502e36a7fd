import { type ChildProcess, spawn } from 'node:child_process'
import { chownSync, closeSync, openSync, readFileSync, readlinkSync, realpathSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Cluster, isAlive, libraries } from './cluster.ts'

export type Running = { readonly pid: number; readonly port: number }

/** The server that has the data folder open, as its `postmaster.pid` says; null when there is none. */
export function findRunning({ data }: Cluster): Running | null {
  const path = join(data, 'postmaster.pid')
  let lines: string[]
  try {
    lines = readFileSync(path, 'utf8').split('\n')
  } catch {
    return null
  }
  const [pid, port] = [Number(lines[0]), Number(lines[3])]
  if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid)) return null
  if (isSomethingElse(pid, data)) {
    // The number went to another process since; PostgreSQL would refuse to start over it.
    rmSync(path, { force: true })
    return null
  }
  return Number.isInteger(port) && port > 0 ? { pid, port } : null
}

/** Only where the system tells: PostgreSQL works inside its data folder. */
function isSomethingElse(pid: number, data: string): boolean {
  try {
    return readlinkSync(`/proc/${pid}/cwd`) !== realpathSync(data)
  } catch {
    return false
  }
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}

const LOG_LIMIT_BYTES = 5_000_000

/** Starts the server apart from our terminal, so that Ctrl-C lets us stop it in order. It may not answer yet. */
export function launch(cluster: Cluster, port: number, maxConnections: number): ChildProcess {
  const { native, data, log, user, isDurable } = cluster
  const settings = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: String(maxConnections),
    shared_buffers: '128MB',
    log_min_messages: 'warning',
    ...(isDurable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  }
  const isLong = (statSync(log, { throwIfNoEntry: false })?.size ?? 0) > LOG_LIMIT_BYTES
  const output = openSync(log, isLong ? 'w' : 'a', 0o600)
  if (user !== null) chownSync(log, user.uid, user.gid)
  const child = spawn(
    join(native, 'bin', 'postgres'),
    ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    { env: libraries(native), cwd: '/', detached: true, stdio: ['ignore', output, output], ...(user ?? {}) },
  )
  // Without a listener the fault would end our process; that it did not start is seen by its absence.
  child.on('error', () => undefined)
  child.unref()
  closeSync(output)
  if (!isDurable && process.platform !== 'win32' && child.pid !== undefined) watch(cluster, child.pid)
  return child
}

/** Outlives us, however we end: when our end of its input closes, it stops a throw-away server and removes its data. */
function watch({ dataDir, data, log }: Cluster, pid: number): void {
  const script = `cat; pid=$1; shift
    kill -INT "$pid" 2>/dev/null; n=0
    while kill -0 "$pid" 2>/dev/null && [ $n -lt 100 ]; do sleep 0.1; n=$((n + 1)); done
    rm -rf "$@"`
  const watcher = spawn('/bin/sh', ['-c', script, 'sh', String(pid), data, log, `${data}.origin`, dataDir], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  watcher.on('error', () => undefined)
  watcher.stdin.on('error', () => undefined)
  watcher.unref()
  ;(watcher.stdin as typeof watcher.stdin & { unref: () => void }).unref()
}

/** The last lines that the server wrote. */
export function lastWords({ log }: Cluster): string {
  try {
    return readFileSync(log, 'utf8').trimEnd().split('\n').slice(-5).join('\n')
  } catch {
    return ''
  }
}

/** Stops the server in order (fast shutdown), at once (immediate) when it does not in ten seconds. */
export async function shutDown({ pid }: Running): Promise<void> {
  for (const [signal, patienceMs] of [
    ['SIGINT', 10_000],
    ['SIGQUIT', 5_000],
    ['SIGKILL', 2_000],
  ] as const) {
    try {
      process.kill(pid, signal)
    } catch {
      return
    }
    for (const deadline = Date.now() + patienceMs; Date.now() < deadline;) {
      if (!isAlive(pid)) return
      await sleep(20)
    }
  }
}
