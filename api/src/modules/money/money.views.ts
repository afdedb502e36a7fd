import type { FollowedAward } from '@progress-ess/shared/money'
import { FOLLOW_UP_DEFAULTS, type PaymentStatus } from '@progress-ess/shared/payments'
import { needsAgreement } from '../payments/index.ts'
import type { FollowedRow } from './money.queries.ts'
import { type FollowUpFacts, isReportLate, tasksOf } from './money.rules.ts'

const COURSE = [
  'failed',
  'requested',
  'approved',
  'ordered',
  'planned',
  'paid',
] as const satisfies readonly PaymentStatus[]

/** `isStaff`: what is to be done is the service’s. */
export function toFollowedAward(row: FollowedRow, today: string, isStaff: boolean): FollowedAward {
  const counts: Partial<Record<PaymentStatus, number>> = {}
  for (const status of COURSE) counts[status] = row[status] ?? 0
  const facts: FollowUpFacts = {
    awardStatus: row.awardStatus,
    needsAgreement: needsAgreement(row.settings ?? FOLLOW_UP_DEFAULTS, row.yearCents),
    agreementStatus: row.agreementStatus,
    hasSignedCopy: row.signedFileId !== null,
    hasAccount: row.hasAccount,
    isAccountWaiting: row.isAccountWaiting,
    committedCents: row.committedCents,
    plannedCents: row.plannedCents,
    counts,
    hasDuePayment: row.hasDuePayment ?? false,
    reportStatus: row.reportStatus,
    reportDueOn: row.reportDueOn,
    refundDueOn: row.refundDueOn ?? null,
    today,
  }
  const isAgreementSeen = isStaff || row.agreementStatus !== 'drafted'
  return {
    awardId: row.awardId,
    callId: row.callId,
    callCode: row.callCode,
    applicationId: row.applicationId,
    number: row.number ?? '',
    projectTitle: row.projectTitle ?? '',
    organisationId: row.organisationId,
    organisationName: row.organisationName,
    awardStatus: row.awardStatus,
    committedAt: row.committedAt.toISOString(),
    requestedCents: row.requestedCents,
    committedCents: row.committedCents,
    paidCents: row.paidCents,
    plannedCents: facts.plannedCents,
    needsAgreement: facts.needsAgreement,
    agreementStatus: isAgreementSeen ? row.agreementStatus : null,
    paymentStatus: COURSE.find((status) => (counts[status] ?? 0) > 0) ?? null,
    reportStatus: row.reportStatus,
    reportDueOn: row.reportDueOn,
    isReportLate: isReportLate(facts),
    claimedCents: row.claimedCents ?? 0,
    tasks: isStaff ? tasksOf(facts) : [],
  }
}
