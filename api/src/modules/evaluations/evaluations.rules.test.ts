import { describe, expect, it } from '@jest/globals'
import { EvaluationAction, EvaluationStatus } from '@progress-ess/shared/evaluations'
import { allowedActions, decideEvaluation, type EvaluationRole } from './evaluations.rules.ts'

const STATES = EvaluationStatus.enum as readonly EvaluationStatus[]
const EVENTS = EvaluationAction.enum as readonly EvaluationAction[]
const ROLES: readonly EvaluationRole[] = ['evaluator', 'agent', 'manager']

/** Written by hand from the domain, on purpose apart from the table in the code: `state event role → next`. */
const EXPECTED = new Map<string, EvaluationStatus | null>([
  ['assigned declare_no_conflict evaluator', 'accepted'],
  ['accepted save evaluator', 'in_progress'],
  ['in_progress save evaluator', 'in_progress'],
  ['in_progress submit evaluator', 'submitted'],
  ['assigned recuse evaluator', 'recused'],
  ['accepted recuse evaluator', 'recused'],
  ['in_progress recuse evaluator', 'recused'],
  ['submitted send_back agent', 'in_progress'],
  ['submitted send_back manager', 'in_progress'],
  ['submitted set_aside agent', 'recused'],
  ['submitted set_aside manager', 'recused'],
  ['locked set_aside agent', 'recused'],
  ['locked set_aside manager', 'recused'],
  ['submitted lock manager', 'locked'],
  ['locked unlock manager', 'submitted'],
  ['assigned unassign agent', null],
  ['assigned unassign manager', null],
])

const open = (status: EvaluationStatus) => ({ status, isPanelLocked: false, isDecisionPublished: false })

describe('the evaluation’s states', () => {
  const cases = STATES.flatMap((state) => EVENTS.flatMap((event) => ROLES.map((role) => ({ state, event, role }))))

  it.each(cases)('$state × $event × $role', ({ state, event, role }) => {
    const verdict = decideEvaluation(open(state), event, [role])
    const key = `${state} ${event} ${role}`
    if (EXPECTED.has(key)) expect(verdict).toEqual({ ok: true, to: EXPECTED.get(key) })
    else
      expect(verdict).toMatchObject({
        ok: false,
        code: expect.stringMatching(/^(evaluation-wrong-status|role-not-allowed)$/),
      })
  })

  it('lets nothing but a late conflict through while the panel is locked', () => {
    for (const state of STATES) {
      const actions = ROLES.flatMap((role) => allowedActions({ ...open(state), isPanelLocked: true }, [role]))
      expect(actions.filter((action) => action !== 'set_aside')).toEqual([])
    }
  })

  it('sets no evaluation aside once decisions are published', () => {
    const verdict = decideEvaluation(
      { status: 'locked', isPanelLocked: true, isDecisionPublished: true },
      'set_aside',
      ['manager'],
    )
    expect(verdict).toMatchObject({ ok: false, code: 'decision-exists' })
  })
})
