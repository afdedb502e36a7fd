import type { AwardMethod, AwardRules } from '@progress-ess/shared/awards'
import type { Criterion, Grid } from '@progress-ess/shared/evaluations'
import { findDuplicates, type RuleFault, unless } from './calls.faults.rules.ts'

/** Contradictions of a grid: what would make scores meaningless. Pointers are into the grid. */
export function findGridFaults({ criteria }: Grid): RuleFault[] {
  const total = criteria.reduce((sum, { weight }) => sum + weight, 0)
  return [
    ...unless(total === 100, '/criteria', 'weights-not-100', `The weights add to ${total}, not to 100`),
    ...findDuplicates(
      criteria.map(({ id }) => id),
      (index) => `/criteria/${index}/id`,
    ),
    ...criteria.flatMap((criterion, index) => findCriterionFaults(criterion, `/criteria/${index}`)),
  ]
}

function findCriterionFaults({ scale, eliminatory, commentBelow, levels }: Criterion, pointer: string): RuleFault[] {
  const { min, max, step } = scale
  const isOnScale = (mark: number | undefined): boolean => mark === undefined || (mark >= min && mark <= max)
  const offScale = (isSound: boolean, part: string): RuleFault[] =>
    unless(isSound, `${pointer}/${part}`, 'mark-off-scale', 'A mark is off the scale')
  return [
    ...unless(
      min < max && (max - min) % step === 0,
      `${pointer}/scale`,
      'scale-invalid',
      'The scale must go up by whole steps',
    ),
    ...offScale(isOnScale(eliminatory?.minMark), 'eliminatory'),
    ...offScale(isOnScale(commentBelow), 'commentBelow'),
    ...offScale(
      levels.every(({ mark }) => isOnScale(mark)),
      'levels',
    ),
  ]
}

const roundDown = (cents: number, unit: number): number => cents - (cents % unit)
const roundUp = (cents: number, unit: number): number => roundDown(cents + unit - 1, unit)

/** Tiers that do not go down, with lower shares for lower scores: one would never apply, or a better score would get less. */
function findTierFaults(method: AwardMethod): RuleFault[] {
  const tiers = method.kind === 'tiers' ? method.tiers : []
  return tiers.slice(1).flatMap(({ minScore, rate }, index) => {
    const above = tiers[index]
    return unless(
      above !== undefined && minScore < above.minScore && rate < above.rate,
      `/method/tiers/${index + 1}`,
      'tiers-not-descending',
      'Each tier starts under the one before it, and gives a lower share',
    )
  })
}

/** Whether files share an envelope at once, so that nobody’s amount is known before everybody’s. */
const isShared = (method: AwardMethod): boolean =>
  method.kind === 'proportional' ||
  method.kind === 'equalShares' ||
  (method.kind === 'tiers' && method.overflow === 'scaleDown')

/** Lots that do not fit in the envelope, quotas that ask for nothing or for what the method cannot give. */
function findGroupFaults({ envelope, method, quotas = [] }: AwardRules): RuleFault[] {
  const { lots = [], totalCents } = envelope
  const inLots = lots.reduce((total, lot) => total + lot.totalCents, 0)
  return [
    ...unless(inLots <= totalCents, '/envelope/lots', 'lots-over-envelope', 'The lots come to more than the envelope'),
    ...findDuplicates(
      lots.map(({ id }) => id),
      (index) => `/envelope/lots/${index}/id`,
    ),
    ...findDuplicates(
      quotas.map(({ id }) => id),
      (index) => `/quotas/${index}/id`,
    ),
    ...quotas.flatMap(({ measure, min, max }, index) => [
      ...unless(
        min !== undefined || max !== undefined,
        `/quotas/${index}`,
        'quota-empty',
        'A quota asks for a least, for a most, or for both',
      ),
      ...unless((min ?? 0) <= (max ?? Infinity), `/quotas/${index}`, 'quota-inverted', 'The least is over the most'),
      ...unless(
        measure === 'count' || !isShared(method),
        `/quotas/${index}`,
        'quota-amount-shared',
        'Where files share the envelope, amounts cannot be held to a quota of euros: a lot does that',
      ),
    ]),
  ]
}

/** Contradictions of award rules. Pointers are into the rules. */
export function findRuleFaults(rules: AwardRules, grid: Grid): RuleFault[] {
  const { amount, envelope, method, tieBreak } = rules
  const { capCents, floorCents, maxShareOfBudget } = amount
  const criteria = new Set(grid.criteria.map(({ id }) => id))
  const last = tieBreak.at(-1)
  const isTotal = last?.by === 'draw' || last?.by === 'earlierComplete'
  return [
    ...unless(capCents > 0, '/amount/capCents', 'cap-missing', 'An award must be able to exist'),
    ...unless(
      roundUp(floorCents, envelope.roundToCents) <= roundDown(capCents, envelope.roundToCents),
      '/amount/floorCents',
      'floor-over-cap',
      'The floor is above the cap, once both are rounded',
    ),
    ...unless(
      capCents <= envelope.totalCents,
      '/amount/capCents',
      'cap-over-envelope',
      'The cap is above the envelope',
    ),
    ...unless(maxShareOfBudget > 0, '/amount/maxShareOfBudget', 'share-missing', 'A share of nothing funds nobody'),
    ...unless(
      envelope.roundToCents <= capCents,
      '/envelope/roundToCents',
      'rounding-over-cap',
      'Every award would be rounded to 0',
    ),
    ...findTierFaults(method),
    ...findGroupFaults(rules),
    ...tieBreak.flatMap((one, index) =>
      unless(
        one.by !== 'criterion' || criteria.has(one.criterionId),
        `/tieBreak/${index}/criterionId`,
        'criterion-unknown',
        'The grid has no such criterion',
      ),
    ),
    ...unless(
      isTotal,
      '/tieBreak',
      'tie-break-not-total',
      'The last tie-break must tell any two files apart: a draw, or the earlier complete file',
    ),
  ]
}
