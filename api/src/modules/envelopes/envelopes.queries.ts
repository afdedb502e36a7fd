import type { Db, Trx } from '../../db/database.ts'

export type EntryRow = {
  envelopeEntryId: string
  callId: string
  kind: 'allocate' | 'commit' | 'release' | 'pay' | 'refund'
  /** Cents; negative for an `allocate` that lowers the envelope. */
  amountCents: number
  awardId: string | null
  actorId: string | null
  reason: string | null
  at: Date
}

/** Appends one entry; the database books it on the totals, or refuses it. */
export async function insertEntry(trx: Trx, entry: EntryRow): Promise<void> {
  await trx.insertInto('envelopeEntry').values(entry).execute()
}

export async function findEnvelope(db: Db | Trx, callId: string) {
  return db
    .selectFrom('envelope')
    .select(['callId', 'allocatedCents', 'committedCents', 'paidCents'])
    .where('callId', '=', callId)
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

/** The ledger of a call, oldest first, with what each award is for. */
export async function findEntries(db: Db | Trx, callId: string) {
  return db
    .selectFrom('envelopeEntry')
    .leftJoin('award', 'award.awardId', 'envelopeEntry.awardId')
    .leftJoin('application', 'application.applicationId', 'award.applicationId')
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

export async function findCallStatus(db: Db | Trx, callId: string) {
  return db.selectFrom('call').select('status').where('callId', '=', callId).executeTakeFirst()
}
