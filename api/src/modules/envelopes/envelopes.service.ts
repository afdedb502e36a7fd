import type { Envelope } from '@progress-ess/shared/awards'
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
  awardId: string | null,
): Promise<void> {
  const booked = await queries.insertEntry(ctx.db, {
    envelopeEntryId: newId(),
    callId,
    kind,
    amountCents,
    awardId,
    actorId: accountIdOf(ctx.actor),
    reason: reason ?? null,
    at: ctx.now,
  })
  if (booked.ok) return
  if (booked.why === 'absurd') throw outOfRange('The envelope would be beyond one thousand million euros')
  throw new Refusal('conflict', 'envelope-exceeded', 'The envelope of this call cannot bear it', {
    context: { leftCents: booked.leftCents, neededCents: Math.abs(amountCents) },
  })
}

/** Adds to the envelope, or lowers it with a negative amount; never below what is committed. */
export const allocate = (ctx: Context<Trx>, booking: Booking): Promise<void> => book(ctx, 'allocate', booking, null)

/** Commits money of the envelope to an award. Refuses with `envelope-exceeded`. */
export const commit = (ctx: Context<Trx>, booking: AwardBooking): Promise<void> =>
  book(ctx, 'commit', booking, booking.awardId)

/** Gives committed money of an award back to the envelope. */
export const release = (ctx: Context<Trx>, booking: AwardBooking): Promise<void> =>
  book(ctx, 'release', booking, booking.awardId)

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

/** Cents of the envelope that nothing commits; null without an envelope. */
export async function leftOf({ db }: Context<Db | Trx>, callId: string): Promise<number | null> {
  const envelope = await queries.findEnvelope(db, callId)
  return envelope === undefined ? null : envelope.allocatedCents - envelope.committedCents
}
