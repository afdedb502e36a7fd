import type { EvaluationAction, EvaluationStatus, Marks } from '@progress-ess/shared/evaluations'
import type { Criterion, Grid } from '@progress-ess/shared/evaluations'
import { step, type Transition } from '../../kit/machine.rules.ts'

/** How somebody stands towards one evaluation: its own evaluator, an agent, or a manager. */
export type EvaluationRole = 'evaluator' | 'agent' | 'manager'

/** The evaluation’s state machine (domain: assigned → accepted → in progress → submitted → locked, or recused). */
export const EVALUATION_MACHINE = [
  { event: 'declare_no_conflict', from: ['assigned'], to: 'accepted', roles: ['evaluator'] },
  { event: 'save', from: ['accepted', 'in_progress'], to: 'in_progress', roles: ['evaluator'] },
  { event: 'submit', from: ['in_progress'], to: 'submitted', roles: ['evaluator'] },
  { event: 'recuse', from: ['assigned', 'accepted', 'in_progress'], to: 'recused', roles: ['evaluator'] },
  { event: 'send_back', from: ['submitted'], to: 'in_progress', roles: ['agent', 'manager'] },
  { event: 'set_aside', from: ['submitted', 'locked'], to: 'recused', roles: ['agent', 'manager'] },
  { event: 'lock', from: ['submitted'], to: 'locked', roles: ['manager'] },
  { event: 'unlock', from: ['locked'], to: 'submitted', roles: ['manager'] },
  { event: 'unassign', from: ['assigned'], to: null, roles: ['agent', 'manager'] },
] as const satisfies readonly Transition<EvaluationStatus, EvaluationAction, EvaluationRole>[]

/** Locking and unlocking belong to the whole panel, not to one evaluation. */
const ONE_BY_ONE: readonly EvaluationAction[] = [
  'declare_no_conflict',
  'save',
  'submit',
  'recuse',
  'send_back',
  'set_aside',
  'unassign',
]

/** With the panel locked, only a conflict discovered late still changes an evaluation. */
const WHILE_LOCKED: readonly EvaluationAction[] = ['set_aside']

export type Situation = { status: EvaluationStatus; isPanelLocked: boolean; isDecisionPublished: boolean }
export type Verdict = { ok: true; to: EvaluationStatus | null } | { ok: false; code: string; detail: string }

/** Decides one event on one evaluation. Codes: `evaluation-wrong-status`, `panel-locked`, `decision-exists`, `role-not-allowed`. */
export function decideEvaluation(
  situation: Situation,
  event: EvaluationAction,
  roles: readonly EvaluationRole[],
): Verdict {
  const found = step(EVALUATION_MACHINE, situation.status, event, roles)
  if (!found.ok && found.why === 'wrong-role') {
    return { ok: false, code: 'role-not-allowed', detail: `Not yours to ${event}` }
  }
  if (!found.ok) {
    return {
      ok: false,
      code: 'evaluation-wrong-status',
      detail: `Cannot ${event} an evaluation that is ${situation.status}`,
    }
  }
  if (situation.isPanelLocked && !WHILE_LOCKED.includes(event)) {
    return { ok: false, code: 'panel-locked', detail: 'The panel is locked' }
  }
  if (event === 'set_aside' && situation.isDecisionPublished) {
    return { ok: false, code: 'decision-exists', detail: 'Decisions of this call are published' }
  }
  return { ok: true, to: found.to }
}

export const allowedActions = (situation: Situation, roles: readonly EvaluationRole[]): EvaluationAction[] =>
  ONE_BY_ONE.filter((event) => decideEvaluation(situation, event, roles).ok)

/** Every action with its verdict, for `GET …/actions`. */
export const judgeActions = (situation: Situation, roles: readonly EvaluationRole[]) =>
  ONE_BY_ONE.map((action) => ({ action, verdict: decideEvaluation(situation, action, roles) }))

export type MarkFault = { pointer: string; code: string; detail: string }

/** Checks marks against the grid: known criteria, on the scale’s steps, N/A only where the criterion allows it. */
export function checkMarks(grid: Grid, marks: Marks): MarkFault[] {
  return Object.entries(marks).flatMap(([criterionId, mark]): MarkFault[] => {
    const pointer = `/body/marks/${criterionId}`
    const criterion = grid.criteria.find(({ id }) => id === criterionId)
    if (criterion === undefined) {
      return [{ pointer, code: 'criterion-unknown', detail: `The grid has no criterion ${criterionId}` }]
    }
    if (mark.isNotApplicable && !criterion.naAllowed) {
      return [
        {
          pointer: `${pointer}/isNotApplicable`,
          code: 'not-applicable-refused',
          detail: 'This criterion must be marked',
        },
      ]
    }
    const { min, max, step: stride } = criterion.scale
    const isOnScale =
      mark.value === null || (mark.value >= min && mark.value <= max && (mark.value - min) % stride === 0)
    return isOnScale
      ? []
      : [
          {
            pointer: `${pointer}/value`,
            code: 'mark-off-scale',
            detail: `A mark goes from ${min} to ${max} by ${stride}`,
          },
        ]
  })
}

const isMarked = (criterion: Criterion, marks: Marks): boolean => {
  const mark = marks[criterion.id]
  return mark !== undefined && (mark.isNotApplicable || mark.value !== null)
}

/** How many of the grid’s criteria have a mark or a N/A. */
export const countMarked = (grid: Grid, marks: Marks): number =>
  grid.criteria.filter((criterion) => isMarked(criterion, marks)).length

/** What prevents an evaluation from being handed in: missing marks, and comments expected under a mark. */
export function findEvaluationGaps(grid: Grid, marks: Marks): MarkFault[] {
  return grid.criteria.flatMap((criterion): MarkFault[] => {
    const mark = marks[criterion.id]
    const pointer = `/marks/${criterion.id}`
    if (mark === undefined || !isMarked(criterion, marks)) {
      return [{ pointer: `${pointer}/value`, code: 'mark-missing', detail: `${criterion.label} has no mark` }]
    }
    const below = criterion.commentBelow
    const needsComment = below !== undefined && mark.value !== null && mark.value < below
    return needsComment && (mark.comment ?? '').trim() === ''
      ? [{ pointer: `${pointer}/comment`, code: 'comment-missing', detail: `A comment is expected under ${below}` }]
      : []
  })
}
