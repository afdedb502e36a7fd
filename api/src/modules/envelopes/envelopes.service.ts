import type { Envelope } from '@progress-ess/shared/awards'
import type { CallStatus } from '@progress-ess/shared/calls'
import type { Db, Trx } from '../../db/database.ts'
import { recordAudit } from '../../kit/audit.ts'
import { accountIdOf, type Context, hasRole, inTransaction } from '../../kit/context.ts'
import { emitEvent } from '../../kit/events.ts'
import { newId } from '../../kit/ids.ts'
import { notFound, Refusal } from '../../kit/refusal.ts'
import * as queries from './envelopes.queries.ts'
import { toEnvelope } from './envelopes.views.ts'

type Booking = { readonly callId: string; readonly amountCents: number; readonly reason?: string }
type AwardBooking = Booking & { readonly awardId: string }
type OfferBooking = Booking & { readonly reserveOfferId: string }
/** What an entry is for. */
type Purpose = {
  readonly awardId?: string
  readonly reserveOfferId?: string
  readonly paymentId?: string
  readonly refundId?: string
}

const outOfRange = (detail: string): Refusal =>
  new Refusal('invalid', 'invalid-request', detail, {
    errors: [{ pointer: '/body/amountCents', keyword: 'range', message: detail }],
  })

/**
 * Appends one entry to the ledger. PostgreSQL itself refuses what would take committed money above the envelope: that
 * is `envelope-exceeded` with the cents left, and the transaction is lost with it. Any other refusal of the database
 * (an award paid or released beyond what was committed to it) is a fault of ours, not of the caller.
 */
async function book(
  ctx: Context<Trx>,
  kind: queries.EntryRow['kind'],
  { callId, amountCents, reason }: Booking,
  { awardId, reserveOfferId, paymentId, refundId }: Purpose = {},
): Promise<void> {
  const booked = await queries.insertEntry(ctx.db, {
    envelopeEntryId: newId(),
    callId,
    kind,
    amountCents,
    awardId: awardId ?? null,
    reserveOfferId: reserveOfferId ?? null,
    actorId: accountIdOf(ctx.actor),
    reason: reason ?? null,
    at: ctx.now,
    ...(paymentId === undefined ? {} : { paymentId }),
    ...(refundId === undefined ? {} : { refundId }),
  })
  if (booked.ok) return
  if (booked.why === 'under-way') {
    throw new Refusal('conflict', 'payments-under-way', 'A payment of this award is under way: it ends first')
  }
  if (booked.why === 'over-released') {
    throw new Refusal('conflict', 'release-over-commitment', 'This money was paid already, or is committed no longer')
  }
  if (booked.why === 'overpaid') {
    throw new Refusal('conflict', 'payment-over-award', 'More would be paid than the award commits')
  }
  if (booked.why === 'absurd') throw outOfRange('The envelope would be beyond one thousand million euros')
  throw new Refusal('conflict', 'envelope-exceeded', 'The envelope of this call cannot bear it', {
    context: { leftCents: booked.leftCents, neededCents: Math.abs(amountCents) },
  })
}

/** Adds to the envelope, or lowers it with a negative amount; never below what is committed. */
export const allocate = (ctx: Context<Trx>, booking: Booking): Promise<void> => book(ctx, 'allocate', booking)

/** Commits money of the envelope to an award. Refuses with `envelope-exceeded`. */
export const commit = (ctx: Context<Trx>, booking: AwardBooking): Promise<void> => book(ctx, 'commit', booking, booking)

/** Gives committed money of an award back to the envelope. */
export const release = (ctx: Context<Trx>, booking: AwardBooking): Promise<void> =>
  book(ctx, 'release', booking, booking)

/** Holds money of the envelope for an offer, so that no other can promise it. Refuses with `envelope-exceeded`. */
export const hold = (ctx: Context<Trx>, booking: OfferBooking): Promise<void> => book(ctx, 'hold', booking, booking)

/** Lets go of what was held for an offer that has ended, whichever way. */
export const unhold = (ctx: Context<Trx>, booking: OfferBooking): Promise<void> => book(ctx, 'unhold', booking, booking)

/** Cents that nothing commits or holds, which stay so until this transaction ends: others wait for the envelope. */
export async function lockLeft({ db }: Context<Trx>, callId: string): Promise<number> {
  const left = await queries.lockEnvelope(db, callId)
  if (left === null) throw notFound('call')
  return left
}

/** Pays what was committed to an award, once a payment. Refuses `payment-over-award`: the database never pays more. */
export const pay = (
  ctx: Context<Trx>,
  { callId, awardId, amountCents, paymentId }: AwardBooking & { readonly paymentId: string },
): Promise<void> => book(ctx, 'pay', { callId, amountCents }, { awardId, paymentId })

/** Money of an award that came back, once a claim. */
export const refund = (
  ctx: Context<Trx>,
  {
    callId,
    awardId,
    amountCents,
    reason,
    refundId,
  }: AwardBooking & { readonly reason: string; readonly refundId: string },
): Promise<void> => book(ctx, 'refund', { callId, amountCents, reason }, { awardId, refundId })

/** Calls whose envelope may still be raised or lowered. */
const MOVABLE: ReadonlySet<string> = new Set(['published', 'results_published'])

/** The envelope of a call that was published, with its whole ledger. */
export async function getEnvelope(ctx: Context<Db | Trx>, callId: string): Promise<Envelope> {
  const envelope = await queries.findEnvelope(ctx.db, callId)
  if (envelope === undefined) throw notFound('call')
  const entries = await queries.findEntries(ctx.db, callId)
  const isBroken = await queries.hasDiscrepancy(ctx.db, callId)
  return toEnvelope(envelope, entries, {
    isConsistent: !isBroken,
    mayAllocate: MOVABLE.has(envelope.status) && hasRole(ctx.actor, 'manager'),
  })
}

/** A manager raises the envelope of a published call, or lowers it with a negative amount of cents, with a reason. */
export function allocateEnvelope(
  ctx: Context,
  callId: string,
  { amountCents, reason }: { amountCents: number; reason: string },
): Promise<Envelope> {
  return inTransaction(ctx, async (inner) => {
    const call = await queries.holdCallStatus(inner.db, callId)
    if (call === undefined) throw notFound('call')
    if (!MOVABLE.has(call.status)) {
      throw new Refusal('conflict', 'call-wrong-status', `The envelope of a call that is ${call.status} does not move`)
    }
    if (amountCents === 0) throw outOfRange('An allocation of nothing is none')
    await allocate(inner, { callId, amountCents, reason })
    await recordAudit(inner, {
      operation: 'allocateEnvelope',
      subjectType: 'call',
      subjectId: callId,
      data: { amountCents, reason },
    })
    await emitEvent(inner, {
      kind: 'envelope.allocated',
      subjectType: 'call',
      subjectId: callId,
      data: { amountCents },
    })
    return getEnvelope(inner, callId)
  })
}

/** The status of a call, null without one, which stays what it is until this transaction ends. */
export const holdCallStatus = async ({ db }: Context<Trx>, callId: string): Promise<CallStatus | null> =>
  (await queries.holdCallStatus(db, callId))?.status ?? null

/** Cents of the envelope that nothing commits or holds; null without an envelope. */
export async function leftOf({ db }: Context<Db | Trx>, callId: string): Promise<number | null> {
  const envelope = await queries.findEnvelope(db, callId)
  return envelope === undefined ? null : envelope.allocatedCents - envelope.committedCents - envelope.heldCents
}
