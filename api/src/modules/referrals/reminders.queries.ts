import { sql } from 'kysely'
import type { Db, Trx } from '../../db/database.ts'
import type { Stage } from './clocks.ts'

/** Open assignments with the clocks of their recipients: real ones, or those that one partner received or sent. */
const selectClocked = (db: Db | Trx) =>
  db
    .selectFrom('referralAssignment as assignment')
    .innerJoin('partner as recipient', 'recipient.partnerId', 'assignment.recipientPartnerId')
    .innerJoin('referral', 'referral.referralId', 'assignment.referralId')
    .select(['assignment.assignmentId', 'assignment.referralId', 'assignment.recipientPartnerId', 'assignment.status'])
    .select(['assignment.sentAt', 'assignment.answeredAt', 'assignment.contactedAt', 'assignment.updatedAt'])
    .select(['assignment.pausedAt', 'assignment.pausedMs', 'referral.sourcePartnerId'])
    .select(['recipient.acknowledgeDays', 'recipient.answerDays', 'recipient.contactDays'])
    .select(['recipient.pokeDays', 'recipient.escalateDays', 'recipient.nudgeDays'])
    .select(['recipient.name as recipientName'])
    .where('assignment.closedAt', 'is', null)
    .where('assignment.sentAt', 'is not', null)

export type ClockedRow = Awaited<ReturnType<typeof findReceived>>[number]

export const findReceived = (db: Db | Trx, recipientId: string) =>
  selectClocked(db).where('assignment.recipientPartnerId', '=', recipientId).execute()

export const findSent = (db: Db | Trx, sourceId: string) =>
  selectClocked(db).where('referral.sourcePartnerId', '=', sourceId).execute()

/** Active partners that have something open, with how to reach them. */
export const findBusyPartners = (db: Db) =>
  db
    .selectFrom('partner')
    .select(['partnerId', 'contactEmail', 'connection', 'kind'])
    .where('mode', '=', 'live')
    .where('isActive', '=', true)
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('referralAssignment')
          .select('referralAssignment.assignmentId')
          .whereRef('referralAssignment.recipientPartnerId', '=', 'partner.partnerId')
          .where('referralAssignment.closedAt', 'is', null)
          .where('referralAssignment.sentAt', 'is not', null),
      ),
    )
    .orderBy('partnerId')
    .execute()

export type Reminder = { readonly assignmentId: string; readonly stage: Stage; readonly since: Date }

/** Notes what somebody is told now; answers what was not told before. */
export async function noteReminders(trx: Trx, reminders: readonly Reminder[], remindedAt: Date): Promise<Reminder[]> {
  if (reminders.length === 0) return []
  return trx
    .insertInto('referralReminder')
    .values(reminders.map((one) => ({ ...one, remindedAt })))
    .onConflict((conflict) => conflict.columns(['assignmentId', 'stage', 'since']).doNothing())
    .returning(['assignmentId', 'stage', 'since'])
    .execute()
}

/** How often each stage was reminded of, on what one partner received. */
export const countReminders = (db: Db | Trx, recipientId: string) =>
  db
    .selectFrom('referralReminder')
    .innerJoin('referralAssignment', 'referralAssignment.assignmentId', 'referralReminder.assignmentId')
    .innerJoin('referralReader', 'referralReader.referralId', 'referralAssignment.referralId')
    .select('referralReminder.stage')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('referralAssignment.recipientPartnerId', '=', recipientId)
    .where('referralReader.partnerId', '=', recipientId)
    .groupBy('referralReminder.stage')
    .orderBy('referralReminder.stage')
    .execute()

/** The managers of the département. */
export const findManagers = (db: Db | Trx) =>
  db
    .selectFrom('account')
    .select(['email', 'locale'])
    .where(sql<boolean>`roles @> array['manager']`)
    .where('isDisabled', '=', false)
    .orderBy('accountId')
    .limit(100)
    .execute()
