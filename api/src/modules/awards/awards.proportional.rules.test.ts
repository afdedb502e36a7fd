import { describe, expect, it } from '@jest/globals'
import { EURO, eurosOf, fileWith, inputOf, lineOf, rulesWith } from '../../../test/support/award-fixture.ts'
import { fraction } from '../../kit/fraction.rules.ts'
import { runScenario } from './awards.scenario.rules.ts'

const byRequest = { kind: 'proportional', weightBy: 'request' } as const
const byScore = { kind: 'proportional', weightBy: 'scoreTimesRequest' } as const

describe('all files share in proportion', () => {
  it('to their requests: the fixture, to the euro', () => {
    const input = inputOf(rulesWith({ method: byRequest }))
    expect(eurosOf(input)).toEqual({ A: 10_169, B: 8_135, C: 6_780, D: 4_068, E: 3_390, F: 2_034, G: 5_424 })
    expect(runScenario(input).totals).toMatchObject({ awardedCents: 40_000 * EURO, leftCents: 0, fundedCount: 7 })
  })

  it('to their scores times their requests, the scores exact', () => {
    // Weights 1350, 1020, 800, 480, 375, 210 and 480, together 4715.
    const input = inputOf(rulesWith({ method: byScore }))
    expect(eurosOf(input)).toEqual({ A: 11_453, B: 8_653, C: 6_787, D: 4_072, E: 3_181, F: 1_782, G: 4_072 })
    const thirds = [fileWith('A', { score: fraction(200, 3) }), fileWith('B', { score: fraction(100, 3) })]
    const rules = rulesWith({ method: byScore, envelope: { totalCents: 9_000 * EURO, roundToCents: EURO } })
    expect(eurosOf(inputOf(rules, thirds, null))).toEqual({ A: 6_000, B: 3_000 })
  })

  it('weighing what they may get, so that asking above the cap brings nothing', () => {
    const files = [fileWith('A', { requestedCents: 90_000 * EURO, budgetCents: 90_000 * EURO }), fileWith('B')]
    const rules = rulesWith({ method: byRequest, envelope: { totalCents: 10_000 * EURO, roundToCents: EURO } })
    expect(eurosOf(inputOf(rules, files))).toEqual({ A: 6_000, B: 4_000 })
  })

  it('each at its floor at the least: the last ones take no part when the envelope cannot pay all floors', () => {
    const amount = { capCents: 15_000 * EURO, floorCents: 5_000 * EURO, maxShareOfBudget: 10_000 }
    // D, E and G are raised to 5,000 and F to the 3,000 that it asks for: 22,000 are left to A, B and C.
    const input = inputOf(rulesWith({ method: byRequest, amount }))
    expect(eurosOf(input)).toEqual({ A: 8_919, B: 7_135, C: 5_946, D: 5_000, E: 5_000, F: 3_000, G: 5_000 })
    expect(lineOf(input, 'D').reasons).toEqual([
      {
        code: 'funded-at-floor',
        facts: { by: 'request', awardCents: 5_000 * EURO, ceilingCents: 6_000 * EURO, sharers: 7 },
      },
    ])
    const less = inputOf(
      rulesWith({ method: byRequest, amount, envelope: { totalCents: 30_000 * EURO, roundToCents: EURO } }),
    )
    expect(eurosOf(less)).toEqual({ A: 6_667, B: 5_333, C: 5_000, D: 5_000, E: 5_000, F: 3_000 })
    expect(lineOf(less, 'G')).toMatchObject({
      outcome: 'reserve',
      reasons: [
        { code: 'floors-exhausted', facts: { leftCents: 2_000 * EURO, neededCents: 5_000 * EURO, cutRank: null } },
      ],
      counterfactual: { leastEnvelopeCents: 33_000 * EURO, leastEnvelopeInFullCents: null },
    })
  })
})
