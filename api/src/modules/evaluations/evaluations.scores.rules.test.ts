import { describe, expect, it } from '@jest/globals'
import type { Criterion, Grid, Marks } from '@progress-ess/shared/evaluations'
import fc from 'fast-check'
import { compare, displayFraction, type Fraction, fraction } from '../../kit/fraction.rules.ts'
import { isDivergent, rankedScore, scoreOfFile, scoreOfMarks } from './evaluations.scores.rules.ts'

const scale = { min: 0, max: 20, step: 1 }

const gridOf = (weights: readonly number[], change: Partial<Grid> = {}, own: Partial<Criterion> = {}): Grid => ({
  criteria: weights.map((weight, index) => ({
    id: `c${index + 1}`,
    label: `Criterion ${index + 1}`,
    weight,
    scale,
    levels: [],
    naAllowed: true,
    ...own,
  })),
  na: 'renormalise',
  minEvaluations: 1,
  combine: 'mean',
  rankOn: { value: 'exact' },
  ...change,
})

/** One mark for each criterion in order; null is not applicable, undefined is not marked. */
const marksOf = (...values: readonly (number | null | undefined)[]): Marks =>
  Object.fromEntries(
    values.flatMap((value, index) =>
      value === undefined ? [] : [[`c${index + 1}`, { value, isNotApplicable: value === null, comment: null }]],
    ),
  )

const text = (score: Fraction | null): string | null => (score === null ? null : displayFraction(score, 3))

describe('the total of one evaluator', () => {
  // Half points out of 20 are whole marks out of 40.
  const grid = gridOf([30, 25, 20, 15, 10], {}, { scale: { min: 0, max: 40, step: 1 } })

  it('is 68.375 for 14, 12.5, 16, 9, 18 out of 20 under weights 30, 25, 20, 15, 10', () => {
    expect(scoreOfMarks(grid, marksOf(28, 25, 32, 18, 36))).toEqual(fraction(547, 8))
  })

  it('is 72.5 when the fourth criterion is not applicable, its weight leaving the sum', () => {
    expect(scoreOfMarks(grid, marksOf(28, 25, 32, null, 36))).toEqual(fraction(145, 2))
  })

  it('counts it as nothing where the grid says so', () => {
    expect(text(scoreOfMarks({ ...grid, na: 'zero' }, marksOf(28, 25, 32, null, 36)))).toBe('61.625')
    expect(text(scoreOfMarks({ ...grid, na: 'zero' }, marksOf(null, null, null, null, null)))).toBe('0.000')
    expect(scoreOfMarks(grid, marksOf(null, null, null, null, null))).toBeNull()
  })

  it('is not taken in by floats: three files that are worth the same are equal', () => {
    const tenths = gridOf([10, 20, 30, 40])
    const scores = [marksOf(0, 0, 20, 20), marksOf(1, 17, 19, 12), marksOf(10, 20, 18, 9)].map((marks) =>
      scoreOfMarks(tenths, marks),
    )
    expect(scores).toEqual([fraction(70), fraction(70), fraction(70)])
  })

  it('starts from the bottom of the scale, and mixes scales', () => {
    const mixed = gridOf([50, 50])
    const criteria = mixed.criteria.map((one, index) => ({
      ...one,
      scale: index === 0 ? { min: 1, max: 4, step: 1 } : scale,
    }))
    expect(scoreOfMarks({ ...mixed, criteria }, marksOf(1, 20))).toEqual(fraction(50))
    expect(scoreOfMarks({ ...mixed, criteria }, marksOf(2, 15))).toEqual(fraction(325, 6))
  })

  it('is over what is marked as long as the evaluation is a draft, and nothing before the first mark', () => {
    expect(scoreOfMarks(grid, marksOf(20, undefined, 40))).toEqual(fraction(70))
    expect(scoreOfMarks(grid, {})).toBeNull()
  })
})

describe('the score of a file', () => {
  const grid = gridOf([50, 50])

  it('is the mean of its evaluators’ totals, not of its criteria', () => {
    const evaluations = [marksOf(20, 10), marksOf(10, null)]
    expect(scoreOfFile(grid, evaluations).score).toEqual(fraction(125, 2))
  })

  it.each([
    ['mean', [10, 12, 20], fraction(70)],
    ['median', [10, 12, 20], fraction(60)],
    ['median', [10, 12, 13, 20], fraction(125, 2)],
    ['trimmedMean', [10, 12, 13, 20], fraction(125, 2)],
    ['trimmedMean', [10, 12, 20], fraction(60)],
    ['trimmedMean', [10, 20], fraction(75)],
    ['median', [10, 20], fraction(75)],
  ] as const)('by %s of %o', (combine, totals, score) => {
    const evaluations = totals.map((mark) => marksOf(mark, mark))
    expect(scoreOfFile({ ...grid, combine }, evaluations).score).toEqual(score)
  })

  it('does not depend on the order of its evaluations, and lies between the lowest and the highest', () => {
    const anyMark = fc.option(fc.integer({ min: 0, max: 20 }), { freq: 6 })
    const anyEvaluations = fc.array(fc.tuple(anyMark, anyMark), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(anyEvaluations, fc.constantFrom('mean', 'median', 'trimmedMean'), (all, combine) => {
        const evaluations = all.map((marks) => marksOf(...marks))
        const found = scoreOfFile({ ...grid, combine }, evaluations)
        expect(scoreOfFile({ ...grid, combine }, [...evaluations].reverse())).toEqual(found)
        const totals = evaluations.flatMap((marks) => scoreOfMarks(grid, marks) ?? [])
        expect(found.score === null).toBe(totals.length === 0)
        const signs = totals.map((total) => compare(total, found.score ?? total))
        expect(totals.length === 0 || (Math.min(...signs) <= 0 && Math.max(...signs) >= 0)).toBe(true)
      }),
    )
  })

  it('tells the mean of each criterion in its own units, and null where nobody marked it', () => {
    const { criterionMeans } = scoreOfFile(grid, [marksOf(10, null), marksOf(11, null)])
    expect(criterionMeans).toEqual({ c1: fraction(21, 2), c2: null })
  })

  it('is provisional under the number of evaluations that the grid asks for', () => {
    const two = { ...grid, minEvaluations: 2 }
    expect(scoreOfFile(two, [marksOf(10, 10)])).toMatchObject({ isComplete: false, evaluationCount: 1 })
    expect(scoreOfFile(two, [marksOf(10, 10), marksOf(12, 12)]).isComplete).toBe(true)
    expect(scoreOfFile(two, [])).toMatchObject({ isComplete: false, score: null, spread: null })
  })
})

describe('an eliminatory mark', () => {
  const gridWith = (basis: 'eachEvaluator' | 'fileMean'): Grid =>
    gridOf([100], {}, { eliminatory: { minMark: 10, basis } })
  const eliminatedBy = (basis: 'eachEvaluator' | 'fileMean', ...marks: (number | null)[]) =>
    scoreOfFile(
      gridWith(basis),
      marks.map((mark) => marksOf(mark)),
    ).eliminatedBy

  it('must be reached by each evaluator, or by the mean, as the grid says', () => {
    expect(eliminatedBy('eachEvaluator', 9, 20)).toBe('c1')
    expect(eliminatedBy('fileMean', 9, 20)).toBeNull()
    expect(eliminatedBy('fileMean', 9, 10)).toBe('c1')
    expect(eliminatedBy('eachEvaluator', 10, 10)).toBeNull()
    expect(eliminatedBy('fileMean', 9, 11)).toBeNull()
  })

  it('eliminates nobody where the criterion is not applicable, and leaves the score as it is', () => {
    expect(eliminatedBy('eachEvaluator', null)).toBeNull()
    expect(scoreOfFile(gridWith('eachEvaluator'), [marksOf(8)]).score).toEqual(fraction(40))
  })
})

describe('what the jury looks at', () => {
  it('ranks on the exact score, or on the rounded one, as the grid says', () => {
    const third = fraction(200, 3)
    expect(rankedScore(gridOf([100]), third)).toBe(third)
    expect(rankedScore(gridOf([100], { rankOn: { value: 'rounded', decimals: 1 } }), third)).toEqual(fraction(667, 10))
    expect(rankedScore(gridOf([100], { rankOn: { value: 'rounded', decimals: 0 } }), third)).toEqual(fraction(67))
  })

  it('calls two evaluators divergent from a quarter of the scale on', () => {
    const spreadOf = (a: number, b: number) => scoreOfFile(gridOf([100]), [marksOf(a), marksOf(b)]).spread
    expect(isDivergent(spreadOf(10, 15))).toBe(true)
    expect(isDivergent(spreadOf(10, 14))).toBe(false)
    expect(isDivergent(null)).toBe(false)
  })
})
