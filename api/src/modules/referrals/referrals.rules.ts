import type { AssignmentEvent, AssignmentStatus, NewAssignmentEvent } from '@progress-ess/shared/referrals'
import { isSiren } from '@progress-ess/shared/organisations'
import { ASSIGNMENT_EVENTS } from '@progress-ess/shared/referrals'
import { step, type Transition } from '../../kit/machine.rules.ts'

/** How a caller stands towards one assignment. */
export type AssignmentRole = 'source' | 'recipient' | 'system'

type Status = AssignmentStatus
const WAITING = ['sent', 'received', 'info_requested'] as const satisfies readonly Status[]
const RUNNING = ['accepted', 'in_progress'] as const satisfies readonly Status[]
export const OPEN = [...WAITING, ...RUNNING, 'on_hold'] as const satisfies readonly Status[]

/**
 * The state machine of one assignment (docs: the protocol of referrals). `on_hold` goes back to where it came from: the
 * table says `accepted`, and `decide` puts `held_from` in its place.
 */
export const ASSIGNMENT_MACHINE = [
  { event: 'send', from: ['draft'], to: 'sent', roles: ['source'] },
  { event: 'acknowledge', from: ['sent'], to: 'received', roles: ['recipient'] },
  { event: 'request_info', from: ['sent', 'received'], to: 'info_requested', roles: ['recipient'] },
  { event: 'provide_info', from: ['info_requested'], to: 'received', roles: ['source'] },
  { event: 'accept', from: WAITING, to: 'accepted', roles: ['recipient'] },
  { event: 'decline', from: WAITING, to: 'declined', roles: ['recipient'] },
  { event: 'start', from: ['accepted'], to: 'in_progress', roles: ['recipient'] },
  { event: 'hold', from: RUNNING, to: 'on_hold', roles: ['recipient'] },
  { event: 'resume', from: ['on_hold'], to: 'accepted', roles: ['recipient', 'system'] },
  { event: 'complete', from: RUNNING, to: 'completed', roles: ['recipient'] },
  { event: 'no_solution', from: RUNNING, to: 'no_solution', roles: ['recipient'] },
  { event: 'unreachable', from: ['accepted'], to: 'unreachable', roles: ['recipient'] },
  { event: 'transfer', from: ['sent', 'received', 'accepted', 'in_progress'], to: 'transferred', roles: ['recipient'] },
  { event: 'cancel', from: OPEN, to: 'cancelled', roles: ['source'] },
  { event: 'expire', from: WAITING, to: 'expired', roles: ['system'] },
  { event: 'close_no_news', from: RUNNING, to: 'closed_no_news', roles: ['system'] },
  {
    event: 'reopen',
    from: ['declined', 'expired', 'completed', 'no_solution', 'unreachable', 'closed_no_news'],
    to: 'received',
    roles: ['source', 'recipient'],
  },
] as const satisfies readonly Transition<Status, AssignmentEvent, AssignmentRole>[]

type Field = Exclude<keyof NewAssignmentEvent, 'event' | 'occurredAt' | 'externalRef' | 'suggestedPartnerId'>

/** What each event must say. */
export const REQUIRED: Readonly<Partial<Record<AssignmentEvent, readonly Field[]>>> = {
  request_info: ['text'],
  provide_info: ['text'],
  accept: ['ownerName'],
  decline: ['reasonCode'],
  hold: ['text', 'until'],
  complete: ['outcomes'],
  no_solution: ['text'],
  transfer: ['recipientId'],
  cancel: ['reasonCode'],
  reopen: ['text'],
}

/** A state of the assignment, with what its guards look at. */
export type Situation = {
  readonly status: Status
  readonly heldFrom: 'accepted' | 'in_progress' | null
  /** Whether a contact attempt has reached the person. */
  readonly hasReached: boolean
  /** On how many different days somebody tried. */
  readonly attemptDays: number
  /** Whether the consent that it stands on covers the recipient now; always under a public task. */
  readonly isConsented: boolean
}

export type Decision =
  | { readonly ok: true; readonly to: Status }
  | { readonly ok: false; readonly code: string; readonly detail: string }

/** Nobody begins anew with somebody whose consent is over. */
const CONSENTED: readonly AssignmentEvent[] = ['accept', 'reopen']

const no = (code: string, detail: string): Decision => ({ ok: false, code, detail })

/**
 * Decides one event on one assignment. Codes: `assignment-wrong-status`, `event-not-yours`, `contact-missing` (a start needs a
 * contact that reached the person), `attempts-missing` (unreachable: two attempts on different days), `consent-withdrawn` (it
 * was, or has ended).
 */
export function decideAssignment(
  situation: Situation,
  event: AssignmentEvent,
  roles: readonly AssignmentRole[],
): Decision {
  const found = step<Status, AssignmentEvent, AssignmentRole>(ASSIGNMENT_MACHINE, situation.status, event, roles)
  if (!found.ok && found.why === 'wrong-role') return no('event-not-yours', `It is not for you to ${event}`)
  if (!found.ok || found.to === null) {
    return no('assignment-wrong-status', `Cannot ${event} an assignment that is ${situation.status}`)
  }
  if (CONSENTED.includes(event) && !situation.isConsented) {
    return no('consent-withdrawn', 'The consent was withdrawn, or has ended')
  }
  if (event === 'start' && !situation.hasReached) {
    return no('contact-missing', 'A start needs a contact attempt that reached the person')
  }
  if (event === 'unreachable' && situation.attemptDays < 2) {
    return no('attempts-missing', 'Unreachable needs two attempts on different days')
  }
  return { ok: true, to: event === 'resume' ? (situation.heldFrom ?? found.to) : found.to }
}

/** What may be asked of this assignment now, in the order of the protocol. */
export const allowedEvents = (situation: Situation, roles: readonly AssignmentRole[]): AssignmentEvent[] =>
  ASSIGNMENT_EVENTS.filter((event) => decideAssignment(situation, event, roles).ok)

/** Every event with its verdict, for `GET …/actions`. */
export const judgeEvents = (situation: Situation, roles: readonly AssignmentRole[]) =>
  ASSIGNMENT_EVENTS.map((action) => ({ action, verdict: decideAssignment(situation, action, roles) }))

/** The fields that the event must have and has not. A decline for `other` says why in words. */
export function missingFields(given: NewAssignmentEvent): Field[] {
  const required = REQUIRED[given.event] ?? []
  const needsWords = given.event === 'decline' && given.reasonCode === 'other'
  return [...required, ...(needsWords ? (['text'] as const) : [])].filter((field) => given[field] === undefined)
}

type GivenOutcome = { readonly code: string; readonly amountCents: number | null; readonly siren: string | null }
type OutcomeFault = { readonly pointer: string; readonly code: string; readonly detail: string }

/** Money obtained has an amount, an enterprise its SIREN. Codes: `outcome-amount-missing`, `outcome-siren-missing`, `identifier-invalid`. */
export const outcomeFaults = (outcomes: readonly GivenOutcome[]): OutcomeFault[] =>
  outcomes.flatMap(({ code, amountCents, siren }, index): OutcomeFault[] => {
    const at = (field: string) => `/body/outcomes/${index}/${field}`
    if (code === 'funding_obtained' && amountCents === null) {
      return [{ pointer: at('amountCents'), code: 'outcome-amount-missing', detail: 'Say how much was obtained' }]
    }
    if (code === 'enterprise_created' && siren === null) {
      return [{ pointer: at('siren'), code: 'outcome-siren-missing', detail: 'Give the SIREN of the enterprise' }]
    }
    return siren === null || isSiren(siren)
      ? []
      : [{ pointer: at('siren'), code: 'identifier-invalid', detail: 'This is no SIREN' }]
  })

const RANK: readonly Status[] = [
  'in_progress',
  'on_hold',
  'accepted',
  'info_requested',
  'received',
  'sent',
  'completed',
  'no_solution',
  'unreachable',
  'closed_no_news',
  'declined',
  'expired',
  'cancelled',
  'transferred',
]

/** The status of a referral: an open assignment outranks a closed one. Of none: a draft. */
export function deriveStatus(statuses: readonly Status[]): Status {
  return RANK.find((status) => statuses.includes(status)) ?? 'draft'
}

/** Whether a recipient still has a part in it: not once the source has taken it back, or it was passed on. */
export const takesPart = (status: Status): boolean => status !== 'cancelled' && status !== 'transferred'

export const isOpen = (status: Status): boolean => (OPEN as readonly Status[]).includes(status)

/** What an event changes besides the status: instants, pauses, and what it says. */
export type Moment = {
  readonly sentAt: Date | null
  readonly receivedAt: Date | null
  readonly answeredAt: Date | null
  readonly pausedAt: Date | null
  readonly pausedMs: number
}

/** What is done to an assignment without its recipient: it does not show that it was received. */
const NOT_OF_RECIPIENT: readonly AssignmentEvent[] = ['send', 'cancel', 'expire', 'close_no_news']
const PAUSED: readonly Status[] = ['info_requested', 'on_hold']

/**
 * When an event counts as having happened: never before the last change of the same assignment, whatever is told, as the
 * clocks of two systems differ. So no interval is counted twice, and no duration is negative.
 */
export const countedAt = (told: Date, lastChange: Date | null): Date =>
  lastChange !== null && told < lastChange ? lastChange : told

/**
 * The instants of an assignment after it went `to`, `at` an instant that `countedAt` has settled. Clocks stand still while it
 * waits for information, or is on hold.
 */
export function momentsAfter(
  before: Moment,
  event: AssignmentEvent,
  to: Status,
  at: Date,
): Moment & { closedAt: Date | null } {
  const wasPaused = before.pausedAt !== null
  const isPaused = PAUSED.includes(to)
  const pausedFor = wasPaused ? Math.max(0, at.getTime() - before.pausedAt.getTime()) : 0
  const isFresh = event === 'reopen'
  // Passed on without a word, it was answered all the same.
  const isAnswer = event === 'accept' || event === 'decline' || (event === 'transfer' && before.answeredAt === null)
  return {
    // A reopened one starts its clocks anew.
    sentAt: event === 'send' || isFresh ? at : before.sentAt,
    receivedAt: isFresh ? at : NOT_OF_RECIPIENT.includes(event) ? before.receivedAt : (before.receivedAt ?? at),
    answeredAt: isFresh ? null : isAnswer ? at : before.answeredAt,
    pausedAt: isPaused ? (wasPaused ? before.pausedAt : at) : null,
    // The clock of the first contact begins with the acceptance: what stood still before is over.
    pausedMs: isFresh || event === 'accept' ? 0 : before.pausedMs + (isPaused ? 0 : pausedFor),
    closedAt: isOpen(to) || to === 'draft' ? null : at,
  }
}

export type ClockKind = 'acknowledge' | 'answer' | 'contact' | 'news'

/** Which clock runs in a state, from when; null when nobody is waited for. */
export function runningClock(row: {
  status: Status
  sentAt: Date | null
  answeredAt: Date | null
  contactedAt: Date | null
  updatedAt: Date
}): { kind: ClockKind; from: Date } | null {
  const { status, sentAt, answeredAt, contactedAt, updatedAt } = row
  if (status === 'sent' && sentAt !== null) return { kind: 'acknowledge', from: sentAt }
  if ((status === 'received' || status === 'info_requested') && sentAt !== null) return { kind: 'answer', from: sentAt }
  if (status === 'accepted' && contactedAt === null && answeredAt !== null) return { kind: 'contact', from: answeredAt }
  return isOpen(status) ? { kind: 'news', from: updatedAt } : null
}

/** Who has to act in an open state. */
export const awaitedSide = (status: Status): 'source' | 'recipient' =>
  status === 'info_requested' ? 'source' : 'recipient'

/** Days without news after which a referral is closed, apart from successes and failures; when somebody is nudged, the agreement says. */
export const NO_NEWS_DAYS = 120
export const EXPIRY_DAYS = 30
