import { existsSync, readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** The newest change among files and the files of folders, given from the root; milliseconds since 1970, 0 when there is none. */
export function newest(...paths: readonly string[]): number {
  const times = paths
    .map((path) => join(ROOT, path))
    .filter((path) => existsSync(path))
    .flatMap((path) =>
      statSync(path).isFile()
        ? [statSync(path).mtimeMs]
        : readdirSync(path, { recursive: true, withFileTypes: true })
            .filter((entry) => entry.isFile())
            .map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs),
    )
  return Math.max(0, ...times)
}

let isBuilt: boolean | undefined

/**
 * What `node` is given to run a program of the API, such as `server.ts`: what was compiled when that is as new as the
 * sources (a third of the start), else the sources themselves.
 */
export function programOf(script: string): string[] {
  const compiled = join(ROOT, 'api/dist', script.replace(/\.ts$/, '.js'))
  isBuilt ??= newest('api/dist/.tsbuildinfo') >= newest('api/src', 'shared/src')
  if (isBuilt && existsSync(compiled)) return [compiled]
  return ['--conditions=@progress-ess/source', '--import', 'tsx', join(ROOT, 'api/src', script)]
}
