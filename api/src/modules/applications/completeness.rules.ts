import type { AwardRules } from '@progress-ess/shared/awards'
import type { ApplicationGapCode, Budget, CompletenessGap, DeclarationCode } from '@progress-ess/shared/applications'
import type { Answers, CallForm, Eligibility, EligibilityAnswer, OverCapPolicy } from '@progress-ess/shared/calls'
import { type EssFamily, needsRepublicanCommitment } from '@progress-ess/shared/organisations'
import { isAnswered, questionsOf } from './answers.rules.ts'
import { totalsOf } from './budget.rules.ts'

export type Terms = {
  readonly form: CallForm
  readonly eligibility: Eligibility
  readonly awardRules: AwardRules
  readonly overCapPolicy: OverCapPolicy
}
export type Candidate = {
  readonly family: EssFamily
  readonly esusEndsOn: string | null
  /** Whether the organisation may apply to this call; judged by the calls module. */
  readonly eligibility: EligibilityAnswer
}
export type Content = {
  readonly answers: Answers
  readonly budget: Budget
  readonly contactName: string | null
  readonly contactPhone: string | null
}

type Severity = CompletenessGap['severity']
const gap = (
  pointer: string,
  code: ApplicationGapCode,
  detail: string,
  severity: Severity = 'error',
): CompletenessGap => ({
  pointer,
  code,
  detail,
  severity,
})

/** What prevents the submission (errors), and what the applicant should know before it (warnings). */
export function findGaps(terms: Terms, candidate: Candidate, content: Content): CompletenessGap[] {
  return [
    ...organisationGaps(candidate, content.answers),
    ...answerGaps(terms.form, content.answers),
    ...budgetGaps(terms, content.budget),
    ...(isAnswered(content.contactName) ? [] : [gap('/contactName', 'required', 'Say whom to ask about the file')]),
  ]
}

/** Where the organisation’s own page mends what the eligibility judged. */
const ELIGIBILITY_POINTERS: Readonly<Record<Exclude<EligibilityAnswer['code'], 'eligible'>, string>> = {
  'esus-required': '/organisation/esusApproval',
  'family-not-eligible': '/organisation/legalFormCode',
  'legal-form-not-accepted': '/organisation/legalFormCode',
  'territory-not-eligible': '/organisation/address',
}

function organisationGaps({ family, esusEndsOn, eligibility }: Candidate, { endOn }: Answers): CompletenessGap[] {
  const { code, detail } = eligibility
  if (code !== 'eligible') return [gap(ELIGIBILITY_POINTERS[code], code, detail)]
  const endsEarly = family === 'company' && esusEndsOn !== null && typeof endOn === 'string' && esusEndsOn < endOn
  return endsEarly
    ? [gap('/organisation/esusApproval', 'esus-ends-early', 'The approval ends before the project does', 'warning')]
    : []
}

function answerGaps(form: CallForm, answers: Answers): CompletenessGap[] {
  const missing = questionsOf(form).flatMap(({ id, label, isRequired }) =>
    isRequired && !isAnswered(answers[id]) ? [gap(`/answers/${id}`, 'required', `“${label}” is not answered`)] : [],
  )
  const { startOn, endOn } = answers
  const isInverted = typeof startOn === 'string' && typeof endOn === 'string' && endOn < startOn
  return isInverted
    ? [...missing, gap('/answers/endOn', 'dates-inverted', 'The project ends before it starts')]
    : missing
}

function budgetGaps({ awardRules, overCapPolicy }: Terms, budget: Budget): CompletenessGap[] {
  const totals = totalsOf(budget)
  if (totals.chargesCents === 0) return [gap('/budget', 'budget-empty', 'The budget has no charges')]
  const { capCents, maxShareOfBudget } = awardRules.amount
  const severity: Severity = overCapPolicy === 'refuse' ? 'error' : 'warning'
  const isOverShare = BigInt(totals.requestedCents) * 10_000n > BigInt(totals.chargesCents) * BigInt(maxShareOfBudget)
  return [
    ...(totals.requestedCents === 0
      ? [gap('/budget', 'amount-missing', 'Say how much the Département is asked for')]
      : []),
    ...(totals.gapCents === 0
      ? []
      : [gap('/budget', 'budget-unbalanced', `Charges and resources differ by ${totals.gapCents} cents`)]),
    ...(totals.volunteerChargesCents === totals.volunteerResourcesCents
      ? []
      : [gap('/budget', 'volunteers-unbalanced', 'Both sides of the volunteers’ contributions must be equal')]),
    ...(totals.requestedCents > capCents
      ? [gap('/budget', 'amount-over-cap', 'More is asked than one project may get', severity)]
      : []),
    ...(isOverShare
      ? [gap('/budget', 'share-over-limit', 'More is asked than the share of the budget that may be paid', severity)]
      : []),
  ]
}

/** What this organisation must sign, by its legal form. */
export const declarationsFor = (family: EssFamily): DeclarationCode[] => [
  'accuracy',
  'up-to-date',
  'power-to-sign',
  ...(needsRepublicanCommitment(family) ? (['republican-commitment'] as const) : []),
  ...(family === 'association' ? (['associations-charter'] as const) : []),
]

export const missingDeclarations = (family: EssFamily, signed: readonly DeclarationCode[]): DeclarationCode[] =>
  declarationsFor(family).filter((code) => !signed.includes(code))
