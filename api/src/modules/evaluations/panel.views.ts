import type { BoardLine, Panel } from '@progress-ess/shared/evaluations'
import { isDivergent, scoreOfFile, scoreOfMarks } from './evaluations.scores.rules.ts'
import { countMarked } from './evaluations.rules.ts'
import { toExactScore } from './evaluations.views.ts'
import {
  counts,
  evaluationsOf,
  findPanelGaps,
  type PanelEvaluation,
  type PanelFacts,
  type PanelFile,
} from './panel.rules.ts'

type Viewer = { readonly isAgent: boolean; readonly isManager: boolean }

export function toPanel(facts: PanelFacts, viewer: Viewer): Panel {
  const { call, files } = facts
  const isLocked = call.lockedAt !== null
  const gaps = findPanelGaps(facts)
  const canLock = viewer.isManager && !isLocked && facts.isOver && gaps.length === 0
  const canUnlock = viewer.isManager && isLocked && call.isDecided !== true
  return {
    callId: call.callId,
    isLocked,
    lockedAt: call.lockedAt?.toISOString() ?? null,
    criteriaCount: call.grid.criteria.length,
    evaluators: toEvaluators(facts.evaluations),
    lines: files.map((file) => toLine(facts, file)),
    gaps: isLocked ? [] : gaps,
    allowedActions: [
      ...(viewer.isAgent && !isLocked ? (['assign'] as const) : []),
      ...(canLock ? (['lock'] as const) : []),
      ...(canUnlock ? (['unlock'] as const) : []),
    ],
  }
}

function toLine(facts: PanelFacts, file: PanelFile): BoardLine {
  const { grid } = facts.call
  const evaluations = evaluationsOf(facts, file.applicationId)
  const counted = evaluations.filter(counts)
  const { score, spread, eliminatedBy } = scoreOfFile(
    grid,
    counted.map(({ marks }) => marks),
  )
  return {
    applicationId: file.applicationId,
    number: file.number ?? '',
    projectTitle: file.projectTitle ?? '',
    organisationName: file.organisationName,
    status: file.status,
    evaluations: evaluations.map((evaluation) => {
      const total = scoreOfMarks(grid, evaluation.marks)
      return {
        evaluationId: evaluation.evaluationId,
        evaluatorId: evaluation.evaluatorId,
        evaluatorName: evaluation.evaluatorName,
        status: evaluation.status,
        markedCount: countMarked(grid, evaluation.marks),
        total: total === null || evaluation.status === 'recused' ? null : toExactScore(total),
      }
    }),
    score: score === null ? null : toExactScore(score),
    eliminatedBy,
    spread: spread === null ? null : toExactScore(spread),
    isDivergent: isDivergent(spread),
    missingEvaluations: Math.max(0, grid.minEvaluations - counted.length),
  }
}

function toEvaluators(evaluations: readonly PanelEvaluation[]): Panel['evaluators'] {
  const byEvaluator = groupByEvaluator(evaluations)
  return [...byEvaluator.entries()]
    .map(([evaluatorId, own]) => ({
      evaluatorId,
      displayName: own[0]?.evaluatorName ?? '',
      assigned: own.filter(({ status }) => status !== 'recused').length,
      submitted: own.filter(counts).length,
      recused: own.filter(({ status }) => status === 'recused').length,
    }))
    .sort((a, b) => (a.displayName < b.displayName ? -1 : 1))
}

/** `Map.groupBy` exists from Node 21 on only. */
function groupByEvaluator(evaluations: readonly PanelEvaluation[]): Map<string, PanelEvaluation[]> {
  const groups = new Map<string, PanelEvaluation[]>()
  for (const evaluation of evaluations) {
    groups.set(evaluation.evaluatorId, [...(groups.get(evaluation.evaluatorId) ?? []), evaluation])
  }
  return groups
}
