import type { Readable } from 'node:stream'

/** A file that has arrived whole on this machine. */
export type Arrived = { readonly path: string; readonly byteSize: number; readonly sha256: string }

/** Where the bytes of files lie. Keys are ours: letters, digits and hyphens. */
export type FileStore = {
  /** Keeps a file for good; once it answers, the bytes outlive a crash. The arrived file is no longer needed. */
  readonly put: (key: string, file: Arrived) => Promise<void>
  /** Throws `FileMissing` when there is none. */
  readonly read: (key: string) => Promise<Readable>
  /** Removes what is there; nothing there is fine. */
  readonly remove: (key: string) => Promise<void>
  /** Everything that is kept, for the clean-up. */
  readonly list: () => AsyncIterable<{ readonly key: string; readonly modifiedAt: Date }>
}

export class FileMissing extends Error {
  constructor(key: string) {
    super(`The store has no ${key}`)
    this.name = 'FileMissing'
  }
}
