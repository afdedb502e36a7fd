import { describe, expect, it } from '@jest/globals'
import { EURO, eurosOf, fileWith, inputOf, lineOf, rulesWith } from '../../../test/support/award-fixture.ts'
import { fraction } from '../../kit/fraction.rules.ts'
import { runScenario } from './awards.scenario.rules.ts'

const tiers = [
  { minScore: 8_500, rate: 10_000 },
  { minScore: 7_500, rate: 7_000 },
  { minScore: 0, rate: 4_000 },
]
const cut = { kind: 'tiers', tiers, overflow: 'rankAndCut' } as const
const scaled = { ...cut, overflow: 'scaleDown' } as const
const large = { totalCents: 50_000 * EURO, roundToCents: EURO }

describe('a score gives a right to a share of the request', () => {
  it('the fixture before the envelope: 46,100 €', () => {
    const input = inputOf(rulesWith({ method: cut, envelope: large }))
    const awards = { A: 15_000, B: 12_000, C: 7_000, D: 4_200, E: 3_500, F: 1_200, G: 3_200 }
    expect(eurosOf(input)).toEqual(awards)
    expect(runScenario(input).totals.awardedCents).toBe(46_100 * EURO)
    expect(eurosOf(inputOf(rulesWith({ method: scaled, envelope: large })))).toEqual(awards)
    expect(lineOf(input, 'C').reasons).toEqual([
      {
        code: 'funded-capped',
        facts: { limit: 'tier', ceilingCents: 7_000 * EURO, requestedCents: 10_000 * EURO },
      },
    ])
  })

  it('served in the order of rank where the envelope does not suffice', () => {
    const input = inputOf(rulesWith({ method: cut }))
    expect(eurosOf(input)).toEqual({ A: 15_000, B: 12_000, C: 7_000, D: 4_200 })
    expect(lineOf(input, 'E')).toMatchObject({
      reasons: [
        { code: 'envelope-exhausted', facts: { leftCents: 1_800 * EURO, neededCents: 3_500 * EURO, cutRank: null } },
      ],
      counterfactual: { leastEnvelopeCents: 41_700 * EURO, leastEnvelopeInFullCents: 41_700 * EURO },
    })
  })

  it('or all scaled down alike', () => {
    const input = inputOf(rulesWith({ method: scaled }))
    // 40,000 of 46,100.
    expect(eurosOf(input)).toEqual({ A: 13_015, B: 10_412, C: 6_074, D: 3_644, E: 3_037, F: 1_041, G: 2_777 })
    expect(lineOf(input, 'F').reasons).toEqual([
      {
        code: 'funded-share',
        facts: { by: 'tier', awardCents: 1_041 * EURO, ceilingCents: 1_200 * EURO, sharers: 7 },
      },
    ])
  })

  it('applied to the request, before the cap', () => {
    const files = [fileWith('A', { requestedCents: 20_000 * EURO, score: fraction(75) })]
    expect(lineOf(inputOf(rulesWith({ method: cut }), files), 'A')).toMatchObject({
      awardCents: 14_000 * EURO,
      limit: 'tier',
    })
  })

  it('to nothing under the lowest tier, and says how many points are missing', () => {
    const method = { ...cut, tiers: tiers.slice(0, 2) }
    const line = lineOf(inputOf(rulesWith({ method, envelope: large })), 'F')
    expect(line.reasons).toEqual([{ code: 'below-tiers', facts: { leastScore: '75.00', missing: '5.00' } }])
    expect(line).toMatchObject({ outcome: 'refused', ceilingCents: 0, limit: 'tier', awardCents: 0 })
    // At 75 points 70 % of 3,000 € are a right; the 50,000 € hold them.
    expect(line.counterfactual).toMatchObject({ leastEnvelopeCents: null, leastScore: { display: '75.00' } })
  })

  it('and a higher tier may need more than what is left: the least score skips it', () => {
    // What is left after A, B and C fits the 4,000 of the lowest tier, not the 7,000 of the middle one.
    const rules = rulesWith({ method: cut, envelope: { totalCents: 38_000 * EURO, roundToCents: EURO } })
    const late = fileWith('Z', { score: fraction(40), requestedCents: 10_000 * EURO })
    const files = [...inputOf(rules).files.slice(0, 3), late]
    expect(lineOf(inputOf(rules, files), 'Z').counterfactual?.leastScore?.display).toBe('50.00')
    const less = rulesWith({ method: cut, envelope: { totalCents: 36_000 * EURO, roundToCents: EURO } })
    // 36,000 leave 2,000: only before C, with 70 %, does it get money; C then finds too little.
    expect(lineOf(inputOf(less, files), 'Z').counterfactual?.leastScore?.display).toBe('80.01')
  })
})
