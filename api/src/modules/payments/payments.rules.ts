import type { AwardStatus } from '@progress-ess/shared/applications'
import type { PaymentAction, PaymentDue, PaymentObstacle, PaymentStatus } from '@progress-ess/shared/payments'
import { step, type Transition } from '../../kit/machine.rules.ts'

export type PaymentRole = 'beneficiary' | 'agent' | 'manager' | 'system'
export type PaymentEvent = PaymentAction | 'order'

/** From the plan to the account: asked for by one person, approved by another, ordered with others, paid by the accountant. */
export const PAYMENT_MACHINE = [
  { event: 'request', from: ['planned', 'failed'], to: 'requested', roles: ['agent'] },
  { event: 'approve', from: ['requested'], to: 'approved', roles: ['manager'] },
  { event: 'send_back', from: ['requested', 'approved'], to: 'planned', roles: ['agent'] },
  { event: 'order', from: ['approved'], to: 'ordered', roles: ['agent'] },
  { event: 'pay', from: ['ordered'], to: 'paid', roles: ['agent'] },
  { event: 'fail', from: ['ordered'], to: 'failed', roles: ['agent'] },
  { event: 'cancel', from: ['planned', 'failed'], to: 'cancelled', roles: ['manager', 'system'] },
] as const satisfies readonly Transition<PaymentStatus, PaymentEvent, PaymentRole>[]

export type PaymentVerdict = { ok: true; to: PaymentStatus } | { ok: false; code: string; detail: string }

export type PaymentSituation = {
  readonly status: PaymentStatus
  readonly requestedBy: string | null
  readonly obstacles: readonly PaymentObstacle[]
}

/** `accountId`: who acts. Whoever asked for a payment never approves it, however many roles he has. */
export function decidePayment(
  { status, requestedBy, obstacles }: PaymentSituation,
  event: PaymentEvent,
  roles: readonly PaymentRole[],
  accountId: string | null,
): PaymentVerdict {
  const found = step<PaymentStatus, PaymentEvent, PaymentRole>(PAYMENT_MACHINE, status, event, roles)
  if (!found.ok && found.why === 'wrong-role') {
    return { ok: false, code: 'role-not-allowed', detail: `Not yours to ${event}` }
  }
  if (!found.ok || found.to === null) {
    return { ok: false, code: 'payment-wrong-status', detail: `Cannot ${event} a payment that is ${status}` }
  }
  if (event === 'request' && obstacles.length > 0) {
    return { ok: false, code: 'payment-not-due', detail: `Not due yet: ${obstacles.join(', ')}` }
  }
  if (event === 'approve' && (accountId === null || accountId === requestedBy)) {
    return { ok: false, code: 'second-person-required', detail: 'Another person than the one who asked approves' }
  }
  return { ok: true, to: found.to }
}

const ACTIONS = ['request', 'approve', 'send_back', 'pay', 'fail', 'cancel'] as const

export const allowedPaymentActions = (
  situation: PaymentSituation,
  roles: readonly PaymentRole[],
  accountId: string | null,
): PaymentAction[] => ACTIONS.filter((event) => decidePayment(situation, event, roles, accountId).ok)

/** What decides when an instalment may be asked for. */
export type DueFacts = {
  readonly awardStatus: AwardStatus
  readonly needsAgreement: boolean
  readonly isReportAccepted: boolean
  readonly hasAccount: boolean
  /** The day in Paris, `YYYY-MM-DD`. */
  readonly today: string
}

const PAYABLE: ReadonlySet<AwardStatus> = new Set(['accepted', 'agreed'])

/** What is missing before an instalment may be asked for. Where an agreement is needed, nothing is paid before it is signed. */
export function obstaclesOf(
  { due, dueOn }: { readonly due: PaymentDue; readonly dueOn: string | null },
  { awardStatus, needsAgreement, isReportAccepted, hasAccount, today }: DueFacts,
): PaymentObstacle[] {
  const obstacles: PaymentObstacle[] = []
  if (!PAYABLE.has(awardStatus)) obstacles.push('award-not-accepted')
  if (needsAgreement && awardStatus !== 'agreed') obstacles.push('agreement-not-signed')
  if (due === 'report' && !isReportAccepted) obstacles.push('report-not-accepted')
  if (due === 'date' && dueOn !== null && today < dueOn) obstacles.push('date-not-reached')
  if (!hasAccount) obstacles.push('bank-account-missing')
  return obstacles
}

/** Whether an agreement is signed before anything is paid. `yearCents`: all grants of its year to the organisation, this one too. */
export function needsAgreement(
  {
    agreement,
    agreementThresholdCents,
  }: { agreement: 'always' | 'threshold' | 'never'; agreementThresholdCents: number },
  yearCents: number,
): boolean {
  return agreement === 'always' || (agreement === 'threshold' && yearCents > agreementThresholdCents)
}
