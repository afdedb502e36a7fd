import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import {
  anyInput,
  EURO,
  fileWith,
  inputOf,
  isFunded,
  lineOf,
  rankAndCut,
  rulesWith,
  withEnvelope,
} from '../../../test/support/award-fixture.ts'
import { fraction } from '../../kit/fraction.rules.ts'
import { serve } from './awards.rank-and-cut.rules.ts'
import { leastEnvelopes } from './awards.envelopes.rules.ts'
import { runScenario } from './awards.scenario.rules.ts'
import type { RankedFile, ScenarioInput, Served } from './awards.types.rules.ts'

const method = rankAndCut
const skip = { ...method, onMisfit: 'skip' } as const

const isScaledDown = ({ rules }: ScenarioInput): boolean =>
  rules.method.kind === 'tiers' && rules.method.overflow === 'scaleDown'

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

  it('is found for every file of every small world, whatever the method: all envelopes were tried, one by one', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const isShared = ['proportional', 'equalShares'].includes(input.rules.method.kind) || isScaledDown(input)
        const from = input.rules.envelope.totalCents
        const to = from + input.files.reduce((total, { requestedCents }) => total + requestedCents, 0)
        const runs = Array.from({ length: to - from + 1 }, (_, more) => runScenario(withEnvelope(input, from + more)))
        const leastWith = (id: string, enough: number): number | null => {
          const more = runs.findIndex(({ lines }) =>
            lines.some((line) => line.number === id && line.awardCents >= enough),
          )
          return more === -1 ? null : from + more
        }
        for (const { number: id, counterfactual, ceilingCents } of runScenario(input).lines) {
          if (counterfactual === null) continue
          expect([id, counterfactual.leastEnvelopeCents]).toEqual([id, leastWith(id, 1)])
          const inFull = isShared ? null : leastWith(id, Math.max(1, ceilingCents))
          expect([id, counterfactual.leastEnvelopeInFullCents]).toEqual([id, inFull])
        }
      }),
      { numRuns: 600 },
    )
  })
})

describe('under skip, with organisations that reach their maximum', () => {
  type Short = readonly [organisationKey: string, ceilingCents: number, partialCents?: number | null]
  const entriesOf = (shorts: readonly Short[]): RankedFile[] =>
    shorts.map(([organisationKey, ceilingCents, partialCents], index) => ({
      file: fileWith(String(index), { organisationKey }),
      score: fraction(80),
      rank: index + 1,
      ceilingCents,
      limit: 'request',
      leastCents: 1,
      partialCents: partialCents ?? null,
    }))
  const rulesOf = (totalCents: number, max: number) =>
    rulesWith({ envelope: { totalCents, roundToCents: 1 }, method: skip, perOrganisation: { max } })
  const leastOf = (totalCents: number, shorts: readonly Short[]): (number | null)[] =>
    leastEnvelopes(rulesOf(totalCents, 1), entriesOf(shorts)).map(({ anyCents }) => anyCents)

  it('sees envelopes that serve a file between two that serve larger ones before it', () => {
    // 9 and 10 cents pay the first and leave enough to the last; 5 to 8 do not, and from 11 on a larger one takes it.
    const shorts: Short[] = ['a', 'b', 'c', 'd'].map((key, index) => [key, [6, 6, 5, 3][index] ?? 0])
    expect(leastOf(5, shorts)).toEqual([6, 12, 5, 9])
  })

  it('keeps apart envelopes that leave the same under other awards of an organisation', () => {
    const shorts: Short[] = [
      ['a', 3],
      ['b', 10, 9],
      ['c', 12, 11],
      ['d', 12, 11],
      ['c', 6],
      ['e', 10, 9],
    ]
    expect(leastOf(12, shorts)).toEqual([12, 12, 24, 36, 19, 34])
  })

  it('is that of trying all envelopes', () => {
    const anyShort = fc.record({
      key: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      ceilingCents: fc.integer({ min: 1, max: 14 }),
      partialCents: fc.option(fc.integer({ min: 1, max: 13 }), { freq: 1 }),
    })
    const anyShorts = fc.array(anyShort, { minLength: 6, maxLength: 12, size: 'max' })
    fc.assert(
      fc.property(anyShorts, fc.integer({ min: 0, max: 20 }), fc.integer({ min: 1, max: 2 }), (shorts, total, max) => {
        const entries = entriesOf(
          shorts.map(({ key, ceilingCents, partialCents }) => [
            key,
            ceilingCents,
            partialCents !== null && partialCents < ceilingCents ? partialCents : null,
          ]),
        )
        const rules = rulesOf(total, max)
        const all = entries.reduce((cents, { ceilingCents }) => cents + ceilingCents, 0)
        const runs = Array.from({ length: all + 1 }, (_, more) => serve(rules, total + more, entries))
        const tried = entries.map((_, place) => {
          const least = (isEnough: (turn: Served) => boolean): number | null => {
            const more = runs.findIndex((run) => run.slice(place, place + 1).some(isEnough))
            return more === -1 ? null : total + more
          }
          return {
            anyCents: least(({ awardCents }) => awardCents > 0),
            inFullCents: least(({ how }) => how === 'full'),
          }
        })
        expect(leastEnvelopes(rules, entries)).toEqual(tried)
      }),
      { numRuns: 2_000 },
    )
  })
})
