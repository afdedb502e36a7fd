import { copyFile, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { FileMissing, type FileStore } from './store.ts'

const isGone = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT'

/** Files in a folder of this machine, spread over 256 subfolders. A half-written file never has its final name. */
export function localStore(folder: string): FileStore {
  // The end of a UUIDv7 is random; its beginning is the time, which would fill one folder after the other.
  const pathOf = (key: string): string => join(folder, key.slice(-2), key)
  return {
    async put(key, { path }) {
      const target = pathOf(key)
      await mkdir(dirname(target), { recursive: true, mode: 0o700 })
      const partial = `${target}.partial`
      await copyFile(path, partial)
      await flush(partial)
      await rename(partial, target)
      await flush(dirname(target))
    },
    async read(key) {
      try {
        return (await open(pathOf(key))).createReadStream()
      } catch (error) {
        throw isGone(error) ? new FileMissing(key) : error
      }
    },
    remove: (key) => rm(pathOf(key), { force: true }),
    async *list() {
      for (const part of await entriesOf(folder)) {
        for (const key of await entriesOf(join(folder, part))) {
          const found = await stat(join(folder, part, key)).catch(() => null)
          if (found !== null) yield { key, modifiedAt: found.mtime }
        }
      }
    },
  }
}

async function entriesOf(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (isGone(error)) return []
    throw error
  }
}

/** Down to the disk: of a folder, so that the new name is there after a crash too. */
async function flush(path: string): Promise<void> {
  const handle = await open(path)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
