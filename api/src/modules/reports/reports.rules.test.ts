import { describe, expect, it } from '@jest/globals'
import {
  RefundAction,
  RefundStatus,
  ReportAction,
  type ReportContent,
  ReportStatus,
} from '@progress-ess/shared/reports'
import {
  decideRefund,
  decideReport,
  dueDayOf,
  exerciseDayOf,
  isLate,
  linesOf,
  missingOf,
  stageOf,
  totalsOf,
} from './reports.rules.ts'

const ROLES = ['beneficiary', 'agent', 'manager', 'system'] as const

/** Written by hand from the domain: `state event role → next`. */
const REPORT = new Map([
  ['due edit beneficiary', 'due'],
  ['changes_requested edit beneficiary', 'changes_requested'],
  ['due submit beneficiary', 'submitted'],
  ['changes_requested submit beneficiary', 'submitted'],
  ['submitted request_changes agent', 'changes_requested'],
  ['submitted accept agent', 'accepted'],
  ['due move_due agent', 'due'],
  ['changes_requested move_due agent', 'changes_requested'],
])
const REFUND = new Map([
  ['claimed recover agent', 'recovered'],
  ['claimed cancel manager', 'cancelled'],
  ['recovered release manager', 'recovered'],
])

describe('the course of a report', () => {
  const cases = ReportStatus.enum.flatMap((state) =>
    ReportAction.enum.flatMap((event) => ROLES.map((role) => ({ state, event, role }))),
  )
  it.each(cases)('$state × $event × $role', ({ state, event, role }) => {
    const verdict = decideReport(state, event, [role])
    const to = REPORT.get(`${state} ${event} ${role}`)
    if (to !== undefined) expect(verdict).toEqual({ ok: true, to })
    else expect(verdict.ok).toBe(false)
  })
})

describe('the course of a claim', () => {
  const cases = RefundStatus.enum.flatMap((state) =>
    RefundAction.enum.flatMap((event) => ROLES.map((role) => ({ state, event, role }))),
  )
  it.each(cases)('$state × $event × $role', ({ state, event, role }) => {
    const verdict = decideRefund({ status: state, isReleased: false }, event, [role])
    const to = REFUND.get(`${state} ${event} ${role}`)
    if (to !== undefined) expect(verdict).toEqual({ ok: true, to })
    else expect(verdict.ok).toBe(false)
  })

  it('is released once', () => {
    expect(decideRefund({ status: 'recovered', isReleased: true }, 'release', ['manager']).ok).toBe(false)
  })
})

describe('its day', () => {
  it('is the last of the sixth month after the exercise in which the project ends', () => {
    expect([dueDayOf('2024-04-30', 6), dueDayOf('2023-12-31', 6), dueDayOf('2023-01-01', 2)]).toEqual([
      '2025-06-30',
      '2024-06-30',
      '2024-02-29',
    ])
  })

  it.each([
    ['2024-04-30', '2024-04-30'],
    ['2022-12-31', '2022-12-31'],
    ['2999-12-31', '2028-12-31'],
    ['1023-04-30', '2023-03-01'],
    ['bientôt', '2023-03-01'],
    [undefined, '2023-03-01'],
  ])('is on the exercise of %s, within the years around the award', (endOn, day) => {
    expect(exerciseDayOf(endOn, '2023-03-01')).toBe(day)
  })

  it('is late from the day after, while it is owed', () => {
    expect(isLate('due', '2025-06-30', '2025-06-30')).toBe(false)
    expect(isLate('due', '2025-06-30', '2025-07-01')).toBe(true)
    expect(isLate('submitted', '2025-06-30', '2025-07-01')).toBe(false)
  })

  it('is reminded of a month and a week before, the day after, then every thirty days, six times', () => {
    const stages = [
      '2025-05-30',
      '2025-05-31',
      '2025-06-22',
      '2025-06-23',
      '2025-06-30',
      '2025-07-01',
      '2025-07-30',
      '2025-07-31',
      '2025-12-28',
      '2026-01-27',
    ]
    expect(stages.map((today) => stageOf('2025-06-30', today))).toEqual([
      null,
      '30d',
      '30d',
      '7d',
      '7d',
      'late',
      'late',
      'late-1',
      'late-6',
      null,
    ])
  })
})

const planned = [
  { lineId: '60', detail: null, plannedCents: 300_000 },
  { lineId: '64', detail: 'Animatrice', plannedCents: 700_000 },
  { lineId: '74-departement', detail: null, plannedCents: 500_000 },
  { lineId: '75', detail: null, plannedCents: 500_000 },
]
const content: ReportContent = {
  actuals: [],
  indicators: [],
  done: 'Fait',
  results: 'Bien',
  gaps: '',
  beneficiaryCount: null,
}

describe('the budget executed against the plan', () => {
  it('has each line with its share, what was not planned behind, and sums without volunteers', () => {
    const lines = linesOf(planned, [
      { lineId: '64', detail: 'Animatrice', actualCents: 350_001 },
      { lineId: '60', detail: null, actualCents: 300_000 },
      { lineId: '62', detail: null, actualCents: 50_000 },
      { lineId: '86', detail: null, actualCents: 999 },
    ])
    expect(lines.map(({ lineId, executedBp }) => [lineId, executedBp])).toEqual([
      ['60', 10_000],
      ['64', 5_000],
      ['74-departement', null],
      ['75', null],
      ['62', null],
      ['86', null],
    ])
    const totals = totalsOf(lines, { committedCents: 500_000, paidCents: 400_000 })
    expect(totals).toMatchObject({ plannedChargesCents: 1_000_000, actualChargesCents: 700_001, executedBp: 7_000 })
    // 500,000 × 700,001 / 1,000,000 = 350,000 earned, of 400,000 paid.
    expect(totals.unspentCents).toBe(50_000)
  })

  it('claims nothing back before anything is written, nor when all was spent', () => {
    const money = { committedCents: 500_000, paidCents: 500_000 }
    expect(totalsOf(linesOf(planned, []), money).unspentCents).toBe(0)
    const more = planned.map(({ lineId, detail, plannedCents }) => ({ lineId, detail, actualCents: plannedCents * 2 }))
    expect(totalsOf(linesOf(planned, more), money).unspentCents).toBe(0)
  })

  it('is complete when each line is written, and far differences are explained', () => {
    const some = linesOf(planned, [])
    expect(
      missingOf(some, { ...content, done: ' ', results: '' }, totalsOf(some, { committedCents: 1, paidCents: 0 })),
    ).toEqual(['actuals-missing', 'done-missing', 'results-missing', 'gaps-missing'])
    const all = linesOf(
      planned,
      planned.map(({ lineId, detail, plannedCents }) => ({ lineId, detail, actualCents: plannedCents })),
    )
    expect(missingOf(all, content, totalsOf(all, { committedCents: 1, paidCents: 0 }))).toEqual([])
  })
})
