import type { Panel } from '@progress-ess/shared/evaluations'
import type { Db, Trx } from '../../db/database.ts'
import { recordAudit } from '../../kit/audit.ts'
import { type Context, hasRole, inTransaction, requireAccount } from '../../kit/context.ts'
import { emitEvent } from '../../kit/events.ts'
import { notFound, Refusal } from '../../kit/refusal.ts'
import { findEvaluations } from './evaluations.queries.ts'
import { type PanelFacts, findPanelGaps } from './panel.rules.ts'
import { toPanel } from './panel.views.ts'
import * as queries from './panel.queries.ts'

async function readFacts(db: Db | Trx, callId: string, now: Date): Promise<PanelFacts> {
  const call = await queries.findPanelCall(db, callId)
  if (call === undefined) throw notFound('call')
  const [files, evaluations] = [await queries.findPanelFiles(db, callId), await findEvaluations(db, { callId }, {})]
  const graceMs = call.graceMinutes * 60_000
  const isOver = call.closesAt !== null && now.getTime() >= call.closesAt.getTime() + graceMs
  return { call, files, evaluations, isOver }
}

const view = (ctx: Context<Db | Trx>, facts: PanelFacts): Panel =>
  toPanel(facts, { isAgent: hasRole(ctx.actor, 'agent', 'manager'), isManager: hasRole(ctx.actor, 'manager') })

/** The board: files × evaluators, scores as they stand, and what prevents the lock. */
export async function getPanel(ctx: Context, callId: string): Promise<Panel> {
  return view(ctx, await readFacts(ctx.db, callId, ctx.now))
}

/** Closes the panel. Handed-in evaluations are locked; what was never handed in stays out of every figure. */
export function lockPanel(ctx: Context, callId: string): Promise<Panel> {
  return inTransaction(ctx, async (inner) => {
    const call = await queries.findPanelCall(inner.db, callId)
    if (call === undefined) throw notFound('call')
    await queries.holdPanel(inner.db, callId, 'update')
    const facts = await readFacts(inner.db, callId, inner.now)
    if (facts.call.lockedAt !== null) throw new Refusal('conflict', 'panel-locked', 'The panel is locked already')
    if (!facts.isOver) throw new Refusal('conflict', 'call-still-open', 'The call still takes applications')
    const gaps = findPanelGaps(facts)
    if (gaps.length > 0) {
      throw new Refusal('conflict', 'panel-incomplete', 'Some files are not evaluated as the grid asks', {
        errors: gaps.slice(0, 50).map(({ code, detail, applicationId }) => ({
          pointer: `/applications/${applicationId ?? ''}`,
          keyword: code,
          message: detail,
        })),
      })
    }
    await queries.savePanel(inner.db, callId, {
      lockedAt: inner.now,
      lockedBy: requireAccount(inner.actor).accountId,
      unlockReason: null,
    })
    await queries.moveEvaluations(inner.db, callId, 'submitted', 'locked', inner.now)
    await recordAudit(inner, { operation: 'lockPanel', subjectType: 'call', subjectId: callId })
    await emitEvent(inner, { kind: 'panel.locked', subjectType: 'call', subjectId: callId })
    return view(inner, await readFacts(inner.db, callId, inner.now))
  })
}

/** Reopens the panel, with a reason, until something is decided; what is only proposed must be adopted anew after it. */
export function unlockPanel(ctx: Context, callId: string, reason: string): Promise<Panel> {
  return inTransaction(ctx, async (inner) => {
    const call = await queries.findPanelCall(inner.db, callId)
    if (call === undefined) throw notFound('call')
    await queries.holdPanel(inner.db, callId, 'update')
    // Read again under the lock: somebody may have locked or unlocked it meanwhile.
    const current = await queries.findPanelCall(inner.db, callId)
    if (current?.lockedAt == null) throw new Refusal('conflict', 'panel-not-locked', 'The panel is not locked')
    if (current.isDecided === true) {
      throw new Refusal('conflict', 'decision-exists', 'Decisions of this call are made')
    }
    await queries.savePanel(inner.db, callId, { lockedAt: null, lockedBy: null, unlockReason: reason })
    await queries.moveEvaluations(inner.db, callId, 'locked', 'submitted', inner.now)
    await recordAudit(inner, { operation: 'unlockPanel', subjectType: 'call', subjectId: callId, data: { reason } })
    await emitEvent(inner, { kind: 'panel.unlocked', subjectType: 'call', subjectId: callId })
    return view(inner, await readFacts(inner.db, callId, inner.now))
  })
}
