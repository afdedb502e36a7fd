import { sql } from 'kysely'
import type { Db, Trx } from '../../db/database.ts'

export type EntryRow = {
  envelopeEntryId: string
  callId: string
  kind: 'allocate' | 'commit' | 'release' | 'pay' | 'refund' | 'hold' | 'unhold'
  /** Cents; negative for an `allocate` that lowers the envelope. */
  amountCents: number
  awardId: string | null
  reserveOfferId: string | null
  actorId: string | null
  reason: string | null
  at: Date
  /** Of a `pay`: one payment is booked once. */
  paymentId?: string
  /** Of a `refund`: one claim is booked once. */
  refundId?: string
}

export type Booked =
  | { ok: true }
  | { ok: false; why: 'exceeded'; leftCents: number | null }
  | { ok: false; why: 'absurd' }
  | { ok: false; why: 'overpaid' }
  | { ok: false; why: 'under-way' }
  | { ok: false; why: 'over-released' }

const OVERPAID = new Set<unknown>(['award_pays_only_what_is_committed', 'envelope_pays_only_what_is_committed'])
const OVERRELEASED = new Set<unknown>([
  ...OVERPAID,
  'envelope_award_committed_cents_check',
  'envelope_committed_cents_check',
])

/**
 * Appends one entry; the database books it on the totals under the row lock of the envelope, or refuses it. After a
 * refusal the transaction is lost. `leftCents`: what nothing commits, as the database saw it under that lock.
 */
export async function insertEntry(trx: Trx, entry: EntryRow): Promise<Booked> {
  try {
    await trx.insertInto('envelopeEntry').values(entry).execute()
    return { ok: true }
  } catch (error) {
    const { constraint, detail } = error as { constraint?: unknown; detail?: unknown }
    if (constraint === 'envelope_allocated_is_sane') return { ok: false, why: 'absurd' }
    if (OVERPAID.has(constraint) && entry.kind === 'pay') return { ok: false, why: 'overpaid' }
    if (constraint === 'payments_under_way') return { ok: false, why: 'under-way' }
    if (OVERRELEASED.has(constraint) && entry.kind === 'release') return { ok: false, why: 'over-released' }
    if (constraint !== 'envelope_never_overspent') throw error
    const isAmount = typeof detail === 'string' && /^\d{1,15}$/.test(detail)
    return { ok: false, why: 'exceeded', leftCents: isAmount ? Number(detail) : null }
  }
}

/** The totals of an envelope, in cents, and the status of its call. */
export async function findEnvelope(db: Db | Trx, callId: string) {
  return db
    .selectFrom('envelope')
    .innerJoin('call', 'call.callId', 'envelope.callId')
    .select([
      'envelope.callId',
      'envelope.allocatedCents',
      'envelope.committedCents',
      'envelope.paidCents',
      'envelope.heldCents',
      'call.status',
    ])
    .where('envelope.callId', '=', callId)
    .executeTakeFirst()
}

/** Whether the totals differ from the sums of the ledger: never, as long as nobody went round the database’s guard. */
export async function hasDiscrepancy(db: Db | Trx, callId: string): Promise<boolean> {
  const row = await db
    .selectFrom('envelopeDiscrepancy')
    .select('callId')
    .where('callId', '=', callId)
    .executeTakeFirst()
  return row !== undefined
}

/** The ledger of a call, oldest first, with what each award or offer is for. */
export async function findEntries(db: Db | Trx, callId: string) {
  return db
    .selectFrom('envelopeEntry')
    .leftJoin('award', 'award.awardId', 'envelopeEntry.awardId')
    .leftJoin('reserveOffer', 'reserveOffer.reserveOfferId', 'envelopeEntry.reserveOfferId')
    .leftJoin('application', (join) =>
      join.on((eb) =>
        eb(
          'application.applicationId',
          '=',
          eb.fn.coalesce('award.applicationId', 'reserveOffer.applicationId').$castTo<string>(),
        ),
      ),
    )
    .leftJoin('organisation', 'organisation.organisationId', 'application.organisationId')
    .leftJoin('account', 'account.accountId', 'envelopeEntry.actorId')
    .select([
      'envelopeEntry.envelopeEntryId',
      'envelopeEntry.kind',
      'envelopeEntry.amountCents',
      'envelopeEntry.awardId',
      'envelopeEntry.reason',
      'envelopeEntry.at',
      'application.number',
      'organisation.name as organisationName',
      'account.displayName as actorName',
    ])
    .where('envelopeEntry.callId', '=', callId)
    .orderBy('envelopeEntry.at')
    .orderBy('envelopeEntry.envelopeEntryId')
    .execute()
}

/** Locks the envelope until this transaction ends; answers the cents that nothing commits or holds, null without one. */
export async function lockEnvelope(trx: Trx, callId: string): Promise<number | null> {
  const { rows } = await sql<{ left: number | null }>`select lock_envelope(${callId}) as left`.execute(trx)
  return rows[0]?.left ?? null
}

/** The status of a call, which stays what it is until this transaction ends. */
export async function holdCallStatus(trx: Trx, callId: string) {
  return trx.selectFrom('call').select('status').where('callId', '=', callId).forShare().executeTakeFirst()
}
