import { resolve } from 'node:path'
import process from 'node:process'
import pg from 'pg'
import { describeCluster, discard, isAlive, type Secrets } from './embedded/cluster.ts'
import { type Held, hold, release, urlOf } from './embedded/hold.ts'

export type EmbeddedOptions = {
  /** The project’s own folder for data, secrets and the pointer to them. */
  readonly dataDir: string
  /** False only for throw-away data: nothing is flushed to the disk, and `dataDir` is removed at the end. */
  readonly durable: boolean
  readonly maxConnections?: number
}

export type Embedded = {
  /** The role that owns the database and migrates it. */
  readonly ownerUrl: string
  /** The role that the application works with. */
  readonly appUrl: string
  /** True when the server was already running: another process uses it, or left it behind. */
  readonly reused: boolean
  /** Stops the server, unless another process uses it. */
  readonly stop: () => Promise<void>
}

/**
 * Starts a real PostgreSQL from the npm package on a free local port, or finds the one that runs on the same data. After
 * a `kill -9` of our process the server is found again and adopted; when the server dies it is started again.
 */
export async function startEmbedded({ dataDir, durable, maxConnections = 100 }: EmbeddedOptions): Promise<Embedded> {
  const cluster = describeCluster(resolve(dataDir), durable)
  let held = await hold(cluster, { maxConnections })
  const { port } = held.running
  const reused = held.wasRunning
  let isStopping = false
  let restart: Promise<void> = Promise.resolve()

  const onExit = (): void => {
    // Without `stop`, e.g. after a second Ctrl-C: a fast shutdown loses nothing.
    if (!held.wasRunning && isAlive(held.running.pid)) process.kill(held.running.pid, 'SIGINT')
  }
  const keep = ({ client }: Held): void => {
    client.once('end', () => {
      if (isStopping) return
      restart = hold(cluster, { maxConnections, port }).then(
        (again) => {
          held = again
          keep(again)
        },
        (error: unknown) => process.emitWarning(error instanceof Error ? error : String(error)),
      )
    })
  }
  const stop = async (): Promise<void> => {
    if (isStopping) return
    isStopping = true
    process.off('exit', onExit)
    await restart
    await release(cluster, held)
    if (!durable) discard(cluster)
  }

  process.on('exit', onExit)
  keep(held)
  try {
    await prepareDatabase(cluster.secrets, port, durable)
  } catch (error) {
    await stop()
    throw error
  }
  return {
    ownerUrl: urlOf('progress_owner', cluster.secrets.owner, port, 'progress'),
    appUrl: urlOf('progress_app', cluster.secrets.app, port, 'progress'),
    reused,
    stop,
  }
}

const FOUNDING = 7_240_000

/** Makes the two roles and the database, once. The owner of a throw-away cluster may make other databases and roles. */
async function prepareDatabase(secrets: Secrets, port: number, isDurable: boolean): Promise<void> {
  const client = new pg.Client({ connectionString: urlOf('postgres', secrets.superuser, port, 'postgres') })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [FOUNDING])
    const { rowCount } = await client.query(`select 1 from pg_database where datname = 'progress'`)
    if (rowCount === 1) return
    await makeRole(client, 'progress_owner', secrets.owner, isDurable ? '' : 'createdb createrole')
    await makeRole(client, 'progress_app', secrets.app, '')
    await client.query('grant progress_app to progress_owner with admin option')
    if (!isDurable) await client.query('grant progress_app to progress_owner with admin option')
    await client.query('create database progress owner progress_owner')
    await client.query('revoke connect on database postgres from public')
  } finally {
    await client.end()
  }
}

async function makeRole(client: pg.Client, name: string, password: string, rights: string): Promise<void> {
  const { rowCount } = await client.query('select 1 from pg_roles where rolname = $1', [name])
  if (rowCount === 0)
    await client.query(`create role ${name} login ${rights} password ${client.escapeLiteral(password)}`)
}
