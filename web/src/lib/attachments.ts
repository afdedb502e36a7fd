import type { FileLink, ScanStatus } from '@progress-ess/shared/files'
import type { Outcome } from '../api/client.ts'

/** A file as a page shows it; the verdict of the scanner where it is known. */
export type ShownFile = {
  readonly fileId: string
  readonly name: string
  readonly byteSize: number
  readonly scanStatus?: ScanStatus
}

/** The files that answers may name, and the way to the bytes of one. */
export type FileAccess = {
  readonly items: readonly ShownFile[]
  readonly link: (fileId: string) => Promise<Outcome<FileLink>>
}
