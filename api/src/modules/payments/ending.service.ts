import type { Trx } from '../../db/database.ts'
import { recordAudit } from '../../kit/audit.ts'
import type { Context } from '../../kit/context.ts'
import { notFound, Refusal } from '../../kit/refusal.ts'
import { release } from '../envelopes/index.ts'
import * as queries from './payments.queries.ts'

const UNDER_WAY: ReadonlySet<string> = new Set(['requested', 'approved', 'ordered'])

/**
 * Ends the payments of an award that is settled or terminated: what was planned or failed is given up, and what the award
 * commits beyond what was paid returns to the envelope. Refuses `payments-under-way`. Answers the cents released.
 */
export async function endPayments(
  inner: Context<Trx>,
  { awardId, callId, reason }: { awardId: string; callId: string; reason: string },
): Promise<number> {
  await queries.lockAward(inner.db, awardId)
  const payments = await queries.findPaymentsOf(inner.db, awardId)
  if (payments.some(({ status }) => UNDER_WAY.has(status))) {
    throw new Refusal('conflict', 'payments-under-way', 'A payment of this award is under way: it ends first')
  }
  for (const { paymentId, status, version, amountCents } of payments) {
    if (status !== 'planned' && status !== 'failed') continue
    await queries.savePayment(inner.db, paymentId, { status: 'cancelled' }, inner.now)
    await recordAudit(inner, {
      operation: 'cancelPayment',
      subjectType: 'payment',
      subjectId: paymentId,
      versionBefore: version,
      versionAfter: version + 1,
      data: { awardId, amountCents, reason },
    })
  }
  const money = await queries.findAwardMoney(inner.db, awardId)
  if (money === undefined) throw notFound('award')
  const rest = money.committedCents - money.paidCents
  if (rest > 0) await release(inner, { callId, awardId, amountCents: rest, reason })
  return rest
}
