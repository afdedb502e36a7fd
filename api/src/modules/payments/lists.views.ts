import type { PaymentList, PaymentListLine, PaymentListSummary } from '@progress-ess/shared/payments'
import type { LineRow, ListRow } from './lists.queries.ts'

export const toListSummary = (row: ListRow): PaymentListSummary => ({
  paymentListId: row.paymentListId,
  callId: row.callId,
  number: row.number,
  year: row.year,
  paymentCount: row.paymentCount,
  totalCents: row.totalCents,
  paidCount: row.paidCount ?? 0,
  rejectedCount: row.rejectedCount ?? 0,
  madeAt: row.madeAt.toISOString(),
  madeByName: row.madeByName,
})

const toLine = (row: LineRow): PaymentListLine => ({
  place: row.place,
  paymentId: row.paymentId,
  number: row.facts.number,
  organisationName: row.facts.organisationName,
  kind: row.kind,
  amountCents: row.amountCents,
  ibanMasked: row.ibanMasked,
  mandateNumber: row.mandateNumber,
  mandatedOn: row.mandatedOn,
  paidOn: row.paidOn,
  rejectedReason: row.rejectedReason,
})

export const toPaymentList = (row: ListRow, lines: readonly LineRow[]): PaymentList => ({
  ...toListSummary(row),
  lines: lines.map(toLine),
})
