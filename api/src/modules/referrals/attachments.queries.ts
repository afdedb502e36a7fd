import type { Insertable } from 'kysely'
import type { Db, Trx } from '../../db/database.ts'
import type { ReferralFile } from '../../db/schema.ts'

export const insertAttachment = (trx: Trx, row: Insertable<ReferralFile>) =>
  trx.insertInto('referralFile').values(row).execute()

export async function countAttachments(trx: Trx, referralId: string, partnerId: string): Promise<number> {
  const { count } = await trx
    .selectFrom('referralFile')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('referralId', '=', referralId)
    .where('partnerId', '=', partnerId)
    .executeTakeFirstOrThrow()
  return count
}

export type AttachmentRow = Awaited<ReturnType<typeof findAttachments>>[number]

export const findAttachments = (db: Db | Trx, referralId: string) =>
  db
    .selectFrom('referralFile')
    .innerJoin('file', 'file.fileId', 'referralFile.fileId')
    .innerJoin('partner', 'partner.partnerId', 'referralFile.partnerId')
    .selectAll('file')
    .select(['referralFile.assignmentId', 'referralFile.partnerId', 'referralFile.addedAt'])
    .select('partner.name as partnerName')
    .where('referralFile.referralId', '=', referralId)
    .orderBy('referralFile.addedAt')
    .orderBy('referralFile.fileId')
    .execute()

export const deleteAttachment = (trx: Trx, referralId: string, fileId: string) =>
  trx.deleteFrom('referralFile').where('referralId', '=', referralId).where('fileId', '=', fileId).execute()
