import { recordAudit } from '../../kit/audit.ts'
import { type Context, inTransaction, requireAccount } from '../../kit/context.ts'
import { newId } from '../../kit/ids.ts'
import { notFound, Refusal } from '../../kit/refusal.ts'
import * as queries from './evaluations.queries.ts'
import { decideEvaluation } from './evaluations.rules.ts'
import { situationOf } from './evaluations.views.ts'
import { holdPanel } from './panel.queries.ts'

export type Pair = { readonly applicationId: string; readonly evaluatorId: string; readonly dueAt?: string }
export type PairOutcome = {
  applicationId: string
  evaluatorId: string
  evaluationId: string | null
  code: string | null
}

const EVALUABLE = ['submitted', 'in_review', 'correction_requested', 'admissible']

/** Assigns evaluators by hand. Each pair answers for itself: one that cannot be made does not stop the others. */
export async function assignEvaluations(ctx: Context, pairs: readonly Pair[]): Promise<PairOutcome[]> {
  const outcomes: PairOutcome[] = []
  for (const pair of pairs) outcomes.push(await assignOne(ctx, pair))
  return outcomes
}

function assignOne(ctx: Context, { applicationId, evaluatorId, dueAt }: Pair): Promise<PairOutcome> {
  const refused = (code: string): PairOutcome => ({ applicationId, evaluatorId, evaluationId: null, code })
  return inTransaction(ctx, async (inner) => {
    const known = await queries.findAssignable(inner.db, applicationId, evaluatorId)
    if (known === undefined) return refused('application-not-evaluable')
    await holdPanel(inner.db, known.callId, 'share')
    // Read again: the panel may have been locked meanwhile.
    const found = await queries.findAssignable(inner.db, applicationId, evaluatorId)
    if (found === undefined || !EVALUABLE.includes(found.status)) return refused('application-not-evaluable')
    if (found.panelLockedAt !== null) return refused('panel-locked')
    if (found.evaluatorRoles?.includes('evaluator') !== true || found.isEvaluatorDisabled === true) {
      return refused('evaluator-unknown')
    }
    if (found.memberId !== null) return refused('evaluator-in-conflict')
    const evaluationId = newId()
    const isNew = await queries.insertEvaluation(inner.db, {
      evaluationId,
      callId: found.callId,
      applicationId,
      evaluatorId,
      dueAt: dueAt === undefined ? found.evaluationEndsAt : new Date(dueAt),
      assignedBy: requireAccount(inner.actor).accountId,
      now: inner.now,
    })
    if (!isNew) return refused('evaluation-exists')
    await recordAudit(inner, {
      operation: 'assignEvaluations',
      subjectType: 'evaluation',
      subjectId: evaluationId,
      versionAfter: 1,
      data: { applicationId, evaluatorId },
    })
    return { applicationId, evaluatorId, evaluationId, code: null }
  })
}

/** Takes back an assignment in which nothing was declared nor written. */
export function unassignEvaluation(ctx: Context, evaluationId: string): Promise<void> {
  return inTransaction(ctx, async (inner) => {
    const callId = await queries.findCallOf(inner.db, evaluationId, {})
    if (callId === undefined) throw notFound('evaluation')
    await holdPanel(inner.db, callId, 'share')
    const row = await queries.lockEvaluation(inner.db, evaluationId, {})
    if (row === undefined) throw notFound('evaluation')
    const verdict = decideEvaluation(situationOf(row), 'unassign', ['agent'])
    if (!verdict.ok) throw new Refusal('conflict', verdict.code, verdict.detail)
    await queries.deleteEvaluation(inner.db, evaluationId)
    await recordAudit(inner, {
      operation: 'unassignEvaluation',
      subjectType: 'evaluation',
      subjectId: evaluationId,
      versionBefore: row.version,
      data: { applicationId: row.applicationId, evaluatorId: row.evaluatorId },
    })
  })
}
