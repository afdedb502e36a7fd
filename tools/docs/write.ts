import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { formatted } from './formatted.ts'

const ROOT = join(import.meta.dirname, '../..')

/** A generated file: where it lies below the root, and what it holds. */
export type Generated = { readonly path: string; readonly text: string }

/** As the formatter has it, where it knows the kind of file. */
const textOf = async ({ path, text }: Generated): Promise<string> =>
  path.endsWith('.md') ? formatted(path, text) : text

/** The files that are not as they should be, by their path. */
export async function staleAmong(files: readonly Generated[]): Promise<string[]> {
  const checked = await Promise.all(
    files.map(async (file) => {
      const there = await readFile(join(ROOT, file.path), 'utf8').catch(() => null)
      return there === (await textOf(file)) ? [] : [file.path]
    }),
  )
  return checked.flat()
}

export async function writeAll(files: readonly Generated[]): Promise<void> {
  for (const file of files) {
    const target = join(ROOT, file.path)
    await mkdir(dirname(target), { recursive: true })
    await writeFile(target, await textOf(file))
  }
}

/** Writes the files, or with `--check` only compares them. */
export async function writeOrCheck(files: readonly Generated[], command: string): Promise<void> {
  if (!process.argv.includes('--check')) {
    await writeAll(files)
    return
  }
  const stale = await staleAmong(files)
  if (stale.length > 0) throw new Error(`Stale: ${stale.join(', ')}. Run: npm run ${command}`)
}
