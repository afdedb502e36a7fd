import { describe, expect, it } from '@jest/globals'
import type { ApplicationSummary } from '@progress-ess/shared/applications'
import type { CallPhase, CallSummary } from '@progress-ess/shared/calls'
import type { AssignmentStatus, ReferralSummary } from '@progress-ess/shared/referrals'
import { everyDay } from '../src/features/desk/chartDays.ts'
import { filterOf, namesCall, queryOf, requestOf, sortNamed } from '../src/features/desk/listFilter.ts'
import { tasksOf } from '../src/features/desk/tasks.ts'
import type { CallDesk } from '../src/features/desk/useCallDesk.ts'

const callId = '01a20aa1-8f3d-70ca-bf46-97cda2bacac4'

describe('the filter of the list of files', () => {
  it('goes to the address and comes back the same', () => {
    const filter = { callId, view: 'todo', search: 'vélo', sort: '-requestedCents' } as const
    expect(filterOf(queryOf(filter) as Record<string, string>)).toEqual(filter)
  })

  it('leaves out what an address says wrongly', () => {
    const query = { appel: 'x', vue: 'y', tri: 'z', q: '  ' }
    expect(filterOf(query)).toEqual({ callId: null, view: 'all', search: '', sort: '-submittedAt' })
    expect(namesCall(query)).toBe(false)
    expect(namesCall({ appel: 'tous' })).toBe(true)
  })

  it('asks the API for the states behind a view', () => {
    expect(requestOf({ callId: null, view: 'todo', search: '', sort: 'number' })).toEqual({
      status: ['submitted', 'in_review'],
      sort: 'number',
    })
  })

  it('sorts only as the API can', () => {
    expect(sortNamed({ column: 'requestedCents', direction: 'desc' })).toBe('-requestedCents')
    expect(sortNamed({ column: 'number', direction: 'desc' })).toBe('number')
  })
})

describe('the chart of submissions', () => {
  it('has every day between the first and the last', () => {
    expect(
      everyDay([
        { on: '2026-10-24', count: 2 },
        { on: '2026-10-27', count: 1 },
      ]),
    ).toEqual([
      { on: '2026-10-24', count: 2 },
      { on: '2026-10-25', count: 0 },
      { on: '2026-10-26', count: 0 },
      { on: '2026-10-27', count: 1 },
    ])
    expect(everyDay([])).toEqual([])
  })
})

describe('the tasks of an agent', () => {
  const now = new Date('2026-11-20T12:00:00Z')
  const room = { now, isManager: true, hasRoute: (name: string) => name !== 'award-studio' }
  const file = (implicitRejectionAt: string, more: Partial<ApplicationSummary> = {}): ApplicationSummary =>
    ({ status: 'in_review', decision: null, implicitRejectionAt, correctionDueAt: null, ...more }) as ApplicationSummary
  const desk = (phase: CallPhase, submitted: number, oldest: readonly ApplicationSummary[] = []): CallDesk => ({
    call: { callId, title: 'Réparer', phase } as CallSummary,
    counts: {
      total: 9,
      byStatus: {
        draft: 0,
        submitted,
        in_review: 1,
        correction_requested: 0,
        admissible: 2,
        inadmissible: 0,
        withdrawn: 0,
        expired: 0,
      },
      submissionsByDay: [],
      requestedCents: 0,
      freshAnswers: 1,
      evaluated: 0,
    },
    oldest,
  })
  const kinds = (one: CallDesk): string[] =>
    tasksOf({ drafts: [], desks: [one], referrals: [] }, room).map(({ kind }) => kind)

  it('put silence that rejects first, then answers, then what waits', () => {
    const files = [file('2026-11-19T00:00:00Z'), file('2026-11-25T00:00:00Z'), file('2027-01-25T00:00:00Z')]
    expect(kinds(desk('closed', 3, files))).toEqual(['termPassed', 'termNear', 'answered', 'toCheck', 'toAssign'])
  })

  it('do not ask to check files that may still change', () => {
    expect(kinds(desk('open', 3))).toEqual(['answered'])
  })

  it('leave out those whose page does not exist', () => {
    expect(kinds(desk('deliberating', 0))).toEqual(['answered'])
  })

  it('count corrections without an answer on their date, and calls to publish', () => {
    const late = file('2027-01-25T00:00:00Z', { correctionDueAt: '2026-11-19T12:00:00Z' })
    const tasks = tasksOf(
      {
        drafts: [{ callId: 'draft', title: 'À venir' } as CallSummary],
        desks: [desk('open', 0, [late])],
        referrals: [],
      },
      room,
    )
    expect(tasks.map(({ kind, count }) => [kind, count])).toEqual([
      ['answered', 1],
      ['overdue', 1],
      ['toPublish', 1],
    ])
  })

  it('tell referrals once each: late ones apart, then those to answer, to contact, and what partners ask', () => {
    const referral = (
      side: 'recipient' | 'source',
      status: AssignmentStatus,
      kind: 'answer' | 'contact' | 'news',
      isLate: boolean,
    ): ReferralSummary =>
      ({
        side,
        status,
        clock: { kind, dueAt: `2026-11-2${isLate ? 1 : 9}T12:00:00Z`, isPaused: false, isLate, awaits: 'recipient' },
      }) as ReferralSummary
    const referrals = [
      referral('recipient', 'sent', 'answer', true),
      referral('recipient', 'received', 'answer', false),
      referral('recipient', 'accepted', 'contact', false),
      // Contacted already: news are due in weeks, nobody is waited for.
      referral('recipient', 'accepted', 'news', false),
      referral('source', 'info_requested', 'answer', false),
    ]
    const tasks = tasksOf({ drafts: [], desks: [], referrals }, room)
    expect(tasks.map(({ kind, count, until }) => [kind, count, until])).toEqual([
      ['referralLate', 1, '2026-11-21T12:00:00Z'],
      ['referralAsked', 1, null],
      ['referralAnswer', 1, '2026-11-29T12:00:00Z'],
      ['referralContact', 1, '2026-11-29T12:00:00Z'],
    ])
  })

  it('leave publishing and deciding to managers', () => {
    const data = {
      drafts: [{ callId: 'draft', title: 'À venir' } as CallSummary],
      desks: [desk('deliberating', 0)],
      referrals: [],
    }
    const everywhere = { now, hasRoute: () => true }
    const kindsFor = (isManager: boolean): string[] =>
      tasksOf(data, { ...everywhere, isManager }).map(({ kind }) => kind)
    expect(kindsFor(true)).toEqual(['answered', 'toDecide', 'toPublish'])
    expect(kindsFor(false)).toEqual(['answered'])
  })
})
