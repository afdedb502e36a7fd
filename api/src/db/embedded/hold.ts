import type { ChildProcess } from 'node:child_process'
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { type Cluster, initialise, isAlive } from './cluster.ts'
import { findRunning, freePort, lastWords, launch, type Running, shutDown } from './postmaster.ts'

/** Held shared by every process that uses the server; whoever can take it alone is the last one, and stops it. */
const IN_USE = 7_240_001

export type Held = {
  readonly running: Running
  /** True when it ran before we came. */
  readonly wasRunning: boolean
  readonly client: pg.Client
}

export type Wishes = { readonly maxConnections: number; readonly port?: number }

export const urlOf = (role: string, password: string, port: number, database: string): string =>
  `postgres://${role}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`

const connectTo = async ({ secrets }: Cluster, port: number): Promise<pg.Client> => {
  const client = new pg.Client({
    connectionString: urlOf('postgres', secrets.superuser, port, 'postgres'),
    application_name: 'progress-embedded',
    connectionTimeoutMillis: 5_000,
  })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return client
  } catch (error) {
    await client.end().catch(() => undefined)
    throw error
  }
}

const streamOf = (client: pg.Client): Socket =>
  (client as unknown as { connection: { stream: Socket } }).connection.stream

const STARTS = 6
const PATIENCE_MS = 60_000
/** After a crash the journal is replayed first: PostgreSQL says so, and is waited for. */
const RECOVERY_MS = 600_000

/**
 * Finds the server of this data or starts it, and holds it. Two processes may do so at once: PostgreSQL itself lets
 * only one server open the data, and the other process finds it. Throws with the server’s last words.
 */
export async function hold(cluster: Cluster, { maxConnections, port }: Wishes): Promise<Held> {
  await initialise(cluster)
  const wasRunning = findRunning(cluster) !== null
  for (let attempt = 1; ; attempt += 1) {
    const found = findRunning(cluster)
    const chosen = found?.port ?? port ?? (await freePort())
    const child = found === null ? launch(cluster, chosen, maxConnections) : undefined
    const pid = found?.pid ?? child?.pid ?? 0
    try {
      const client = await knock(cluster, chosen, () => isRunning(pid, child))
      await client.query('select pg_advisory_lock_shared($1)', [IN_USE])
      streamOf(client).unref()
      return { client, wasRunning, running: { pid, port: chosen } }
    } catch (error) {
      if (isWrongPassword(error)) {
        throw new Error(`${cluster.data} does not belong to the passwords in ${cluster.dataDir}/postgres.json`, {
          cause: error,
        })
      }
      if (child !== undefined && isRunning(pid, child)) await shutDown({ pid, port: chosen })
      // It was stopping, another process was quicker, or the processes of one that was killed are still ending.
      if (attempt >= STARTS) {
        throw new Error(`PostgreSQL did not start. ${cluster.log}:\n${lastWords(cluster)}`, { cause: error })
      }
      await sleep(100 * attempt ** 2)
    }
  }
}

const isRunning = (pid: number, child?: ChildProcess): boolean =>
  child === undefined ? isAlive(pid) : pid > 0 && child.exitCode === null && child.signalCode === null

const codeOf = (error: unknown): string | undefined => (error as { code?: string }).code
const isWrongPassword = (error: unknown): boolean => codeOf(error) === '28P01'
const isStarting = (error: unknown): boolean => codeOf(error) === '57P03'

/** Connects as soon as the server lets us in. */
async function knock(cluster: Cluster, port: number, isStillThere: () => boolean): Promise<pg.Client> {
  const began = Date.now()
  for (;;) {
    try {
      return await connectTo(cluster, port)
    } catch (error) {
      const waited = Date.now() - began
      if (isWrongPassword(error) || !isStillThere()) throw error
      if (waited > (isStarting(error) ? RECOVERY_MS : PATIENCE_MS)) throw error
      await sleep(25)
    }
  }
}

/** Lets the server go, and stops it unless another process holds it. */
export async function release(cluster: Cluster, { client, running }: Held): Promise<void> {
  // It kept no process alive; now the process waits for its end, and for all that comes after.
  streamOf(client).ref()
  await client.end().catch(() => undefined)
  let last: pg.Client | undefined
  try {
    last = await connectTo(cluster, running.port)
    const { rows } = await last.query<{ is_alone: boolean }>('select pg_try_advisory_lock($1) as is_alone', [IN_USE])
    if (rows[0]?.is_alone === true) await shutDown(running)
  } catch {
    // It is not well: left alone it would be nobody’s.
    await shutDown(running)
  } finally {
    await last?.end().catch(() => undefined)
  }
}
