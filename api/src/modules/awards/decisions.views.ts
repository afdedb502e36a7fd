import type { Decision, DecisionApprovals } from '@progress-ess/shared/awards'
import { type Actor, hasRole } from '../../kit/context.ts'
import type { ActRow, Approvals } from './approvals.queries.ts'
import { allowedApprovalActions, type ChainStep, countsCents, type Standing, standingOf } from './approvals.rules.ts'
import type { DecisionRow } from './decisions.queries.ts'
import { isOutdated, isOwn } from './decisions.refusals.ts'

/** A line that can still be decided: nothing was decided on it, its file stands, and the results are not out. */
export const isOpen = ({ status, applicationStatus, callStatus }: DecisionRow): boolean =>
  status === 'proposed' && applicationStatus !== 'withdrawn' && callStatus === 'published'

function toApprovals(
  row: DecisionRow,
  { state, steps, waitsFor, sentBack }: Standing<ChainStep, ActRow>,
): DecisionApprovals {
  return {
    state,
    countsCents: countsCents(row),
    steps: steps.map(({ step, signed }) => ({
      key: step.key,
      label: step.label,
      byName: signed?.byName ?? null,
      at: signed?.at.toISOString() ?? null,
    })),
    waitsFor: waitsFor?.key ?? null,
    proposedByName: row.proposedByName,
    sentBack:
      sentBack === null
        ? null
        : { byName: sentBack.byName, at: sentBack.at.toISOString(), reason: sentBack.reason ?? '' },
  }
}

function actionsOf(row: DecisionRow, standing: Standing, actor: Actor): Decision['allowedActions'] {
  if (!isOpen(row) || actor.kind !== 'account') return []
  if (isOwn(actor, row) || isOutdated(row)) return []
  return [...(hasRole(actor, 'manager') ? (['change'] as const) : []), ...allowedApprovalActions(standing, row, actor)]
}

export function toDecision(row: DecisionRow, { steps, actsOf }: Approvals, actor: Actor): Decision {
  const standing = standingOf(steps, row, actsOf(row))
  return {
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
    approvals: toApprovals(row, standing),
    version: row.version,
    allowedActions: actionsOf(row, standing, actor),
  }
}
