import type { Scanner } from './scanner.ts'
import type { FileStore } from './store.ts'

/** Where files lie and who judges them; no scanner where none is configured. */
export type Files = { readonly store: FileStore; readonly scanner: Scanner | null }
