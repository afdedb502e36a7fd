import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import {
  add,
  compare,
  displayCeiling,
  displayFraction,
  divide,
  type Fraction,
  fraction,
  mean,
  multiply,
  round,
  subtract,
  sum,
  ZERO,
} from './fraction.rules.ts'

const anyFraction = fc
  .tuple(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.bigInt({ min: 1n, max: 10n ** 30n }))
  .map(([num, den]) => fraction(num, den))

const always = (...checks: ((a: Fraction, b: Fraction, c: Fraction) => void)[]): void => {
  fc.assert(
    fc.property(anyFraction, anyFraction, anyFraction, (a, b, c) => {
      for (const check of checks) check(a, b, c)
    }),
  )
}

describe('an exact fraction', () => {
  it('is reduced, with the sign above', () => {
    expect(fraction(6, 4)).toEqual({ num: 3n, den: 2n })
    expect(fraction(6, -4)).toEqual({ num: -3n, den: 2n })
    expect(fraction(0, -7)).toEqual(ZERO)
    expect(fraction(5, 0)).toEqual(ZERO)
  })

  it('computes as rational numbers do', () => {
    always(
      (a, b) => expect(add(a, b)).toEqual(add(b, a)),
      (a, b, c) => expect(add(add(a, b), c)).toEqual(add(a, add(b, c))),
      (a, b, c) => expect(multiply(a, add(b, c))).toEqual(add(multiply(a, b), multiply(a, c))),
      (a, b) => expect(subtract(add(a, b), b)).toEqual(a),
      (a, b) => expect(b.num === 0n ? a : divide(multiply(a, b), b)).toEqual(a),
      (a, b, c) => expect(multiply(mean([a, b, c]), fraction(3))).toEqual(sum([a, b, c])),
    )
    expect(mean([])).toEqual(ZERO)
  })

  it('compares exactly and totally', () => {
    always(
      (a, b) => expect(compare(a, b) + compare(b, a)).toBe(0),
      (a, b) => expect(compare(a, b)).toBe(Math.sign(Number(subtract(a, b).num))),
      (a) => expect(compare(a, add(a, fraction(1, 10n ** 60n)))).toBe(-1),
    )
  })

  it('tells 0.1 + 0.2 from 0.3 no more than it should', () => {
    expect(compare(add(fraction(1, 10), fraction(2, 10)), fraction(3, 10))).toBe(0)
  })
})

describe('in decimals', () => {
  it.each([
    [fraction(547, 8), 2, '68.38', '68.38'],
    [fraction(200, 3), 2, '66.67', '66.67'],
    [fraction(1, 8), 2, '0.13', '0.13'],
    [fraction(1, 1_000), 2, '0.00', '0.01'],
    [fraction(5), 2, '5.00', '5.00'],
    [fraction(-1, 3), 2, '-0.33', '-0.33'],
    [fraction(-1, 1_000), 2, '0.00', '0.00'],
    [fraction(-5, 2), 0, '-2', '-2'],
    [fraction(5, 2), 0, '3', '3'],
    [fraction(-123_456, 1_000), 1, '-123.5', '-123.4'],
  ])('writes %o with %i decimals as %s, rounded up as %s', (value, decimals, halfUp, up) => {
    expect(displayFraction(value, decimals)).toBe(halfUp)
    expect(displayCeiling(value, decimals)).toBe(up)
  })

  it('rounds to the nearest, a half up, and stays exact', () => {
    always((a) => {
      const difference = subtract(round(a, 2), a)
      expect(compare(difference, fraction(1, 200))).toBeLessThanOrEqual(0)
      expect(compare(difference, fraction(-1, 200))).toBe(1)
      expect(100n % round(a, 2).den).toBe(0n)
    })
  })
})
