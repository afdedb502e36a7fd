import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import {
  anyTinyInput,
  EURO,
  fileWith,
  inputOf,
  isFunded,
  lineOf,
  rulesWith,
  withEnvelope,
} from '../../../test/support/award-fixture.ts'
import { runScenario } from './awards.scenario.rules.ts'

const { method } = rulesWith()
const skip = { ...method, onMisfit: 'skip' } as const

const leastEurosOf = (input: ReturnType<typeof inputOf>, id: string): number | null => {
  const cents = lineOf(input, id).counterfactual?.leastEnvelopeCents ?? null
  return cents === null ? null : cents / EURO
}

describe('the least envelope that funds a file', () => {
  it('is 43,000 € for D and 48,000 € for E of the fixture, under stop', () => {
    const input = inputOf(rulesWith())
    expect([leastEurosOf(input, 'D'), leastEurosOf(input, 'E')]).toEqual([43_000, 48_000])
    expect(isFunded(withEnvelope(input, 43_000 * EURO), 'D')).toBe(true)
    expect(isFunded(withEnvelope(input, 43_000 * EURO - 1), 'D')).toBe(false)
  })

  it('counts the larger files that more money serves first, under skip', () => {
    const input = inputOf(rulesWith({ method: skip }))
    // 40,000 € pay A, B, C and F. 42,000 € leave 5,000 to E, before F; whatever leaves 8,000 to G pays D, E and F first.
    expect(['D', 'E', 'G'].map((id) => leastEurosOf(input, id))).toEqual([43_000, 42_000, 59_000])
  })

  it('is none for a file whose organisation has its award already, nor for one that no envelope could serve', () => {
    const rules = rulesWith({
      perOrganisation: { max: 1 },
      amount: { capCents: 15_000 * EURO, floorCents: 4_000 * EURO, maxShareOfBudget: 10_000 },
    })
    const tiny = fileWith('T', { requestedCents: 9_000 * EURO, budgetCents: 3_000 * EURO })
    const input = inputOf(rules)
    expect(leastEurosOf(input, 'G')).toBeNull()
    expect(leastEurosOf({ ...input, files: [...input.files, tiny] }, 'T')).toBeNull()
  })

  it('is none beyond the largest envelope that can be recorded', () => {
    const rules = rulesWith({ amount: { capCents: 100_000_000_000, floorCents: 0, maxShareOfBudget: 10_000 } })
    const huge = { requestedCents: 60_000_000_000, budgetCents: 60_000_000_000 }
    const input = inputOf(rules, [fileWith('A', huge), fileWith('B', huge)])
    expect([leastEurosOf(input, 'A'), leastEurosOf(input, 'B')]).toEqual([600_000_000, null])
  })

  it('is found for every file of every small world: all envelopes were tried, one by one', () => {
    fc.assert(
      fc.property(anyTinyInput, (input) => {
        const from = input.rules.envelope.totalCents
        const to = from + input.files.reduce((total, { requestedCents }) => total + requestedCents, 0)
        const runs = Array.from({ length: to - from + 1 }, (_, more) => runScenario(withEnvelope(input, from + more)))
        const leastWith = (id: string, enough: number): number | null => {
          const more = runs.findIndex(({ lines }) => lines.some((line) => line.id === id && line.awardCents >= enough))
          return more === -1 ? null : from + more
        }
        for (const { id, counterfactual, ceilingCents } of runScenario(input).lines) {
          if (counterfactual === null) continue
          expect([id, counterfactual.leastEnvelopeCents]).toEqual([id, leastWith(id, 1)])
          expect([id, counterfactual.leastEnvelopeInFullCents]).toEqual([id, leastWith(id, Math.max(1, ceilingCents))])
        }
      }),
      { numRuns: 400 },
    )
  })
})
