import type { ApplicationStatus, AwardStatus } from '@progress-ess/shared/applications'
import type { LineOutcome } from '@progress-ess/shared/awards'
import type { CallPhase } from '@progress-ess/shared/calls'
import type { EvaluationStatus } from '@progress-ess/shared/evaluations'
import type { Capacity } from '@progress-ess/shared/partners'
import type { AssignmentStatus } from '@progress-ess/shared/referrals'
import type { ReserveOfferStatus } from '@progress-ess/shared/reserve-offers'

/** How a state looks: it awaits somebody, is good, is over, goes on, or says nothing. Its words are in `states`. */
export type Tone = 'await' | 'ok' | 'stop' | 'info' | 'none'

export const APPLICATION_TONE: Readonly<Record<ApplicationStatus, Tone>> = {
  draft: 'none',
  submitted: 'info',
  in_review: 'info',
  correction_requested: 'await',
  admissible: 'ok',
  inadmissible: 'stop',
  withdrawn: 'none',
  expired: 'none',
}

export const CALL_TONE: Readonly<Record<CallPhase, Tone>> = {
  draft: 'none',
  announced: 'info',
  open: 'ok',
  grace: 'await',
  closed: 'none',
  evaluating: 'info',
  deliberating: 'info',
  decided: 'ok',
  archived: 'none',
  cancelled: 'stop',
}

export const EVALUATION_TONE: Readonly<Record<EvaluationStatus, Tone>> = {
  assigned: 'await',
  accepted: 'await',
  in_progress: 'info',
  submitted: 'ok',
  locked: 'none',
  recused: 'stop',
}

export const OUTCOME_TONE = { awarded: 'ok', reserve: 'await', refused: 'none', inadmissible: 'stop' } as const

export const LINE_TONE: Readonly<Record<LineOutcome, Tone>> = {
  funded: 'ok',
  reserve: 'await',
  refused: 'none',
  inadmissible: 'stop',
  withdrawn: 'none',
}

export const AWARD_TONE: Readonly<Record<AwardStatus, Tone>> = {
  committed: 'info',
  notified: 'await',
  accepted: 'ok',
  renounced: 'stop',
  lapsed: 'stop',
  agreed: 'ok',
  settled: 'ok',
  terminated: 'stop',
}

export const OFFER_TONE: Readonly<Record<ReserveOfferStatus, Tone>> = {
  offered: 'await',
  accepted: 'ok',
  declined: 'stop',
  expired: 'stop',
  withdrawn: 'none',
}

export const ASSIGNMENT_TONE: Readonly<Record<AssignmentStatus, Tone>> = {
  draft: 'none',
  sent: 'await',
  received: 'await',
  info_requested: 'await',
  accepted: 'info',
  in_progress: 'info',
  on_hold: 'none',
  completed: 'ok',
  no_solution: 'none',
  unreachable: 'none',
  closed_no_news: 'none',
  declined: 'stop',
  expired: 'stop',
  cancelled: 'none',
  transferred: 'none',
}

export const CAPACITY_TONE: Readonly<Record<Capacity, Tone>> = { open: 'ok', waiting_list: 'await', full: 'stop' }
