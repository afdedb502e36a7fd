import { describe, expect, it } from '@jest/globals'
import {
  BankAccountAction,
  BankAccountStatus,
  type InstalmentShare,
  PaymentAction,
  PaymentStatus,
} from '@progress-ess/shared/payments'
import fc from 'fast-check'
import { type BankAccountEvent, decideBankAccount, isHolder } from './bank-accounts.rules.ts'
import { centsOf, dayOf, type KnownLine, readMandates } from './mandates.rules.ts'
import { decidePayment, needsAgreement, obstaclesOf, type PaymentEvent } from './payments.rules.ts'
import { instalmentsOf, planFaults } from './plan.rules.ts'

const ROLES = ['beneficiary', 'agent', 'manager', 'system'] as const

/** Written by hand from the domain: `state event role → next`. */
const PAYMENT = new Map([
  ['planned request agent', 'requested'],
  ['failed request agent', 'requested'],
  ['requested approve manager', 'approved'],
  ['requested send_back agent', 'planned'],
  ['approved send_back agent', 'planned'],
  ['approved order agent', 'ordered'],
  ['ordered pay agent', 'paid'],
  ['ordered fail agent', 'failed'],
  ['planned cancel manager', 'cancelled'],
  ['planned cancel system', 'cancelled'],
  ['failed cancel manager', 'cancelled'],
  ['failed cancel system', 'cancelled'],
])

describe('the course of a payment', () => {
  const events: PaymentEvent[] = [...PaymentAction.enum, 'order']
  const cases = PaymentStatus.enum.flatMap((state) =>
    events.flatMap((event) => ROLES.map((role) => ({ state, event, role }))),
  )
  it.each(cases)('$state × $event × $role', ({ state, event, role }) => {
    const verdict = decidePayment({ status: state, requestedBy: 'one', obstacles: [] }, event, [role], 'other')
    const to = PAYMENT.get(`${state} ${event} ${role}`)
    if (to !== undefined) expect(verdict).toEqual({ ok: true, to })
    else
      expect(verdict).toMatchObject({
        ok: false,
        code: expect.stringMatching(/^(payment-wrong-status|role-not-allowed)$/),
      })
  })

  it('is never approved by the one who asked, whatever his roles', () => {
    const situation = { status: 'requested', requestedBy: 'one', obstacles: [] } as const
    for (const who of ['one', null]) {
      expect(decidePayment(situation, 'approve', ['agent', 'manager'], who)).toMatchObject({
        code: 'second-person-required',
      })
    }
  })

  it('begins only when nothing is missing', () => {
    const facts = {
      awardStatus: 'accepted',
      needsAgreement: false,
      isReportAccepted: false,
      hasAccount: true,
      today: '2026-11-27',
    } as const
    expect(obstaclesOf({ due: 'award', dueOn: null }, facts)).toEqual([])
    expect(obstaclesOf({ due: 'report', dueOn: null }, facts)).toEqual(['report-not-accepted'])
    expect(obstaclesOf({ due: 'date', dueOn: '2026-11-28' }, facts)).toEqual(['date-not-reached'])
    expect(obstaclesOf({ due: 'date', dueOn: '2026-11-27' }, facts)).toEqual([])
    expect(obstaclesOf({ due: 'award', dueOn: null }, { ...facts, needsAgreement: true, hasAccount: false })).toEqual([
      'agreement-not-signed',
      'bank-account-missing',
    ])
    expect(obstaclesOf({ due: 'award', dueOn: null }, { ...facts, awardStatus: 'settled' })).toEqual([
      'award-not-accepted',
    ])
    const verdict = decidePayment(
      { status: 'planned', requestedBy: null, obstacles: ['date-not-reached'] },
      'request',
      ['agent'],
      'a',
    )
    expect(verdict).toMatchObject({ code: 'payment-not-due' })
  })

  it('needs an agreement above the threshold, not at it', () => {
    const settings = { agreement: 'threshold', agreementThresholdCents: 2_300_000 } as const
    expect([2_300_000, 2_300_001].map((cents) => needsAgreement(settings, cents))).toEqual([false, true])
    expect(needsAgreement({ ...settings, agreement: 'always' }, 1)).toBe(true)
    expect(needsAgreement({ ...settings, agreement: 'never' }, 9e9)).toBe(false)
  })
})

const ACCOUNT = new Map([
  ['proposed attach beneficiary', 'proposed'],
  ['proposed attach agent', 'proposed'],
  ['proposed confirm agent', 'confirmed'],
  ['proposed reject agent', 'rejected'],
  ['proposed withdraw beneficiary', 'withdrawn'],
  ['proposed withdraw agent', 'withdrawn'],
  ['confirmed replace system', 'replaced'],
])

describe('the course of a bank account', () => {
  const events: BankAccountEvent[] = [...BankAccountAction.enum, 'replace']
  const cases = BankAccountStatus.enum.flatMap((state) =>
    events.flatMap((event) => ROLES.map((role) => ({ state, event, role }))),
  )
  it.each(cases)('$state × $event × $role', ({ state, event, role }) => {
    const verdict = decideBankAccount({ status: state, proposedBy: 'one' }, event, [role], 'other')
    const to = ACCOUNT.get(`${state} ${event} ${role}`)
    if (to !== undefined) expect(verdict).toEqual({ ok: true, to })
    else expect(verdict.ok).toBe(false)
  })

  it('is never confirmed by the one who proposed it', () => {
    const verdict = decideBankAccount({ status: 'proposed', proposedBy: 'one' }, 'confirm', ['agent'], 'one')
    expect(verdict).toMatchObject({ code: 'second-person-required' })
  })

  it.each([
    ['ASSOCIATION LES JARDINS D’ESSAI', true],
    ['Ass. Jardins d Essai', true],
    ['JE', true],
    ['Camille Exemple', false],
    ['Association', false],
  ])('in the name of « %s » is the organisation’s: %s', (holder, is) => {
    const gardens = { name: 'Les Jardins d’essai', acronym: 'J.E.', family: 'association' } as const
    expect(isHolder(holder, gardens)).toBe(is && holder !== 'JE')
    expect(isHolder('J E', gardens)).toBe(true)
  })

  it('of a company is no association’s, unless that is its own name', () => {
    const workshops = { name: 'Association Les Ateliers', acronym: null }
    for (const holder of ['Ateliers SAS', 'SARL LES ATELIERS', 'Société Les Ateliers']) {
      expect(isHolder(holder, { ...workshops, family: 'association' })).toBe(false)
      expect(isHolder(holder, { ...workshops, family: 'cooperative' })).toBe(true)
    }
    const gymnasts = { name: 'Société de gymnastique', acronym: null, family: 'association' } as const
    expect(isHolder('SOCIETE GYMNASTIQUE', gymnasts)).toBe(true)
  })
})

describe('a plan', () => {
  it('is the award to the cent, whatever the shares', () => {
    const shares = fc.array(fc.integer({ min: 1, max: 5_000 }), { minLength: 1, maxLength: 12 }).map((list) => {
      const all = list.slice(0, -1)
      const used = all.reduce((sum, one) => sum + one, 0)
      const kept = used < 10_000 ? all : []
      const rest = 10_000 - kept.reduce((sum, one) => sum + one, 0)
      return [...kept, rest].map((shareBp): InstalmentShare => ({ kind: 'interim', shareBp, due: 'award' }))
    })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000_000_000 }), shares, (cents, list) => {
        const items = instalmentsOf(cents, list)
        expect(items.reduce((sum, { amountCents }) => sum + amountCents, 0)).toBe(cents)
        expect(planFaults(items, { committedCents: cents, fixedCents: 0 })).toEqual([])
      }),
      { numRuns: 300 },
    )
  })

  it('says how many cents are missing, and what lacks its day', () => {
    const one = { kind: 'single', amountCents: 900, due: 'date', dueOn: null } as const
    expect(planFaults([one], { committedCents: 1_000, fixedCents: 50 })).toMatchObject([
      { pointer: '/items/0/dueOn', code: 'due-date-required' },
      { pointer: '/items', code: 'plan-not-whole', cents: 50 },
    ])
  })
})

const HEADER = ['liste', 'ligne', 'montant', 'mandat', 'dateMandat', 'datePaiement', 'rejet']
const line = (place: number, known: Partial<KnownLine> = {}): KnownLine => ({
  place,
  amountCents: 1_250_050,
  mandateNumber: null,
  mandatedOn: null,
  paidOn: null,
  rejectedReason: null,
  ...known,
})
const read = (rows: string[][], lines = [line(1), line(2)]) =>
  readMandates([HEADER, ...rows], { number: 'PE1-2026-001', lines, today: '2026-11-27' })
const row = (...cells: string[]): string[] => ['PE1-2026-001', ...cells]

describe('a list that came back', () => {
  it('is read as accountants write it', () => {
    expect(['2026-11-27', '29/02/2024', '29/02/2026', '1/1/2026'].map(dayOf)).toEqual([
      '2026-11-27',
      '2024-02-29',
      null,
      null,
    ])
    expect(['15000.00', '15 000,5', '15000 €', '1,234.00', '-1'].map(centsOf)).toEqual([
      1_500_000,
      1_500_050,
      1_500_000,
      null,
      null,
    ])
    expect(
      read([
        row('1', '12500.50', 'M-1', '26/11/2026', '27/11/2026', ''),
        row('2', '12 500,50', '', '', '', 'RIB clos'),
      ]),
    ).toEqual({
      ok: true,
      unchangedCount: 0,
      changes: [
        { place: 1, mandateNumber: 'M-1', mandatedOn: '2026-11-26', outcome: { paidOn: '2026-11-27' } },
        { place: 2, mandateNumber: null, mandatedOn: null, outcome: { reason: 'RIB clos' } },
      ],
    })
  })

  it('changes nothing when it says what is known', () => {
    const known = line(1, { mandateNumber: 'M-1', mandatedOn: '2026-11-26', paidOn: '2026-11-27' })
    const file = read(
      [row('1', '12500.50', 'M-1', '2026-11-26', '2026-11-27', ''), row('2', '12500.50', '', '', '', '')],
      [known, line(2)],
    )
    expect(file).toEqual({ ok: true, changes: [], unchangedCount: 2 })
  })

  it.each([
    ['list-differs', ['PE1-2026-002', '1', '12500.50', '', '', '', '']],
    ['line-unknown', row('9', '12500.50', '', '', '', '')],
    ['amount-differs', row('1', '12500.51', '', '', '', '')],
    ['date-invalid', row('1', '12500.50', '', '', '31/02/2026', '')],
    ['date-in-future', row('1', '12500.50', '', '', '2026-11-28', '')],
    ['paid-and-rejected', row('1', '12500.50', '', '', '2026-11-27', 'RIB clos')],
    ['mandate-differs', row('2', '12500.50', 'M-3', '', '', '')],
    ['already-paid', row('2', '12500.50', '', '', '2026-11-26', '')],
    ['already-paid', row('2', '12500.50', '', '', '', 'RIB clos')],
    ['already-rejected', row('3', '12500.50', '', '', '2026-11-27', '')],
  ])('is refused as a whole for %s', (code, wrong) => {
    const lines = [
      line(1),
      line(2, { mandateNumber: 'M-2', paidOn: '2026-11-27' }),
      line(3, { rejectedReason: 'RIB clos' }),
      line(4),
    ]
    const file = read([row('4', '12500.50', 'M-4', '', '', ''), wrong], lines)
    expect(file).toMatchObject({ ok: false, faults: [{ pointer: '/lines/2', code }] })
  })

  it('says which columns it lacks, and which line stands there twice', () => {
    const none = readMandates([['liste', 'ligne']], { number: 'x', lines: [], today: '2026-11-27' })
    expect(none).toMatchObject({ ok: false, faults: [{ code: 'column-missing' }, {}, {}, {}, {}] })
    const twice = row('1', '12500.50', '', '', '', '')
    expect(read([twice, twice])).toMatchObject({ ok: false, faults: [{ pointer: '/lines/2', code: 'line-twice' }] })
  })
})
