import type { Decision } from '@progress-ess/shared/awards'
import type { DecisionRow } from './decisions.queries.ts'

/** A line that can still be decided: nothing was decided on it, its file stands, and the results are not out. */
export const isOpen = ({ status, applicationStatus, callStatus }: DecisionRow): boolean =>
  status === 'proposed' && applicationStatus !== 'withdrawn' && callStatus === 'published'

export const toDecision = (row: DecisionRow, { isManager }: { isManager: boolean }): Decision => ({
  decisionId: row.decisionId,
  callId: row.callId,
  applicationId: row.applicationId,
  number: row.number ?? '',
  projectTitle: row.projectTitle ?? '',
  organisationName: row.organisationName,
  communeName: row.communeName,
  scenarioId: row.scenarioId,
  outcome: row.outcome,
  amountCents: row.amountCents,
  reserveRank: row.reserveRank,
  reason: row.reason,
  proposedCents: row.proposedCents,
  departureReason: row.departureReason,
  status: row.status,
  decidedAt: row.decidedAt?.toISOString() ?? null,
  publishedAt: row.publishedAt?.toISOString() ?? null,
  awardId: row.awardId,
  version: row.version,
  allowedActions: isManager && isOpen(row) ? ['change', 'decide'] : [],
})
