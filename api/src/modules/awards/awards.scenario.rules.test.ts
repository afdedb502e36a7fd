import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import {
  anyInput,
  anyTinyInput,
  draw,
  EURO,
  eurosOf,
  fileWith,
  inputOf,
  lineOf,
  partialFrom,
  rankAndCut,
  rulesWith,
} from '../../../test/support/award-fixture.ts'
import { canonicalJson, fingerprintOf } from '../../kit/canonical.ts'
import { fraction } from '../../kit/fraction.rules.ts'
import { floorFor } from './awards.bounds.rules.ts'
import { runScenario } from './awards.scenario.rules.ts'
import type { ScenarioInput } from './awards.types.rules.ts'

const method = rankAndCut
const stop = method
const skip = { ...method, onMisfit: 'skip' } as const
const smaller = [{ by: 'smallerRequest' }, draw] as const

describe('the fixture, to the euro', () => {
  it.each([
    ['stop', { method: stop }, { A: 15_000, B: 12_000, C: 10_000 }, 3_000],
    [
      'stop, last one partial',
      { method: { ...stop, lastAward: partialFrom(0) } },
      { A: 15_000, B: 12_000, C: 10_000, D: 3_000 },
      0,
    ],
    [
      'stop, partial from 60 % of the request',
      { method: { ...stop, lastAward: partialFrom(6_000) } },
      { A: 15_000, B: 12_000, C: 10_000 },
      3_000,
    ],
    ['skip', { method: skip }, { A: 15_000, B: 12_000, C: 10_000, F: 3_000 }, 0],
    [
      'skip, partial from 60 % of the request',
      { method: { ...skip, lastAward: partialFrom(6_000) } },
      { A: 15_000, B: 12_000, C: 10_000, E: 3_000 },
      0,
    ],
    [
      'smaller request first, stop',
      { tieBreak: [...smaller], method: stop },
      { A: 15_000, B: 12_000, D: 6_000 },
      7_000,
    ],
    [
      'smaller request first, skip',
      { tieBreak: [...smaller], method: skip },
      { A: 15_000, B: 12_000, D: 6_000, E: 5_000 },
      2_000,
    ],
  ])('%s', (_name, change, awards, leftEuros) => {
    const input = inputOf(rulesWith(change))
    const awarded = Object.values(awards).reduce((total, euros) => total + euros, 0)
    expect(eurosOf(input)).toEqual(awards)
    expect(runScenario(input).totals).toEqual({
      envelopeCents: 40_000 * EURO,
      awardedCents: awarded * EURO,
      leftCents: leftEuros * EURO,
      fundedCount: Object.keys(awards).length,
      rankedCount: 7,
      requestedCents: 63_000 * EURO,
    })
  })

  it('shares ranks: two files at 80 are both third, the next one is fifth, the last one has none', () => {
    const { lines } = runScenario(inputOf(rulesWith()))
    expect(lines.map(({ number: id, rank }) => [id, rank])).toEqual([
      ['A', 1],
      ['B', 2],
      ['C', 3],
      ['D', 3],
      ['E', 5],
      ['F', 6],
      ['G', 7],
      ['H', null],
    ])
  })

  it('keeps the reserve in the order of service, no longer than the rules say', () => {
    const reserveOf = (size: number | null) =>
      runScenario(inputOf(rulesWith({ reserve: { size, offerDays: 15 } })))
        .lines.filter(({ reserveRank }) => reserveRank !== null)
        .map(({ number: id, reserveRank, outcome }) => [id, reserveRank, outcome])
    expect(reserveOf(2)).toEqual([
      ['D', 1, 'reserve'],
      ['E', 2, 'reserve'],
    ])
    expect(reserveOf(null).map(([id]) => id)).toEqual(['D', 'E', 'F', 'G'])
    expect(reserveOf(0)).toEqual([])
    expect(lineOf(inputOf(rulesWith({ reserve: { size: 2, offerDays: 15 } })), 'F').outcome).toBe('refused')
  })
})

describe('rules of before there were other methods', () => {
  it.each([
    [
      'stop',
      rulesWith(),
      '2431caa8f17ce3fa4e6c40ee34339c543c8a9aeb2b555429f276c83cdec30196',
      'f5fd336d2df63339401498d11cb2afd3950aa624d937fe506319b442d8cb0219',
    ],
    [
      'skip, partial from 60 %, one an organisation',
      rulesWith({ method: { ...skip, lastAward: partialFrom(6_000) }, perOrganisation: { max: 1 } }),
      'f774cbfbd97c6c232cafa8705cb20c3653d2afa397b909db0e6822f6ff4ce1e3',
      'c1e36d11c9d0c24a7d144a41201495e0a502d8e17f773872261b53941279f733',
    ],
  ])('keep their fingerprint and give the same bytes: %s', (_name, rules, rulesSha256, resultSha256) => {
    expect([fingerprintOf(rules), fingerprintOf(runScenario(inputOf(rules)))]).toEqual([rulesSha256, resultSha256])
  })
})

describe('whatever the rules and the files', () => {
  const run = (check: (input: ScenarioInput) => void): void => {
    fc.assert(fc.property(anyInput, check), { numRuns: 1_000 })
  }

  it('never pays above the envelope, the cap, the share or the request, nor under the floor, and always in whole units', () => {
    run((input) => {
      const { lines, totals } = runScenario(input)
      const { amount, envelope } = input.rules
      expect(lines.reduce((total, { awardCents }) => total + awardCents, 0)).toBe(totals.awardedCents)
      expect(totals.awardedCents + totals.leftCents).toBe(envelope.totalCents)
      expect(totals.leftCents).toBeGreaterThanOrEqual(0)
      for (const { number: id, awardCents, ceilingCents } of lines.filter((line) => line.awardCents > 0)) {
        const own = input.files.find((file) => file.number === id)
        const requestedCents = own?.requestedCents ?? 0
        expect(awardCents).toBeLessThanOrEqual(ceilingCents)
        expect(ceilingCents).toBeLessThanOrEqual(Math.min(requestedCents, amount.capCents))
        expect(awardCents * 10_000).toBeLessThanOrEqual((own?.budgetCents ?? 0) * amount.maxShareOfBudget)
        expect(awardCents).toBeGreaterThanOrEqual(floorFor(input.rules, requestedCents))
        expect(awardCents % envelope.roundToCents).toBe(0)
      }
    })
  })

  it('gives an organisation no more awards than it may have, and nothing to a file out of the ranking', () => {
    run((input) => {
      const { lines } = runScenario(input)
      const byOrganisation = new Map<string, number>()
      for (const { number: id, awardCents, rank } of lines) {
        if (awardCents === 0) continue
        const key = input.files.find((file) => file.number === id)?.organisationKey ?? ''
        byOrganisation.set(key, (byOrganisation.get(key) ?? 0) + 1)
        expect(rank).not.toBeNull()
      }
      expect(Math.max(0, ...byOrganisation.values())).toBeLessThanOrEqual(input.rules.perOrganisation.max)
    })
  })

  it('has one line for each file, and the same bytes whatever the order in which files come', () => {
    fc.assert(
      fc.property(
        anyInput.chain((input) =>
          fc.tuple(fc.constant(input), fc.shuffledSubarray([...input.files], { minLength: input.files.length })),
        ),
        ([input, shuffled]) => {
          const result = runScenario(input)
          expect(result.lines.map(({ number: id }) => id).sort()).toEqual(input.files.map(({ number: id }) => id))
          expect(canonicalJson(runScenario({ ...input, files: shuffled }))).toBe(canonicalJson(result))
        },
      ),
      { numRuns: 1_000 },
    )
  })

  it('never takes money away from a file whose score rises', () => {
    fc.assert(
      fc.property(anyTinyInput, fc.nat(), fc.integer({ min: 1, max: 12 }), (input, pick, gain) => {
        const own = input.files[pick % Math.max(1, input.files.length)]
        if (own?.score == null) return
        const files = input.files.map((file) =>
          file.number === own.number ? { ...own, score: fraction((own.score?.num ?? 0n) + BigInt(gain)) } : file,
        )
        expect(lineOf({ ...input, files }, own.number).awardCents).toBeGreaterThanOrEqual(
          lineOf(input, own.number).awardCents,
        )
      }),
      { numRuns: 500 },
    )
  })

  it('leaves better ranked files as they are when a file is added behind them', () => {
    const check = (input: ScenarioInput): void => {
      const last = fileWith('F99', { score: fraction(2), requestedCents: 2, budgetCents: 30, drawKey: 'z' })
      const alone = { ...input, files: input.files.filter(({ score }) => score !== null && score.num > 2n) }
      const before = runScenario(alone).lines.map(({ number: id, awardCents }) => [id, awardCents])
      const after = runScenario({ ...alone, files: [...alone.files, last] }).lines
      expect(
        after.filter(({ number: id }) => id !== 'F99').map(({ number: id, awardCents }) => [id, awardCents]),
      ).toEqual(before)
    }
    fc.assert(fc.property(anyTinyInput, check), { numRuns: 1_000 })
  })
})

/** How long it takes is measured by `npm run bench`. */
it('gives each of 500 files its reason, and each that money keeps out what would have funded it', () => {
  const files = Array.from({ length: 500 }, (_, index) =>
    fileWith(`F${String(index).padStart(3, '0')}`, {
      organisationKey: `o${index % 450}`,
      requestedCents: (3_000 + ((index * 7_919) % 12_000)) * EURO,
      score: fraction(5_000 + ((index * 104_729) % 4_000), 100 + (index % 7)),
    }),
  )
  for (const onMisfit of ['stop', 'skip'] as const) {
    const rules = rulesWith({
      envelope: { totalCents: 1_000_000 * EURO, roundToCents: EURO },
      method: { ...method, onMisfit },
      perOrganisation: { max: 1 },
    })
    const { lines } = runScenario(inputOf(rules, files))
    expect(lines.filter(({ reasons }) => reasons.length === 0)).toEqual([])
    const lacking = lines.filter(({ reasons }) => reasons[0]?.code === 'envelope-exhausted')
    expect(lacking.length).toBeGreaterThan(100)
    expect(lacking.filter(({ counterfactual }) => counterfactual === null)).toEqual([])
  }
})
