import type { AwardRules } from '@progress-ess/shared/awards'
import type { Grid } from '@progress-ess/shared/evaluations'

export type RuleFault = { pointer: string; code: string; detail: string }

/** Contradictions of a grid: what would make scores meaningless. Pointers are into the grid. */
export function findGridFaults(grid: Grid): RuleFault[] {
  const { criteria } = grid
  const total = criteria.reduce((sum, { weight }) => sum + weight, 0)
  const ids = criteria.map(({ id }) => id)
  return [
    ...(total === 100
      ? []
      : [{ pointer: '/criteria', code: 'weights-not-100', detail: `The weights add to ${total}, not to 100` }]),
    ...ids.flatMap((id, index) =>
      ids.indexOf(id) === index
        ? []
        : [{ pointer: `/criteria/${index}/id`, code: 'duplicate-id', detail: `Two criteria are called ${id}` }],
    ),
    ...criteria.flatMap(({ scale, eliminatory, commentBelow, levels }, index): RuleFault[] => {
      const pointer = `/criteria/${index}`
      const isScale = scale.min < scale.max && (scale.max - scale.min) % scale.step === 0
      const isWithin = (mark: number): boolean => mark >= scale.min && mark <= scale.max
      return [
        ...(isScale
          ? []
          : [{ pointer: `${pointer}/scale`, code: 'scale-invalid', detail: 'The scale must go up by whole steps' }]),
        ...(eliminatory === undefined || isWithin(eliminatory.minMark)
          ? []
          : [{ pointer: `${pointer}/eliminatory`, code: 'mark-off-scale', detail: 'This mark is off the scale' }]),
        ...(commentBelow === undefined || isWithin(commentBelow)
          ? []
          : [{ pointer: `${pointer}/commentBelow`, code: 'mark-off-scale', detail: 'This mark is off the scale' }]),
        ...(levels.every(({ mark }) => isWithin(mark))
          ? []
          : [{ pointer: `${pointer}/levels`, code: 'mark-off-scale', detail: 'A level is off the scale' }]),
      ]
    }),
  ]
}

/** Contradictions of award rules. Pointers are into the rules. */
export function findRuleFaults(rules: AwardRules, grid: Grid): RuleFault[] {
  const { amount, envelope, tieBreak } = rules
  const criteria = new Set(grid.criteria.map(({ id }) => id))
  const last = tieBreak.at(-1)
  return [
    ...(amount.capCents > 0
      ? []
      : [{ pointer: '/amount/capCents', code: 'cap-missing', detail: 'An award must be able to exist' }]),
    ...(amount.floorCents <= amount.capCents
      ? []
      : [{ pointer: '/amount/floorCents', code: 'floor-over-cap', detail: 'The floor is above the cap' }]),
    ...(amount.capCents <= envelope.totalCents
      ? []
      : [{ pointer: '/amount/capCents', code: 'cap-over-envelope', detail: 'The cap is above the envelope' }]),
    ...(amount.maxShareOfBudget > 0
      ? []
      : [{ pointer: '/amount/maxShareOfBudget', code: 'share-missing', detail: 'A share of nothing funds nobody' }]),
    ...(envelope.roundToCents <= amount.capCents
      ? []
      : [
          { pointer: '/envelope/roundToCents', code: 'rounding-over-cap', detail: 'Every award would be rounded to 0' },
        ]),
    ...tieBreak.flatMap((one, index) =>
      one.by === 'criterion' && !criteria.has(one.criterionId)
        ? [
            {
              pointer: `/tieBreak/${index}/criterionId`,
              code: 'criterion-unknown',
              detail: `The grid has no criterion ${one.criterionId}`,
            },
          ]
        : [],
    ),
    ...(last?.by === 'draw' || last?.by === 'earlierComplete'
      ? []
      : [
          {
            pointer: '/tieBreak',
            code: 'tie-break-not-total',
            detail: 'The last tie-break must tell any two files apart: a draw, or the earlier complete file',
          },
        ]),
  ]
}
