import type { Refund, Report } from '@progress-ess/shared/reports'
import type { StoredFile } from '@progress-ess/shared/files'
import type { Standing } from '../organisations/index.ts'
import type { RefundRow } from './refunds.queries.ts'
import type { ReportRow } from './reports.queries.ts'
import { allowedRefundActions, allowedReportActions, isLate, linesOf, missingOf, totalsOf } from './reports.rules.ts'

export function toReport(row: ReportRow, files: readonly StoredFile[], { roles }: Standing, today: string): Report {
  const { content } = row
  const lines = linesOf(row.planned, content.actuals)
  const totals = totalsOf(lines, row)
  return {
    reportId: row.reportId,
    awardId: row.awardId,
    applicationId: row.applicationId,
    callId: row.callId,
    number: row.number ?? '',
    projectTitle: row.projectTitle ?? '',
    organisationId: row.organisationId,
    organisationName: row.organisationName,
    status: row.status,
    dueOn: row.dueOn,
    isLate: isLate(row.status, row.dueOn, today),
    lines,
    totals,
    indicators: content.indicators,
    done: content.done,
    results: content.results,
    gaps: content.gaps,
    beneficiaryCount: content.beneficiaryCount,
    files: [...files],
    missing: missingOf(lines, content, totals),
    submittedAt: row.submittedAt?.toISOString() ?? null,
    signatoryName: row.signatoryName,
    signatoryQuality: row.signatoryQuality,
    changesMessage: row.changesMessage,
    acceptedAt: row.acceptedAt?.toISOString() ?? null,
    version: row.version,
    allowedActions: allowedReportActions(row.status, roles),
  }
}

/** Recovered money goes with whatever else was released of its award: then there is nothing left to release. */
export const claimOf = ({ status, releasedAt, releasableCents, amountCents }: RefundRow) => ({
  status,
  isReleased: releasedAt !== null || (status === 'recovered' && releasableCents < amountCents),
})

export const toRefund = (row: RefundRow, { roles }: Standing, today: string): Refund => ({
  refundId: row.refundId,
  awardId: row.awardId,
  amountCents: row.amountCents,
  reason: row.reason,
  status: row.status,
  dueOn: row.dueOn,
  isLate: row.status === 'claimed' && today > row.dueOn,
  claimedAt: row.claimedAt.toISOString(),
  recoveredOn: row.recoveredOn,
  cancelledReason: row.cancelledReason,
  releasedAt: row.releasedAt?.toISOString() ?? null,
  version: row.version,
  allowedActions: allowedRefundActions(claimOf(row), roles),
})
