import { sql } from 'kysely'
import type { Db, Trx } from '../../db/database.ts'

/** Serialises the attachments of one application, so that their limit holds. */
export async function lockAttachments(trx: Trx, applicationId: string): Promise<number> {
  await trx
    .selectFrom('application')
    .select('applicationId')
    .where('applicationId', '=', applicationId)
    .forUpdate()
    .execute()
  const { count } = await trx
    .selectFrom('applicationFile')
    .select((eb) => eb.fn.countAll().as('count'))
    .where('applicationId', '=', applicationId)
    .executeTakeFirstOrThrow()
  return Number(count)
}

export async function insertAttachment(trx: Trx, applicationId: string, fileId: string): Promise<void> {
  await trx.insertInto('applicationFile').values({ applicationId, fileId }).execute()
}

/** The files of an application; for others than its organisation only those that a submission names. */
export async function findAttachmentIds(
  db: Db | Trx,
  applicationId: string,
  which: 'all' | 'submitted',
): Promise<string[]> {
  let query = db.selectFrom('applicationFile').select('fileId').where('applicationId', '=', applicationId)
  if (which === 'submitted') query = query.where(isNamedByRevision)
  return (await query.execute()).map(({ fileId }) => fileId)
}

const isNamedByRevision = sql<boolean>`exists (
  select from application_revision
   where application_revision.application_id = application_file.application_id
     and strpos(application_revision.content::text, application_file.file_id::text) > 0)`

export async function deleteAttachments(trx: Trx, applicationId: string): Promise<void> {
  await trx.deleteFrom('applicationFile').where('applicationId', '=', applicationId).execute()
}

/** Lets go of files that neither the working copy nor a submission names; the files module removes them afterwards. */
export async function deleteUnnamed(db: Db, before: Date): Promise<void> {
  await db
    .deleteFrom('applicationFile')
    .where(
      sql<boolean>`exists (select from file where file.file_id = application_file.file_id and created_at < ${before})`,
    )
    .where(
      sql<boolean>`not exists (
        select from application
         where application.application_id = application_file.application_id
           and strpos(application.answers::text, application_file.file_id::text) > 0)`,
    )
    .where(sql<boolean>`not ${isNamedByRevision}`)
    .execute()
}
