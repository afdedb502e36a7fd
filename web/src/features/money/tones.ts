import type { AgreementStatus } from '@progress-ess/shared/agreements'
import type { FollowUpTask } from '@progress-ess/shared/money'
import type { BankAccountStatus, PaymentStatus } from '@progress-ess/shared/payments'
import type { RefundStatus, ReportStatus } from '@progress-ess/shared/reports'
import type { Tone } from '../../lib/tones.ts'

export const PAYMENT_TONE: Readonly<Record<PaymentStatus, Tone>> = {
  planned: 'none',
  requested: 'await',
  approved: 'info',
  ordered: 'info',
  paid: 'ok',
  failed: 'stop',
  cancelled: 'none',
}

export const AGREEMENT_TONE: Readonly<Record<AgreementStatus, Tone>> = {
  drafted: 'none',
  sent: 'await',
  signed: 'ok',
  closed: 'none',
  terminated: 'stop',
}

export const REPORT_TONE: Readonly<Record<ReportStatus, Tone>> = {
  due: 'none',
  submitted: 'await',
  changes_requested: 'await',
  accepted: 'ok',
}

export const REFUND_TONE: Readonly<Record<RefundStatus, Tone>> = {
  claimed: 'await',
  recovered: 'ok',
  cancelled: 'none',
}

export const ACCOUNT_TONE: Readonly<Record<BankAccountStatus, Tone>> = {
  proposed: 'await',
  confirmed: 'ok',
  rejected: 'stop',
  withdrawn: 'none',
  replaced: 'none',
}

const URGENT: ReadonlySet<FollowUpTask> = new Set(['report-late', 'refund-late', 'payment-failed'])
const WAITING: ReadonlySet<FollowUpTask> = new Set(['bank-account-missing', 'payment-to-record'])

/** Late or gone wrong, somebody else’s turn, or ours. */
export const taskTone = (task: FollowUpTask): Tone => (URGENT.has(task) ? 'stop' : WAITING.has(task) ? 'none' : 'await')
