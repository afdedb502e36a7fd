import type { StoredFile } from '@progress-ess/shared/files'
import type { FileRow } from './files.queries.ts'

export const toStoredFile = (
  row: Omit<FileRow, 'storageKey' | 'uploadedBy' | 'uploadedByPartnerId' | 'scannedAt'>,
): StoredFile => ({
  fileId: row.fileId,
  name: row.name,
  mediaType: row.mediaType,
  byteSize: row.byteSize,
  sha256: row.sha256,
  scanStatus: row.scanStatus,
  createdAt: row.createdAt.toISOString(),
})
