import type { AwardPayments, Payment, PaymentRow, PlannedInstalment } from '@progress-ess/shared/payments'
import type { Standing } from '../organisations/index.ts'
import type { AwardMoneyRow, PaymentRecord } from './payments.queries.ts'
import { allowedPaymentActions, type DueFacts, obstaclesOf } from './payments.rules.ts'

type Reader = Standing & { readonly accountId: string | null }

/** What is missing is said of payments that may still be asked for. */
export const situationOf = (row: PaymentRecord, facts: DueFacts) => ({
  status: row.status,
  requestedBy: row.requestedBy,
  obstacles: row.status === 'planned' || row.status === 'failed' ? obstaclesOf(row, facts) : [],
})

export function toPayment(row: PaymentRecord, facts: DueFacts, { roles, isStaff, accountId }: Reader): Payment {
  const situation = situationOf(row, facts)
  return {
    paymentId: row.paymentId,
    awardId: row.awardId,
    place: row.place,
    kind: row.kind,
    amountCents: row.amountCents,
    due: row.due,
    dueOn: row.dueOn,
    status: row.status,
    obstacles: situation.obstacles,
    ibanMasked: row.ibanMasked,
    requestedAt: row.requestedAt?.toISOString() ?? null,
    requestedByName: isStaff ? row.requestedByName : null,
    approvedAt: row.approvedAt?.toISOString() ?? null,
    approvedByName: isStaff ? row.approvedByName : null,
    paymentListId: isStaff ? row.paymentListId : null,
    listNumber: isStaff ? row.listNumber : null,
    mandateNumber: row.mandateNumber,
    paidOn: row.paidOn,
    failedReason: row.failedReason,
    returnedReason: isStaff ? row.returnedReason : null,
    version: row.version,
    allowedActions: allowedPaymentActions(situation, roles, accountId),
  }
}

export const toAwardPayments = (
  row: AwardMoneyRow,
  payments: readonly PaymentRecord[],
  facts: DueFacts,
  reader: Reader,
  more: { readonly suggestion: PlannedInstalment[]; readonly mayPlan: boolean },
): AwardPayments => ({
  awardId: row.awardId,
  callId: row.callId,
  applicationId: row.applicationId,
  number: row.number ?? '',
  projectTitle: row.projectTitle ?? '',
  organisationId: row.organisationId,
  organisationName: row.organisationName,
  awardStatus: row.awardStatus,
  committedCents: row.committedCents,
  paidCents: row.paidCents,
  ibanMasked: row.ibanMasked,
  items: payments.map((one) => toPayment(one, facts, reader)),
  suggestion: more.suggestion,
  allowedActions: more.mayPlan ? ['plan'] : [],
})

/** In the lists of the service: to ask for a payment one goes to its award, which says what is missing. */
export const toPaymentRow = (row: PaymentRecord, { roles, accountId }: Reader): PaymentRow => ({
  paymentId: row.paymentId,
  awardId: row.awardId,
  callId: row.callId,
  callCode: row.callCode,
  number: row.number ?? '',
  projectTitle: row.projectTitle ?? '',
  organisationId: row.organisationId,
  organisationName: row.organisationName,
  kind: row.kind,
  amountCents: row.amountCents,
  status: row.status,
  ibanMasked: row.ibanMasked,
  listNumber: row.listNumber,
  failedReason: row.failedReason,
  requestedByName: row.requestedByName,
  updatedAt: row.updatedAt.toISOString(),
  version: row.version,
  allowedActions: allowedPaymentActions({ ...row, obstacles: [] }, roles, accountId).filter(
    (action) => action !== 'request',
  ),
})
