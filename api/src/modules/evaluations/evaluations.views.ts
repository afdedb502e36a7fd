import type { Evaluation, EvaluationFile, ExactScore } from '@progress-ess/shared/evaluations'
import type { Fraction } from '../../kit/fraction.rules.ts'
import { displayFraction } from '../../kit/fraction.rules.ts'
import type { EvaluationRow, findRevisionToRead } from './evaluations.queries.ts'
import { allowedActions, countMarked, type EvaluationRole, type Situation } from './evaluations.rules.ts'
import { scoreOfMarks } from './evaluations.scores.rules.ts'

/** An exact score as the contract has it: integers in text, two decimals for display only. */
export const toExactScore = (score: Fraction): ExactScore => ({
  numerator: score.num.toString(),
  denominator: score.den.toString(),
  display: displayFraction(score, 2),
})

export const situationOf = (row: EvaluationRow): Situation => ({
  status: row.status,
  isPanelLocked: row.panelLockedAt !== null,
  isDecisionPublished: row.resultsPublishedAt !== null,
})

export function toEvaluation(row: EvaluationRow, roles: readonly EvaluationRole[]): Evaluation {
  const total = scoreOfMarks(row.grid, row.marks)
  return {
    evaluationId: row.evaluationId,
    callId: row.callId,
    callTitle: row.callTitle,
    applicationId: row.applicationId,
    applicationNumber: row.applicationNumber ?? '',
    projectTitle: row.projectTitle,
    organisationName: row.organisationName,
    communeName: row.communeName,
    evaluatorId: row.evaluatorId,
    evaluatorName: row.evaluatorName,
    status: row.status,
    dueAt: row.dueAt?.toISOString() ?? null,
    revisionNumber: row.revisionNumber,
    marks: row.marks,
    generalComment: row.generalComment,
    markedCount: countMarked(row.grid, row.marks),
    criteriaCount: row.grid.criteria.length,
    total: total === null ? null : toExactScore(total),
    recusedReason: row.recusedReason,
    sentBackReason: row.sentBackReason,
    submittedAt: row.submittedAt?.toISOString() ?? null,
    version: row.version,
    updatedAt: row.updatedAt.toISOString(),
    allowedActions: allowedActions(situationOf(row), roles),
  }
}

/** What is left to an evaluator of a file that he is recused from: its number, to name it to the service, and why. */
export const withoutFile = (evaluation: Evaluation): Evaluation => ({
  ...evaluation,
  projectTitle: null,
  organisationName: null,
  communeName: null,
  revisionNumber: null,
  marks: {},
  generalComment: null,
  markedCount: 0,
  total: null,
})

type RevisionToRead = NonNullable<Awaited<ReturnType<typeof findRevisionToRead>>>

/** The file as an evaluator reads it: without the names of contacts and signatories, which marks do not depend on. */
export function toEvaluationFile(row: RevisionToRead, revisionNumber: number): EvaluationFile {
  return {
    applicationId: row.applicationId,
    number: row.number ?? '',
    revisionNumber,
    submittedAt: row.submittedAt.toISOString(),
    content: { ...row.content, contactName: null, contactPhone: null, signatoryName: '', signatoryQuality: '' },
    form: row.form.sections.flatMap((section) =>
      section.questions.map(({ id, label, kind }) => ({ questionId: id, sectionTitle: section.title, label, kind })),
    ),
    grid: row.grid,
  }
}
