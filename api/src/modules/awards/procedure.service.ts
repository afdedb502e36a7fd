import type { AwardProcedure, AwardProcedureChange } from '@progress-ess/shared/awards'
import type { Db, Trx } from '../../db/database.ts'
import { recordAudit } from '../../kit/audit.ts'
import { type Context, hasRole, inTransaction } from '../../kit/context.ts'
import { dayInParis, endOfDayInParis } from '../../kit/paris.ts'
import { notFound, staleVersion } from '../../kit/refusal.ts'
import * as queries from './procedure.queries.ts'

const DAY_MS = 24 * 3_600_000

/** How a call goes on when nobody said otherwise. */
export const DEFAULT_PROCEDURE: AwardProcedureChange = { acceptDays: 30, offersByItself: true }

const toProcedure = (ctx: Context<Db | Trx>, row: queries.ProcedureRow): AwardProcedure => ({
  callId: row.callId,
  acceptDays: row.acceptDays ?? DEFAULT_PROCEDURE.acceptDays,
  offersByItself: row.offersByItself ?? DEFAULT_PROCEDURE.offersByItself,
  version: row.version ?? 0,
  allowedActions: hasRole(ctx.actor, 'manager') ? ['change'] : [],
})

export async function getAwardProcedure(ctx: Context<Db | Trx>, callId: string): Promise<AwardProcedure> {
  const row = await queries.findProcedure(ctx.db, callId)
  if (row === undefined) throw notFound('call')
  return toProcedure(ctx, row)
}

export function changeAwardProcedure(
  ctx: Context,
  callId: string,
  version: number,
  change: AwardProcedureChange,
): Promise<AwardProcedure> {
  return inTransaction(ctx, async (inner) => {
    const before = await getAwardProcedure(inner, callId)
    if (before.version !== version) throw staleVersion(before.version)
    if (!(await queries.saveProcedure(inner.db, callId, change, version, inner.now))) throw staleVersion(version + 1)
    await recordAudit(inner, {
      operation: 'changeAwardProcedure',
      subjectType: 'call',
      subjectId: callId,
      versionBefore: version,
      versionAfter: version + 1,
      data: change,
    })
    return getAwardProcedure(inner, callId)
  })
}

/** The last second of the day, in Paris, by which what is told now must be answered: so many days on the calendar there. */
export const endAfterDays = (now: Date, days: number): Date =>
  endOfDayInParis(new Date(Date.parse(`${dayInParis(now)}T12:00:00Z`) + days * DAY_MS))

/** Until when awards that are published now may be accepted. */
export async function acceptByOf(ctx: Context<Trx>, callId: string): Promise<Date> {
  const { acceptDays } = await getAwardProcedure(ctx, callId)
  return endAfterDays(ctx.now, acceptDays)
}
