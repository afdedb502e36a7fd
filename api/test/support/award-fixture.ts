import type { AwardMethod, AwardRules, Quota, RankAndCut, Selector, TieBreak } from '@progress-ess/shared/awards'
import fc from 'fast-check'
import { type Fraction, fraction } from '../../src/kit/fraction.rules.ts'
import { runScenario } from '../../src/modules/awards/awards.scenario.rules.ts'
import type { ResultLine, ScenarioInput, ScoredFile } from '../../src/modules/awards/awards.types.rules.ts'

export const EURO = 100

export const draw = { by: 'draw', seedCommitment: '0'.repeat(64) } as const
export const partialFrom = (minShareOfRequest: number) => ({ kind: 'partial', minShareOfRequest }) as const

/** The method of the fixture, and of edition 1. */
export const rankAndCut: RankAndCut = { kind: 'rankAndCut', onMisfit: 'stop', lastAward: { kind: 'none' } }

/** Rules of the fixture, with what a test changes. */
export const rulesWith = (change: Partial<AwardRules> = {}): AwardRules => ({
  schemaVersion: 1,
  envelope: { totalCents: 40_000 * EURO, roundToCents: EURO },
  amount: { capCents: 15_000 * EURO, floorCents: 0, maxShareOfBudget: 10_000 },
  method: rankAndCut,
  tieBreak: [draw],
  perOrganisation: { max: 9 },
  reserve: { size: null, offerDays: 15 },
  ...change,
})

/** A file that nothing but its score and its request distinguishes; its number orders the draw. */
export const fileWith = (id: string, change: Partial<ScoredFile> = {}): ScoredFile => ({
  number: id,
  organisationKey: `o${id}`,
  state: 'admissible',
  requestedCents: 10_000 * EURO,
  budgetCents: 40_000 * EURO,
  completePlace: 1,
  isNeverFunded: true,
  score: fraction(80),
  criterionMeans: {},
  eliminatedBy: null,
  drawKey: id,
  ...change,
})

const fixtureFile = (id: string, score: number, requestEuros: number, organisationKey: string): ScoredFile =>
  fileWith(id, { score: fraction(score), requestedCents: requestEuros * EURO, organisationKey })

/** The fixture of docs/award-rules.md: the draw puts C before D. */
export const FIXTURE: readonly ScoredFile[] = [
  fixtureFile('A', 90, 15_000, 'o1'),
  fixtureFile('B', 85, 12_000, 'o2'),
  fixtureFile('C', 80, 10_000, 'o3'),
  fixtureFile('D', 80, 6_000, 'o4'),
  fixtureFile('E', 75, 5_000, 'o5'),
  fixtureFile('F', 70, 3_000, 'o6'),
  fixtureFile('G', 60, 8_000, 'o1'),
  fixtureFile('H', 45, 4_000, 'o7'),
]

export const inputOf = (
  rules: AwardRules,
  files = FIXTURE,
  threshold: Fraction | null = fraction(50),
): ScenarioInput => ({
  rules,
  files,
  threshold,
  decimals: 2,
})

export const lineOf = (input: ScenarioInput, id: string): ResultLine => {
  const line = runScenario(input).lines.find((one) => one.number === id)
  if (line === undefined) throw new Error(`No line ${id}`)
  return line
}

/** The awards of a run in euros, by file. */
export const eurosOf = (input: ScenarioInput): Record<string, number> =>
  Object.fromEntries(
    runScenario(input)
      .lines.filter(({ awardCents }) => awardCents > 0)
      .map(({ number: id, awardCents }) => [id, awardCents / EURO]),
  )

export const isFunded = (input: ScenarioInput, id: string): boolean => lineOf(input, id).awardCents > 0

export const withEnvelope = (input: ScenarioInput, totalCents: number): ScenarioInput => ({
  ...input,
  rules: { ...input.rules, envelope: { ...input.rules.envelope, totalCents } },
})

export const withScore = (input: ScenarioInput, id: string, score: Fraction): ScenarioInput => ({
  ...input,
  files: input.files.map((file) => (file.number === id ? { ...file, score } : file)),
})

/** Mostly the first value, so that most worlds are not spoilt by it. */
const mostly = <T>(usual: T, others: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: others })

const anyTinyFile = fc.record({
  score: fc.integer({ min: 1, max: 12 }),
  request: fc.integer({ min: 1, max: 12 }),
  budget: fc.integer({ min: 6, max: 60 }),
  organisation: fc.integer({ min: 1, max: 7 }),
  state: mostly<ScoredFile['state']>('admissible', fc.constantFrom('inadmissible', 'withdrawn')),
  need: mostly<number | null>(1, fc.option(fc.integer({ min: 0, max: 2 }))),
  minute: fc.integer({ min: 0, max: 2 }),
  isNeverFunded: fc.boolean(),
  isEliminated: mostly(false, fc.boolean()),
  drawKey: fc.constantFrom('a', 'b', 'c'),
})

const anyTinyRules = fc.record({
  total: fc.integer({ min: 0, max: 30 }),
  unit: mostly(1, fc.integer({ min: 2, max: 3 })),
  cap: mostly(12, fc.integer({ min: 1, max: 12 })),
  floor: mostly(0, fc.integer({ min: 1, max: 5 })),
  share: mostly(10_000, fc.integer({ min: 3_000, max: 10_000 })),
  onMisfit: fc.constantFrom('stop', 'skip'),
  partial: fc.option(fc.integer({ min: 0, max: 10_000 }), { freq: 2 }),
  max: fc.integer({ min: 1, max: 2 }),
  reserve: fc.option(fc.integer({ min: 0, max: 3 })),
  tieBreak: fc.constantFrom<TieBreak[][]>(
    [draw],
    [{ by: 'smallerRequest' }, draw],
    [{ by: 'neverFundedFirst' }, { by: 'jury', order: ['F03', 'F01'] }, draw],
    [{ by: 'criterion', criterionId: 'need' }, { by: 'earlierComplete' }],
  ),
})

/**
 * Any small world, in whole cents, so that every envelope and every score can be tried: requests of 1 to 12 cents, scores
 * of 1 to 12 points, ties, caps, floors, shares, roundings and organisations with several files.
 */
export const anyTinyInput: fc.Arbitrary<ScenarioInput> = fc
  .tuple(anyTinyRules, fc.array(anyTinyFile, { maxLength: 10, size: 'max' }))
  .map(([rules, files]) => ({
    rules: rulesWith({
      envelope: { totalCents: rules.total, roundToCents: rules.unit },
      amount: { capCents: rules.cap, floorCents: rules.floor, maxShareOfBudget: rules.share },
      method: {
        kind: 'rankAndCut',
        onMisfit: rules.onMisfit,
        lastAward: rules.partial === null ? { kind: 'none' } : partialFrom(rules.partial),
      },
      tieBreak: rules.tieBreak,
      perOrganisation: { max: rules.max },
      reserve: { size: rules.reserve, offerDays: 15 },
    }),
    threshold: fraction(2),
    decimals: 0,
    files: files.map((one, index) =>
      fileWith(`F${String(index).padStart(2, '0')}`, {
        organisationKey: `o${one.organisation}`,
        state: one.state,
        requestedCents: one.request,
        budgetCents: one.budget,
        score: fraction(one.score),
        criterionMeans: { need: one.need === null ? null : fraction(one.need) },
        completePlace: one.minute,
        isNeverFunded: one.isNeverFunded,
        eliminatedBy: one.isEliminated ? 'need' : null,
        drawKey: one.drawKey,
      }),
    ),
  }))

/** Tiers of scores from 1 to 12, from the highest down, each with a lower rate than the one before. */
const anyTinyTiers: fc.Arbitrary<AwardMethod> = fc
  .record({
    scores: fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 3 }),
    rates: fc.uniqueArray(fc.integer({ min: 1, max: 20 }), { minLength: 3, maxLength: 3 }),
    overflow: fc.constantFrom('rankAndCut', 'scaleDown'),
  })
  .map(({ scores, rates, overflow }) => {
    const [high, steps] = [scores.sort((a, b) => b - a), rates.sort((a, b) => b - a)]
    const tiers = high.map((score, index) => ({ minScore: score * 100, rate: (steps[index] ?? 1) * 500 }))
    return { kind: 'tiers', overflow, tiers }
  })

const anyOtherMethod: fc.Arbitrary<AwardMethod> = fc.oneof(
  anyTinyTiers,
  anyTinyTiers,
  fc.constantFrom<AwardMethod[]>(
    { kind: 'proportional', weightBy: 'request' },
    { kind: 'proportional', weightBy: 'scoreTimesRequest' },
    { kind: 'equalShares' },
  ),
)

/** Any small world under any method but rank and cut. */
export const anyOtherInput: fc.Arbitrary<ScenarioInput> = fc
  .tuple(anyTinyInput, anyOtherMethod)
  .map(([input, method]) => ({ ...input, rules: { ...input.rules, method } }))

/** Any small world under any method. */
export const anyInput: fc.Arbitrary<ScenarioInput> = fc.oneof(anyTinyInput, anyOtherInput)

const anyTheme = fc.subarray(['x', 'y', 'z'], { maxLength: 2 })
const anySelector = fc.oneof(
  fc.subarray(['x', 'y', 'z'], { minLength: 1 }).map((values): Selector => ({ by: 'theme', in: values })),
  fc.constant<Selector>({ by: 'neverFunded' }),
)
const anyQuota = (isShared: boolean): fc.Arbitrary<Quota> =>
  fc
    .record({
      files: anySelector,
      measure: isShared ? fc.constant('count' as const) : fc.constantFrom('count' as const, 'amount' as const),
      min: fc.option(fc.integer({ min: 1, max: 3 })),
      max: fc.option(fc.integer({ min: 0, max: 3 })),
      scale: fc.integer({ min: 1, max: 6 }),
      priority: fc.integer({ min: 1, max: 2 }),
    })
    .map(({ files, measure, min, max, scale, priority }) => {
      const by = measure === 'count' ? 1 : scale
      return {
        id: '',
        label: '',
        files,
        measure,
        priority,
        ...(min === null || (max !== null && max < min) ? {} : { min: min * by }),
        ...(max === null ? {} : { max: max * by }),
      }
    })

const isSharing = ({ method }: AwardRules): boolean =>
  method.kind === 'proportional' ||
  method.kind === 'equalShares' ||
  (method.kind === 'tiers' && method.overflow === 'scaleDown')

/** Any small world with lots, quotas and locks, under any method that knows them. */
export const anyConstrainedInput: fc.Arbitrary<ScenarioInput> = fc
  .oneof({ weight: 3, arbitrary: anyTinyInput }, { weight: 1, arbitrary: anyOtherInput })
  .chain((input) =>
    fc
      .record({
        themes: fc.array(anyTheme, { minLength: 10, maxLength: 10 }),
        lots: fc.option(
          fc.array(fc.record({ files: anySelector, part: fc.integer({ min: 0, max: 50 }) }), {
            minLength: 1,
            maxLength: 2,
          }),
        ),
        quotas: fc.option(fc.array(anyQuota(isSharing(input.rules)), { minLength: 1, maxLength: 3 }), { freq: 4 }),
        out: fc.option(fc.integer({ min: 0, max: 9 }), { freq: 2 }),
        in: fc.option(fc.integer({ min: 0, max: 9 }), { freq: 2 }),
      })
      .map(({ themes, lots, quotas, out, in: put }): ScenarioInput => {
        const { envelope } = input.rules
        const locks = [
          ...(out === null ? [] : [{ number: `F0${out}`, award: { kind: 'out' as const }, reason: 'Out of it' }]),
          ...(put === null || put === out
            ? []
            : [{ number: `F0${put}`, award: { kind: 'in' as const }, reason: 'In by a vote' }]),
        ]
        const sized = lots?.map(({ files, part }, index) => ({
          id: `l${index}`,
          label: '',
          totalCents: Math.floor((envelope.totalCents * part) / 100),
          files,
        }))
        return {
          ...input,
          rules: {
            ...input.rules,
            envelope: { ...envelope, ...(sized === undefined ? {} : { lots: sized }) },
            ...(quotas === null ? {} : { quotas: quotas.map((one, index) => ({ ...one, id: `q${index}` })) }),
            ...(locks.length === 0 ? {} : { locks }),
          },
          files: input.files.map((file, index) => ({ ...file, facts: { theme: themes[index] ?? [] } })),
        }
      }),
  )
