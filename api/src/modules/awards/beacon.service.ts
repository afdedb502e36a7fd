import type { DrawBeacon, NewBeaconValue } from '@progress-ess/shared/awards'
import type { Db, Trx } from '../../db/database.ts'
import { recordAudit } from '../../kit/audit.ts'
import { accountIdOf, type Context, hasRole, inTransaction } from '../../kit/context.ts'
import { notFound, Refusal } from '../../kit/refusal.ts'
import { drawOf } from './awards.ranking.rules.ts'
import { findBeacon, insertBeacon } from './beacon.queries.ts'

/** The public value that the published rules mix into their draw. Refuses `call-not-found`, `draw-beacon-not-asked`. */
export async function getDrawBeacon(ctx: Context<Db | Trx>, callId: string): Promise<DrawBeacon> {
  const row = await findBeacon(ctx.db, callId)
  if (row === undefined) throw notFound('call')
  const beacon = drawOf(row.awardRules)?.beacon
  if (beacon === undefined) {
    throw new Refusal('notFound', 'draw-beacon-not-asked', 'The rules of this call mix no public value into their draw')
  }
  const isDue = ctx.now >= new Date(beacon.at)
  return {
    ...beacon,
    value: row.value,
    isFallback: row.isFallback === true,
    recordedAt: row.recordedAt?.toISOString() ?? null,
    recordedByName: row.recordedByName,
    allowedActions: isDue && row.value === null && hasRole(ctx.actor, 'manager') ? ['record'] : [],
  }
}

/**
 * Records the value, once: whoever doubts it looks it up at its source. Refuses `draw-beacon-early` before the instant that the
 * rules name, and `draw-beacon-recorded` after the first.
 */
export function recordDrawBeacon(ctx: Context, callId: string, given: NewBeaconValue): Promise<DrawBeacon> {
  return inTransaction(ctx, async (inner) => {
    const { at, value } = await getDrawBeacon(inner, callId)
    if (inner.now < new Date(at)) {
      throw new Refusal('conflict', 'draw-beacon-early', 'The rules name a later instant', { context: { at } })
    }
    const row = { callId, ...given, recordedAt: inner.now, recordedBy: accountIdOf(inner.actor) }
    if (value !== null || !(await insertBeacon(inner.db, row))) {
      throw new Refusal('conflict', 'draw-beacon-recorded', 'The value of this draw is recorded, and stays')
    }
    await recordAudit(inner, {
      operation: 'recordDrawBeacon',
      subjectType: 'call',
      subjectId: callId,
      data: { ...given },
    })
    return getDrawBeacon(inner, callId)
  })
}
