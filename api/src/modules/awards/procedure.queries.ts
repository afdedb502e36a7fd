import type { AwardProcedureChange } from '@progress-ess/shared/awards'
import type { Db, Trx } from '../../db/database.ts'

/** A published or drafted call and how it goes on after its results; without a row of its own, nulls. */
export async function findProcedure(db: Db | Trx, callId: string) {
  return db
    .selectFrom('call')
    .leftJoin('awardProcedure', 'awardProcedure.callId', 'call.callId')
    .select(['call.callId', 'awardProcedure.acceptDays', 'awardProcedure.offersByItself', 'awardProcedure.version'])
    .where('call.callId', '=', callId)
    .executeTakeFirst()
}

export type ProcedureRow = NonNullable<Awaited<ReturnType<typeof findProcedure>>>

/** Writes it over the version that was read, 0 where there was none; false when it changed meanwhile. */
export async function saveProcedure(
  trx: Trx,
  callId: string,
  change: AwardProcedureChange,
  version: number,
  now: Date,
): Promise<boolean> {
  if (version === 0) {
    const inserted = await trx
      .insertInto('awardProcedure')
      .values({ callId, ...change, updatedAt: now })
      .onConflict((conflict) => conflict.doNothing())
      .returning('callId')
      .executeTakeFirst()
    return inserted !== undefined
  }
  const saved = await trx
    .updateTable('awardProcedure')
    .set((eb) => ({ ...change, updatedAt: now, version: eb('version', '+', 1) }))
    .where('callId', '=', callId)
    .where('version', '=', version)
    .returning('version')
    .executeTakeFirst()
  return saved !== undefined
}
