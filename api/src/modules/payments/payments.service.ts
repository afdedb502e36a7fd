import type {
  AwardPayments,
  Payment,
  PaymentOutcome,
  PaymentRow,
  PaymentStatus,
  PlannedInstalment,
} from '@progress-ess/shared/payments'
import type { Db, Trx } from '../../db/database.ts'
import { recordAudit } from '../../kit/audit.ts'
import { accountIdOf, type Context, inTransaction } from '../../kit/context.ts'
import { emitEvent } from '../../kit/events.ts'
import { newId } from '../../kit/ids.ts'
import { decodeCursor, type Page, toPage } from '../../kit/page.ts'
import { dayInParis } from '../../kit/paris.ts'
import { dayInFuture, notFound, Refusal, staleVersion } from '../../kit/refusal.ts'
import { errorsOf, refusalOf } from '../../kit/verdict.ts'
import { pay } from '../envelopes/index.ts'
import { refuseReaders, type Standing, standingTowards } from '../organisations/index.ts'
import { isDoubtful } from './bank-accounts.service.ts'
import { followUpOf, agreementNeed } from './follow-up.service.ts'
import { saveLineOutcome } from './lists.queries.ts'
import * as queries from './payments.queries.ts'
import { decidePayment, type DueFacts, type PaymentEvent } from './payments.rules.ts'
import { situationOf, toAwardPayments, toPayment, toPaymentRow } from './payments.views.ts'
import { instalmentsOf, planFaults } from './plan.rules.ts'

type Reader = Standing & { readonly accountId: string | null }

/** Before its publication an award is for the service alone. */
async function readerOf(ctx: Context<Db | Trx>, row: queries.AwardMoneyRow, noun: string): Promise<Reader> {
  const standing = await standingTowards(ctx, row.organisationId, noun)
  if (!standing.isStaff && row.awardStatus === 'committed') throw notFound(noun)
  return { ...standing, accountId: accountIdOf(ctx.actor) }
}

async function factsOf(ctx: Context<Db | Trx>, row: queries.AwardMoneyRow): Promise<DueFacts> {
  const [need, isReportAccepted] = await Promise.all([
    agreementNeed(ctx.db, row),
    queries.isReportAccepted(ctx.db, row.awardId),
  ])
  return {
    awardStatus: row.awardStatus,
    needsAgreement: need.isNeeded,
    isReportAccepted,
    hasAccount: row.bankAccountId !== null,
    today: dayInParis(ctx.now),
  }
}

async function readAward(ctx: Context<Db | Trx>, awardId: string) {
  const row = await queries.findAwardMoney(ctx.db, awardId)
  if (row === undefined) throw notFound('award')
  return { row, reader: await readerOf(ctx, row, 'award') }
}

const PLANNABLE: ReadonlySet<string> = new Set(['committed', 'notified', 'accepted', 'agreed'])

export async function getAwardPayments(ctx: Context<Db | Trx>, awardId: string): Promise<AwardPayments> {
  const { row, reader } = await readAward(ctx, awardId)
  const [payments, facts, settings, isAgreementOut] = await Promise.all([
    queries.findPaymentsOf(ctx.db, awardId),
    factsOf(ctx, row),
    followUpOf(ctx.db, row.callId),
    queries.hasAgreementOut(ctx.db, awardId),
  ])
  const mayPlan = reader.roles.includes('agent') && PLANNABLE.has(row.awardStatus) && !isAgreementOut
  const suggestion = mayPlan && payments.length === 0 ? instalmentsOf(row.committedCents, settings.instalments) : []
  return toAwardPayments(row, payments, facts, reader, { suggestion, mayPlan })
}

/** Replaces what nobody has asked for yet. Together with the rest the instalments are exactly what the award commits. */
export function planPayments(
  ctx: Context,
  awardId: string,
  items: readonly PlannedInstalment[],
): Promise<AwardPayments> {
  return inTransaction(ctx, async (inner) => {
    await queries.lockAward(inner.db, awardId)
    const { row } = await readAward(inner, awardId)
    if (!PLANNABLE.has(row.awardStatus)) {
      throw new Refusal('conflict', 'award-wrong-status', `Nothing is planned for an award that is ${row.awardStatus}`)
    }
    if (await queries.hasAgreementOut(inner.db, awardId)) {
      throw new Refusal('conflict', 'agreement-sent', 'Its agreement says these instalments: take it back first')
    }
    await queries.deletePlanned(inner.db, awardId, inner.now)
    const fixed = await queries.findPaymentsOf(inner.db, awardId)
    // What was recovered may be paid again: of what is paid the ledger knows how much that is, net.
    const fixedCents = fixed
      .filter(({ status }) => status !== 'cancelled' && status !== 'paid')
      .reduce((sum, { amountCents }) => sum + amountCents, row.paidCents)
    refuseFaults(items, { committedCents: row.committedCents, fixedCents })
    const last = Math.max(0, ...fixed.map(({ place }) => place))
    const { callId } = row
    const rows = items.map((item, index) => ({ ...item, paymentId: newId(), awardId, callId, place: last + index + 1 }))
    await queries.insertPayments(inner.db, rows, inner.now)
    await recordAudit(inner, { operation: 'planPayments', subjectType: 'award', subjectId: awardId, data: { items } })
    return getAwardPayments(inner, awardId)
  })
}

function refuseFaults(items: readonly PlannedInstalment[], money: { committedCents: number; fixedCents: number }) {
  const faults = planFaults(items, money)
  const [first] = faults
  if (first === undefined) return
  const missing = faults.find(({ cents }) => cents !== undefined)?.cents
  throw new Refusal('unprocessable', first.code === 'minimum' ? 'plan-not-whole' : first.code, first.detail, {
    errors: errorsOf(faults, '/body'),
    ...(missing === undefined ? {} : { context: { missingCents: missing } }),
  })
}

type Change = (
  row: queries.PaymentRecord,
  award: queries.AwardMoneyRow,
  inner: Context<Trx>,
) => Omit<queries.PaymentChange, 'status'> | Promise<Omit<queries.PaymentChange, 'status'>>

/** The version that was read, where the act is bound to it; what the trail says besides the payment. */
type Seen = { readonly version?: number; readonly data?: Readonly<Record<string, unknown>> }

/** One event on one payment, its award locked: judge, write, leave a line in the trail. Answers the payment as it was. */
export async function move(
  inner: Context<Trx>,
  paymentId: string,
  event: PaymentEvent,
  change: Change = () => ({}),
  { version, data }: Seen = {},
): Promise<queries.PaymentRecord> {
  const known = await queries.findPayment(inner.db, paymentId)
  if (known === undefined) throw notFound('payment')
  await queries.lockAward(inner.db, known.awardId)
  const [row, award] = await Promise.all([
    queries.findPayment(inner.db, paymentId),
    queries.findAwardMoney(inner.db, known.awardId),
  ])
  if (row === undefined || award === undefined) throw notFound('payment')
  const reader = await readerOf(inner, award, 'payment')
  if (!reader.isStaff) refuseReaders(reader)
  const verdict = decidePayment(situationOf(row, await factsOf(inner, award)), event, reader.roles, reader.accountId)
  if (!verdict.ok) throw refusalOf(verdict)
  if (version !== undefined && version !== row.version) throw staleVersion(row.version)
  const saved = await queries.savePayment(
    inner.db,
    paymentId,
    { ...(await change(row, award, inner)), status: verdict.to },
    inner.now,
  )
  if (!saved.ok) throw saved.why === 'account' ? accountReplaced(row) : overAward()
  await recordAudit(inner, {
    operation: `${event}Payment`,
    subjectType: 'payment',
    subjectId: paymentId,
    versionBefore: row.version,
    versionAfter: row.version + 1,
    data: { awardId: row.awardId, amountCents: row.amountCents, ...data },
  })
  await emitEvent(inner, { kind: `payment.${verdict.to}`, subjectType: 'payment', subjectId: paymentId })
  return row
}

async function view(ctx: Context<Db | Trx>, paymentId: string): Promise<Payment> {
  const row = await queries.findPayment(ctx.db, paymentId)
  const award = row === undefined ? undefined : await queries.findAwardMoney(ctx.db, row.awardId)
  if (row === undefined || award === undefined) throw notFound('payment')
  return toPayment(row, await factsOf(ctx, award), await readerOf(ctx, award, 'payment'))
}

const act = (ctx: Context, paymentId: string, event: PaymentEvent, change?: Change, seen?: Seen): Promise<Payment> =>
  inTransaction(ctx, async (inner) => {
    await move(inner, paymentId, event, change, seen)
    return view(inner, paymentId)
  })

/** On the account that is confirmed at this moment; whoever approved it before does so again. */
export const requestPayment = (ctx: Context, paymentId: string): Promise<Payment> =>
  act(ctx, paymentId, 'request', async (_row, { bankAccountId }, inner) => {
    if (bankAccountId !== null) await refuseDoubtful(inner, bankAccountId)
    return {
      ...(bankAccountId === null ? {} : { bankAccountId }),
      requestedBy: accountIdOf(ctx.actor),
      requestedAt: ctx.now,
      approvedBy: null,
      approvedAt: null,
      failedReason: null,
      returnedReason: null,
    }
  })

/** The name that an account was checked against may have been another than the one that its award was given to. */
async function refuseDoubtful(inner: Context<Trx>, bankAccountId: string): Promise<void> {
  if (!(await isDoubtful(inner, bankAccountId))) return
  throw new Refusal(
    'conflict',
    'bank-holder-differs',
    'The holder is not the organisation that was judged: check it again',
  )
}

const overAward = (): Refusal =>
  new Refusal('conflict', 'payment-over-award', 'More would be paid than the award commits')

const accountReplaced = ({ paymentId, number }: queries.PaymentRecord): Refusal =>
  new Refusal('conflict', 'bank-account-replaced', 'The account was replaced since: ask for the payment again', {
    errors: [{ pointer: `/payments/${paymentId}`, keyword: 'bank-account-replaced', message: number ?? '' }],
  })

/** The account that a payment was asked for on must still be the one that its organisation is paid on, and its award go on. */
export function refuseReplaced(row: queries.PaymentRecord): void {
  if (row.accountStatus !== 'confirmed') throw accountReplaced(row)
  if (row.awardStatus !== 'accepted' && row.awardStatus !== 'agreed') {
    throw new Refusal('conflict', 'award-wrong-status', `Nothing is paid on an award that is ${row.awardStatus}`)
  }
}

/** Approves what was read: asked for anew meanwhile, it is another payment (412). */
export const approvePayment = (ctx: Context, paymentId: string, version: number): Promise<Payment> =>
  act(
    ctx,
    paymentId,
    'approve',
    async (row, _award, inner) => {
      refuseReplaced(row)
      if (row.bankAccountId !== null) await refuseDoubtful(inner, row.bankAccountId)
      return { approvedBy: accountIdOf(ctx.actor), approvedAt: ctx.now }
    },
    { version },
  )

export const sendBackPayment = (ctx: Context, paymentId: string, reason: string): Promise<Payment> =>
  act(ctx, paymentId, 'send_back', () => ({ returnedReason: reason, approvedBy: null, approvedAt: null }), {
    data: { reason },
  })

export const cancelPayment = (ctx: Context, paymentId: string): Promise<Payment> => act(ctx, paymentId, 'cancel')

/** What the accountant did: paid enters the ledger in the same transaction, once; failed may be asked for again. */
export async function settle(
  inner: Context<Trx>,
  paymentId: string,
  outcome: PaymentOutcome,
): Promise<queries.PaymentRecord> {
  const isPaid = outcome.outcome === 'paid'
  const row = await move(
    inner,
    paymentId,
    isPaid ? 'pay' : 'fail',
    () => (isPaid ? { paidOn: outcome.paidOn } : { failedReason: outcome.reason }),
    { data: isPaid ? { paidOn: outcome.paidOn } : { reason: outcome.reason } },
  )
  if (isPaid) await pay(inner, row)
  return row
}

export function recordPayment(ctx: Context, paymentId: string, outcome: PaymentOutcome): Promise<Payment> {
  const today = dayInParis(ctx.now)
  if (outcome.outcome === 'paid' && (outcome.paidOn > today || (outcome.mandatedOn ?? '') > today)) {
    throw dayInFuture('/body/paidOn')
  }
  return inTransaction(ctx, async (inner) => {
    const row = await settle(inner, paymentId, outcome)
    if (row.paymentListId !== null && row.linePlace !== null) {
      const line = { paymentListId: row.paymentListId, place: row.linePlace }
      await saveLineOutcome(
        inner.db,
        line,
        outcome.outcome === 'paid'
          ? {
              // What an import wrote of the mandate stays where nothing else is said.
              ...(outcome.mandateNumber === null ? {} : { mandateNumber: outcome.mandateNumber }),
              ...(outcome.mandatedOn === null ? {} : { mandatedOn: outcome.mandatedOn }),
              paidOn: outcome.paidOn,
            }
          : { rejectedReason: outcome.reason },
        inner.now,
      )
    }
    return view(inner, paymentId)
  })
}

type Filter = { callId?: string; status?: PaymentStatus; limit: number; after?: string }

export async function listPayments(ctx: Context, { after, ...filter }: Filter): Promise<Page<PaymentRow>> {
  const key = after === undefined ? null : decodeCursor(after, ['instant', 'uuid'])
  const rows = await queries.findPayments(ctx.db, { ...filter, after: key })
  const page = toPage(rows, filter.limit, (row) => [row.updatedAt.toISOString(), row.paymentId])
  // Of every organisation the same: staff alone comes here.
  const standing = await standingTowards(ctx, page.items[0]?.organisationId ?? newId(), 'payment')
  const reader = { ...standing, accountId: accountIdOf(ctx.actor) }
  return { items: page.items.map((row) => toPaymentRow(row, reader)), next: page.next }
}
