import type { FollowUpTask } from '@progress-ess/shared/money'
import type { AgreementStatus } from '@progress-ess/shared/agreements'
import type { AwardStatus } from '@progress-ess/shared/applications'
import type { ReportStatus } from '@progress-ess/shared/reports'

export type FollowUpFacts = {
  readonly awardStatus: AwardStatus
  readonly needsAgreement: boolean
  readonly agreementStatus: AgreementStatus | null
  readonly hasSignedCopy: boolean
  readonly hasAccount: boolean
  readonly isAccountWaiting: boolean
  readonly committedCents: number
  readonly plannedCents: number
  /** Payments in each state. */
  readonly counts: Readonly<Partial<Record<string, number>>>
  /** A planned payment for which nothing but the asking is missing, as far as a list can tell. */
  readonly hasDuePayment: boolean
  readonly reportStatus: ReportStatus | null
  readonly reportDueOn: string | null
  readonly refundDueOn: string | null
  readonly today: string
}

const isGoingOn = (status: AwardStatus): boolean => status === 'accepted' || status === 'agreed'

export const isReportLate = ({ awardStatus, reportStatus, reportDueOn, today }: FollowUpFacts): boolean =>
  isGoingOn(awardStatus) &&
  (reportStatus === 'due' || reportStatus === 'changes_requested') &&
  reportDueOn !== null &&
  today > reportDueOn

/** What is to be done next on an award, the most urgent first. */
export function tasksOf(facts: FollowUpFacts): FollowUpTask[] {
  const tasks: FollowUpTask[] = []
  const add = (task: FollowUpTask, isSo: boolean) => {
    if (isSo) tasks.push(task)
  }
  const goesOn = isGoingOn(facts.awardStatus)
  const count = (status: string): boolean => (facts.counts[status] ?? 0) > 0
  const isAgreed = !facts.needsAgreement || facts.awardStatus === 'agreed'
  add('report-late', isReportLate(facts))
  add('refund-late', facts.refundDueOn !== null && facts.today > facts.refundDueOn)
  add('payment-failed', count('failed'))
  add('payment-to-approve', count('requested'))
  add('payment-to-order', count('approved'))
  add('signature-to-confirm', facts.agreementStatus === 'sent' && facts.hasSignedCopy)
  add('report-to-judge', facts.reportStatus === 'submitted')
  add('agreement-to-draft', goesOn && facts.needsAgreement && facts.agreementStatus === null)
  add('agreement-to-send', facts.agreementStatus === 'drafted')
  add('plan-to-make', goesOn && facts.plannedCents !== facts.committedCents)
  add('bank-account-to-check', goesOn && facts.isAccountWaiting)
  add('bank-account-missing', goesOn && !facts.hasAccount && !facts.isAccountWaiting)
  add('payment-to-request', goesOn && isAgreed && facts.hasAccount && facts.hasDuePayment)
  add('payment-to-record', count('ordered'))
  // What came back is owed still: to settle would give its money up.
  const isAtRest = !['requested', 'approved', 'ordered', 'failed'].some(count)
  add(
    'award-to-settle',
    goesOn && facts.reportStatus === 'accepted' && facts.refundDueOn === null && isAtRest && !count('planned'),
  )
  return tasks
}
