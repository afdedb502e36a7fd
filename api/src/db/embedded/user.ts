import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** The account that runs PostgreSQL in place of root, which it refuses. */
export type ServerUser = { readonly uid: number; readonly gid: number }

const CANDIDATES = ['postgres', 'progress-ess', 'nobody']

/** Null for an ordinary user, who runs PostgreSQL himself. */
export function serverUser(): ServerUser | null {
  if (process.getuid?.() !== 0) return null
  const found = findUser() ?? addUser()
  if (found === null)
    throw new Error('PostgreSQL does not run as root, and no other account was found or could be added')
  return found
}

function findUser(): ServerUser | null {
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n')
  for (const name of CANDIDATES) {
    const fields = lines.find((line) => line.startsWith(`${name}:`))?.split(':')
    if (fields !== undefined) return { uid: Number(fields[2]), gid: Number(fields[3]) }
  }
  return null
}

function addUser(): ServerUser | null {
  try {
    execFileSync('useradd', ['--system', '--no-create-home', 'progress-ess'], { stdio: 'ignore' })
  } catch {
    return null
  }
  return findUser()
}
