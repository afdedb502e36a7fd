import type { Decision } from '@progress-ess/shared/awards'
import type { DecisionRow } from './decisions.queries.ts'

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
  allowedActions: isManager && row.status === 'proposed' ? ['change', 'decide'] : [],
})
