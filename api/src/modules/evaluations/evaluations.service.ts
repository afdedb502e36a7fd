import type {
  Evaluation,
  EvaluationAction,
  EvaluationChange,
  EvaluationFile,
  EvaluationStatus,
} from '@progress-ess/shared/evaluations'
import type { FileLink } from '@progress-ess/shared/files'
import type { Trx } from '../../db/database.ts'
import { recordAudit } from '../../kit/audit.ts'
import { type Actor, type Context, hasRole, inTransaction, requireAccount } from '../../kit/context.ts'
import { decodeCursor, encodeCursor, type Page } from '../../kit/page.ts'
import { notFound, Refusal, staleVersion } from '../../kit/refusal.ts'
import { availabilityOf, errorsOf, refusalOf } from '../../kit/verdict.ts'
import { openLink } from '../files/index.ts'
import * as queries from './evaluations.queries.ts'
import {
  checkMarks,
  decideEvaluation,
  type EvaluationRole,
  findEvaluationGaps,
  judgeActions,
} from './evaluations.rules.ts'
import { situationOf, toEvaluation, toEvaluationFile, withoutFile } from './evaluations.views.ts'
import { holdPanel } from './panel.queries.ts'

type Row = queries.EvaluationRow

/** Agents see every evaluation; an evaluator sees his own, even when he is something else besides. */
export const scopeOf = (actor: Actor): queries.Scope =>
  hasRole(actor, 'agent', 'manager', 'admin') ? {} : { evaluatorId: requireAccount(actor).accountId }

/** How the caller stands towards this evaluation. */
function rolesTowards(actor: Actor, row: Row): EvaluationRole[] {
  const isOwn = actor.kind === 'account' && actor.accountId === row.evaluatorId && hasRole(actor, 'evaluator')
  return [
    ...(isOwn ? (['evaluator'] as const) : []),
    ...(hasRole(actor, 'agent') ? (['agent'] as const) : []),
    ...(hasRole(actor, 'manager') ? (['manager'] as const) : []),
  ]
}

/** The evaluation as the caller may see it. */
function view(actor: Actor, row: Row): Evaluation {
  const evaluation = toEvaluation(row, rolesTowards(actor, row))
  const isOnlyOwn = scopeOf(actor).evaluatorId !== undefined
  return isOnlyOwn && row.status === 'recused' ? withoutFile(evaluation) : evaluation
}

export type EvaluationListFilter = queries.EvaluationFilter & { readonly limit: number; readonly after?: string }

export async function listEvaluations(ctx: Context, filter: EvaluationListFilter): Promise<Page<Evaluation>> {
  const { limit, after, ...rest } = filter
  const rows = await queries.findEvaluations(ctx.db, rest, scopeOf(ctx.actor), {
    limit,
    ...(after === undefined ? {} : { after: decodeCursor(after, ['instant', 'uuid']) }),
  })
  const last = rows.length > limit ? rows[limit - 1] : undefined
  return {
    items: rows.slice(0, limit).map((row) => view(ctx.actor, row)),
    next: last === undefined ? null : encodeCursor([last.createdAt.toISOString(), last.evaluationId]),
  }
}

async function readRow(ctx: Context, evaluationId: string): Promise<Row> {
  const row = await queries.findEvaluation(ctx.db, evaluationId, scopeOf(ctx.actor))
  if (row === undefined) throw notFound('evaluation')
  return row
}

export async function getEvaluation(ctx: Context, evaluationId: string): Promise<Evaluation> {
  return view(ctx.actor, await readRow(ctx, evaluationId))
}

export async function listEvaluationActions(ctx: Context, evaluationId: string) {
  const row = await readRow(ctx, evaluationId)
  return judgeActions(situationOf(row), rolesTowards(ctx.actor, row)).map(({ action, verdict }) =>
    availabilityOf(action, verdict),
  )
}

/** Nothing of the file is readable before the declaration, nor after a recusal. */
export async function readEvaluationFile(ctx: Context, evaluationId: string): Promise<EvaluationFile> {
  const row = await readRow(ctx, evaluationId)
  if (row.status === 'recused') throw notFound('evaluation')
  if (row.revisionNumber === null) {
    throw new Refusal('forbidden', 'conflict-not-declared', 'Declare first that you have no conflict on this file')
  }
  const revision = await queries.findRevisionToRead(ctx.db, row.applicationId, row.revisionNumber)
  if (revision === undefined) throw notFound('evaluation')
  return toEvaluationFile(revision, row.revisionNumber)
}

/** A file that the revision names, for whoever may read that revision. */
export async function linkEvaluationFile(ctx: Context, evaluationId: string, fileId: string): Promise<FileLink> {
  const { content } = await readEvaluationFile(ctx, evaluationId)
  if (content.files?.some((file) => file.fileId === fileId) !== true) throw notFound('file')
  return openLink(ctx, fileId)
}

type Act = {
  readonly operation: string
  readonly event: EvaluationAction
  /** The version that the caller read, where the operation asks for it. */
  readonly version?: number
  readonly data?: Readonly<Record<string, unknown>>
  /** What the event writes besides the state; may refuse. */
  readonly change: (
    row: Row,
    to: EvaluationStatus,
    ctx: Context<Trx>,
  ) => Promise<queries.EvaluationUpdate> | queries.EvaluationUpdate
}

/**
 * Load, decide, save: one event on one evaluation, in one transaction. The panel is held meanwhile: what is handed in while it is
 * being locked is either locked with it or refused, never left out in between.
 */
function actOnEvaluation(ctx: Context, evaluationId: string, act: Act): Promise<Evaluation> {
  return inTransaction(ctx, async (inner) => {
    const scope = scopeOf(inner.actor)
    const callId = await queries.findCallOf(inner.db, evaluationId, scope)
    if (callId === undefined) throw notFound('evaluation')
    await holdPanel(inner.db, callId, 'share')
    const row = await queries.lockEvaluation(inner.db, evaluationId, scope)
    if (row === undefined) throw notFound('evaluation')
    if (act.version !== undefined && act.version !== row.version) throw staleVersion(row.version)

    const verdict = decideEvaluation(situationOf(row), act.event, rolesTowards(inner.actor, row))
    if (!verdict.ok) throw refusalOf(verdict)
    const to = verdict.to ?? row.status
    const change = await act.change(row, to, inner)
    const saved = await queries.saveEvaluationRow(inner.db, row, { ...change, status: to }, inner.now)
    if (saved === undefined) throw staleVersion(row.version)
    await recordAudit(inner, {
      operation: act.operation,
      subjectType: 'evaluation',
      subjectId: evaluationId,
      versionBefore: row.version,
      versionAfter: saved.version,
      data: { applicationId: row.applicationId, from: row.status, to, ...act.data },
    })
    const after = await queries.findEvaluation(inner.db, evaluationId, {})
    if (after === undefined) throw notFound('evaluation')
    return view(inner.actor, after)
  })
}

/** The revision that will be read is fixed here: later ones do not change what was evaluated. */
export const declareNoConflict = (ctx: Context, evaluationId: string): Promise<Evaluation> =>
  actOnEvaluation(ctx, evaluationId, {
    operation: 'declareNoConflict',
    event: 'declare_no_conflict',
    change: async (row, _to, { db, now }) => {
      const assignable = await queries.findAssignable(db, row.applicationId, row.evaluatorId)
      return { declaredAt: now, revisionNumber: assignable?.revisionNumber ?? 1 }
    },
  })

/** Merges the marks given into those kept. Refuses a mark that is off its scale, with a pointer to it. */
export function saveEvaluation(
  ctx: Context,
  evaluationId: string,
  version: number,
  { marks, generalComment }: EvaluationChange,
): Promise<Evaluation> {
  return actOnEvaluation(ctx, evaluationId, {
    operation: 'saveEvaluation',
    event: 'save',
    version,
    change: (row) => {
      const faults = checkMarks(row.grid, marks ?? {})
      const [first] = faults
      if (first !== undefined) {
        throw new Refusal('unprocessable', first.code, first.detail, {
          errors: errorsOf(faults),
        })
      }
      return {
        ...(marks === undefined ? {} : { marks: { ...row.marks, ...marks } }),
        ...(generalComment === undefined ? {} : { generalComment }),
      }
    },
  })
}

export const submitEvaluation = (ctx: Context, evaluationId: string, version: number): Promise<Evaluation> =>
  actOnEvaluation(ctx, evaluationId, {
    operation: 'submitEvaluation',
    event: 'submit',
    version,
    change: (row, _to, { now }) => {
      const gaps = findEvaluationGaps(row.grid, row.marks)
      if (gaps.length > 0) {
        throw new Refusal('conflict', 'evaluation-incomplete', 'Some criteria are not marked or lack a comment', {
          errors: errorsOf(gaps),
        })
      }
      return { submittedAt: now, sentBackReason: null }
    },
  })

export const recuseEvaluation = (
  ctx: Context,
  evaluationId: string,
  { kind, reason }: { kind: string; reason: string },
): Promise<Evaluation> =>
  actOnEvaluation(ctx, evaluationId, {
    operation: 'recuseEvaluation',
    event: 'recuse',
    data: { kind },
    change: (_row, _to, { now }) => ({ recusedKind: kind, recusedReason: reason, recusedAt: now }),
  })

export const sendBackEvaluation = (ctx: Context, evaluationId: string, reason: string): Promise<Evaluation> =>
  actOnEvaluation(ctx, evaluationId, {
    operation: 'sendBackEvaluation',
    event: 'send_back',
    data: { reason },
    change: () => ({ sentBackReason: reason, submittedAt: null }),
  })

export const setAsideEvaluation = (ctx: Context, evaluationId: string, reason: string): Promise<Evaluation> =>
  actOnEvaluation(ctx, evaluationId, {
    operation: 'setAsideEvaluation',
    event: 'set_aside',
    data: { reason },
    change: (_row, _to, { now }) => ({ recusedKind: 'other', recusedReason: reason, recusedAt: now }),
  })
