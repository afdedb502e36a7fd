import type { ScanStatus } from '@progress-ess/shared/files'
import { sql } from 'kysely'
import type { Db, Trx } from '../../db/database.ts'
import type { MediaType } from '../../files/media-type.ts'

export type NewFileRow = {
  readonly fileId: string
  readonly name: string
  readonly mediaType: MediaType
  readonly byteSize: number
  readonly sha256: string
  readonly storageKey: string
  readonly scanStatus: ScanStatus
  /** One of the two: an account, or the system of a partner. */
  readonly uploadedBy: string | null
  readonly uploadedByPartnerId: string | null
  readonly createdAt: Date
}

export async function insertFile(trx: Trx, row: NewFileRow): Promise<void> {
  await trx.insertInto('file').values(row).execute()
}

export type FileRow = NonNullable<Awaited<ReturnType<typeof findFile>>>

export async function findFile(db: Db | Trx, fileId: string) {
  return db.selectFrom('file').selectAll().where('fileId', '=', fileId).executeTakeFirst()
}

export async function findFiles(db: Db | Trx, fileIds: readonly string[]): Promise<FileRow[]> {
  if (fileIds.length === 0) return []
  return db
    .selectFrom('file')
    .selectAll()
    .where('fileId', 'in', [...fileIds])
    .orderBy('fileId')
    .execute()
}

export async function insertLink(db: Db | Trx, link: { tokenHash: string; fileId: string; expiresAt: Date }) {
  await db.insertInto('fileLink').values(link).execute()
}

export async function deleteLinks(trx: Trx, fileIds: readonly string[]): Promise<void> {
  await trx
    .deleteFrom('fileLink')
    .where('fileId', '=', (eb) => eb.fn.any(eb.val(fileIds)))
    .execute()
}

/** The file of an address that still works. */
export async function findLinked(db: Db, fileId: string, tokenHash: string, now: Date) {
  return db
    .selectFrom('fileLink')
    .innerJoin('file', 'file.fileId', 'fileLink.fileId')
    .selectAll('file')
    .where('fileLink.tokenHash', '=', tokenHash)
    .where('fileLink.fileId', '=', fileId)
    .where('fileLink.expiresAt', '>', now)
    .executeTakeFirst()
}

/** Writes the verdict of a scan; false when another run has written it. */
export async function saveVerdict(trx: Trx, fileId: string, verdict: 'clean' | 'infected' | 'unscanned', at: Date) {
  const written = await trx
    .updateTable('file')
    .set({ scanStatus: verdict, scannedAt: verdict === 'unscanned' ? null : at })
    .where('fileId', '=', fileId)
    .where('scanStatus', '=', sql.lit('pending'))
    .returning('fileId')
    .executeTakeFirst()
  return written !== undefined
}

export async function findPending(db: Db, before: Date, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('file')
    .select('fileId')
    .where('scanStatus', '=', sql.lit('pending'))
    .where('createdAt', '<', before)
    .orderBy('createdAt')
    .limit(limit)
    .execute()
  return rows.map(({ fileId }) => fileId)
}

export async function deleteExpiredLinks(db: Db, now: Date): Promise<void> {
  await db.deleteFrom('fileLink').where('expiresAt', '<=', now).execute()
}

/** Deletes rows that nothing refers to and answers the keys of their bytes. Every table that names files stands here. */
export async function deleteUnreferenced(trx: Trx, before: Date, limit: number): Promise<string[]> {
  const unused = await trx
    .selectFrom('file')
    .select('fileId')
    .where('createdAt', '<', before)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb.selectFrom('applicationFile').select('fileId').whereRef('applicationFile.fileId', '=', 'file.fileId'),
        ),
      ),
    )
    .where((eb) =>
      eb.not(
        eb.exists(eb.selectFrom('referralFile').select('fileId').whereRef('referralFile.fileId', '=', 'file.fileId')),
      ),
    )
    .where((eb) =>
      eb.not(eb.exists(eb.selectFrom('reportFile').select('fileId').whereRef('reportFile.fileId', '=', 'file.fileId'))),
    )
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('agreementRevision')
            .select('returnedFileId')
            .whereRef('agreementRevision.returnedFileId', '=', 'file.fileId'),
        ),
      ),
    )
    .where((eb) =>
      eb.not(
        eb.exists(
          eb.selectFrom('agreement').select('signedFileId').whereRef('agreement.signedFileId', '=', 'file.fileId'),
        ),
      ),
    )
    .where((eb) =>
      eb.not(
        eb.exists(
          eb.selectFrom('bankAccount').select('proofFileId').whereRef('bankAccount.proofFileId', '=', 'file.fileId'),
        ),
      ),
    )
    .orderBy('createdAt')
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .execute()
  const ids = unused.map(({ fileId }) => fileId)
  if (ids.length === 0) return []
  await trx.deleteFrom('fileLink').where('fileId', 'in', ids).execute()
  const deleted = await trx.deleteFrom('file').where('fileId', 'in', ids).returning('storageKey').execute()
  return deleted.map(({ storageKey }) => storageKey)
}

/** Which of these keys have a row. */
export async function findKnownKeys(db: Db, keys: readonly string[]): Promise<Set<string>> {
  const rows = await db
    .selectFrom('file')
    .select('storageKey')
    .where('storageKey', 'in', [...keys])
    .execute()
  return new Set(rows.map(({ storageKey }) => storageKey))
}
