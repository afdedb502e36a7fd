import type { AwardRules } from '@progress-ess/shared/awards'
import type { CallAction, CallPhase, CallStatus, Eligibility, EligibilityAnswer } from '@progress-ess/shared/calls'
import type { EssFamily } from '@progress-ess/shared/organisations'
import { step, type Transition } from '../../kit/machine.rules.ts'

export type CallRole = 'agent' | 'manager' | 'system'

/** The call’s state machine (domain: draft → published → results published → archived, or cancelled). */
export const CALL_MACHINE = [
  { event: 'edit', from: ['draft'], to: 'same', roles: ['agent', 'manager'] },
  { event: 'publish', from: ['draft'], to: 'published', roles: ['manager'] },
  { event: 'close_later', from: ['published'], to: 'same', roles: ['manager'] },
  { event: 'add_erratum', from: ['published', 'results_published'], to: 'same', roles: ['agent', 'manager'] },
  { event: 'cancel', from: ['draft', 'published'], to: 'cancelled', roles: ['manager'] },
  { event: 'publish_results', from: ['published'], to: 'results_published', roles: ['manager', 'system'] },
  { event: 'archive', from: ['results_published'], to: 'archived', roles: ['manager'] },
] as const satisfies readonly Transition<CallStatus, CallAction, CallRole>[]

export const CALL_ACTIONS: readonly CallAction[] = [
  'edit',
  'publish',
  'close_later',
  'add_erratum',
  'cancel',
  'publish_results',
  'archive',
]

export type Dates = { readonly opensAt: Date | null; readonly closesAt: Date | null; readonly graceMinutes: number }

/** Facts that come after the closing: who evaluates, whether the scores are locked. */
export type Progress = { readonly hasEvaluations: boolean; readonly isPanelLocked: boolean }

/** The instant from which a submission is late: exactly at it is late. */
export const deadlineOf = ({ closesAt, graceMinutes }: Dates): Date | null =>
  closesAt === null ? null : new Date(closesAt.getTime() + graceMinutes * 60_000)

/** The phase, from instants and facts; it is stored nowhere. */
export function phaseOf(call: Dates & Progress & { status: CallStatus }, now: Date): CallPhase {
  switch (call.status) {
    case 'draft':
      return 'draft'
    case 'cancelled':
      return 'cancelled'
    case 'archived':
      return 'archived'
    case 'results_published':
      return 'decided'
    case 'published':
      return phaseOfPublished(call, now)
  }
}

function phaseOfPublished(call: Dates & Progress, now: Date): CallPhase {
  const deadline = deadlineOf(call)
  if (call.opensAt === null || now < call.opensAt) return 'announced'
  if (call.closesAt === null || now < call.closesAt) return 'open'
  if (deadline !== null && now < deadline) return 'grace'
  if (call.isPanelLocked) return 'deliberating'
  return call.hasEvaluations ? 'evaluating' : 'closed'
}

export type Verdict = { ok: true; to: CallStatus } | { ok: false; code: string; detail: string }

/**
 * Decides one action on a call at `now`. Codes: `call-wrong-status` (`call-frozen` for an edit), `closing-passed` (the
 * closing moves until the end of the grace), `decisions-incomplete`, `role-not-allowed`.
 */
export function decideCall(
  call: Dates & { readonly status: CallStatus; readonly hasUndecided: boolean },
  action: CallAction,
  roles: readonly CallRole[],
  now: Date,
): Verdict {
  const found = step<CallStatus, CallAction, CallRole>(CALL_MACHINE, call.status, action, roles)
  if (!found.ok && found.why === 'wrong-role') {
    return { ok: false, code: 'role-not-allowed', detail: `Not yours to ${action}` }
  }
  if (!found.ok || found.to === null) {
    return action === 'edit'
      ? { ok: false, code: 'call-frozen', detail: `A call that is ${call.status} does not change` }
      : { ok: false, code: 'call-wrong-status', detail: `Cannot ${action} a call that is ${call.status}` }
  }
  const deadline = deadlineOf(call)
  if (action === 'close_later' && deadline !== null && now >= deadline) {
    return { ok: false, code: 'closing-passed', detail: 'The call is closed already' }
  }
  if (action === 'publish_results' && deadline !== null && now < deadline) {
    return { ok: false, code: 'call-wrong-status', detail: 'The call still takes applications' }
  }
  if (action === 'publish_results' && call.hasUndecided) {
    return { ok: false, code: 'decisions-incomplete', detail: 'Some submitted files are not decided yet' }
  }
  return { ok: true, to: found.to }
}

/** From when on the public value of the draw is known; null when the rules mix none in. No file may come after it. */
export function drawKnownAt({ tieBreak }: AwardRules): Date | null {
  const draw = tieBreak.find((one) => one.by === 'draw')
  return draw?.beacon === undefined ? null : new Date(draw.beacon.at)
}

/** A closing moves later only, to an instant that is still to come, and not to where the draw could be known. */
export function decideLaterClosing(
  { closesAt, graceMinutes }: Dates,
  later: Date,
  now: Date,
  knownAt: Date | null,
): { ok: true } | { ok: false; code: 'closing-not-later' | 'later-than-draw' } {
  if (closesAt === null || later <= closesAt || later <= now) return { ok: false, code: 'closing-not-later' }
  const end = deadlineOf({ opensAt: null, closesAt: later, graceMinutes })
  return knownAt !== null && end !== null && end >= knownAt ? { ok: false, code: 'later-than-draw' } : { ok: true }
}

export const areDatesInverted = ({ opensAt, closesAt }: Pick<Dates, 'opensAt' | 'closesAt'>): boolean =>
  opensAt !== null && closesAt !== null && opensAt >= closesAt

export type Candidate = { readonly family: EssFamily; readonly hasEsus: boolean; readonly communeCode: string }

/** Whether an organisation may apply, and why not. A company needs an ESUS approval that runs today. */
export function judgeEligibility(eligibility: Eligibility, candidate: Candidate): EligibilityAnswer {
  const isFamily = eligibility.families.includes(candidate.family)
  const isEsus = eligibility.esusCompanies && candidate.hasEsus
  if (!isFamily && !isEsus) {
    return candidate.family === 'company' && eligibility.esusCompanies
      ? { isEligible: false, code: 'esus-required', detail: 'A company needs an ESUS approval that runs today' }
      : { isEligible: false, code: 'family-not-eligible', detail: 'This kind of organisation may not apply' }
  }
  const isHere =
    eligibility.territories.length === 0 ||
    eligibility.territories.some((prefix) => candidate.communeCode.startsWith(prefix))
  return isHere
    ? { isEligible: true, code: 'eligible', detail: 'This organisation may apply' }
    : { isEligible: false, code: 'territory-not-eligible', detail: 'The organisation sits outside the territory' }
}
