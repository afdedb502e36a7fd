import { describe, expect, it } from '@jest/globals'
import { EURO, partialFrom, rankAndCut, rulesWith } from '../../../test/support/award-fixture.ts'
import { boundsOf, ceilingOf, neverFits } from './awards.bounds.rules.ts'

const rules = rulesWith({
  envelope: { totalCents: 100_000 * EURO, roundToCents: 100 * EURO },
  amount: { capCents: 15_000 * EURO, floorCents: 3_000 * EURO, maxShareOfBudget: 8_000 },
})
const file = (requestEuros: number, budgetEuros: number) => ({
  requestedCents: Math.round(requestEuros * EURO),
  budgetCents: Math.round(budgetEuros * EURO),
})

describe('the most that a file may get', () => {
  it.each([
    ['its request', file(9_000, 40_000), 9_000, 'request'],
    ['its request rounded down', file(9_050, 40_000), 9_000, 'rounding'],
    ['the cap', file(20_000, 60_000), 15_000, 'cap'],
    ['its share of the budget, rounded down', file(9_000, 10_999), 8_700, 'share'],
    ['its request, when the cap is the same', file(15_000, 60_000), 15_000, 'request'],
    ['nothing, without a budget', file(9_000, 0), 0, 'share'],
  ] as const)('is %s', (_name, asked, ceilingEuros, limit) => {
    expect(ceilingOf(rules, asked)).toEqual({ ceilingCents: ceilingEuros * EURO, limit })
  })

  it('is exact where a product of cents and rates passes 2^53', () => {
    const large = rulesWith({ envelope: { totalCents: 1, roundToCents: 1 } })
    const amount = { capCents: 100_000_000_000, floorCents: 0, maxShareOfBudget: 9_999 }
    const asked = { requestedCents: 100_000_000_000, budgetCents: 99_999_999_999 }
    expect(ceilingOf({ ...large, amount }, asked)).toEqual({ ceilingCents: 99_989_999_999, limit: 'share' })
  })
})

describe('the least that a file may get', () => {
  it('is the floor', () => {
    expect(boundsOf(rules, file(9_000, 40_000)).leastCents).toBe(3_000 * EURO)
  })

  it('is the request, rounded as every amount, where that is under the floor', () => {
    const bounds = boundsOf(rules, file(2_450, 40_000))
    expect(bounds).toMatchObject({ ceilingCents: 2_400 * EURO, leastCents: 2_400 * EURO })
    expect(neverFits(bounds)).toBe(false)
  })

  it('leaves nothing when the cap or the share lies under the floor', () => {
    expect(neverFits(boundsOf(rules, file(9_000, 3_000)))).toBe(true)
  })

  it('leaves nothing when less than one unit was asked for', () => {
    expect(neverFits(boundsOf(rules, file(99, 40_000)))).toBe(true)
  })

  it('is rounded up where the floor is no whole number of units', () => {
    const odd = { ...rules, amount: { ...rules.amount, floorCents: 3_050 * EURO } }
    expect(boundsOf(odd, file(9_000, 40_000)).leastCents).toBe(3_100 * EURO)
    expect(neverFits(boundsOf(odd, file(3_080, 40_000)))).toBe(true)
  })
})

describe('a partial award', () => {
  const partialOf = (minShareOfRequest: number, requestEuros: number, budgetEuros = 90_000) =>
    boundsOf(
      { ...rules, method: { ...rankAndCut, lastAward: partialFrom(minShareOfRequest) } },
      file(requestEuros, budgetEuros),
    ).partialCents

  it('needs its share of the request, rounded up', () => {
    expect(partialOf(6_000, 9_900)).toBe(6_000 * EURO)
    expect(partialOf(6_000, 10_000)).toBe(6_000 * EURO)
    expect(partialOf(6_001, 10_000)).toBe(6_100 * EURO)
  })

  it('needs a whole cent more where its share ends within one', () => {
    const cents = rulesWith({
      envelope: { totalCents: 100, roundToCents: 1 },
      method: { ...rankAndCut, lastAward: partialFrom(5_000) },
    })
    expect(boundsOf(cents, { requestedCents: 9, budgetCents: 99 }).partialCents).toBe(5)
  })

  it('needs the floor as well', () => {
    expect(partialOf(0, 9_900)).toBe(3_000 * EURO)
  })

  it('counts on the request, not on the ceiling: 60 % of 24,000 under a cap of 15,000', () => {
    expect(partialOf(6_000, 24_000)).toBe(14_400 * EURO)
  })

  it('is none where the rules allow none, or only all of the ceiling would do', () => {
    expect(boundsOf(rules, file(9_000, 40_000)).partialCents).toBeNull()
    expect(partialOf(10_000, 9_000)).toBeNull()
    expect(partialOf(6_000, 30_000)).toBeNull()
  })
})
