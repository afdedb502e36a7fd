import type { AwardRules } from '@progress-ess/shared/awards'
import type { CallForm, Eligibility } from '@progress-ess/shared/calls'
import type { Grid } from '@progress-ess/shared/evaluations'
import { findGridFaults, findRuleFaults } from './calls.award-rules.rules.ts'
import { below, type RuleFault, unless } from './calls.faults.rules.ts'
import { findFormFaults } from './calls.form.rules.ts'
import { areDatesInverted, type Dates, deadlineOf } from './calls.rules.ts'

export type Draft = Dates & {
  readonly title: string
  readonly summary: string
  readonly description: string
  readonly evaluationEndsAt: Date | null
  /** Calendar day, `YYYY-MM-DD`. */
  readonly resultsExpectedOn: string | null
  readonly eligibility: Eligibility
  readonly form: CallForm
  readonly grid: Grid
  readonly awardRules: AwardRules
}

/** What is missing before the publication at `now`, as pointers into the call. */
export function findCallGaps(call: Draft, now: Date): RuleFault[] {
  return [
    ...unless(call.title.trim() !== '', '/title', 'required', 'The title is missing'),
    ...unless(call.summary.trim() !== '', '/summary', 'required', 'A summary is missing'),
    ...unless(call.description.trim() !== '', '/description', 'required', 'The object of the call is missing'),
    ...findDateGaps(call, now),
    ...below('/form', findFormFaults(call.form)),
    ...below('/grid', findGridFaults(call.grid)),
    ...below('/awardRules', findRuleFaults(call.awardRules, call.grid)),
    ...findBeaconGaps(call),
    ...unless(call.awardRules.locks === undefined, '/awardRules/locks', 'locks-before-files', 'There are no files yet'),
  ]
}

/** Whoever knew the value before the closing could know the draw if he had the seed. */
function findBeaconGaps({ awardRules, ...dates }: Draft): RuleFault[] {
  const end = deadlineOf(dates)
  return awardRules.tieBreak.flatMap((one, index) =>
    unless(
      one.by !== 'draw' || one.beacon === undefined || end === null || new Date(one.beacon.at) > end,
      `/awardRules/tieBreak/${index}/beacon/at`,
      'before-the-closing',
      'The public value of the draw is known before the closing',
    ),
  )
}

/** The end of the evaluation and the day of the results may be unknown, but not come before the closing. */
function findDateGaps(call: Draft, now: Date): RuleFault[] {
  const { opensAt, closesAt, evaluationEndsAt, resultsExpectedOn } = call
  const opening = unless(opensAt !== null, '/opensAt', 'required', 'The opening is missing')
  if (closesAt === null) return [...opening, ...unless(false, '/closesAt', 'required', 'The closing is missing')]
  const closingDay = closesAt.toISOString().slice(0, 10)
  return [
    ...opening,
    ...unless(closesAt > now, '/closesAt', 'closing-in-the-past', 'The closing lies in the past'),
    ...unless(!areDatesInverted(call), '/closesAt', 'dates-inverted', 'The call closes before it opens'),
    ...unless(
      evaluationEndsAt === null || evaluationEndsAt > closesAt,
      '/evaluationEndsAt',
      'before-the-closing',
      'The evaluation ends before the closing',
    ),
    ...unless(
      resultsExpectedOn === null || resultsExpectedOn >= closingDay,
      '/resultsExpectedOn',
      'before-the-closing',
      'The results come before the closing',
    ),
  ]
}
