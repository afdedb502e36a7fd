import type { Db, Trx } from '../../db/database.ts'
import type { Context } from '../../kit/context.ts'
import { Refusal } from '../../kit/refusal.ts'
import { findApprovals } from './approvals.queries.ts'
import { isReady, standingOf } from './approvals.rules.ts'
import * as queries from './decisions.queries.ts'
import { isOwn } from './decisions.refusals.ts'

/** Those of these lines that have the signatures they need, and that are not of the caller’s own organisation. */
export async function readyOf(ctx: Context<Db | Trx>, callId: string, ids: readonly string[]) {
  if (ids.length === 0) return []
  const [rows, { steps, actsOf }] = await Promise.all([
    queries.findDecisions(ctx.db, callId, ids),
    findApprovals(ctx.db, callId),
  ])
  return rows.filter((row) => !isOwn(ctx.actor, row) && isReady(standingOf(steps, row, actsOf(row))))
}

/** Refuses `approvals-missing`, with the steps that have not signed. */
export async function refuseUnsigned(ctx: Context<Trx>, row: queries.DecisionRow): Promise<void> {
  const { steps, actsOf } = await findApprovals(ctx.db, row.callId, row.decisionId)
  const standing = standingOf(steps, row, actsOf(row))
  if (isReady(standing)) return
  const missing = standing.steps.filter(({ signed }) => signed === null).map(({ step }) => step.label)
  throw new Refusal('conflict', 'approvals-missing', 'Signatures are missing', {
    context: { missing: missing.length, steps: missing.join(', '), isSentBack: standing.state === 'sent_back' },
  })
}
