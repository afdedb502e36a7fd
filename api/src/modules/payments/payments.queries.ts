import type { PaymentStatus, PlannedInstalment } from '@progress-ess/shared/payments'
import { sql } from 'kysely'
import type { Db, Trx } from '../../db/database.ts'
import { afterKey, type CursorValue } from '../../kit/page.ts'

/** An award with what the ledger says of it, its call, and the account that its organisation is paid on. */
export const findAwardMoney = (db: Db | Trx, awardId: string) =>
  db
    .selectFrom('award')
    .innerJoin('application', 'application.applicationId', 'award.applicationId')
    .innerJoin('organisation', 'organisation.organisationId', 'application.organisationId')
    .leftJoin('envelopeAward', 'envelopeAward.awardId', 'award.awardId')
    .leftJoin('bankAccount', (join) =>
      join
        .onRef('bankAccount.organisationId', '=', 'application.organisationId')
        .on('bankAccount.status', '=', sql.lit('confirmed')),
    )
    .select([
      'award.awardId',
      'award.callId',
      'award.applicationId',
      'award.status as awardStatus',
      'application.number',
      'application.projectTitle',
      'application.organisationId',
      'organisation.name as organisationName',
      'bankAccount.bankAccountId',
      'bankAccount.ibanMasked',
      sql<number>`coalesce(envelope_award.committed_cents, 0)`.as('committedCents'),
      sql<number>`coalesce(envelope_award.paid_cents, 0)`.as('paidCents'),
    ])
    .where('award.awardId', '=', awardId)
    .executeTakeFirst()

export type AwardMoneyRow = NonNullable<Awaited<ReturnType<typeof findAwardMoney>>>

/** Whatever happens to the payments of one award waits here. */
export async function lockAward(trx: Trx, awardId: string): Promise<void> {
  await trx.selectFrom('award').select('awardId').where('awardId', '=', awardId).forNoKeyUpdate().execute()
}

const select = (db: Db | Trx) =>
  db
    .selectFrom('payment')
    .innerJoin('award', 'award.awardId', 'payment.awardId')
    .innerJoin('application', 'application.applicationId', 'award.applicationId')
    .innerJoin('organisation', 'organisation.organisationId', 'application.organisationId')
    .innerJoin('call', 'call.callId', 'payment.callId')
    .leftJoin('bankAccount', 'bankAccount.bankAccountId', 'payment.bankAccountId')
    .leftJoin('paymentList', 'paymentList.paymentListId', 'payment.paymentListId')
    .leftJoin('paymentListLine as line', (join) =>
      join.onRef('line.paymentListId', '=', 'payment.paymentListId').onRef('line.paymentId', '=', 'payment.paymentId'),
    )
    .leftJoin('account as requester', 'requester.accountId', 'payment.requestedBy')
    .leftJoin('account as approver', 'approver.accountId', 'payment.approvedBy')
    .selectAll('payment')
    .select([
      'award.status as awardStatus',
      'application.number',
      'application.projectTitle',
      'application.organisationId',
      'organisation.name as organisationName',
      'call.code as callCode',
      'bankAccount.ibanMasked',
      'bankAccount.status as accountStatus',
      'paymentList.number as listNumber',
      'line.mandateNumber',
      'line.place as linePlace',
      'requester.displayName as requestedByName',
      'approver.displayName as approvedByName',
    ])

export type PaymentRecord = NonNullable<Awaited<ReturnType<typeof findPayment>>>

export const findPayment = (db: Db | Trx, paymentId: string) =>
  select(db).where('payment.paymentId', '=', paymentId).executeTakeFirst()

export const findPaymentsOf = (db: Db | Trx, awardId: string) =>
  select(db).where('payment.awardId', '=', awardId).orderBy('payment.place').execute()

export type PaymentFilter = {
  readonly callId?: string | undefined
  readonly status?: PaymentStatus | undefined
  readonly limit: number
  readonly after: readonly CursorValue[] | null
}

/** Those that moved last first; one more than asked for, which says that there is more. */
export function findPayments(db: Db | Trx, { callId, status, limit, after }: PaymentFilter) {
  let query = select(db)
  if (callId !== undefined) query = query.where('payment.callId', '=', callId)
  if (status !== undefined) query = query.where('payment.status', '=', status)
  if (after !== null) {
    query = query.where((eb) => afterKey(eb, ['payment.updatedAt', 'payment.paymentId'], 'desc', after))
  }
  return query
    .orderBy('payment.updatedAt', 'desc')
    .orderBy('payment.paymentId', 'desc')
    .limit(limit + 1)
    .execute()
}

/** Takes planned ones out of the plan: what was on a list once is given up, and stays with its history. */
export async function deletePlanned(trx: Trx, awardId: string, now: Date): Promise<void> {
  await trx
    .updateTable('payment')
    .set((eb) => ({ status: 'cancelled' as const, updatedAt: now, version: eb('version', '+', 1) }))
    .where('awardId', '=', awardId)
    .where('status', '=', sql.lit('planned'))
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('paymentListLine')
          .select('paymentListLine.paymentId')
          .whereRef('paymentListLine.paymentId', '=', 'payment.paymentId'),
      ),
    )
    .execute()
  await trx.deleteFrom('payment').where('awardId', '=', awardId).where('status', '=', sql.lit('planned')).execute()
}

/** Whether an agreement on the award was sent or signed: its words say the amount and the instalments. */
export async function hasAgreementOut(db: Db | Trx, awardId: string): Promise<boolean> {
  const row = await db
    .selectFrom('agreement')
    .select('agreementId')
    .where('awardId', '=', awardId)
    .where('status', 'in', ['sent', 'signed'])
    .executeTakeFirst()
  return row !== undefined
}

export type NewPayment = PlannedInstalment & {
  readonly paymentId: string
  readonly awardId: string
  readonly callId: string
  readonly place: number
}

export async function insertPayments(trx: Trx, rows: readonly NewPayment[], now: Date): Promise<void> {
  if (rows.length === 0) return
  await trx
    .insertInto('payment')
    .values(rows.map((row) => ({ ...row, status: 'planned' as const, createdAt: now, updatedAt: now })))
    .execute()
}

export type PaymentChange = {
  readonly status: PaymentStatus
  readonly bankAccountId?: string
  readonly requestedBy?: string | null
  readonly requestedAt?: Date
  readonly approvedBy?: string | null
  readonly approvedAt?: Date | null
  readonly paymentListId?: string
  readonly paidOn?: string
  readonly failedReason?: string | null
  readonly returnedReason?: string | null
}

export type Saved = { ok: true } | { ok: false; why: 'over-award' | 'account' }

/** Refused by the database where the award does not commit it, or where its account is none of the organisation’s any more. */
export async function savePayment(trx: Trx, paymentId: string, change: PaymentChange, now: Date): Promise<Saved> {
  try {
    await trx
      .updateTable('payment')
      .set((eb) => ({ ...change, updatedAt: now, version: eb('version', '+', 1) }))
      .where('paymentId', '=', paymentId)
      .execute()
    return { ok: true }
  } catch (error) {
    const { constraint } = error as { constraint?: unknown }
    if (constraint === 'payment_within_award') return { ok: false, why: 'over-award' }
    if (constraint === 'payment_to_confirmed_account') return { ok: false, why: 'account' }
    throw error
  }
}

/** Whether the report on an award was accepted: what its balance waits for. */
export async function isReportAccepted(db: Db | Trx, awardId: string): Promise<boolean> {
  const row = await db.selectFrom('report').select('status').where('awardId', '=', awardId).executeTakeFirst()
  return row?.status === 'accepted'
}
