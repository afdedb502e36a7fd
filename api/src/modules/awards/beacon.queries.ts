import type { Db, Trx } from '../../db/database.ts'

/** The rules of a call with the public value of their draw, once it is recorded. */
export async function findBeacon(db: Db | Trx, callId: string) {
  return db
    .selectFrom('call')
    .leftJoin('drawBeacon', 'drawBeacon.callId', 'call.callId')
    .leftJoin('account', 'account.accountId', 'drawBeacon.recordedBy')
    .select([
      'call.awardRules',
      'drawBeacon.value',
      'drawBeacon.isFallback',
      'drawBeacon.recordedAt',
      'account.displayName as recordedByName',
    ])
    .where('call.callId', '=', callId)
    .where('call.status', '<>', 'draft')
    .executeTakeFirst()
}

export type NewBeacon = {
  readonly callId: string
  readonly value: string
  readonly isFallback: boolean
  readonly recordedAt: Date
  readonly recordedBy: string | null
}

/** False when one is there already: of two at once, one is kept. */
export async function insertBeacon(trx: Trx, row: NewBeacon): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('drawBeacon')
    .values(row)
    .onConflict((conflict) => conflict.column('callId').doNothing())
    .executeTakeFirstOrThrow()
  return numInsertedOrUpdatedRows === 1n
}
