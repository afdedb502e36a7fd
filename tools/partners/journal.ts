import {
  closeSync,
  existsSync,
  fdatasync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  truncateSync,
  write,
  writeSync,
} from 'node:fs'
import { promisify } from 'node:util'

const flush = promisify(fdatasync)
const append = promisify(write) as unknown as (fd: number, text: string) => Promise<unknown>

/**
 * Lines of JSON that are only ever added, each on the disk before `add` resolves: what was said to be kept is there after a
 * kill -9. Lines that wait together share one flush.
 */
export class Journal<T> {
  readonly #path: string
  #fd: number
  #waiting: { readonly line: string; readonly done: () => void; readonly failed: (error: unknown) => void }[] = []
  readonly #rewrites: {
    readonly change: (entries: T[]) => readonly T[]
    readonly done: () => void
    readonly failed: (error: unknown) => void
  }[] = []
  #isWriting = false

  private constructor(path: string) {
    this.#path = path
    this.#fd = openSync(path, 'a')
  }

  /** Opens it and answers what it holds. A last line without its end was never acknowledged: it is cut off. */
  static open<T>(path: string): { readonly journal: Journal<T>; readonly entries: T[] } {
    const bytes = existsSync(path) ? readFileSync(path) : Buffer.alloc(0)
    const end = bytes.lastIndexOf(10) + 1
    if (end < bytes.length) truncateSync(path, end)
    return { journal: new Journal<T>(path), entries: linesOf<T>(bytes.subarray(0, end)) }
  }

  add(entry: T): Promise<void> {
    return new Promise((done, failed) => {
      this.#waiting.push({ line: `${JSON.stringify(entry)}\n`, done, failed })
      if (!this.#isWriting) void this.#write()
    })
  }

  /** Writes it anew, e.g. without what must be forgotten. It is done between two lines, and the old one is gone once this resolves. */
  rewrite(change: (entries: T[]) => readonly T[]): Promise<void> {
    return new Promise((done, failed) => {
      this.#rewrites.push({ change, done, failed })
      if (!this.#isWriting) void this.#write()
    })
  }

  #replace(change: (entries: T[]) => readonly T[]): void {
    const next = `${this.#path}.next`
    const fd = openSync(next, 'w')
    writeSync(
      fd,
      change(linesOf<T>(readFileSync(this.#path)))
        .map((entry) => `${JSON.stringify(entry)}\n`)
        .join(''),
    )
    fsyncSync(fd)
    closeSync(fd)
    renameSync(next, this.#path)
    closeSync(this.#fd)
    this.#fd = openSync(this.#path, 'a')
  }

  async #write(): Promise<void> {
    this.#isWriting = true
    while (this.#waiting.length > 0 || this.#rewrites.length > 0) {
      for (const { change, done, failed } of this.#rewrites.splice(0)) {
        try {
          this.#replace(change)
          done()
        } catch (error) {
          failed(error)
        }
      }
      const batch = this.#waiting
      this.#waiting = []
      try {
        await append(this.#fd, batch.map(({ line }) => line).join(''))
        await flush(this.#fd)
        for (const { done } of batch) done()
      } catch (error) {
        for (const { failed } of batch) failed(error)
      }
    }
    this.#isWriting = false
  }
}

const linesOf = <T>(bytes: Buffer): T[] =>
  bytes
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T)
