import { describe, expect, it } from '@jest/globals'
import type { AwardRules } from '@progress-ess/shared/awards'
import type { CallForm, Question } from '@progress-ess/shared/calls'
import { Type } from 'typebox'
import Value from 'typebox/value'
import { AwardRules as AwardRulesSchema } from '@progress-ess/shared/awards'
import { CallForm as CallFormSchema, Eligibility as EligibilitySchema } from '@progress-ess/shared/calls'
import { type Criterion, type Grid, Grid as GridSchema } from '@progress-ess/shared/evaluations'
import { DEFAULT_ELIGIBILITY, DEFAULT_FORM, DEFAULT_GRID, defaultAwardRules } from './calls.defaults.ts'
import { type Draft, findCallGaps } from './calls.readiness.rules.ts'

const now = new Date('2022-11-01T09:00:00Z')
const RULES = defaultAwardRules('a'.repeat(64))

const ready: Draft = {
  title: 'Progr’ESS 2023',
  summary: 'En bref.',
  description: 'Le règlement.',
  opensAt: new Date('2022-12-01T08:00:00Z'),
  closesAt: new Date('2023-02-06T22:59:59Z'),
  graceMinutes: 0,
  evaluationEndsAt: new Date('2023-03-15T22:59:59Z'),
  resultsExpectedOn: '2023-04-30',
  eligibility: DEFAULT_ELIGIBILITY,
  form: DEFAULT_FORM,
  grid: DEFAULT_GRID,
  awardRules: RULES,
}

const gapsOf = (change: Partial<Draft>): string[] =>
  findCallGaps({ ...ready, ...change }, now).map(({ pointer, code }) => `${pointer} ${code}`)

const withQuestion = (change: Partial<Question>): CallForm => ({
  sections: [
    ...DEFAULT_FORM.sections,
    {
      id: 'more',
      title: 'Plus',
      questions: [{ id: 'more', kind: 'choice', label: 'Plus', isRequired: false, ...change }],
    },
  ],
})

const withCriterion = (change: Partial<Criterion>): Grid => ({
  ...DEFAULT_GRID,
  criteria: DEFAULT_GRID.criteria.map((criterion, index) => (index === 0 ? { ...criterion, ...change } : criterion)),
})

const withAmount = (change: Partial<AwardRules['amount']>): AwardRules => ({
  ...RULES,
  amount: { ...RULES.amount, ...change },
})

describe('what a new call starts from', () => {
  it('lacks its texts and dates only', () => {
    expect(gapsOf({ summary: '', description: ' ', opensAt: null, closesAt: null })).toEqual([
      '/summary required',
      '/description required',
      '/opensAt required',
      '/closesAt required',
    ])
    expect(gapsOf({})).toEqual([])
  })

  it('has the declared shapes', () => {
    const schema = Type.Object({
      form: CallFormSchema,
      grid: GridSchema,
      awardRules: AwardRulesSchema,
      eligibility: EligibilitySchema,
    })
    const { form, grid, awardRules, eligibility } = ready
    expect(Value.Check(schema, { form, grid, awardRules, eligibility })).toBe(true)
  })

  it('is the regulation of the first edition', () => {
    expect(RULES.envelope.totalCents).toBe(10_000_000)
    expect(RULES.amount).toMatchObject({ capCents: 1_500_000, maxShareOfBudget: 8_000 })
    expect(DEFAULT_GRID.criteria.map(({ weight }) => weight).reduce((sum, weight) => sum + weight)).toBe(100)
    expect(DEFAULT_GRID.threshold).toBe(5_000)
  })
})

describe('the dates', () => {
  it.each([
    ['closing in the past', { closesAt: now }, '/closesAt closing-in-the-past'],
    ['closing at the opening', { opensAt: ready.closesAt }, '/closesAt dates-inverted'],
    ['evaluation before the closing', { evaluationEndsAt: ready.closesAt }, '/evaluationEndsAt before-the-closing'],
    ['results before the closing', { resultsExpectedOn: '2023-02-05' }, '/resultsExpectedOn before-the-closing'],
  ] as const)('%s', (_what, change, gap) => {
    expect(gapsOf(change)).toContain(gap)
  })

  it('may leave the end of the evaluation and the results open', () => {
    expect(gapsOf({ evaluationEndsAt: null, resultsExpectedOn: null })).toEqual([])
  })
})

describe('the form', () => {
  const [first, ...others] = DEFAULT_FORM.sections

  it.each([
    ['without its title', { sections: others }],
    [
      'with a title that nobody must give',
      {
        sections: [
          {
            ...first!,
            questions: first!.questions.map((one) => (one.id === 'title' ? { ...one, isRequired: false } : one)),
          },
          ...others,
        ],
      },
    ],
  ])('%s', (_what, form) => {
    expect(gapsOf({ form })).toEqual(['/form/sections title-question-missing'])
  })

  it.each([
    ['two questions of one name', { id: 'need', kind: 'yesNo' as const }, 'id duplicate-id'],
    ['a choice without options', {}, 'options options-missing'],
    ['bounds that leave nothing', { kind: 'integer' as const, min: 2, max: 1 }, 'min bounds-inverted'],
    [
      'two options of one value',
      {
        options: [
          { value: 'a', label: 'Un' },
          { value: 'a', label: 'Deux' },
        ],
      },
      'options/1/value duplicate-id',
    ],
  ])('%s', (_what, question, gap) => {
    expect(gapsOf({ form: withQuestion(question) })).toEqual([`/form/sections/4/questions/0/${gap}`])
  })

  it('two sections of one name', () => {
    const form = {
      sections: [
        ...DEFAULT_FORM.sections,
        { ...others[0]!, questions: withQuestion({ kind: 'yesNo' }).sections[4]!.questions },
      ],
    }
    expect(gapsOf({ form })).toEqual(['/form/sections/4/id duplicate-id'])
  })
})

describe('the grid', () => {
  it.each([
    ['weights that do not add to 100', withCriterion({ weight: 29 }), '/grid/criteria weights-not-100'],
    ['two criteria of one name', withCriterion({ id: 'roots' }), '/grid/criteria/4/id duplicate-id'],
    [
      'a scale of no whole steps',
      withCriterion({ scale: { min: 0, max: 5, step: 2 } }),
      '/grid/criteria/0/scale scale-invalid',
    ],
    [
      'an eliminatory mark off the scale',
      withCriterion({ eliminatory: { minMark: 6, basis: 'fileMean' } }),
      '/grid/criteria/0/eliminatory mark-off-scale',
    ],
    [
      'a comment asked for off the scale',
      withCriterion({ commentBelow: 9 }),
      '/grid/criteria/0/commentBelow mark-off-scale',
    ],
    [
      'a level off the scale',
      withCriterion({ levels: [{ mark: 7, guidance: 'Hors échelle' }] }),
      '/grid/criteria/0/levels mark-off-scale',
    ],
  ])('%s', (_what, grid, gap) => {
    expect(gapsOf({ grid })).toContain(gap)
  })
})

const withTiers = (...tiers: (readonly [minScore: number, rate: number])[]): AwardRules => ({
  ...RULES,
  method: {
    kind: 'tiers',
    tiers: tiers.map(([minScore, rate]) => ({ minScore, rate })),
    overflow: 'rankAndCut',
  },
})

describe('the award rules', () => {
  it.each([
    ['no cap', withAmount({ capCents: 0, floorCents: 0 }), '/awardRules/amount/capCents cap-missing'],
    ['a floor above the cap', withAmount({ floorCents: 1_500_001 }), '/awardRules/amount/floorCents floor-over-cap'],
    [
      'a floor that no award under the cap reaches, once rounded',
      withAmount({ capCents: 1_509_999, floorCents: 1_500_001 }),
      '/awardRules/amount/floorCents floor-over-cap',
    ],
    ['a cap above the envelope', withAmount({ capCents: 10_000_001 }), '/awardRules/amount/capCents cap-over-envelope'],
    ['a share of nothing', withAmount({ maxShareOfBudget: 0 }), '/awardRules/amount/maxShareOfBudget share-missing'],
    [
      'a rounding above the cap',
      { ...RULES, envelope: { totalCents: 10_000_000, roundToCents: 2_000_000 } },
      '/awardRules/envelope/roundToCents rounding-over-cap',
    ],
    [
      'a tier that starts above the one before it',
      withTiers([8_500, 10_000], [9_000, 5_000]),
      '/awardRules/method/tiers/1 tiers-not-descending',
    ],
    [
      'a better score that would get less',
      withTiers([8_500, 5_000], [7_500, 6_000]),
      '/awardRules/method/tiers/1 tiers-not-descending',
    ],
    [
      'a tie-break on a criterion that the grid lacks',
      { ...RULES, tieBreak: [{ by: 'criterion' as const, criterionId: 'beauty' }, ...RULES.tieBreak] },
      '/awardRules/tieBreak/0/criterionId criterion-unknown',
    ],
    [
      'tie-breaks that may leave two files equal',
      { ...RULES, tieBreak: [{ by: 'smallerRequest' as const }] },
      '/awardRules/tieBreak tie-break-not-total',
    ],
  ])('%s', (_what, awardRules, gap) => {
    expect(gapsOf({ awardRules })).toContain(gap)
  })
})

describe('lots, quotas and locks', () => {
  const quota = { id: 'q1', label: 'Q', files: { by: 'neverFunded' }, measure: 'count', priority: 1 } as const
  const lot = { id: 'l1', label: 'L', files: { by: 'neverFunded' }, totalCents: 6_000_000 } as const

  it('are refused where they ask for nothing, for more than there is, or for what the method cannot give', () => {
    const withQuotas = (quotas: AwardRules['quotas'], change: Partial<AwardRules> = {}): string[] =>
      gapsOf({ awardRules: { ...RULES, ...change, ...(quotas === undefined ? {} : { quotas }) } })
    expect(withQuotas([quota, quota])).toEqual([
      '/awardRules/quotas/1/id duplicate-id',
      '/awardRules/quotas/0 quota-empty',
      '/awardRules/quotas/1 quota-empty',
    ])
    expect(withQuotas([{ ...quota, min: 3, max: 2 }])).toEqual(['/awardRules/quotas/0 quota-inverted'])
    expect(withQuotas([{ ...quota, measure: 'amount', max: 1 }])).toEqual([])
    expect(withQuotas([{ ...quota, measure: 'amount', max: 1 }], { method: { kind: 'equalShares' } })).toEqual([
      '/awardRules/quotas/0 quota-amount-shared',
    ])
    expect(
      gapsOf({ awardRules: { ...RULES, envelope: { ...RULES.envelope, lots: [lot, { ...lot, id: 'l2' }] } } }),
    ).toEqual(['/awardRules/envelope/lots lots-over-envelope'])
  })

  it('have no locks before there are files', () => {
    const locks = [{ number: 'PE1-0001', award: { kind: 'out' as const }, reason: 'Pour voir.' }]
    expect(gapsOf({ awardRules: { ...RULES, locks } })).toEqual(['/awardRules/locks locks-before-files'])
  })
})
