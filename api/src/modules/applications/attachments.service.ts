import type { RevisionFile } from '@progress-ess/shared/applications'
import type { FileLink, StoredFile } from '@progress-ess/shared/files'
import type { Trx } from '../../db/database.ts'
import type { Files } from '../../files/files.ts'
import { recordAudit } from '../../kit/audit.ts'
import type { Context } from '../../kit/context.ts'
import { notFound, Refusal } from '../../kit/refusal.ts'
import { errorsOf, refusalOf } from '../../kit/verdict.ts'
import { findFiles, openLink, takeIn, toStoredFile, type Upload } from '../files/index.ts'
import { readRow, rolesTowards } from './access.ts'
import type { ApplicationRow } from './applications.queries.ts'
import { decideApplication } from './applications.rules.ts'
import { situationOf } from './applications.views.ts'
import * as queries from './attachments.queries.ts'

/** Of one application, those that no answer names any more included. */
const MOST_FILES = 60

/**
 * Sends a file to an application that the caller may edit now. Judged when the request arrives, as a save is, and again
 * when the file is here. Refuses what `takeIn` refuses, and `too-many-files`.
 */
export async function attachFile(
  ctx: Context,
  applicationId: string,
  files: Files,
  upload: Upload,
): Promise<StoredFile> {
  refuseUnlessEditable(ctx, await readRow(ctx, applicationId))
  return takeIn(ctx, files, upload, async (inner, fileId) => {
    const count = await queries.lockAttachments(inner.db, applicationId)
    refuseUnlessEditable(inner, await readRow(inner, applicationId))
    if (count >= MOST_FILES) {
      throw new Refusal('conflict', 'too-many-files', `An application has at most ${MOST_FILES} files`, {
        context: { most: MOST_FILES },
      })
    }
    await queries.insertAttachment(inner.db, applicationId, fileId)
    await recordAudit(inner, {
      operation: 'attachFile',
      subjectType: 'application',
      subjectId: applicationId,
      data: { fileId },
    })
  })
}

function refuseUnlessEditable(ctx: Context | Context<Trx>, row: ApplicationRow): void {
  const roles = rolesTowards(ctx.actor, row)
  if (row.myRole === 'reader' && roles.length === 0) {
    throw new Refusal('forbidden', 'organisation-read-only', 'You may only read the files of this organisation')
  }
  const verdict = decideApplication(situationOf(row, ctx.receivedAt), 'edit', roles, ctx.receivedAt)
  if (!verdict.ok) throw refusalOf(verdict)
}

const idsFor = async (ctx: Context, { applicationId, myRole }: ApplicationRow): Promise<string[]> =>
  queries.findAttachmentIds(ctx.db, applicationId, myRole === null ? 'submitted' : 'all')

export async function listAttachments(ctx: Context, applicationId: string): Promise<StoredFile[]> {
  const row = await readRow(ctx, applicationId)
  return (await findFiles(ctx.db, await idsFor(ctx, row))).map(toStoredFile)
}

/** An address for a few minutes; a file that the caller may not see does not exist. */
export async function linkAttachment(ctx: Context, applicationId: string, fileId: string): Promise<FileLink> {
  const row = await readRow(ctx, applicationId)
  if (!(await idsFor(ctx, row)).includes(fileId)) throw notFound('file')
  return openLink(ctx, fileId)
}

type Named = { readonly fileId: string; readonly questionId: string }

/** Answers name files of their own application alone, whoever’s others are. */
export async function refuseForeignFiles(
  ctx: Context<Trx>,
  applicationId: string,
  named: readonly Named[],
): Promise<void> {
  if (named.length === 0) return
  const known = new Set(await queries.findAttachmentIds(ctx.db, applicationId, 'all'))
  const faults = named
    .filter(({ fileId }) => !known.has(fileId))
    .map(({ questionId }) => ({
      pointer: `/body/answers/${questionId}`,
      code: 'answer-invalid',
      detail: 'names a file that this application does not have',
    }))
  if (faults.length === 0) return
  throw new Refusal('unprocessable', 'answer-invalid', 'A file is unknown', { errors: errorsOf(faults) })
}

/** What a submission keeps of the files that its answers name. One that the scanner found infected cannot be submitted. */
export async function filesToSubmit(ctx: Context<Trx>, named: readonly Named[]): Promise<RevisionFile[]> {
  const ids = named.map(({ fileId }) => fileId)
  const files = await findFiles(ctx.db, ids)
  const infected = new Set(files.filter(({ scanStatus }) => scanStatus === 'infected').map(({ fileId }) => fileId))
  if (infected.size > 0) {
    throw new Refusal('unprocessable', 'file-infected', 'The scanner found malware in a file', {
      errors: named
        .filter(({ fileId }) => infected.has(fileId))
        .map(({ questionId }) => ({
          pointer: `/answers/${questionId}`,
          keyword: 'file-infected',
          message: 'is infected',
        })),
    })
  }
  return files.map(({ fileId, name, mediaType, byteSize, sha256 }) => ({ fileId, name, mediaType, byteSize, sha256 }))
}

const GRACE_MS = 24 * 3_600_000

/** Lets go of files that nobody names any more after a day. */
export const purgeAttachments = (ctx: Context): Promise<void> =>
  queries.deleteUnnamed(ctx.db, new Date(ctx.now.getTime() - GRACE_MS))
