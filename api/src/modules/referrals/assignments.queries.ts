import type { Outcome } from '@progress-ess/shared/referrals'
import type { Insertable, Updateable } from 'kysely'
import type { Db, Trx } from '../../db/database.ts'
import type { ReferralAssignment } from '../../db/schema.ts'

const selectAssignments = (db: Db | Trx) =>
  db
    .selectFrom('referralAssignment')
    .innerJoin('partner as recipient', 'recipient.partnerId', 'referralAssignment.recipientPartnerId')
    .leftJoin('partnerService', 'partnerService.partnerServiceId', 'referralAssignment.partnerServiceId')
    .leftJoin('referralAssignment as parent', 'parent.assignmentId', 'referralAssignment.parentAssignmentId')
    .innerJoin('referral', 'referral.referralId', 'referralAssignment.referralId')
    .leftJoin('consent', 'consent.consentId', 'referral.consentId')
    .selectAll('referralAssignment')
    .select(['referral.basis', 'consent.recipientIds', 'consent.expiresAt', 'consent.withdrawnAt'])
    .select(['recipient.name as recipientName', 'recipient.kind as recipientKind'])
    .select(['recipient.acknowledgeDays', 'recipient.answerDays', 'recipient.contactDays'])
    .select(['recipient.pokeDays', 'recipient.escalateDays', 'recipient.nudgeDays'])
    .select(['partnerService.name as serviceName', 'parent.recipientPartnerId as parentRecipientId'])
    .select((eb) => [
      eb.ref('referralAssignment.outcomes').$castTo<Outcome[]>().as('outcomes'),
      eb
        .exists(
          eb
            .selectFrom('contactAttempt')
            .select('contactAttempt.contactAttemptId')
            .whereRef('contactAttempt.assignmentId', '=', 'referralAssignment.assignmentId')
            .where('contactAttempt.hasReached', '=', true),
        )
        .$castTo<boolean>()
        .as('hasReached'),
      eb
        .selectFrom('contactAttempt')
        .select((inner) => inner.fn.count<number>('contactAttempt.attemptedOn').distinct().as('days'))
        .whereRef('contactAttempt.assignmentId', '=', 'referralAssignment.assignmentId')
        .$asScalar()
        .$castTo<number>()
        .as('attemptDays'),
    ])

export type AssignmentRow = Awaited<ReturnType<typeof findAssignments>>[number]

export const findAssignments = (db: Db | Trx, referralIds: readonly string[]) =>
  selectAssignments(db)
    .where('referralAssignment.referralId', '=', (eb) => eb.fn.any(eb.val(referralIds)))
    .orderBy('referralAssignment.createdAt')
    .orderBy('referralAssignment.assignmentId')
    .execute()

/** Which referral an assignment belongs to, within what the partner may read. */
export const findReferralOf = (db: Db | Trx, assignmentId: string, partnerId: string) =>
  db
    .selectFrom('referralAssignment')
    .innerJoin('referralReader', 'referralReader.referralId', 'referralAssignment.referralId')
    .select('referralAssignment.referralId')
    .where('referralAssignment.assignmentId', '=', assignmentId)
    .where('referralReader.partnerId', '=', partnerId)
    .executeTakeFirst()

export const insertAssignment = (trx: Trx, row: Insertable<ReferralAssignment>) =>
  trx.insertInto('referralAssignment').values(row).execute()

export const deleteDraftAssignments = (trx: Trx, referralId: string) =>
  trx.deleteFrom('referralAssignment').where('referralId', '=', referralId).where('status', '=', 'draft').execute()

export async function saveAssignment(
  trx: Trx,
  assignmentId: string,
  change: Updateable<ReferralAssignment>,
  now: Date,
): Promise<'saved' | 'taken'> {
  try {
    await trx
      .updateTable('referralAssignment')
      .set((eb) => ({ ...change, updatedAt: now, version: eb('version', '+', 1) }))
      .where('assignmentId', '=', assignmentId)
      .execute()
    return 'saved'
  } catch (error) {
    if ((error as { constraint?: unknown }).constraint === 'referral_assignment_ref_key') return 'taken'
    throw error
  }
}
