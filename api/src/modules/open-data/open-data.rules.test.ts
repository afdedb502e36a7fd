import { describe, expect, it } from '@jest/globals'
import type { OpenGrant } from '@progress-ess/shared/open-data'
import { criteriaOf, promiseOf, targetsOf, territoriesOf } from './aids.rules.ts'
import { searched } from './common-grants.rules.ts'
import type { Opportunity } from '@progress-ess/shared/common-grants'
import { givingPackage } from './giving.rules.ts'
import { SUBSIDY_COLUMNS, subsidyRow } from './subsidies.rules.ts'
import { publishBy } from './threshold.rules.ts'

const FUNDER = { name: 'Département d’essai', siret: '00000001800010' }

const grant = (over: Partial<OpenGrant> = {}): OpenGrant => ({
  grantId: '01900000-0000-7000-8000-000000000001',
  callId: '01900000-0000-7000-8000-000000000002',
  callCode: 'PE1',
  callTitle: 'Progr’ESS, édition 1',
  number: 'PE1-0029',
  beneficiary: {
    name: 'La Remise',
    siren: '000000018',
    siret: '00000001800010',
    rna: 'W922000001',
    communeCode: '92050',
    communeName: 'Nanterre',
  },
  purpose: 'Une épicerie solidaire',
  amountCents: 1_500_000,
  requestedCents: 1_600_000,
  decidedOn: '2023-05-12',
  yearTotalCents: 1_500_000,
  publishBy: null,
  isDemo: true,
  ...over,
})

/** The schema’s own constraints: name, whether it is required, pattern. */
const CONSTRAINTS: readonly (readonly [string, boolean, RegExp])[] = [
  ['nomAttribuant', true, /^.+$/],
  ['idAttribuant', true, /^\d{14}$/],
  ['dateConvention', true, /^\d{4}-\d{2}-\d{2}$/],
  ['referenceDecision', false, /^.+$/],
  ['nomBeneficiaire', true, /^.+$/],
  ['idBeneficiaire', false, /^\d{14}$/],
  ['rnaBeneficiaire', false, /^W\d{9}$/],
  ['objet', true, /^.{1,256}$/su],
  ['montant', true, /^\d+\.\d{2}$/],
  ['nature', true, /^aide en numéraire$/],
  ['conditionsVersement', true, /^.{1,256}$/],
  ['datesPeriodeVersement', true, /^\d{4}-\d{2}-\d{2}(\/\d{4}-\d{2}-\d{2})?$/],
  ['idRAE', false, /^\d{1,5}$/],
  ['notificationUE', true, /^(oui|non)$/],
  ['pourcentageSubvention', true, /^(1|0\.\d{1,2})$/],
  ['dispositifAide', false, /^.+$/],
]

function expectConforms(row: readonly string[]): void {
  expect(SUBSIDY_COLUMNS).toEqual(CONSTRAINTS.map(([name]) => name))
  for (const [index, [name, isRequired, pattern]] of CONSTRAINTS.entries()) {
    const cell = row[index] ?? ''
    if (cell === '' ? isRequired : !pattern.test(cell)) throw new Error(`${name}: ${cell}`)
  }
}

describe('A line of the national schema', () => {
  it('has the exact columns, and cells that its constraints allow', () => {
    const row = subsidyRow(grant(), FUNDER)
    expectConforms(row)
    expect(row.slice(0, 9)).toEqual([
      'Département d’essai',
      '00000001800010',
      '2023-05-12',
      'PE1-0029',
      'La Remise',
      '00000001800010',
      'W922000001',
      'Une épicerie solidaire',
      '15000.00',
    ])
  })

  it.each([
    ['a beneficiary without numbers', { beneficiary: { ...grant().beneficiary, siret: null, siren: null, rna: null } }],
    [
      'a number of Corsica, which the schema does not know',
      { beneficiary: { ...grant().beneficiary, rna: 'W2A1000001' } },
    ],
    ['a title of 300 characters outside the basic plane', { purpose: '𝒜'.repeat(300) }],
    ['one cent', { amountCents: 1 }],
    ['a sum that no binary fraction holds', { amountCents: 1_999_999_999 }],
  ])('conforms with %s', (_what, over) => {
    expectConforms(subsidyRow(grant(over), FUNDER))
  })
})

describe('The day by which a grant must be published', () => {
  it.each([
    ['2023-05-12', 2_300_000, null],
    ['2023-05-12', 2_300_001, '2023-08-12'],
    ['2023-11-30', 3_000_000, '2024-02-29'],
    ['2022-11-30', 3_000_000, '2023-02-28'],
    ['2023-12-31', 3_000_000, '2024-03-31'],
  ])('decided on %s, %i cents in the year: %s', (decidedOn, cents, day) => {
    expect(publishBy(decidedOn, cents)).toBe(day)
  })
})

describe('A call as an aid scheme', () => {
  const eligibility = { families: ['association', 'foundation'] as const, esusCompanies: true, territories: ['92'] }
  it('names whom and where after the words of the schema', () => {
    expect(targetsOf({ ...eligibility, families: [...eligibility.families] })).toBe('professionnels|associations')
    expect(targetsOf({ families: ['association'], esusCompanies: false, territories: [] })).toBe('associations')
    expect(territoriesOf({ families: ['association'], esusCompanies: false, territories: ['92', '92050'] })).toBe(
      'DEP-92|COM-92050',
    )
    expect(territoriesOf({ families: ['association'], esusCompanies: false, territories: [] })).toBe('PAYS-99100')
  })

  it('says a criterion a line, and a promise of 180 characters at most', () => {
    const rules = { amount: { capCents: 1_500_000, floorCents: 0, maxShareOfBudget: 8_000 } } as never
    expect(criteriaOf({ ...eligibility, families: [...eligibility.families] }, rules).replace(/\s/gu, ' ')).toBe(
      '• Être une association, ou une fondation, ou une entreprise agréée ESUS • Avoir son siège sur le territoire : 92 • Demander au plus 15 000 €, et au plus 80 % du budget du projet',
    )
    expect(promiseOf('é'.repeat(400))).toHaveLength(180)
    expect(promiseOf('\nrest')).toBeNull()
  })
})

describe('A package of 360Giving', () => {
  it('gives euros, one recipient and one funder, under ids that do not change', () => {
    const [one] = givingPackage([{ ...grant(), updatedAt: '2023-06-01T00:00:00.000Z' }], FUNDER).grants
    expect(one).toMatchObject({
      id: '360G-000000018-01900000-0000-7000-8000-000000000001',
      amountAwarded: 15_000,
      currency: 'EUR',
      awardDate: '2023-05-12',
      recipientOrganization: [{ name: 'La Remise' }],
      fundingOrganization: [{ name: 'Département d’essai' }],
    })
  })
})

describe('A search of CommonGrants', () => {
  const one = (id: string, value: 'open' | 'closed' | 'forecasted', date: string, title: string): Opportunity => ({
    id,
    title,
    status: { value, description: '' },
    description: 'Lien social',
    funding: {
      totalAmountAvailable: { amount: '100000.00', currency: 'EUR' },
      maxAwardAmount: { amount: '15000.00', currency: 'EUR' },
    },
    keyDates: { closeDate: { name: 'Closing', eventType: 'singleDate', date, time: '23:59:59' } },
    acceptedApplicantTypes: [],
    source: 'http://localhost',
    createdAt: `${date}T00:00:00.000Z`,
    lastModifiedAt: `${date}T00:00:00.000Z`,
  })
  const all = [
    one('a', 'open', '2023-02-06', 'Vie quotidienne'),
    one('b', 'closed', '2022-02-06', 'Réemploi'),
    one('c', 'forecasted', '2024-02-06', 'Alimentation'),
  ]
  const ids = (body: Parameters<typeof searched>[1]) => searched(all, body).items.map(({ id }) => id)

  it('joins its conditions by AND', () => {
    expect(ids({})).toEqual(['c', 'a', 'b'])
    expect(ids({ search: 'reemploi LIEN' })).toEqual(['b'])
    expect(ids({ filters: { status: { operator: 'in', value: ['open', 'forecasted'] } } })).toEqual(['c', 'a'])
    expect(ids({ filters: { status: { operator: 'notIn', value: ['open'] } }, search: 'alim' })).toEqual(['c'])
    const range = { min: '2022-02-06', max: '2023-02-06' }
    expect(ids({ filters: { closeDateRange: { operator: 'between', value: range } } })).toEqual(['a', 'b'])
    expect(ids({ filters: { closeDateRange: { operator: 'outside', value: range } } })).toEqual(['c'])
    const cap = (amount: string, currency = 'EUR') => ({
      operator: 'between' as const,
      value: { max: { amount, currency } },
    })
    expect(ids({ filters: { maxAwardAmountRange: cap('15000.00') } })).toHaveLength(3)
    expect(ids({ filters: { maxAwardAmountRange: cap('14999.99') } })).toEqual([])
    expect(ids({ filters: { maxAwardAmountRange: cap('15000', 'USD') } })).toEqual([])
    expect(ids({ filters: { minAwardAmountRange: cap('1') } })).toEqual([])
  })

  it('sorts, pages, and says what it does not know', () => {
    const found = searched(all, {
      sorting: { sortBy: 'title', sortOrder: 'asc' },
      pagination: { page: 2, pageSize: 2 },
      filters: { customFilters: { agency: { operator: 'eq', value: 'ESS' } } },
    })
    expect(found.items.map(({ title }) => title)).toEqual(['Vie quotidienne'])
    expect(found.paginationInfo).toEqual({ page: 2, pageSize: 2, totalItems: 3, totalPages: 2 })
    expect(found.filterInfo.errors).toEqual(['agency is not supported'])
    expect(searched(all, { sorting: { sortBy: 'custom' } }).sortInfo).toEqual({
      sortBy: 'lastModifiedAt',
      sortOrder: 'desc',
      errors: ['custom is not supported'],
    })
  })
})
