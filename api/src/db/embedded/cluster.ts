import { execFile } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'
import { prepareBinaries, SHARED_ROOT } from './binaries.ts'
import { canEnter, isRoot, type ServerUser, serverUser } from './user.ts'

const run = promisify(execFile)

export type Secrets = {
  /** Where the data is when it is not beside this file. */
  readonly elsewhere: string | null
  readonly superuser: string
  readonly owner: string
  readonly app: string
}

export type Cluster = {
  readonly dataDir: string
  /** PGDATA. */
  readonly data: string
  readonly log: string
  readonly native: string
  readonly user: ServerUser | null
  readonly secrets: Secrets
  readonly isDurable: boolean
}

const secret = (): string => randomBytes(24).toString('base64url')

/** Finds or founds what belongs to `dataDir`: passwords, place of the data, binaries and the account that runs them. */
export function describeCluster(dataDir: string, isDurable: boolean): Cluster {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const secrets = readSecrets(dataDir, isDurable)
  const data = secrets.elsewhere ?? join(dataDir, 'postgres')
  const user = serverUser(data)
  const { native, major } = prepareBinaries(user, dataDir)
  const version = join(data, 'PG_VERSION')
  const found = existsSync(version) ? readFileSync(version, 'utf8').trim() : major
  if (found !== major) {
    throw new Error(
      `The data in ${data} are of PostgreSQL ${found}, the program is ${major}: see “Upgrades” in docs/operations.md`,
    )
  }
  return { dataDir, data, log: `${data}.log`, native, user, secrets, isDurable }
}

/**
 * Passwords and the place of the data, kept for the next start where only this user reads them. Written beside and
 * linked: of two first starts at once, one makes them, and half a file is never read.
 */
function readSecrets(dataDir: string, isDurable: boolean): Secrets {
  const path = join(dataDir, 'postgres.json')
  try {
    if (!existsSync(path)) {
      const elsewhere = placeElsewhere(dataDir, isDurable)
      const secrets: Secrets = { elsewhere, superuser: secret(), owner: secret(), app: secret() }
      const draft = `${path}.draft-${process.pid}-${randomBytes(4).toString('hex')}`
      writeFileSync(draft, JSON.stringify(secrets), { mode: 0o600 })
      try {
        linkSync(draft, path)
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      } finally {
        rmSync(draft)
      }
    }
    return JSON.parse(readFileSync(path, 'utf8')) as Secrets
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code !== 'EACCES') throw error
    throw new Error(`${message}. The data belong to another account: start as that one, or set DATA_DIR`, {
      cause: error,
    })
  }
}

/** Null when PostgreSQL can work in `dataDir`; else a folder of its own that everyone may enter. */
function placeElsewhere(dataDir: string, isDurable: boolean): string | null {
  if (!isRoot()) return null
  chmodSync(dataDir, 0o711)
  const user = serverUser(join(dataDir, 'postgres'))
  if (user === null || canEnter(user, dataDir)) return null
  const key = isDurable ? createHash('sha256').update(dataDir).digest('hex').slice(0, 16) : `throw-away-${process.pid}`
  return join(SHARED_ROOT, 'data', `${key}-${randomBytes(4).toString('hex')}`)
}

const initdbFlags = (isDurable: boolean): string[] => [
  '--username=postgres',
  '--auth=scram-sha-256',
  '--encoding=UTF8',
  '--locale-provider=icu',
  '--icu-locale=fr',
  // What ICU does not decide: which letters are letters, for trigrams.
  `--locale=${process.platform === 'linux' ? 'C.UTF-8' : process.platform === 'darwin' ? 'en_US.UTF-8' : 'C'}`,
  ...(isDurable ? [] : ['--no-sync']),
]

export const libraries = (native: string): NodeJS.ProcessEnv => ({
  ...process.env,
  ...(process.platform === 'linux' ? { LD_LIBRARY_PATH: join(native, 'lib') } : {}),
  LC_ALL: process.platform === 'linux' ? 'C.UTF-8' : 'C',
})

/** Makes the data folder when there is none. Made beside and renamed: half a folder is never opened. */
export async function initialise({ dataDir, native, data, user, secrets, isDurable }: Cluster): Promise<void> {
  if (existsSync(join(data, 'PG_VERSION'))) return
  const parent = dirname(data)
  if (secrets.elsewhere !== null) {
    mkdirSync(parent, { recursive: true })
    for (const folder of [SHARED_ROOT, parent]) chmodSync(folder, 0o755)
    writeFileSync(`${data}.origin`, `${dataDir}\n`, { mode: 0o600 })
  }
  sweep(parent)
  const draft = `${data}.draft-${process.pid}-${randomBytes(4).toString('hex')}`
  const password = `${draft}.secret`
  mkdirSync(draft, { mode: 0o700 })
  writeFileSync(password, `${secrets.superuser}\n`, { mode: 0o600 })
  if (user !== null) for (const path of [draft, password]) chownSync(path, user.uid, user.gid)
  try {
    const flags = ['-D', draft, `--pwfile=${password}`, ...initdbFlags(isDurable)]
    await run(join(native, 'bin', 'initdb'), flags, { env: libraries(native), cwd: '/', ...(user ?? {}) })
    renameSync(draft, data)
  } catch (error) {
    // Another process may have been quicker.
    if (!existsSync(join(data, 'PG_VERSION'))) throw error
  } finally {
    rmSync(password, { force: true })
    rmSync(draft, { recursive: true, force: true })
  }
}

/** Removes what a process that was killed left half made or meant to throw away. */
function sweep(folder: string): void {
  for (const name of readdirSync(folder)) {
    const pid = /(?:^throw-away|\.draft)-(\d+)-/.exec(name)?.[1]
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(folder, name), { recursive: true, force: true })
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
  // In a container whose first process collects nobody, the dead stay listed.
  try {
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return true
  }
}

/** Removes a throw-away cluster that has stopped. */
export function discard({ dataDir, data, log }: Cluster): void {
  for (const path of [data, log, `${data}.origin`, dataDir]) rmSync(path, { recursive: true, force: true })
}
