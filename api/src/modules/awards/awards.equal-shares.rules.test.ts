import { expect, it } from '@jest/globals'
import { EURO, eurosOf, inputOf, lineOf, rulesWith } from '../../../test/support/award-fixture.ts'
import { runScenario } from './awards.scenario.rules.ts'

const method = { kind: 'equalShares' } as const

it('all files get the same, or what they ask for where that is less: the fixture', () => {
  const input = inputOf(rulesWith({ method }))
  expect(eurosOf(input)).toEqual({ A: 6_500, B: 6_500, C: 6_500, D: 6_000, E: 5_000, F: 3_000, G: 6_500 })
  expect(runScenario(input).totals.leftCents).toBe(0)
  expect(lineOf(input, 'A').reasons).toEqual([
    {
      code: 'funded-share',
      facts: { by: 'equal', awardCents: 6_500 * EURO, ceilingCents: 15_000 * EURO, sharers: 7 },
    },
  ])
  expect(lineOf(input, 'D').reasons).toEqual([{ code: 'funded', facts: { awardCents: 6_000 * EURO } }])
})

it('one award an organisation lets the better file take part', () => {
  const input = inputOf(rulesWith({ method, perOrganisation: { max: 1 } }))
  expect(eurosOf(input)).toEqual({ A: 8_667, B: 8_667, C: 8_666, D: 6_000, E: 5_000, F: 3_000 })
  expect(lineOf(input, 'G').reasons).toEqual([{ code: 'same-organisation', facts: { number: 'A' } }])
})

it('leaves what is no whole unit', () => {
  const input = inputOf(rulesWith({ method, envelope: { totalCents: 10_050 * EURO, roundToCents: 100 * EURO } }))
  expect(runScenario(input).totals).toMatchObject({ awardedCents: 10_000 * EURO, leftCents: 50 * EURO })
})
