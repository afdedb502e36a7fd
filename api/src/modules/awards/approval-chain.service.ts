import type { ApprovalChain, ApprovalChainChange } from '@progress-ess/shared/awards'
import type { Db, Trx } from '../../db/database.ts'
import { recordAudit } from '../../kit/audit.ts'
import { type Context, hasRole, inTransaction } from '../../kit/context.ts'
import { notFound, Refusal, staleVersion } from '../../kit/refusal.ts'
import { errorsOf } from '../../kit/verdict.ts'
import * as queries from './approval-chain.queries.ts'
import { isSameButSigners, judgeChain } from './approval-chain.rules.ts'
import { announceTurns } from './approvals.service.ts'
import { lockCall } from './scenarios.queries.ts'

/** The chain of a call, with the staff that its steps name, or could. */
export async function getApprovalChain(ctx: Context<Db | Trx>, callId: string): Promise<ApprovalChain> {
  const [row, steps, staff] = await Promise.all([
    queries.findChain(ctx.db, callId),
    queries.findSteps(ctx.db, callId),
    queries.findStaff(ctx.db),
  ])
  if (row === undefined) throw notFound('call')
  const isManager = hasRole(ctx.actor, 'manager')
  return {
    callId,
    steps: steps.map(({ fromCents, ...step }) => ({ ...step, fromAmountCents: fromCents })),
    people: staff,
    isFrozen: row.hasDecisions === true,
    version: row.version ?? 0,
    allowedActions: [
      ...(isManager && !row.hasDecisions ? (['edit'] as const) : []),
      ...(hasRole(ctx.actor, 'admin') && row.hasDecisions ? (['replace_signers'] as const) : []),
      ...(isManager && row.hasDecisions && !row.hasDecided ? (['withdraw_proposal'] as const) : []),
    ],
  }
}

/**
 * Refuses `approval-chain-frozen` once decisions are proposed, unless an administrator replaces those who sign and nothing else; and
 * `approval-chain-invalid` for one that nobody could follow.
 */
export function changeApprovalChain(
  ctx: Context,
  callId: string,
  version: number,
  { steps }: ApprovalChainChange,
): Promise<ApprovalChain> {
  return inTransaction(ctx, async (inner) => {
    await lockCall(inner.db, callId)
    const before = await getApprovalChain(inner, callId)
    if (before.version !== version) throw staleVersion(before.version)
    if (before.isFrozen && !(hasRole(inner.actor, 'admin') && isSameButSigners(before.steps, steps))) {
      const detail = 'Decisions are proposed: an administrator may replace those who sign, nothing else changes'
      throw new Refusal('conflict', 'approval-chain-frozen', detail)
    }
    if (!before.isFrozen && !hasRole(inner.actor, 'manager')) {
      throw new Refusal('forbidden', 'role-not-allowed', 'A manager writes the chain')
    }
    const faults = judgeChain(steps, before.people)
    if (faults.length > 0) {
      throw new Refusal('unprocessable', 'approval-chain-invalid', 'This chain could not be followed', {
        errors: errorsOf(faults, '/body'),
      })
    }
    const saved = { callId, version: version + 1 }
    if (before.isFrozen) {
      await queries.saveSigners(inner.db, saved, steps, inner.now)
      await announceTurns(inner, callId)
    } else await queries.saveChain(inner.db, saved, steps, inner.now)
    await recordAudit(inner, {
      operation: 'changeApprovalChain',
      subjectType: 'call',
      subjectId: callId,
      versionBefore: version,
      versionAfter: version + 1,
      data: { before: before.steps, after: steps },
    })
    return getApprovalChain(inner, callId)
  })
}

/** Takes a proposal back as long as nothing of it is decided; what was signed of it stays in the trace. */
export function withdrawProposal(ctx: Context, callId: string, reason: string): Promise<ApprovalChain> {
  return inTransaction(ctx, async (inner) => {
    await lockCall(inner.db, callId)
    const row = await queries.findChain(inner.db, callId)
    if (row === undefined || row.status === 'draft') throw notFound('call')
    if (!row.hasDecisions) throw new Refusal('conflict', 'no-proposed-decision', 'Nothing is proposed')
    const { gone, left } = await queries.deleteProposal(inner.db, callId)
    // Counted afterwards: a line that was decided at the same moment has made the deletion wait, and stays.
    if (left > 0) throw new Refusal('conflict', 'decision-exists', 'Lines of this call are decided already')
    await recordAudit(inner, {
      operation: 'withdrawProposal',
      subjectType: 'call',
      subjectId: callId,
      data: { lines: gone, reason },
    })
    return getApprovalChain(inner, callId)
  })
}
