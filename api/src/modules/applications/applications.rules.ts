import type { ApplicationAction, ApplicationStatus } from '@progress-ess/shared/applications'
import { step, type Transition } from '../../kit/machine.rules.ts'

/** How somebody stands towards one application: for its organisation, as an agent, or as the system’s timer. */
export type ApplicationRole = 'applicant' | 'agent' | 'system'

/** States that a withdrawal leaves and a restoration finds again. */
export const WITHDRAWABLE = ['submitted', 'in_review', 'correction_requested', 'admissible'] as const
export type WithdrawnFrom = (typeof WITHDRAWABLE)[number]

/**
 * The application’s state machine. `submit` from `submitted` is an update before the closing; `restore` leads to the state
 * that was left, which `decideApplication` looks up.
 */
export const APPLICATION_MACHINE = [
  { event: 'edit', from: ['draft', 'submitted', 'correction_requested'], to: 'same', roles: ['applicant'] },
  { event: 'submit', from: ['draft', 'submitted'], to: 'submitted', roles: ['applicant'] },
  { event: 'discard', from: ['draft'], to: null, roles: ['applicant'] },
  { event: 'expire', from: ['draft'], to: 'expired', roles: ['system'] },
  { event: 'withdraw', from: WITHDRAWABLE, to: 'withdrawn', roles: ['applicant'] },
  { event: 'restore', from: ['withdrawn'], to: 'same', roles: ['applicant', 'agent'] },
  { event: 'open_review', from: ['submitted'], to: 'in_review', roles: ['agent'] },
  { event: 'request_correction', from: ['in_review'], to: 'correction_requested', roles: ['agent'] },
  { event: 'resubmit', from: ['correction_requested'], to: 'in_review', roles: ['applicant'] },
  { event: 'end_correction', from: ['correction_requested'], to: 'in_review', roles: ['agent'] },
  { event: 'declare_admissible', from: ['in_review'], to: 'admissible', roles: ['agent'] },
  { event: 'declare_inadmissible', from: ['in_review'], to: 'inadmissible', roles: ['agent'] },
  { event: 'reinstate', from: ['admissible', 'inadmissible'], to: 'in_review', roles: ['agent'] },
  { event: 'extend', from: ['draft', 'submitted'], to: 'same', roles: ['agent'] },
  // Who asks for more time asks the day after, when the timer has ended the draft.
  { event: 'extend', from: ['expired'], to: 'draft', roles: ['agent'] },
] as const satisfies readonly Transition<ApplicationStatus, ApplicationAction, ApplicationRole>[]

export const APPLICATION_ACTIONS: readonly ApplicationAction[] = [
  'edit',
  'submit',
  'discard',
  'withdraw',
  'restore',
  'open_review',
  'request_correction',
  'resubmit',
  'end_correction',
  'declare_admissible',
  'declare_inadmissible',
  'reinstate',
  'extend',
]

export type Situation = {
  readonly status: ApplicationStatus
  readonly withdrawnFrom: WithdrawnFrom | null
  /** Whether the call was published and has opened; a cancelled call is not open. */
  readonly hasOpened: boolean
  /** Whether its results are published: nothing comes in any more, whatever extension a file was given. */
  readonly isOver: boolean
  /** The instant from which the applicant is late: the closing with its grace, or this file’s extension. */
  readonly deadline: Date | null
  readonly correctionDueAt: Date | null
  readonly hasDecision: boolean
}
export type Verdict = { ok: true; to: ApplicationStatus | null } | { ok: false; code: string; detail: string }

const refuse = (code: string, detail: string): Verdict => ({ ok: false, code, detail })

/**
 * Decides one event on one application at an instant: for an applicant’s request, the arrival of its first byte. Exactly
 * at the deadline is late. Codes: `application-wrong-status`, `role-not-allowed`, `call-not-open`, `call-closed`,
 * `correction-overdue`, `call-still-open`, `decision-exists`.
 */
export function decideApplication(
  situation: Situation,
  event: ApplicationAction,
  roles: readonly ApplicationRole[],
  at: Date,
): Verdict {
  const found = step<ApplicationStatus, ApplicationAction, ApplicationRole>(
    APPLICATION_MACHINE,
    situation.status,
    event,
    roles,
  )
  if (!found.ok) {
    return found.why === 'wrong-role'
      ? refuse('role-not-allowed', `Not yours to ${event}`)
      : refuse('application-wrong-status', `Cannot ${event} an application that is ${situation.status}`)
  }
  const refusal = refuseByTime(situation, event, roles, at)
  if (refusal !== null) return refusal
  return { ok: true, to: event === 'restore' ? (situation.withdrawnFrom ?? situation.status) : found.to }
}

function refuseByTime(
  { status, deadline, hasOpened, isOver, correctionDueAt, hasDecision }: Situation,
  event: ApplicationAction,
  roles: readonly ApplicationRole[],
  at: Date,
): Verdict | null {
  const isLate = isOver || deadline === null || at >= deadline
  switch (event) {
    case 'edit':
    case 'submit':
    case 'resubmit':
      if (status === 'correction_requested') {
        const isOverdue = correctionDueAt === null || at >= correctionDueAt
        return isOverdue ? refuse('correction-overdue', 'The date of this correction has passed') : null
      }
      if (!hasOpened) return refuse('call-not-open', 'The call takes no applications now')
      return isLate ? refuse('call-closed', 'The call is closed') : null
    case 'open_review':
      return isLate ? null : refuse('call-still-open', 'The applicant may still change the file')
    case 'expire':
      return isLate ? null : refuse('call-still-open', 'The call is still open')
    case 'withdraw':
    case 'reinstate':
      return hasDecision ? refuse('decision-exists', 'A decision was made on this file') : null
    case 'restore':
      if (hasDecision) return refuse('decision-exists', 'A decision was made on this file')
      return isLate && !roles.includes('agent') ? refuse('call-closed', 'The call is closed') : null
    case 'discard':
    case 'request_correction':
    case 'end_correction':
    case 'declare_admissible':
    case 'declare_inadmissible':
      return null
    case 'extend':
      return hasOpened && !isOver ? null : refuse('call-closed', 'This call takes nothing in any more')
  }
}

export const allowedActions = (
  situation: Situation,
  roles: readonly ApplicationRole[],
  at: Date,
): ApplicationAction[] => APPLICATION_ACTIONS.filter((action) => decideApplication(situation, action, roles, at).ok)

/** Which parts the applicant may change now: `*` for all, the pointers that a correction reopened, or nothing. */
export function editableFields(
  situation: Situation,
  roles: readonly ApplicationRole[],
  reopened: readonly string[],
  at: Date,
): string[] {
  if (!decideApplication(situation, 'edit', roles, at).ok) return []
  return situation.status === 'correction_requested' ? [...reopened] : ['*']
}
