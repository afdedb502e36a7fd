import { describe, expect, it } from '@jest/globals'
import type { Grid } from '@progress-ess/shared/evaluations'
import { EURO, eurosOf, rulesWith } from '../../../test/support/award-fixture.ts'
import { exampleOf } from './awards.example.rules.ts'
import { runScenario } from './awards.scenario.rules.ts'

const grid: Grid = {
  criteria: [],
  na: 'zero',
  minEvaluations: 1,
  combine: 'mean',
  threshold: 5_000,
  rankOn: { value: 'exact' },
}
const amount = { capCents: 15_000 * EURO, floorCents: 0, maxShareOfBudget: 10_000 }
const envelope = { totalCents: 100_000 * EURO, roundToCents: EURO }

describe('the worked example of the editor', () => {
  it('is that of docs/award-rules.md where the cap is 15,000 €, whatever the envelope of the call', () => {
    const input = exampleOf(rulesWith({ amount, envelope }), grid)
    expect(eurosOf(input)).toEqual({ A: 15_000, B: 12_000, C: 10_000 })
    expect(runScenario(input).totals.envelopeCents).toBe(40_000 * EURO)
    expect(eurosOf(exampleOf(rulesWith({ amount, envelope, method: { kind: 'equalShares' } }), grid))).toEqual({
      A: 6_500,
      B: 6_500,
      C: 6_500,
      D: 6_000,
      E: 5_000,
      F: 3_000,
      G: 6_500,
    })
  })

  it('goes with the cap, and keeps to a smaller envelope of the call', () => {
    const small = { ...amount, capCents: 1_500 * EURO }
    const input = exampleOf(rulesWith({ amount: small, envelope: { ...envelope, totalCents: 2_000 * EURO } }), grid)
    expect(eurosOf(input)).toEqual({ A: 1_500 })
    expect(runScenario(input).totals).toMatchObject({ envelopeCents: 2_000 * EURO, requestedCents: 6_300 * EURO })
  })

  it('has the threshold of the grid', () => {
    const [, , , , , , , last] = runScenario(exampleOf(rulesWith({ amount, envelope }), grid)).lines
    expect(last).toMatchObject({ number: 'H', reasons: [{ code: 'below-threshold' }] })
  })
})
