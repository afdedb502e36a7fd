import type { AssignmentStatus, NewAssignmentEvent } from '@progress-ess/shared/referrals'

/** One assignment on which a partner of the sandbox may have something to do. */
export type Turn = {
  readonly projectTitle: string | null
  readonly status: AssignmentStatus
  /** Whether the recipient is canned; else its source is, which only answers questions. */
  readonly isRecipientCanned: boolean
  /** Passed on by another canned partner: it is taken, whatever the title says. */
  readonly isChild: boolean
  readonly sentAt: Date | null
  readonly answeredAt: Date | null
  readonly hasReached: boolean
  readonly attemptDays: number
  readonly hasAsked: boolean
  readonly hasHeld: boolean
  /** The other chamber of the sandbox; null when the recipient is none. */
  readonly otherChamberId: string | null
  /** The consent that it was sent with, as long as it stands. */
  readonly standingConsentId: string | null
}

export type Move =
  | { readonly kind: 'event'; readonly event: NewAssignmentEvent }
  | { readonly kind: 'attempt'; readonly hasReached: boolean }
  | { readonly kind: 'withdrawal'; readonly consentId: string }

const MARKER =
  /^\[(accept|complete|decline|ask|silent|late|hold|unreachable|no-solution|transfer|no-news)(?::([a-z_]{1,40}))?\]/
/** What the title of a referral begins with whose person changes his mind a day after it was sent. */
export const WITHDRAWN_LATER = '[withdraw]'
const OWNER = 'Conseil (bac à sable)'
const DAY_MS = 86_400_000
const LATE_DAYS = 12
const HOLD_DAYS = 10

const event = (given: NewAssignmentEvent): Move => ({ kind: 'event', event: given })
const daysSince = (from: Date | null, now: Date): number =>
  from === null ? 0 : Math.floor((now.getTime() - from.getTime()) / DAY_MS)

function scriptOf({ projectTitle, isChild }: Turn): { name: string; reason: string } {
  const [, name = 'accept', reason = 'out_of_scope'] = MARKER.exec(projectTitle ?? '') ?? []
  return { name: isChild ? 'accept' : name, reason }
}

/** What a canned partner does now, or null when it waits. The words are in `CANNED_SCRIPTS` of the contract. */
export function nextMove(turn: Turn, now: Date): Move | null {
  if (!turn.isRecipientCanned) {
    const { standingConsentId, projectTitle } = turn
    if (
      standingConsentId !== null &&
      projectTitle?.startsWith(WITHDRAWN_LATER) === true &&
      daysSince(turn.sentAt, now) >= 1
    )
      return { kind: 'withdrawal', consentId: standingConsentId }
    return turn.status === 'info_requested'
      ? event({ event: 'provide_info', text: 'Voici ce que vous demandiez.' })
      : null
  }
  const { name, reason } = scriptOf(turn)
  if (name === 'silent') return null
  if (turn.status === 'sent') return event({ event: 'acknowledge' })
  if (turn.status === 'received') return answer(turn, name, reason, now)
  if (turn.status === 'accepted') return afterAcceptance(turn, name, now)
  return turn.status === 'in_progress' ? ending(turn, name, now) : null
}

function answer(turn: Turn, name: string, reason: string, now: Date): Move | null {
  if (name === 'decline') return event({ event: 'decline', reasonCode: reason, text: 'Refus du bac à sable.' })
  if (name === 'ask' && !turn.hasAsked) return event({ event: 'request_info', text: 'Quel est le budget du projet ?' })
  if (name === 'late' && daysSince(turn.sentAt, now) < LATE_DAYS) return null
  if (name === 'transfer' && turn.otherChamberId !== null) {
    return event({ event: 'transfer', recipientId: turn.otherChamberId })
  }
  return event({ event: 'accept', ownerName: OWNER })
}

function afterAcceptance(turn: Turn, name: string, now: Date): Move | null {
  const days = daysSince(turn.answeredAt, now)
  if (name === 'no-news') return null
  if (name === 'hold' && !turn.hasHeld) {
    const until = new Date(now.getTime() + HOLD_DAYS * DAY_MS).toISOString()
    return event({ event: 'hold', text: 'La personne revient vers nous.', until })
  }
  if (name === 'unreachable') {
    if (turn.attemptDays >= 2) return event({ event: 'unreachable' })
    return days >= turn.attemptDays ? { kind: 'attempt', hasReached: false } : null
  }
  if (name !== 'complete' && days < 1) return null
  return turn.hasReached ? event({ event: 'start' }) : { kind: 'attempt', hasReached: true }
}

function ending(turn: Turn, name: string, now: Date): Move | null {
  if (name !== 'complete' && daysSince(turn.answeredAt, now) < 3) return null
  return name === 'no-solution'
    ? event({ event: 'no_solution', text: 'Rien ne convenait.' })
    : event({ event: 'complete', outcomes: [{ code: 'appointment_held' }, { code: 'support_started' }] })
}
