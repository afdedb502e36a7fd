import type { Envelope } from '@progress-ess/shared/awards'
import type { Trx } from '../../db/database.ts'
import { recordAudit } from '../../kit/audit.ts'
import { accountIdOf, type Context, hasRole, inTransaction } from '../../kit/context.ts'
import { newId } from '../../kit/ids.ts'
import { notFound, Refusal } from '../../kit/refusal.ts'
import * as queries from './envelopes.queries.ts'
import { toEnvelope } from './envelopes.views.ts'

type Booking = { readonly callId: string; readonly amountCents: number; readonly reason?: string }
type AwardBooking = Booking & { readonly awardId: string }

/** Constraints of the database that say no to an entry. */
const OVERSPENT = new Set([
  'envelope_never_overspent',
  'envelope_pays_only_what_is_committed',
  'award_pays_only_what_is_committed',
  'envelope_allocated_cents_check',
])

/**
 * Appends one entry to the ledger. PostgreSQL itself takes the envelope’s row lock, moves the totals and refuses what
 * would exceed them; that refusal becomes `envelope-exceeded`, and the transaction is lost with it.
 */
async function book(
  ctx: Context<Trx>,
  kind: queries.EntryRow['kind'],
  { callId, amountCents, reason }: Booking,
  awardId: string | null,
): Promise<void> {
  try {
    await queries.insertEntry(ctx.db, {
      envelopeEntryId: newId(),
      callId,
      kind,
      amountCents,
      awardId,
      actorId: accountIdOf(ctx.actor),
      reason: reason ?? null,
      at: ctx.now,
    })
  } catch (error) {
    const { constraint } = error as { constraint?: string }
    if (constraint === undefined || !OVERSPENT.has(constraint)) throw error
    throw new Refusal('conflict', 'envelope-exceeded', 'The envelope of this call cannot pay for it')
  }
}

/** Adds to the envelope, or lowers it with a negative amount; never below what is committed. */
export const allocate = (ctx: Context<Trx>, booking: Booking): Promise<void> => book(ctx, 'allocate', booking, null)

/** Commits money of the envelope to an award. Refuses with `envelope-exceeded`. */
export const commit = (ctx: Context<Trx>, booking: AwardBooking): Promise<void> =>
  book(ctx, 'commit', booking, booking.awardId)

/** Gives committed money of an award back to the envelope. */
export const release = (ctx: Context<Trx>, booking: AwardBooking): Promise<void> =>
  book(ctx, 'release', booking, booking.awardId)

/** The envelope of a published call with its whole ledger. */
export async function getEnvelope(ctx: Context, callId: string): Promise<Envelope> {
  const envelope = await queries.findEnvelope(ctx.db, callId)
  if (envelope === undefined) throw notFound('call')
  const [entries, isBroken] = await Promise.all([
    queries.findEntries(ctx.db, callId),
    queries.hasDiscrepancy(ctx.db, callId),
  ])
  return toEnvelope(envelope, entries, { isConsistent: !isBroken, mayAllocate: hasRole(ctx.actor, 'manager') })
}

/** A manager raises or lowers the envelope of a published call, with a reason. */
export async function allocateEnvelope(
  ctx: Context,
  callId: string,
  { amountCents, reason }: { amountCents: number; reason: string },
): Promise<Envelope> {
  await inTransaction(ctx, async (inner) => {
    const call = await queries.findCallStatus(inner.db, callId)
    if (call === undefined || call.status === 'draft') throw notFound('call')
    if (call.status === 'cancelled' || call.status === 'archived') {
      throw new Refusal('conflict', 'call-wrong-status', `The envelope of a call that is ${call.status} does not move`)
    }
    if (amountCents === 0) throw new Refusal('invalid', 'invalid-request', 'An allocation of nothing is none')
    await allocate(inner, { callId, amountCents, reason })
    await recordAudit(inner, {
      operation: 'allocateEnvelope',
      subjectType: 'call',
      subjectId: callId,
      data: { amountCents, reason },
    })
  })
  return getEnvelope(ctx, callId)
}

/** Euros of the envelope that nothing commits, in cents; null without an envelope. */
export async function leftOf({ db }: Context, callId: string): Promise<number | null> {
  const envelope = await queries.findEnvelope(db, callId)
  return envelope === undefined ? null : envelope.allocatedCents - envelope.committedCents
}
