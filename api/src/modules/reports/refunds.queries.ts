import type { RefundStatus } from '@progress-ess/shared/reports'
import { sql } from 'kysely'
import type { Db, Trx } from '../../db/database.ts'

const select = (db: Db | Trx) =>
  db
    .selectFrom('refund')
    .innerJoin('award', 'award.awardId', 'refund.awardId')
    .innerJoin('application', 'application.applicationId', 'award.applicationId')
    .leftJoin('envelopeAward', 'envelopeAward.awardId', 'award.awardId')
    .selectAll('refund')
    .select([
      'application.organisationId',
      'award.applicationId',
      'application.number',
      sql<number>`coalesce(envelope_award.committed_cents - envelope_award.paid_cents, 0)`.as('releasableCents'),
    ])

export type RefundRow = NonNullable<Awaited<ReturnType<typeof findRefund>>>

export const findRefund = (db: Db | Trx, refundId: string) =>
  select(db).where('refund.refundId', '=', refundId).executeTakeFirst()

export const findRefunds = (db: Db | Trx, awardId: string) =>
  select(db).where('refund.awardId', '=', awardId).orderBy('refund.claimedAt').orderBy('refund.refundId').execute()

export type NewRefundRow = {
  readonly refundId: string
  readonly awardId: string
  readonly callId: string
  readonly amountCents: number
  readonly reason: string
  readonly dueOn: string
  readonly claimedBy: string
}

/** False when the claims of the award would be more than what was paid: the database refuses it. */
export async function insertRefund(trx: Trx, row: NewRefundRow, now: Date): Promise<boolean> {
  try {
    await trx
      .insertInto('refund')
      .values({ ...row, status: 'claimed', claimedAt: now, updatedAt: now })
      .execute()
    return true
  } catch (error) {
    if ((error as { constraint?: unknown }).constraint !== 'refund_within_paid') throw error
    return false
  }
}

export type RefundUpdate = {
  readonly status?: RefundStatus
  readonly recoveredOn?: string
  readonly cancelledReason?: string
  readonly releasedAt?: Date
}

export async function saveRefund(trx: Trx, refundId: string, change: RefundUpdate, now: Date): Promise<void> {
  await trx
    .updateTable('refund')
    .set((eb) => ({ ...change, updatedAt: now, version: eb('version', '+', 1) }))
    .where('refundId', '=', refundId)
    .execute()
}
