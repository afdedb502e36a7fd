import type { Readable } from 'node:stream'
import { type FileLink, MOST_BYTES, readFile, type StoredFile } from '@progress-ess/shared/files'
import type { Db, Trx } from '../../db/database.ts'
import { TooManyBytes, withArrived } from '../../files/arrival.ts'
import type { Files } from '../../files/files.ts'
import { mediaTypeOf } from '../../files/media-type.ts'
import type { Arrived } from '../../files/store.ts'
import { accountIdOf, type Context, inTransaction } from '../../kit/context.ts'
import { newId } from '../../kit/ids.ts'
import { addJob } from '../../kit/queue.ts'
import { notFound, Refusal } from '../../kit/refusal.ts'
import { hashOf, newToken } from '../../kit/tokens.ts'
import * as queries from './files.queries.ts'
import { tidyName } from './files.rules.ts'
import { toStoredFile } from './files.views.ts'

const LINK_MS = 5 * 60_000

export type Upload = { readonly name: string; readonly body: AsyncIterable<Uint8Array> }

/**
 * Takes a file in: to this machine, judged by size and content, into the store, and only then a row. `keep` says in the
 * same transaction what the file belongs to, and may refuse. What was stored without a row is removed by the clean-up.
 * Refuses `file-empty`, `file-too-large`, `file-type-refused`.
 */
export async function takeIn(
  ctx: Context,
  { store, scanner }: Files,
  { name, body }: Upload,
  keep: (inner: Context<Trx>, fileId: string) => Promise<void>,
): Promise<StoredFile> {
  const take = async (arrived: Arrived): Promise<StoredFile> => {
    const mediaType = await judge(arrived)
    const { byteSize, sha256 } = arrived
    const fileId = newId()
    await store.put(fileId, arrived)
    const scanStatus = scanner === null ? ('unscanned' as const) : ('pending' as const)
    return inTransaction(ctx, async (inner) => {
      const uploadedByPartnerId = inner.actor.kind === 'partner' ? inner.actor.partnerId : null
      const row = { fileId, name: tidyName(name), mediaType, byteSize, sha256, scanStatus, createdAt: inner.now }
      await queries.insertFile(inner.db, {
        ...row,
        storageKey: fileId,
        uploadedBy: accountIdOf(inner.actor),
        uploadedByPartnerId,
      })
      await keep(inner, fileId)
      if (scanStatus === 'pending') await queueScan(inner.db, fileId)
      return toStoredFile(row)
    })
  }
  try {
    return await withArrived(body, MOST_BYTES, take)
  } catch (error) {
    if (!(error instanceof TooManyBytes)) throw error
    throw new Refusal('tooLarge', 'file-too-large', `A file has at most ${MOST_BYTES} bytes`, {
      context: { mostBytes: MOST_BYTES },
    })
  }
}

async function judge({ path, byteSize }: Arrived) {
  if (byteSize === 0) throw new Refusal('unprocessable', 'file-empty', 'The file is empty')
  const mediaType = await mediaTypeOf(path)
  if (mediaType === null) {
    throw new Refusal('unprocessable', 'file-type-refused', 'By its content, this is no file that may be attached')
  }
  return mediaType
}

const queueScan = (db: Db | Trx, fileId: string) => addJob(db, 'scan-file', { fileId }, { key: `scan:${fileId}` })

/** An address of a file for five minutes of real time, also in a sandbox. Whether the caller may have it is for the module that the file belongs to. */
export async function openLink(ctx: Context<Db | Trx>, fileId: string): Promise<FileLink> {
  const file = await queries.findFile(ctx.db, fileId)
  if (file === undefined) throw notFound('file')
  refuseInfected(file)
  if (file.scanStatus === 'pending') {
    throw new Refusal('conflict', 'file-not-scanned', 'The scanner has not judged this file yet')
  }
  const token = newToken()
  const expiresAt = new Date(ctx.receivedAt.getTime() + LINK_MS)
  await queries.insertLink(ctx.db, { tokenHash: hashOf(token), fileId, expiresAt })
  const path = readFile.path.replace(':fileId', fileId)
  return { url: `${ctx.settings.publicUrl}/api/v1${path}?token=${token}`, expiresAt: expiresAt.toISOString() }
}

function refuseInfected({ scanStatus }: queries.FileRow): void {
  if (scanStatus === 'infected')
    throw new Refusal('conflict', 'file-infected', 'The scanner found malware in this file')
}

/** Ends the addresses of files before their time: whoever had one may not read them any more. */
export const closeLinks = (ctx: Context<Trx>, fileIds: readonly string[]): Promise<void> =>
  queries.deleteLinks(ctx.db, fileIds)

/** The bytes behind an address of `openLink`. An unknown, a foreign and an expired token are the same. */
export async function readLinked(
  ctx: Context,
  { store }: Files,
  { fileId, token }: { fileId: string; token: string },
): Promise<{ file: queries.FileRow; bytes: Readable }> {
  const file = await queries.findLinked(ctx.db, fileId, hashOf(token), ctx.receivedAt)
  if (file === undefined) throw notFound('file')
  refuseInfected(file)
  return { file, bytes: await store.read(file.storageKey) }
}
