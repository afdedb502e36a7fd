import { describe, expect, it } from '@jest/globals'
import { fileWith, inputOf, rulesWith } from '../../../test/support/award-fixture.ts'
import { type Fraction, fraction } from '../../kit/fraction.rules.ts'
import { bandOf, DRAWS, fundedInDraws, spreadOf, type Uncertain } from './awards.stability.rules.ts'
import type { ScoredFile } from './awards.types.rules.ts'
import { normalFrom, normalQuantile, randomFrom } from './random.rules.ts'

const SEED = '2c2b8dd41cbf314b82b4bb2cc53885b026452f9673580ded33553dea4e52a3c3'
const points = (...values: number[]): Fraction[] => values.map((value) => fraction(value))

/** Files of 10,000 € each, with the totals of their readers, under an envelope for so many of them. */
function world(
  totals: Readonly<Record<string, number[]>>,
  funded: number,
  change: Partial<ScoredFile> = {},
): Uncertain {
  const given = new Map(Object.entries(totals).map(([id, own]) => [id, points(...own)]))
  const files = [...given].map(([id, own]) =>
    fileWith(id, {
      score: fraction(
        own.reduce((sum, { num }) => sum + num, 0n),
        own.length,
      ),
      ...(id === 'Z' ? change : {}),
    }),
  )
  const rules = rulesWith({ envelope: { totalCents: funded * 1_000_000, roundToCents: 100 } })
  const spread = spreadOf([...given.values()])
  if (spread === null) throw new Error('nothing was read twice')
  return { input: inputOf(rules, files), totals: given, spread, seedHex: SEED, rank: (score) => score }
}

function countsOf(uncertain: Uncertain): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const funded of fundedInDraws(uncertain)) for (const id of funded) counts[id] = (counts[id] ?? 0) + 1
  return counts
}

/** Far above, twice nearly the same, far below: two are funded. */
const FOUR = { A: [92, 96], B: [73, 77], C: [72, 76], D: [52, 56] }

describe('The stability of a rank', () => {
  it('knows how far readers differ, and files, by the formulas', () => {
    // s² = (2 + 2 + 2 + 2)·… : each file differs by 4 from one reader to the other, so that Σ(y − ȳ)² = 4 · 8 and Σ(n − 1) = 4.
    const spread = spreadOf(Object.values(FOUR).map((own) => points(...own)))
    expect(spread?.within).toBeCloseTo(Math.sqrt(8), 12)
    const means = [94, 75, 74, 54]
    const all = means.reduce((sum, value) => sum + value, 0) / 4
    const variance = means.reduce((sum, value) => sum + (value - all) ** 2, 0) / 3
    expect(spread?.between).toBeCloseTo(Math.sqrt(variance - 8 / 2), 12)
  })

  it('knows nothing where no file was read twice', () => {
    expect([spreadOf([points(10), points(20)]), spreadOf([points(10, 12)]), spreadOf([])]).toEqual([null, null, null])
  })

  it('is solid far from the cut, contested at it, out below it', () => {
    const counts = countsOf(world(FOUR, 2))
    expect([bandOf(counts['A'] ?? 0), bandOf(counts['D'] ?? 0)]).toEqual(['solid', 'out'])
    expect([bandOf(counts['B'] ?? 0), bandOf(counts['C'] ?? 0)]).toEqual(['contested', 'contested'])
    expect(counts['B']).toBeGreaterThan(counts['C'] ?? 0)
    expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(2 * DRAWS)
  })

  it('is certain where readers agree to the point', () => {
    expect(countsOf(world({ A: [90, 90], B: [80, 80], C: [79, 79] }, 2))).toEqual({ A: DRAWS, B: DRAWS })
  })

  it('draws the same whatever the order of the files, and otherwise with another seed', () => {
    const one = world(FOUR, 2)
    const turned = { ...one, input: { ...one.input, files: [...one.input.files].reverse() } }
    expect(countsOf(turned)).toEqual(countsOf(one))
    expect(countsOf({ ...one, seedHex: SEED.split('').reverse().join('') })).not.toEqual(countsOf(one))
  })

  it('leaves out who is out for another reason than the score, and keeps who is only below the threshold in play', () => {
    const out = countsOf(world({ ...FOUR, Z: [99, 99] }, 2, { state: 'withdrawn' }))
    expect(out['Z']).toBeUndefined()
    const near = countsOf(world({ A: [80, 90], B: [70, 80], Z: [45, 53] }, 3))
    expect(near['Z']).toBeGreaterThan(0)
    expect(near['Z']).toBeLessThan(DRAWS)
  })

  it('is said in three bands', () => {
    expect([1_000, 950, 949, 51, 50, 0].map((funded) => bandOf(funded))).toEqual([
      'solid',
      'solid',
      'contested',
      'contested',
      'out',
      'out',
    ])
  })
})

describe('Numbers that are drawn', () => {
  it('follow the normal distribution: its quantiles, its mean and its deviation', () => {
    for (const [p, z] of [
      [0.5, 0],
      [0.841344746068543, 1],
      [0.975, 1.959963984540054],
      [0.995, 2.575829303548901],
      [0.001, -3.090232306167813],
    ] as const) {
      expect(normalQuantile(p)).toBeCloseTo(z, 7)
    }
    const random = randomFrom(SEED)
    const values = Array.from({ length: 20_000 }, () => normalFrom(random))
    const middle = values.reduce((sum, value) => sum + value, 0) / values.length
    const variance = values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / values.length
    expect(Math.abs(middle)).toBeLessThan(0.03)
    expect(Math.abs(variance - 1)).toBeLessThan(0.05)
  })
})
