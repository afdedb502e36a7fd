import { createHash, randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import pg from 'pg'
import { prepareBinaries, SHARED_ROOT } from './embedded/binaries.ts'
import { type Cluster, findRunning, initialise, start, stop, untilReady, urlOf } from './embedded/server.ts'
import { serverUser } from './embedded/user.ts'

export type EmbeddedOptions = {
  /** The project’s own folder for data, secrets and the pointer to them. */
  readonly dataDir: string
  /** False only for throw-away data: nothing is flushed to the disk. */
  readonly durable: boolean
  readonly maxConnections?: number
}

export type Embedded = {
  /** The role that owns the database and migrates it. */
  readonly ownerUrl: string
  /** The role that the application works with. */
  readonly appUrl: string
  /** True when another living process started it, and will stop it. */
  readonly reused: boolean
  readonly stop: () => Promise<void>
}

type Secrets = {
  readonly data: string
  readonly superuser: string
  readonly owner: string
  readonly app: string
}

const secret = (): string => randomBytes(24).toString('base64url')

/** Passwords and the place of the data, kept for the next start where only this user reads them. */
function readSecrets(dataDir: string, isRoot: boolean): Secrets {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const path = join(dataDir, 'postgres.json')
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8')) as Secrets
  const key = createHash('sha256').update(dataDir).digest('hex').slice(0, 16)
  const data = isRoot
    ? join(SHARED_ROOT, 'data', `${key}-${randomBytes(4).toString('hex')}`)
    : join(dataDir, 'postgres')
  const secrets: Secrets = { data, superuser: secret(), owner: secret(), app: secret() }
  writeFileSync(path, JSON.stringify(secrets), { mode: 0o600 })
  chmodSync(path, 0o600)
  return secrets
}

/** Whether the process that started the server still lives: then it is its own to stop. */
function hasLivingKeeper(path: string): boolean {
  try {
    const pid = Number(readFileSync(path, 'utf8'))
    if (pid === process.pid) return false
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/**
 * Starts a real PostgreSQL from the npm package on a free local port, or finds the one that runs on the same data. After
 * a `kill -9` of our process the server is found again and adopted; after one of the server it recovers by itself.
 */
export async function startEmbedded({ dataDir, durable, maxConnections = 100 }: EmbeddedOptions): Promise<Embedded> {
  const folder = resolve(dataDir)
  const user = serverUser()
  const secrets = readSecrets(folder, user !== null)
  const native = prepareBinaries(user)
  const cluster: Cluster = { native, data: secrets.data, user, password: secrets.superuser }
  const keeper = join(folder, 'postgres.keeper')

  const found = findRunning(secrets.data)
  const reused = found !== null && hasLivingKeeper(keeper)
  if (found === null) await initialise(cluster)
  else await untilReady(cluster, found.port)
  const running = found ?? (await start(cluster, { isDurable: durable, maxConnections }))
  if (!reused) writeFileSync(keeper, String(process.pid))
  await prepareDatabase(secrets, running.port)
  return {
    ownerUrl: urlOf('progress_owner', secrets.owner, running.port, 'progress'),
    appUrl: urlOf('progress_app', secrets.app, running.port, 'progress'),
    reused,
    stop: async () => {
      if (!reused) await stop(running)
    },
  }
}

/** Makes the two roles and the database, once. */
async function prepareDatabase(secrets: Secrets, port: number): Promise<void> {
  const client = new pg.Client({ connectionString: urlOf('postgres', secrets.superuser, port, 'postgres') })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock(7240000)')
    const { rowCount } = await client.query(`select 1 from pg_database where datname = 'progress'`)
    if (rowCount === 1) return
    await makeRole(client, 'progress_owner', secrets.owner, 'createdb createrole')
    await makeRole(client, 'progress_app', secrets.app, '')
    await client.query('grant progress_app to progress_owner with admin option')
    await client.query('create database progress owner progress_owner')
  } finally {
    await client.end()
  }
}

async function makeRole(client: pg.Client, name: string, password: string, rights: string): Promise<void> {
  const { rowCount } = await client.query('select 1 from pg_roles where rolname = $1', [name])
  if (rowCount === 0)
    await client.query(`create role ${name} login ${rights} password ${client.escapeLiteral(password)}`)
}
