import type { EvaluationStatus, Grid, Marks } from '@progress-ess/shared/evaluations'

export type PanelEvaluation = {
  readonly evaluationId: string
  readonly applicationId: string
  readonly evaluatorId: string
  readonly evaluatorName: string
  readonly status: EvaluationStatus
  readonly marks: Marks
}
export type PanelFile = {
  readonly applicationId: string
  readonly number: string | null
  readonly projectTitle: string | null
  readonly organisationName: string
  readonly status: string
}
export type PanelFacts = {
  readonly call: {
    readonly callId: string
    readonly grid: Grid
    readonly lockedAt: Date | null
    readonly isDecided: unknown
  }
  readonly files: readonly PanelFile[]
  readonly evaluations: readonly PanelEvaluation[]
  /** Neither the closing nor its grace lie ahead. */
  readonly isOver: boolean
}

export type PanelGap = { code: string; detail: string; applicationId: string | null }

/** Handed in, and not set aside: what counts in every figure. */
export const counts = ({ status }: PanelEvaluation): boolean => status === 'submitted' || status === 'locked'

export const evaluationsOf = (facts: PanelFacts, applicationId: string): PanelEvaluation[] =>
  facts.evaluations.filter((evaluation) => evaluation.applicationId === applicationId)

/** What prevents the panel from being locked: files not yet instructed, or with fewer evaluations than the grid asks. */
export function findPanelGaps(facts: PanelFacts): PanelGap[] {
  const { minEvaluations } = facts.call.grid
  const gaps = facts.files.flatMap(({ applicationId, number, status }): PanelGap[] => {
    const name = number ?? applicationId
    if (status !== 'admissible') {
      return [{ code: 'file-not-instructed', detail: `${name} is neither admissible nor inadmissible`, applicationId }]
    }
    const missing = minEvaluations - evaluationsOf(facts, applicationId).filter(counts).length
    return missing > 0
      ? [{ code: 'evaluations-missing', detail: `${name} lacks ${missing} evaluation(s)`, applicationId }]
      : []
  })
  const isEmpty = facts.files.length === 0
  return isEmpty ? [{ code: 'no-file', detail: 'No file was submitted', applicationId: null }] : gaps
}
