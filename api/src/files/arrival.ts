import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Arrived } from './store.ts'

/** More bytes came than a file may have. */
export class TooManyBytes extends Error {}

/**
 * Takes a body in as it arrives, to a file of its own that is gone when `work` ends: whatever its size, memory holds one
 * part of it. Throws `TooManyBytes` as soon as the limit is passed.
 */
export async function withArrived<T>(
  body: AsyncIterable<Uint8Array>,
  mostBytes: number,
  work: (arrived: Arrived) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'progress-ess-file-'))
  try {
    const path = join(folder, 'body')
    const hash = createHash('sha256')
    let byteSize = 0
    async function* counted(parts: AsyncIterable<Uint8Array>) {
      for await (const part of parts) {
        byteSize += part.byteLength
        if (byteSize > mostBytes) throw new TooManyBytes()
        hash.update(part)
        yield part
      }
    }
    await pipeline(body, counted, createWriteStream(path))
    return await work({ path, byteSize, sha256: hash.digest('hex') })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
