import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { type Portion, type Sharer, shareOut } from './awards.sharing.rules.ts'

const sharer = (weight: number, most: number, least = 0): Sharer => ({
  least: BigInt(least),
  most: BigInt(most),
  weight: BigInt(weight),
})
const unitsOf = (portions: readonly Portion[]): number[] => portions.map(({ units }) => Number(units))
const sumOf = (values: readonly bigint[]): bigint => values.reduce((total, value) => total + value, 0n)

describe('units shared out', () => {
  it('go in proportion, what rounding leaves to the largest remainders', () => {
    // 10 units by 3, 3 and 1: 4.29, 4.29 and 1.43.
    expect(unitsOf(shareOut(10n, [sharer(3, 99), sharer(3, 99), sharer(1, 99)]))).toEqual([4, 4, 2])
  })

  it('leave a unit to the earlier of equal remainders', () => {
    expect(unitsOf(shareOut(5n, [sharer(1, 9), sharer(1, 9)]))).toEqual([3, 2])
  })

  it('never pass the most, and what that leaves is shared by the others', () => {
    expect(unitsOf(shareOut(12n, [sharer(1, 2), sharer(1, 9), sharer(1, 9)]))).toEqual([2, 5, 5])
    expect(unitsOf(shareOut(99n, [sharer(1, 2), sharer(5, 3)]))).toEqual([2, 3])
  })

  it('never fall under the least, which the others pay', () => {
    expect(shareOut(10n, [sharer(1, 5, 3), sharer(9, 9)])).toEqual([
      { units: 3n, how: 'at-floor' },
      { units: 7n, how: 'shared' },
    ])
  })

  it('give the least to what weighs nothing', () => {
    expect(unitsOf(shareOut(10n, [sharer(0, 5, 2), sharer(4, 4)]))).toEqual([2, 4])
  })

  type Status = 'least' | 'most' | 'free'
  const statusesOf = (count: number): Status[][] =>
    count === 0
      ? [[]]
      : statusesOf(count - 1).flatMap((rest) => (['least', 'most', 'free'] as const).map((one) => [...rest, one]))

  /** Every way to put each sharer at its least, at its most or between: the one that agrees with itself, in fractions of `den`. */
  function exactByTrial(units: bigint, sharers: readonly Sharer[]): { nums: bigint[]; den: bigint } {
    for (const statuses of statusesOf(sharers.length)) {
      const fixed = sumOf(sharers.map(({ least, most }, i) => ({ least, most, free: 0n })[statuses[i] ?? 'free']))
      const den = sumOf(sharers.map(({ weight }, i) => (statuses[i] === 'free' ? weight : 0n)))
      if (den === 0n) continue
      const num = units - fixed
      const agrees = sharers.every(({ least, most, weight }, i) => {
        const share = num * weight
        if (statuses[i] === 'least') return share <= least * den
        return statuses[i] === 'most' ? share >= most * den : share >= least * den && share <= most * den
      })
      if (agrees) {
        const nums = sharers.map(
          ({ least, most, weight }, i) =>
            ({ least: least * den, most: most * den, free: num * weight })[statuses[i] ?? 'free'],
        )
        return { nums, den }
      }
    }
    throw new Error('no way to share')
  }

  it('are those of trying all ways, then rounded by the largest remainders', () => {
    const anySharer = fc
      .tuple(fc.integer({ min: 1, max: 9 }), fc.nat(6), fc.nat(8))
      .map(([weight, least, more]) => sharer(weight, least + more, least))
    fc.assert(
      fc.property(fc.array(anySharer, { minLength: 1, maxLength: 5 }), fc.nat(30), (sharers, more) => {
        const units = sumOf(sharers.map(({ least }) => least)) + BigInt(more)
        const mosts = sharers.map(({ most }) => most)
        const portions = shareOut(units, sharers)
        if (units >= sumOf(mosts)) {
          expect(portions.map((portion) => portion.units)).toEqual(mosts)
          return
        }
        const { nums, den } = exactByTrial(units, sharers)
        const whole = nums.map((num) => num / den)
        const left = Number(units - sumOf(whole))
        const order = nums
          .map((num, index) => ({ rest: Number(num % den), index }))
          .sort((a, b) => b.rest - a.rest || a.index - b.index)
        const lucky = new Set(order.slice(0, left).map(({ index }) => index))
        expect(portions.map((portion) => portion.units)).toEqual(whole.map((one, i) => one + (lucky.has(i) ? 1n : 0n)))
        expect(sumOf(portions.map((portion) => portion.units))).toBe(units)
        for (const [index, { how, units: got }] of portions.entries()) {
          const { least = 0n, most = 0n } = sharers[index] ?? {}
          expect(how === 'full').toBe(got === most)
          if (how === 'at-floor') expect(got).toBe(least)
        }
      }),
      { numRuns: 2_000 },
    )
  })
})
