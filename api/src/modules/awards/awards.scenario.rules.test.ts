import { describe, expect, it } from '@jest/globals'
import type { AwardRules } from '@progress-ess/shared/awards'
import fc from 'fast-check'
import { canonicalJson } from '../../kit/canonical.ts'
import { fraction } from '../../kit/fraction.rules.ts'
import { commitmentOf, drawKeyOf } from './awards.draw.ts'
import { runScenario } from './awards.scenario.rules.ts'
import type { ScenarioInput, ScoredFile } from './awards.types.rules.ts'

const EURO = 100

const rulesWith = (change: Partial<AwardRules> = {}): AwardRules => ({
  schemaVersion: 1,
  envelope: { totalCents: 40_000 * EURO, roundToCents: EURO },
  amount: { capCents: 15_000 * EURO, floorCents: 0, maxShareOfBudget: 10_000 },
  method: { kind: 'rankAndCut', onMisfit: 'stop', lastAward: { kind: 'none' } },
  tieBreak: [{ by: 'draw', seedCommitment: '0'.repeat(64) }],
  perOrganisation: { max: 9 },
  reserve: { size: null, offerDays: 15 },
  ...change,
})

const file = (id: string, score: number, requestEuros: number, organisationKey: string, drawKey = id): ScoredFile => ({
  id,
  number: id,
  organisationKey,
  state: 'admissible',
  requestedCents: requestEuros * EURO,
  budgetCents: requestEuros * EURO * 2,
  completeAt: '2023-02-01T10:00:00.000Z',
  isNeverFunded: true,
  score: fraction(score),
  criterionMeans: {},
  eliminatedBy: null,
  drawKey,
})

/** The fixture of docs/award-rules.md: the draw puts C before D. */
const FILES: readonly ScoredFile[] = [
  file('A', 90, 15_000, 'o1'),
  file('B', 85, 12_000, 'o2'),
  file('C', 80, 10_000, 'o3'),
  file('D', 80, 6_000, 'o4'),
  file('E', 75, 5_000, 'o5'),
  file('F', 70, 3_000, 'o6'),
  file('G', 60, 8_000, 'o1'),
  file('H', 45, 4_000, 'o7'),
]

const inputOf = (rules: AwardRules, files = FILES): ScenarioInput => ({
  rules,
  files,
  threshold: fraction(50),
  decimals: 2,
})

const awardsOf = (input: ScenarioInput): Record<string, number> =>
  Object.fromEntries(
    runScenario(input)
      .lines.filter(({ awardCents }) => awardCents > 0)
      .map(({ id, awardCents }) => [id, awardCents / EURO]),
  )

const partial = (minShareOfRequest: number) => ({ kind: 'partial', minShareOfRequest }) as const
const smaller = { tieBreak: [{ by: 'smallerRequest' }] } as const

describe('the fixture, to the euro', () => {
  const { method } = rulesWith()
  it.each([
    ['stop', rulesWith(), { A: 15_000, B: 12_000, C: 10_000 }, 3_000],
    [
      'stop, last one partial',
      rulesWith({ method: { ...method, lastAward: partial(0) } }),
      { A: 15_000, B: 12_000, C: 10_000, D: 3_000 },
      0,
    ],
    [
      'stop, partial from 60 % of the request',
      rulesWith({ method: { ...method, lastAward: partial(6_000) } }),
      { A: 15_000, B: 12_000, C: 10_000 },
      3_000,
    ],
    ['skip', rulesWith({ method: { ...method, onMisfit: 'skip' } }), { A: 15_000, B: 12_000, C: 10_000, F: 3_000 }, 0],
    [
      'skip, partial from 60 %',
      rulesWith({ method: { ...method, onMisfit: 'skip', lastAward: partial(6_000) } }),
      { A: 15_000, B: 12_000, C: 10_000, E: 3_000 },
      0,
    ],
    [
      'smaller request first, stop',
      rulesWith({ tieBreak: [...smaller.tieBreak] }),
      { A: 15_000, B: 12_000, D: 6_000 },
      7_000,
    ],
    [
      'smaller request first, skip',
      rulesWith({ tieBreak: [...smaller.tieBreak], method: { ...method, onMisfit: 'skip' } }),
      { A: 15_000, B: 12_000, D: 6_000, E: 5_000 },
      2_000,
    ],
  ])('%s', (_name, rules, awards, leftEuros) => {
    expect(awardsOf(inputOf(rules))).toEqual(awards)
    expect(runScenario(inputOf(rules)).totals.leftCents).toBe(leftEuros * EURO)
  })

  it('tells under stop which envelope would fund D and E', () => {
    const { lines } = runScenario(inputOf(rulesWith()))
    const least = (id: string) => lines.find((line) => line.id === id)?.counterfactual?.leastEnvelopeCents
    expect(least('D')).toBe(43_000 * EURO)
    expect(least('E')).toBe(48_000 * EURO)
  })

  it('says why: exhausted with the euros left, lost on the draw, under the threshold with the points missing', () => {
    const { lines } = runScenario(inputOf(rulesWith()))
    const reasons = (id: string) => lines.find((line) => line.id === id)?.reasons
    expect(reasons('D')).toEqual([
      { code: 'envelope-exhausted', facts: { leftCents: 300_000, neededCents: 600_000, cutRank: null } },
      { code: 'lost-tie', facts: { by: 'draw', criterion: null, place: 2, of: 2 } },
    ])
    expect(reasons('H')).toEqual([{ code: 'below-threshold', facts: { threshold: '50.00', missing: '5.00' } }])
  })

  it('gives one organisation no more than its number of awards', () => {
    const rules = rulesWith({
      perOrganisation: { max: 1 },
      envelope: { totalCents: 100_000 * EURO, roundToCents: EURO },
    })
    const line = runScenario(inputOf(rules)).lines.find(({ id }) => id === 'G')
    expect(line).toMatchObject({
      awardCents: 0,
      outcome: 'refused',
      reasons: [{ code: 'same-organisation', facts: { number: 'A' } }],
    })
  })
})

describe('the draw', () => {
  const seedHex = '00112233445566778899aabbccddeeff'.repeat(2)

  it('orders numbers as published', () => {
    const numbers = ['PE-2026-001', 'PE-2026-002', 'PE-2026-003', 'PE-2026-004']
    const keys = numbers.map((number) => drawKeyOf(seedHex, number))
    expect(keys.map((key) => key.slice(0, 16))).toEqual([
      '2d74a0d3b7e704f1',
      'bd7d6a488c05a57f',
      '8de519915aa0c8cb',
      '5c9bdc2a1aca6add',
    ])
    expect(commitmentOf(seedHex)).toMatch(/^4773d12e.*dfef$/)
  })
})

describe('whatever the rules and the files', () => {
  const anyFile = fc.record({
    score: fc.integer({ min: 0, max: 10_000 }),
    requestEuros: fc.integer({ min: 1, max: 25_000 }),
    budgetEuros: fc.integer({ min: 1, max: 60_000 }),
    organisation: fc.integer({ min: 1, max: 12 }),
    state: fc.constantFrom(
      'admissible' as const,
      'admissible' as const,
      'admissible' as const,
      'inadmissible' as const,
    ),
  })
  const anyRules = fc.record({
    total: fc.integer({ min: 0, max: 120_000 }),
    cap: fc.integer({ min: 1_000, max: 20_000 }),
    floor: fc.integer({ min: 0, max: 4_000 }),
    share: fc.integer({ min: 3_000, max: 10_000 }),
    onMisfit: fc.constantFrom('stop' as const, 'skip' as const),
    partialFrom: fc.option(fc.integer({ min: 0, max: 10_000 })),
    max: fc.integer({ min: 1, max: 3 }),
    unit: fc.constantFrom(1, 100, 10_000),
  })
  const build = (
    rules: Parameters<Parameters<typeof anyRules.map>[0]>[0],
    files: Parameters<Parameters<typeof anyFile.map>[0]>[0][],
  ): ScenarioInput => ({
    threshold: fraction(50),
    decimals: 2,
    rules: rulesWith({
      envelope: { totalCents: rules.total * EURO, roundToCents: rules.unit },
      amount: { capCents: rules.cap * EURO, floorCents: rules.floor * EURO, maxShareOfBudget: rules.share },
      method: {
        kind: 'rankAndCut',
        onMisfit: rules.onMisfit,
        lastAward: rules.partialFrom === null ? { kind: 'none' } : partial(rules.partialFrom),
      },
      perOrganisation: { max: rules.max },
    }),
    files: files.map((one, index) => ({
      ...file(`F${String(index).padStart(3, '0')}`, 0, one.requestEuros, `o${one.organisation}`),
      score: fraction(one.score, 100),
      budgetCents: one.budgetEuros * EURO,
      state: one.state,
    })),
  })
  const anyInput = fc.tuple(anyRules, fc.array(anyFile, { maxLength: 25 })).map(([rules, files]) => build(rules, files))

  it('never pays above the envelope, the cap, the share or the request, nor under the floor', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const { lines, totals } = runScenario(input)
        const { capCents, floorCents, maxShareOfBudget } = input.rules.amount
        expect(lines.reduce((total, { awardCents }) => total + awardCents, 0)).toBe(totals.awardedCents)
        expect(totals.awardedCents).toBeLessThanOrEqual(input.rules.envelope.totalCents)
        for (const line of lines.filter(({ awardCents }) => awardCents > 0)) {
          const own = input.files.find(({ id }) => id === line.id)!
          expect(line.awardCents).toBeLessThanOrEqual(Math.min(own.requestedCents, capCents))
          expect(line.awardCents * 10_000).toBeLessThanOrEqual(own.budgetCents * maxShareOfBudget)
          // A request under the floor is served in full, rounded down as every amount is.
          const unit = input.rules.envelope.roundToCents
          const floor = own.requestedCents < floorCents ? own.requestedCents - (own.requestedCents % unit) : floorCents
          expect(line.awardCents).toBeGreaterThanOrEqual(floor)
        }
      }),
      { numRuns: 400 },
    )
  })

  it('gives the same bytes whatever the order of the files', () => {
    fc.assert(
      fc.property(anyInput, fc.infiniteStream(fc.nat()), (input, dice) => {
        const shuffled = [...input.files].sort(() => (dice.next().value % 2 === 0 ? 1 : -1))
        expect(canonicalJson(runScenario({ ...input, files: shuffled }))).toBe(canonicalJson(runScenario(input)))
      }),
      { numRuns: 200 },
    )
  })

  it('tells the truth about envelopes: the amount given funds the file, one cent less does not', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const withEnvelope = (totalCents: number): ScenarioInput => ({
          ...input,
          rules: { ...input.rules, envelope: { ...input.rules.envelope, totalCents } },
        })
        for (const line of runScenario(input).lines) {
          const least = line.counterfactual?.leastEnvelopeCents ?? null
          if (least === null || line.awardCents > 0) continue
          const isFunded = (cents: number) =>
            runScenario(withEnvelope(cents)).lines.some(({ id, awardCents }) => id === line.id && awardCents > 0)
          expect(isFunded(least)).toBe(true)
          expect(least === input.rules.envelope.totalCents ? false : isFunded(least - 1)).toBe(false)
        }
      }),
      { numRuns: 150 },
    )
  })

  it('tells the truth about scores: the score given funds the file, a hundredth less does not, null means that 100 does not', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        for (const line of runScenario(input).lines) {
          if (line.counterfactual === null || line.awardCents > 0 || line.outcome === 'inadmissible') continue
          const isFunded = (score: ReturnType<typeof fraction>) =>
            runScenario({
              ...input,
              files: input.files.map((one) => (one.id === line.id ? { ...one, score } : one)),
            }).lines.some(({ id, awardCents }) => id === line.id && awardCents > 0)
          const least = line.counterfactual.leastScore
          if (least === null) {
            expect(isFunded(fraction(100))).toBe(false)
            continue
          }
          const score = fraction(BigInt(least.numerator), BigInt(least.denominator))
          expect(isFunded(score)).toBe(true)
          expect(isFunded(fraction(score.num * 100n - score.den, score.den * 100n))).toBe(false)
        }
      }),
      { numRuns: 150 },
    )
  })

  it('never takes money away from a file whose score rises', () => {
    fc.assert(
      fc.property(anyInput, fc.nat(), fc.integer({ min: 1, max: 500 }), (input, pick, gain) => {
        const own = input.files[pick % Math.max(1, input.files.length)]
        if (own?.score == null || own.state !== 'admissible') return
        const awardOf = (candidate: ScenarioInput) =>
          runScenario(candidate).lines.find(({ id }) => id === own.id)?.awardCents ?? 0
        const score = fraction(own.score.num * 100n + BigInt(gain) * own.score.den, own.score.den * 100n)
        const files = input.files.map((one) => (one.id === own.id ? { ...one, score } : one))
        expect(awardOf({ ...input, files })).toBeGreaterThanOrEqual(awardOf(input))
      }),
      { numRuns: 200 },
    )
  })
})
