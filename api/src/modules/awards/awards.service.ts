import type { Award } from '@progress-ess/shared/awards'
import type { Db, Trx } from '../../db/database.ts'
import { recordAudit } from '../../kit/audit.ts'
import { type Context, hasRole, inTransaction, requireAccount } from '../../kit/context.ts'
import { emitEvent } from '../../kit/events.ts'
import { notFound, Refusal } from '../../kit/refusal.ts'
import { refusalOf } from '../../kit/verdict.ts'
import { release } from '../envelopes/index.ts'
import { findMembership } from '../organisations/index.ts'
import * as queries from './awards.queries.ts'
import { toAward } from './awards.views.ts'
import { type AwardEvent, type AwardRole, decideAward } from './decisions.rules.ts'
import { findScenarioCall } from './scenarios.queries.ts'

export async function listAwards(ctx: Context, callId: string): Promise<Award[]> {
  if ((await findScenarioCall(ctx.db, callId)) === undefined) throw notFound('call')
  const rows = await queries.findAwards(ctx.db, callId)
  return rows.map((row) => toAward(row, hasRole(ctx.actor, 'manager') ? ['manager'] : []))
}

/** How the caller stands towards an award; somebody else’s award does not exist. */
async function rolesTowards(ctx: Context<Db | Trx>, row: queries.AwardRow): Promise<AwardRole[]> {
  if (hasRole(ctx.actor, 'manager')) return ['manager']
  const { accountId } = requireAccount(ctx.actor)
  const membership = await findMembership(ctx.db, accountId, row.organisationId)
  // An award is known to its beneficiary once the results are published.
  if (membership === undefined || row.status === 'committed') throw notFound('award')
  if (membership.role === 'reader') throw new Refusal('forbidden', 'organisation-read-only', 'You may only read')
  return ['beneficiary']
}

function act(
  ctx: Context,
  awardId: string,
  event: AwardEvent,
  change: (now: Date) => Omit<queries.AwardUpdate, 'status'>,
  reason?: string,
): Promise<Award> {
  return inTransaction(ctx, async (inner) => {
    const row = await queries.lockAward(inner.db, awardId)
    if (row === undefined) throw notFound('award')
    const roles = await rolesTowards(inner, row)
    const verdict = decideAward(row.status, event, roles)
    if (!verdict.ok) throw refusalOf(verdict)
    await queries.saveAward(inner.db, row, { ...change(inner.now), status: verdict.to }, inner.now)
    if (verdict.to === 'renounced') {
      const { callId, amountCents } = row
      await release(inner, { callId, awardId, amountCents, ...(reason === undefined ? {} : { reason }) })
    }
    await recordAudit(inner, {
      operation: `${event}Award`,
      subjectType: 'award',
      subjectId: awardId,
      versionBefore: row.version,
      versionAfter: row.version + 1,
      data: {
        applicationId: row.applicationId,
        amountCents: row.amountCents,
        ...(reason === undefined ? {} : { reason }),
      },
    })
    await emitEvent(inner, { kind: `award.${verdict.to}`, subjectType: 'award', subjectId: awardId })
    const after = await queries.findAward(inner.db, awardId)
    if (after === undefined) throw notFound('award')
    return toAward(after, roles)
  })
}

export const acceptAward = (ctx: Context, awardId: string): Promise<Award> =>
  act(ctx, awardId, 'accept', (now) => ({ acceptedAt: now }))

/** The money of a renounced award returns to the envelope in the same transaction. */
export const renounceAward = (ctx: Context, awardId: string, reason: string): Promise<Award> =>
  act(ctx, awardId, 'renounce', (now) => ({ renouncedAt: now, renouncedReason: reason }), reason)
