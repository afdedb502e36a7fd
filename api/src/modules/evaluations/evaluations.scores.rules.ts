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

const isNotApplicable = (mark: Mark | undefined): boolean => mark?.isNotApplicable === true

/** The mark of a criterion in the units of its scale; null when it is missing or not applicable. */
function valueOf(marks: Marks, { id }: Criterion): number | null {
  const mark = marks[id]
  return mark === undefined || isNotApplicable(mark) ? null : mark.value
}

/**
 * `Σ weight · (mark − min)/(max − min)`, in points of weight. Marks on scales of the same width are added as integers
 * first, since most grids have a single scale and each fraction costs a reduction.
 */
function weightedPoints(criteria: readonly Criterion[], marks: Marks): Fraction {
  const byWidth = new Map<number, number>()
  for (const criterion of criteria) {
    const { min, max } = criterion.scale
    const points = criterion.weight * ((valueOf(marks, criterion) ?? min) - min)
    byWidth.set(max - min, (byWidth.get(max - min) ?? 0) + points)
  }
  return sum([...byWidth].map(([width, points]) => fraction(points, width)))
}

/**
 * One evaluator’s total on 100: `100 · Σ(w·u)/Σ(w)` over the criteria that count, `u` being the mark as a share of its
 * scale. A criterion that is not applicable leaves both sums (`renormalise`) or counts as nothing (`zero`). Missing marks
 * are left out, which only an evaluation that is still a draft has. Null as long as nothing counts.
 */
export function scoreOfMarks(grid: Grid, marks: Marks): Fraction | null {
  const marked = grid.criteria.filter((criterion) => valueOf(marks, criterion) !== null)
  const nothing = grid.na === 'zero' ? grid.criteria.filter(({ id }) => isNotApplicable(marks[id])) : []
  const weight = [...marked, ...nothing].reduce((total, criterion) => total + criterion.weight, 0)
  return weight === 0 ? null : divide(multiply(HUNDRED, weightedPoints(marked, marks)), fraction(weight))
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
  /** As many evaluations as the grid asks for; without them a score is provisional, and no file is ranked on it. */
  readonly isComplete: boolean
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
    isComplete: totals.length >= grid.minEvaluations,
  }
}

const valuesOf = (criterion: Criterion, evaluations: readonly Marks[]): number[] =>
  evaluations.flatMap((marks) => valueOf(marks, criterion) ?? [])

function meanOf(criterion: Criterion, evaluations: readonly Marks[]): Fraction | null {
  const values = valuesOf(criterion, evaluations)
  const total = values.reduce((points, value) => points + value, 0)
  return values.length === 0 ? null : fraction(total, values.length)
}

/** Nobody is eliminated by a criterion that nobody marked. */
function isEliminated(criterion: Criterion, evaluations: readonly Marks[]): boolean {
  const { eliminatory } = criterion
  if (eliminatory === undefined) return false
  const { minMark, basis } = eliminatory
  if (basis === 'eachEvaluator') return valuesOf(criterion, evaluations).some((value) => value < minMark)
  const average = meanOf(criterion, evaluations)
  return average !== null && compare(average, fraction(minMark)) < 0
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
