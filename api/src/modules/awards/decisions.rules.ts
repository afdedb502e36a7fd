import type { AwardStatus } from '@progress-ess/shared/applications'
import type { Award, AwardRules, DecisionChange } from '@progress-ess/shared/awards'
import { step, type Transition } from '../../kit/machine.rules.ts'
import { ceilingOf, floorFor, shareLimitCents } from './awards.bounds.rules.ts'
import type { ResultLine } from './awards.scenario.rules.ts'
import type { ScoredFile } from './awards.types.rules.ts'

export type ProposedOutcome = {
  outcome: 'awarded' | 'reserve' | 'refused' | 'inadmissible'
  amountCents: number | null
  reserveRank: number | null
}

/** What a scenario line proposes to decide; a withdrawn file is not decided upon. */
export function proposalOf({ outcome, awardCents, reserveRank }: ResultLine): ProposedOutcome | null {
  switch (outcome) {
    case 'funded':
      return { outcome: 'awarded', amountCents: awardCents, reserveRank: null }
    case 'reserve':
      return { outcome: 'reserve', amountCents: null, reserveRank }
    case 'refused':
    case 'inadmissible':
      return { outcome, amountCents: null, reserveRank: null }
    case 'withdrawn':
      return null
  }
}

/**
 * The most that a place on the reserve list may bring a file, in cents; null where its ceiling is nothing. No score is looked
 * at: under tiers an offer may be less, never more.
 */
export function mostOf(
  rules: AwardRules,
  file: { requestedCents: number; chargesCents: number } | undefined,
): number | null {
  if (file === undefined) return null
  const { requestedCents, chargesCents: budgetCents } = file
  const { ceilingCents } = ceilingOf(rules, { requestedCents, budgetCents })
  return ceilingCents > 0 ? ceilingCents : null
}

export type AmountFault = { code: string; detail: string }

/**
 * Bounds of an amount set by hand: the request, the cap, the share of the budget, and the floor unless the request itself
 * is lower. The envelope is not judged here: PostgreSQL does, when the line is decided.
 */
export function judgeAmount(
  rules: AwardRules,
  file: Pick<ScoredFile, 'requestedCents' | 'budgetCents'>,
  { outcome, amountCents }: Pick<DecisionChange, 'outcome' | 'amountCents'>,
): AmountFault | null {
  if (outcome !== 'awarded') {
    return amountCents === null ? null : { code: 'amount-required', detail: 'Only an award has an amount' }
  }
  if (amountCents === null || amountCents === 0) {
    return { code: 'amount-required', detail: 'An award needs its amount' }
  }
  if (amountCents > file.requestedCents) return { code: 'amount-over-request', detail: 'More than was asked for' }
  if (amountCents > rules.amount.capCents) return { code: 'amount-over-cap', detail: 'More than the cap of the call' }
  if (amountCents > shareLimitCents(rules, file.budgetCents)) {
    return { code: 'amount-over-share', detail: 'More than the share of the budget' }
  }
  return amountCents < floorFor(rules, file.requestedCents)
    ? { code: 'amount-under-floor', detail: 'Less than the floor of the call' }
    : null
}

type AwardAction = Award['allowedActions'][number]
export type AwardRole = 'beneficiary' | 'manager' | 'system'
export type AwardEvent = 'notify' | 'accept' | 'renounce' | 'lapse' | 'reduce' | 'agree' | 'settle' | 'terminate'

/** The award’s states that this edition of the product moves between (domain: award). */
export const AWARD_MACHINE = [
  { event: 'notify', from: ['committed'], to: 'notified', roles: ['manager'] },
  { event: 'accept', from: ['notified'], to: 'accepted', roles: ['beneficiary'] },
  { event: 'renounce', from: ['notified', 'accepted'], to: 'renounced', roles: ['beneficiary', 'manager'] },
  { event: 'lapse', from: ['notified'], to: 'lapsed', roles: ['system'] },
  { event: 'reduce', from: ['committed', 'notified', 'accepted'], to: 'same', roles: ['manager'] },
  // By what follows the award: agreements, reports and payments.
  { event: 'agree', from: ['accepted'], to: 'agreed', roles: ['system'] },
  { event: 'settle', from: ['accepted', 'agreed'], to: 'settled', roles: ['system'] },
  { event: 'terminate', from: ['accepted', 'agreed'], to: 'terminated', roles: ['system'] },
] as const satisfies readonly Transition<AwardStatus, AwardEvent, AwardRole>[]

export type AwardVerdict = { ok: true; to: AwardStatus } | { ok: false; code: string; detail: string }

export function decideAward(status: AwardStatus, event: AwardEvent, roles: readonly AwardRole[]): AwardVerdict {
  const found = step<AwardStatus, AwardEvent, AwardRole>(AWARD_MACHINE, status, event, roles)
  if (found.ok && found.to !== null) return { ok: true, to: found.to }
  if (!found.ok && found.why === 'wrong-role') {
    return { ok: false, code: 'role-not-allowed', detail: `Not yours to ${event}` }
  }
  return { ok: false, code: 'award-wrong-status', detail: `Cannot ${event} an award that is ${status}` }
}

/** Whether an award may still be accepted: exactly at its end is late. */
export const isAcceptedInTime = ({ acceptBy }: { acceptBy: Date | null }, receivedAt: Date): boolean =>
  acceptBy === null || receivedAt < acceptBy

export const allowedAwardActions = (
  award: { status: AwardStatus; acceptBy: Date | null },
  roles: readonly AwardRole[],
  now: Date,
): AwardAction[] =>
  (['accept', 'renounce', 'reduce'] as const).filter(
    (event) => decideAward(award.status, event, roles).ok && (event !== 'accept' || isAcceptedInTime(award, now)),
  )

/** What a lower amount must be: less than now, and no less than the floor that holds for the request. */
export function judgeReduction(
  rules: AwardRules,
  award: { requestedCents: number; amountCents: number },
  amountCents: number,
): AmountFault | null {
  if (amountCents === 0) return { code: 'amount-required', detail: 'An award of nothing is none: it is renounced' }
  if (amountCents >= award.amountCents) return { code: 'amount-not-lower', detail: 'Not less than the award is now' }
  return amountCents < floorFor(rules, award.requestedCents)
    ? { code: 'amount-under-floor', detail: 'Less than the floor of the call' }
    : null
}
