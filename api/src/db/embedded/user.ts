import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import process from 'node:process'

/** The account that runs PostgreSQL in place of root, which it refuses. */
export type ServerUser = { readonly uid: number; readonly gid: number }

const ADDED = 'progress-ess'
const CANDIDATES = ['postgres', ADDED, 'nobody']

export const isRoot = (): boolean => process.getuid?.() === 0

/**
 * Null for an ordinary user, who runs PostgreSQL himself. For root: the owner of `data` when it exists, because
 * PostgreSQL opens only what is its own; else an account of the system, or one that is added.
 */
export function serverUser(data: string): ServerUser | null {
  if (!isRoot()) return null
  if (existsSync(data)) {
    const { uid, gid } = statSync(data)
    if (uid !== 0) return { uid, gid }
  }
  const found = findUser() ?? addUser()
  if (found === null)
    throw new Error('PostgreSQL does not run as root, and no other account was found or could be added')
  return found
}

function findUser(): ServerUser | null {
  for (const name of CANDIDATES) {
    const [uid, gid] = [idOf('-u', name), idOf('-g', name)]
    if (uid !== null && gid !== null) return { uid, gid }
  }
  return null
}

function idOf(kind: '-u' | '-g', name: string): number | null {
  const { status, stdout } = spawnSync('id', [kind, name], { encoding: 'utf8' })
  return status === 0 && /^\d+$/.test(stdout.trim()) ? Number(stdout) : null
}

/** `useradd` is Debian’s and Red Hat’s, `adduser -S` that of BusyBox. */
function addUser(): ServerUser | null {
  for (const [command, ...flags] of [
    ['useradd', '--system', '--no-create-home'],
    ['adduser', '-S', '-D', '-H'],
  ] as const) {
    try {
      execFileSync(command, [...flags, ADDED], { stdio: 'ignore' })
      return findUser()
    } catch {
      continue
    }
  }
  return null
}

/** Whether that account may enter every folder down to this one. */
export function canEnter(user: ServerUser, folder: string): boolean {
  const { status } = spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { cwd: '/', stdio: 'ignore', ...user })
  return status === 0
}
