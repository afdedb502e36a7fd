import { describe, expect, it } from '@jest/globals'
import type { Budget } from '@progress-ess/shared/applications'
import type { AwardRules } from '@progress-ess/shared/awards'
import { BUDGET_LINES, REQUESTED_LINE } from '@progress-ess/shared/reference'
import fc from 'fast-check'
import { totalsOf, unknownLines } from './budget.rules.ts'
import { type Content, declarationsFor, findGaps, missingDeclarations, type Terms } from './completeness.rules.ts'

const EUROS = 100
const line = (lineId: string, euros: number): Budget[number] => ({
  lineId,
  detail: null,
  amountCents: euros * EUROS,
  fundingStatus: null,
})

const terms: Terms = {
  form: {
    sections: [
      {
        id: 's',
        title: 'S',
        questions: [
          { id: 'title', kind: 'shortText', label: 'Nom', isRequired: true },
          { id: 'more', kind: 'longText', label: 'Autre', isRequired: false },
        ],
      },
    ],
  },
  eligibility: { families: ['association'], esusCompanies: true, territories: ['92'] },
  awardRules: { amount: { capCents: 15_000 * EUROS, floorCents: 0, maxShareOfBudget: 8_000 } } as AwardRules,
  overCapPolicy: 'warn',
}
const candidate = {
  family: 'association',
  esusEndsOn: null,
  eligibility: { isEligible: true, code: 'eligible', detail: '' },
} as const
const content = (budget: Budget, change: Partial<Content> = {}): Content => ({
  answers: { title: 'Projet' },
  budget,
  contactName: 'Camille',
  contactPhone: null,
  ...change,
})

const gapsOf = (budget: Budget, overCapPolicy: Terms['overCapPolicy'] = 'warn') =>
  findGaps({ ...terms, overCapPolicy }, candidate, content(budget)).map(({ code, severity }) => `${severity} ${code}`)

const asking = (asked: number, total: number): Budget => [
  line('60', total),
  line(REQUESTED_LINE, asked),
  line('75', total - asked),
]

describe('what prevents a submission', () => {
  it('is nothing when everything is said', () => {
    expect(gapsOf(asking(10_000, 20_000))).toEqual([])
  })

  it.each<[string, Budget, string[]]>([
    ['an empty budget', [], ['error budget-empty']],
    ['a budget of resources alone', [line(REQUESTED_LINE, 10)], ['error budget-empty']],
    ['nothing asked for', [line('60', 10), line('75', 10)], ['error amount-missing']],
    ['charges above resources', [line('60', 20), line(REQUESTED_LINE, 10)], ['error budget-unbalanced']],
    [
      'resources above charges',
      [line('60', 20), line(REQUESTED_LINE, 10), line('75', 11)],
      ['error budget-unbalanced'],
    ],
    ['volunteers on one side', [...asking(10, 20), line('864', 5)], ['error volunteers-unbalanced']],
    ['volunteers on both sides', [...asking(10, 20), line('864', 5), line('870', 5)], []],
    ['the cap, to the cent', asking(15_000, 30_000), []],
    ['more than the cap', asking(15_000.01, 30_000), ['warning amount-over-cap']],
    ['the share, to the cent', asking(8_000, 10_000), []],
    ['more than the share', asking(8_000.01, 10_000), ['warning share-over-limit']],
  ])('%s', (_, budget, expected) => {
    expect(gapsOf(budget)).toEqual(expected)
  })

  it('is the cap and the share where the call refuses what goes above them', () => {
    expect(gapsOf(asking(16_000, 18_000), 'refuse')).toEqual(['error amount-over-cap', 'error share-over-limit'])
  })

  it('is a contact that is missing, a required answer that is blank, and dates that are inverted', () => {
    const answers = { title: ' ', startOn: '2023-05-02', endOn: '2023-05-01' }
    const gaps = findGaps(terms, candidate, content(asking(10, 20), { answers, contactName: ' ' }))
    expect(gaps.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual([
      '/answers/title required',
      '/answers/endOn dates-inverted',
      '/contactName required',
    ])
  })

  it.each([
    ['esus-required', '/organisation/esusApproval'],
    ['family-not-eligible', '/organisation/legalFormCode'],
    ['territory-not-eligible', '/organisation/address'],
  ] as const)('is %s, shown where it is mended', (code, pointer) => {
    const refused = { ...candidate, eligibility: { isEligible: false, code, detail: '' } }
    expect(findGaps(terms, refused, content(asking(10, 20)))).toMatchObject([{ pointer, code, severity: 'error' }])
  })
})

describe('declarations', () => {
  it('hold the contrat d’engagement républicain for associations and foundations only', () => {
    const families = ['association', 'foundation', 'cooperative', 'mutual', 'company'] as const
    const bound = families.filter((family) => declarationsFor(family).includes('republican-commitment'))
    expect(bound).toEqual(['association', 'foundation'])
    expect(missingDeclarations('company', ['accuracy', 'up-to-date', 'power-to-sign'])).toEqual([])
    expect(missingDeclarations('foundation', ['accuracy'])).toEqual([
      'up-to-date',
      'power-to-sign',
      'republican-commitment',
    ])
  })
})

describe('totals of a budget', () => {
  const someLine = fc.record({
    lineId: fc.constantFrom(...BUDGET_LINES.map(({ id }) => id)),
    detail: fc.constant(null),
    amountCents: fc.integer({ min: 0, max: 1_000_000_000 }),
    fundingStatus: fc.constant(null),
  })

  it('count every line once, on its side', () => {
    fc.assert(
      fc.property(fc.array(someLine, { maxLength: 60 }), (budget) => {
        const totals = totalsOf(budget)
        const all = budget.reduce((sum, { amountCents }) => sum + amountCents, 0)
        const { chargesCents, resourcesCents, volunteerChargesCents, volunteerResourcesCents } = totals
        expect(chargesCents + resourcesCents + volunteerChargesCents + volunteerResourcesCents).toBe(all)
        expect(totals.gapCents).toBe(chargesCents - resourcesCents)
        expect(totals.requestedCents + totals.otherPublicCents).toBeLessThanOrEqual(resourcesCents)
      }),
    )
  })

  it('round the share half up, also for sums that a product of floating numbers would spoil', () => {
    expect(totalsOf(asking(1, 3)).shareBp).toBe(3_333)
    expect(totalsOf(asking(2, 3)).shareBp).toBe(6_667)
    expect(totalsOf(asking(1, 20_000)).shareBp).toBe(1)
    expect(totalsOf(asking(1_000_000_000, 1_000_000_000)).shareBp).toBe(10_000)
    expect(totalsOf([]).shareBp).toBeNull()
  })

  it('name lines that the plan does not have by their place', () => {
    expect(unknownLines([line('60', 1), line('6', 1), line('75', 1), line('99', 1)])).toEqual([1, 3])
  })
})
