import { describe, expect, it } from '@jest/globals'
import {
  ASSIGNMENT_EVENTS,
  ASSIGNMENT_STATUSES,
  type AssignmentEvent,
  type AssignmentStatus,
} from '@progress-ess/shared/referrals'
import {
  ASSIGNMENT_MACHINE,
  type AssignmentRole,
  countedAt,
  decideAssignment,
  deriveStatus,
  missingFields,
  momentsAfter,
  runningClock,
  type Situation,
} from './referrals.rules.ts'

/** The protocol as its document has it, written a second time: state → event → where it leads and who may. */
const PROTOCOL: Readonly<Record<string, Readonly<Record<string, readonly [AssignmentStatus, string]>>>> = {
  draft: { send: ['sent', 's'] },
  sent: {
    acknowledge: ['received', 'r'],
    request_info: ['info_requested', 'r'],
    accept: ['accepted', 'r'],
    decline: ['declined', 'r'],
    transfer: ['transferred', 'r'],
    cancel: ['cancelled', 's'],
    expire: ['expired', 't'],
  },
  received: {
    request_info: ['info_requested', 'r'],
    accept: ['accepted', 'r'],
    decline: ['declined', 'r'],
    transfer: ['transferred', 'r'],
    cancel: ['cancelled', 's'],
    expire: ['expired', 't'],
  },
  info_requested: {
    provide_info: ['received', 's'],
    accept: ['accepted', 'r'],
    decline: ['declined', 'r'],
    cancel: ['cancelled', 's'],
    expire: ['expired', 't'],
  },
  accepted: {
    start: ['in_progress', 'r'],
    hold: ['on_hold', 'r'],
    complete: ['completed', 'r'],
    no_solution: ['no_solution', 'r'],
    unreachable: ['unreachable', 'r'],
    transfer: ['transferred', 'r'],
    cancel: ['cancelled', 's'],
    close_no_news: ['closed_no_news', 't'],
  },
  in_progress: {
    hold: ['on_hold', 'r'],
    complete: ['completed', 'r'],
    no_solution: ['no_solution', 'r'],
    transfer: ['transferred', 'r'],
    cancel: ['cancelled', 's'],
    close_no_news: ['closed_no_news', 't'],
  },
  on_hold: { resume: ['in_progress', 'rt'], cancel: ['cancelled', 's'] },
  declined: { reopen: ['received', 'sr'] },
  expired: { reopen: ['received', 'sr'] },
  completed: { reopen: ['received', 'sr'] },
  no_solution: { reopen: ['received', 'sr'] },
  unreachable: { reopen: ['received', 'sr'] },
  closed_no_news: { reopen: ['received', 'sr'] },
  cancelled: {},
  transferred: {},
}
const ROLES: Readonly<Record<AssignmentRole, string>> = { source: 's', recipient: 'r', system: 't' }

const every = ASSIGNMENT_STATUSES.flatMap((status) =>
  ASSIGNMENT_EVENTS.flatMap((event) =>
    (Object.keys(ROLES) as AssignmentRole[]).map((role) => [status, event, role] as const),
  ),
)
const at = (status: AssignmentStatus, change: Partial<Situation> = {}): Situation => ({
  status,
  heldFrom: status === 'on_hold' ? 'in_progress' : null,
  hasReached: true,
  attemptDays: 2,
  isConsented: true,
  ...change,
})

describe('The machine of an assignment, every state × event × role', () => {
  it.each(every)('%s: %s by the %s', (status, event, role) => {
    const expected = PROTOCOL[status]?.[event]
    const decision = decideAssignment(at(status), event, [role])
    if (expected === undefined) expect(decision).toMatchObject({ ok: false, code: 'assignment-wrong-status' })
    else if (!expected[1].includes(ROLES[role])) expect(decision).toMatchObject({ ok: false, code: 'event-not-yours' })
    else expect(decision).toEqual({ ok: true, to: expected[0] })
  })

  it('knows every event', () => {
    expect(new Set(ASSIGNMENT_MACHINE.map(({ event }) => event))).toEqual(new Set(ASSIGNMENT_EVENTS))
  })
})

describe('Guards', () => {
  it('a start needs a contact that reached the person', () => {
    expect(decideAssignment(at('accepted', { hasReached: false }), 'start', ['recipient'])).toMatchObject({
      code: 'contact-missing',
    })
  })

  it.each<[AssignmentEvent, AssignmentStatus]>([
    ['accept', 'received'],
    ['reopen', 'completed'],
  ])('%s needs a consent that still covers the recipient', (event, status) => {
    const over = at(status, { isConsented: false })
    expect(decideAssignment(over, event, ['recipient'])).toMatchObject({ code: 'consent-withdrawn' })
    expect(decideAssignment(over, event, ['system'])).toMatchObject({ code: 'event-not-yours' })
    expect(decideAssignment(at(status), event, ['recipient']).ok).toBe(true)
  })

  it('unreachable needs two attempts on different days', () => {
    expect(decideAssignment(at('accepted', { attemptDays: 1 }), 'unreachable', ['recipient'])).toMatchObject({
      code: 'attempts-missing',
    })
  })

  it('a hold ends where it began', () => {
    const before = at('on_hold', { heldFrom: 'accepted' })
    expect(decideAssignment(before, 'resume', ['system'])).toEqual({ ok: true, to: 'accepted' })
  })

  it.each<[AssignmentEvent, string[]]>([
    ['acknowledge', []],
    ['accept', ['ownerName']],
    ['decline', ['reasonCode']],
    ['hold', ['text', 'until']],
    ['complete', ['outcomes']],
    ['transfer', ['recipientId']],
    ['reopen', ['text']],
  ])('%s needs %j', (event, fields) => {
    expect(missingFields({ event })).toEqual(fields)
  })

  it('a decline for another reason says which', () => {
    expect(missingFields({ event: 'decline', reasonCode: 'other' })).toEqual(['text'])
    expect(missingFields({ event: 'decline', reasonCode: 'at_capacity' })).toEqual([])
  })
})

describe('The derived status', () => {
  it.each<[AssignmentStatus[], AssignmentStatus]>([
    [[], 'draft'],
    [['draft', 'draft'], 'draft'],
    [['declined', 'sent'], 'sent'],
    [['completed', 'received'], 'received'],
    [['accepted', 'on_hold', 'in_progress'], 'in_progress'],
    [['cancelled', 'expired', 'declined'], 'declined'],
    [['closed_no_news', 'unreachable', 'no_solution', 'completed'], 'completed'],
    [['transferred', 'accepted'], 'accepted'],
  ])('of %j is %s', (statuses, expected) => {
    expect(deriveStatus(statuses)).toBe(expected)
  })
})

describe('Clocks', () => {
  const hours = (count: number): Date => new Date(Date.parse('2023-01-10T09:00:00.000Z') + count * 3_600_000)
  const fresh = { sentAt: null, receivedAt: null, answeredAt: null, pausedAt: null, pausedMs: 0 }

  it('stand still while information is awaited', () => {
    const sent = momentsAfter(fresh, 'send', 'sent', hours(0))
    const asked = momentsAfter(sent, 'request_info', 'info_requested', hours(2))
    const given = momentsAfter(asked, 'provide_info', 'received', hours(50))
    expect(asked).toMatchObject({ pausedAt: hours(2), receivedAt: hours(2) })
    expect(given).toMatchObject({ pausedAt: null, pausedMs: 48 * 3_600_000, sentAt: hours(0) })
    expect(momentsAfter(given, 'accept', 'accepted', hours(51))).toMatchObject({
      answeredAt: hours(51),
      closedAt: null,
    })
  })

  it('count nothing from before the last change', () => {
    expect(countedAt(hours(1), null)).toEqual(hours(1))
    expect(countedAt(hours(1), hours(2))).toEqual(hours(2))
    expect(countedAt(hours(3), hours(2))).toEqual(hours(3))
  })

  it('do not say that somebody received what he never saw', () => {
    const sent = momentsAfter(fresh, 'send', 'sent', hours(0))
    expect(momentsAfter(sent, 'cancel', 'cancelled', hours(2))).toMatchObject({ receivedAt: null, closedAt: hours(2) })
    expect(momentsAfter(sent, 'expire', 'expired', hours(800)).receivedAt).toBeNull()
  })

  it('start anew when it is reopened', () => {
    const declined = momentsAfter({ ...fresh, sentAt: hours(0), pausedMs: 5 }, 'decline', 'declined', hours(3))
    expect(declined.closedAt).toEqual(hours(3))
    expect(momentsAfter(declined, 'reopen', 'received', hours(9))).toEqual({
      sentAt: hours(9),
      receivedAt: hours(9),
      answeredAt: null,
      pausedAt: null,
      pausedMs: 0,
      closedAt: null,
    })
  })

  it('one at a time: acknowledge, answer, contact, news', () => {
    const row = { sentAt: hours(0), answeredAt: hours(5), contactedAt: null, updatedAt: hours(7) }
    expect(runningClock({ ...row, status: 'sent' })).toEqual({ kind: 'acknowledge', from: hours(0) })
    expect(runningClock({ ...row, status: 'received' })).toEqual({ kind: 'answer', from: hours(0) })
    expect(runningClock({ ...row, status: 'accepted' })).toEqual({ kind: 'contact', from: hours(5) })
    expect(runningClock({ ...row, status: 'accepted', contactedAt: hours(6) })).toEqual({
      kind: 'news',
      from: hours(7),
    })
    expect(runningClock({ ...row, status: 'completed' })).toBeNull()
  })
})
