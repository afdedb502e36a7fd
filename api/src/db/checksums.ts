import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, readFile, writeFile } from 'node:fs/promises'

/** Right from both `api/src/db` and `api/dist/db`. */
export const MIGRATIONS = new URL('../../../migrations/', import.meta.url)

/** The files of a folder in the order in which they run. */
export async function sqlFiles(folder: URL): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
}

const listOf = (folder: URL): URL => new URL('checksums.txt', folder)

async function checksumOf(file: URL): Promise<string> {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex')
}

/**
 * Refuses edited history: what `checksums.txt` lists must be there, unchanged. A file that is not listed yet is being
 * written; it comes after the listed ones, and the tests refuse to release it unlisted.
 */
export async function verifyChecksums(folder: URL = MIGRATIONS): Promise<{ unlisted: string[] }> {
  const text = existsSync(listOf(folder)) ? await readFile(listOf(folder), 'utf8') : ''
  const listed = new Map<string, string>()
  for (const line of text.split('\n')) {
    const [sum, name] = line.split('  ')
    if (sum !== undefined && name !== undefined) listed.set(name, sum)
  }
  const names = await sqlFiles(folder)
  const missing = [...listed.keys()].find((name) => !names.includes(name))
  if (missing !== undefined) throw new Error(`migrations/${missing} is listed in checksums.txt but gone`)
  for (const [name, expected] of listed) {
    if (expected === (await checksumOf(new URL(name, folder)))) continue
    throw new Error(`migrations/${name} was edited after its release: put the change in a new file`)
  }
  const last = [...listed.keys()].sort().at(-1) ?? ''
  const unlisted = names.filter((name) => !listed.has(name))
  const early = unlisted.find((name) => name < last)
  if (early !== undefined) throw new Error(`migrations/${early} comes before ${last}: give it a later name`)
  return { unlisted }
}

/** Writes `checksums.txt` anew: after adding a file, never after editing a released one. */
export async function updateChecksums(folder: URL = MIGRATIONS): Promise<void> {
  const names = await sqlFiles(folder)
  const lines = await Promise.all(names.map(async (name) => `${await checksumOf(new URL(name, folder))}  ${name}\n`))
  await writeFile(listOf(folder), lines.join(''))
}
