import type { Criterion, Grid, Mark, Marks } from '@progress-ess/shared/evaluations'
import {
  add,
  compare,
  divide,
  type Fraction,
  fraction,
  mean,
  multiply,
  round,
  subtract,
  sum,
  ZERO,
} from '../../kit/fraction.rules.ts'

const HUNDRED = fraction(100)

/** A mark on its scale `min…max` as a share between 0 and 1. */
const unit = ({ scale }: Criterion, value: number): Fraction => fraction(value - scale.min, scale.max - scale.min)

const valueOf = (marks: Marks, criterion: Criterion): number | null => {
  const mark = marks[criterion.id]
  return mark === undefined || mark.isNotApplicable ? null : mark.value
}

const isNotApplicable = (mark: Mark | undefined): boolean => mark?.isNotApplicable === true

/**
 * One evaluator’s total on 100: `100·Σ(w·u)/Σ(w)` over the criteria that count. A criterion that is not applicable leaves
 * the sum (`renormalise`) or counts as nothing (`zero`). Null as long as nothing is marked.
 */
export function scoreOfMarks(grid: Grid, marks: Marks): Fraction | null {
  const counted = grid.criteria.filter((criterion) => valueOf(marks, criterion) !== null)
  if (counted.length === 0) return null
  const points = sum(
    counted.map((criterion) => multiply(fraction(criterion.weight), unit(criterion, valueOf(marks, criterion) ?? 0))),
  )
  const nothing = grid.criteria.filter(({ id }) => grid.na === 'zero' && isNotApplicable(marks[id]))
  const weight = [...counted, ...nothing].reduce((total, criterion) => total + criterion.weight, 0)
  return divide(multiply(HUNDRED, points), fraction(weight))
}

export type FileScore = {
  /** On 100, exact; null without any complete evaluation. */
  readonly score: Fraction | null
  /** Mean of the marks of each criterion, on its own scale; null where nobody marked it. */
  readonly criterionMeans: Readonly<Record<string, Fraction | null>>
  /** The criterion whose eliminatory mark was not reached, or null. */
  readonly eliminatedBy: string | null
  /** Largest difference between two evaluators, in points on 100; null with fewer than two. */
  readonly spread: Fraction | null
  readonly evaluationCount: number
}

/** The file’s score: the combination of its evaluators’ totals (not of criteria: they differ as soon as one is N/A). */
export function scoreOfFile(grid: Grid, evaluations: readonly Marks[]): FileScore {
  const totals = evaluations.flatMap((marks) => scoreOfMarks(grid, marks) ?? []).sort(compare)
  const [low, high] = [totals[0], totals.at(-1)]
  return {
    score: totals.length === 0 ? null : combine(grid.combine, totals),
    criterionMeans: Object.fromEntries(
      grid.criteria.map((criterion) => [criterion.id, meanOf(criterion, evaluations)]),
    ),
    eliminatedBy: grid.criteria.find((criterion) => isEliminated(criterion, evaluations))?.id ?? null,
    spread: low === undefined || high === undefined || totals.length < 2 ? null : subtract(high, low),
    evaluationCount: totals.length,
  }
}

const marksOf = (criterion: Criterion, evaluations: readonly Marks[]): Fraction[] =>
  evaluations.flatMap((marks) => {
    const value = valueOf(marks, criterion)
    return value === null ? [] : [fraction(value)]
  })

function meanOf(criterion: Criterion, evaluations: readonly Marks[]): Fraction | null {
  const values = marksOf(criterion, evaluations)
  return values.length === 0 ? null : mean(values)
}

function isEliminated(criterion: Criterion, evaluations: readonly Marks[]): boolean {
  const { eliminatory } = criterion
  if (eliminatory === undefined) return false
  const values = marksOf(criterion, evaluations)
  const floor = fraction(eliminatory.minMark)
  if (values.length === 0) return false
  if (eliminatory.basis === 'fileMean') return compare(mean(values), floor) < 0
  return values.some((value) => compare(value, floor) < 0)
}

/** `sorted` is ascending. A trimmed mean leaves out the lowest and the highest once there are at least three. */
function combine(how: Grid['combine'], sorted: readonly Fraction[]): Fraction {
  if (how === 'trimmedMean' && sorted.length >= 3) return mean(sorted.slice(1, -1))
  if (how !== 'median') return mean(sorted)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? ZERO
  return sorted.length % 2 === 1 ? upper : divide(add(sorted[middle - 1] ?? ZERO, upper), fraction(2))
}

/** What ranks are made on: the exact score, or the score rounded as the rules say. */
export const rankedScore = (grid: Grid, score: Fraction): Fraction =>
  grid.rankOn.value === 'exact' ? score : round(score, grid.rankOn.decimals)

/** A quarter of the scale between two evaluators calls for a discussion or a third reader. */
export const isDivergent = (spread: Fraction | null): boolean => spread !== null && compare(spread, fraction(25)) >= 0
