import type { CallForm } from '@progress-ess/shared/calls'
import type { RevisionContent } from '@progress-ess/shared/applications'
import type { EvaluationStatus, Grid, Marks } from '@progress-ess/shared/evaluations'
import type { Db, Trx } from '../../db/database.ts'
import { afterKey, type CursorValue } from '../../kit/page.ts'

/** Which evaluations the caller may see: an evaluator’s own, or all of them. */
export type Scope = { readonly evaluatorId?: string }

export type EvaluationFilter = {
  readonly callId?: string
  readonly applicationId?: string
  readonly evaluatorId?: string
  readonly status?: readonly EvaluationStatus[]
}

/** One evaluation with what names it: its file, its evaluator, its call’s grid and panel. */
function selectEvaluations(db: Db | Trx) {
  return db
    .selectFrom('evaluation')
    .innerJoin('application', 'application.applicationId', 'evaluation.applicationId')
    .innerJoin('organisation', 'organisation.organisationId', 'application.organisationId')
    .innerJoin('call', 'call.callId', 'evaluation.callId')
    .innerJoin('account', 'account.accountId', 'evaluation.evaluatorId')
    .leftJoin('panel', 'panel.callId', 'evaluation.callId')
    .selectAll('evaluation')
    .select([
      'application.number as applicationNumber',
      'application.projectTitle',
      'application.status as applicationStatus',
      'organisation.name as organisationName',
      'organisation.communeName',
      'account.displayName as evaluatorName',
      'call.title as callTitle',
      'call.resultsPublishedAt',
      'panel.lockedAt as panelLockedAt',
    ])
    .select((eb) => [
      eb.ref('call.grid').$castTo<Grid>().as('grid'),
      eb.ref('evaluation.marks').$castTo<Marks>().as('marks'),
      eb.ref('evaluation.status').$castTo<EvaluationStatus>().as('status'),
    ])
}

export type EvaluationRow = Awaited<ReturnType<typeof findEvaluations>>[number]

/** Keyset list by creation. `after` is `[createdAt, evaluationId]` of the last row seen. */
export async function findEvaluations(
  db: Db | Trx,
  filter: EvaluationFilter,
  scope: Scope,
  page: { limit: number; after?: readonly CursorValue[] } = { limit: 10_000 },
) {
  let query = selectEvaluations(db)
  if (scope.evaluatorId !== undefined) query = query.where('evaluation.evaluatorId', '=', scope.evaluatorId)
  if (filter.evaluatorId !== undefined) query = query.where('evaluation.evaluatorId', '=', filter.evaluatorId)
  if (filter.callId !== undefined) query = query.where('evaluation.callId', '=', filter.callId)
  if (filter.applicationId !== undefined) query = query.where('evaluation.applicationId', '=', filter.applicationId)
  if (filter.status !== undefined) query = query.where('evaluation.status', 'in', [...filter.status])
  const { after } = page
  if (after !== undefined) {
    query = query.where((eb) => afterKey(eb, ['evaluation.createdAt', 'evaluation.evaluationId'], 'asc', after))
  }
  return query
    .orderBy('evaluation.createdAt')
    .orderBy('evaluation.evaluationId')
    .limit(page.limit + 1)
    .execute()
}

export async function findEvaluation(db: Db | Trx, evaluationId: string, scope: Scope) {
  let query = selectEvaluations(db).where('evaluation.evaluationId', '=', evaluationId)
  if (scope.evaluatorId !== undefined) query = query.where('evaluation.evaluatorId', '=', scope.evaluatorId)
  return query.executeTakeFirst()
}

/** The call of an evaluation, which never changes; undefined when the caller may not see it. */
export async function findCallOf(trx: Trx, evaluationId: string, scope: Scope): Promise<string | undefined> {
  let query = trx.selectFrom('evaluation').select('callId').where('evaluationId', '=', evaluationId)
  if (scope.evaluatorId !== undefined) query = query.where('evaluatorId', '=', scope.evaluatorId)
  return (await query.executeTakeFirst())?.callId
}

/** Locks the evaluation, then reads it: what the rule decides on cannot change before the commit. */
export async function lockEvaluation(trx: Trx, evaluationId: string, scope: Scope) {
  const locked = await trx
    .selectFrom('evaluation')
    .select('evaluationId')
    .where('evaluationId', '=', evaluationId)
    .forUpdate()
    .executeTakeFirst()
  return locked === undefined ? undefined : findEvaluation(trx, evaluationId, scope)
}

export type EvaluationUpdate = Partial<{
  status: EvaluationStatus
  revisionNumber: number
  marks: Marks
  generalComment: string | null
  declaredAt: Date
  submittedAt: Date | null
  recusedKind: string
  recusedReason: string
  recusedAt: Date
  sentBackReason: string | null
}>

/** Saves and moves the version on; undefined when somebody changed the row since `version` was read. */
export async function saveEvaluationRow(
  trx: Trx,
  row: { evaluationId: string; version: number },
  { marks, ...change }: EvaluationUpdate,
  now: Date,
): Promise<{ version: number } | undefined> {
  return trx
    .updateTable('evaluation')
    .set((eb) => ({
      ...change,
      ...(marks === undefined ? {} : { marks: JSON.stringify(marks) }),
      updatedAt: now,
      version: eb('version', '+', 1),
    }))
    .where('evaluationId', '=', row.evaluationId)
    .where('version', '=', row.version)
    .returning('version')
    .executeTakeFirst()
}

export type NewEvaluationRow = {
  evaluationId: string
  callId: string
  applicationId: string
  evaluatorId: string
  dueAt: Date | null
  assignedBy: string
  now: Date
}

/** False when the pair exists already. */
export async function insertEvaluation(trx: Trx, { now, ...row }: NewEvaluationRow): Promise<boolean> {
  const inserted = await trx
    .insertInto('evaluation')
    .values({ ...row, status: 'assigned', createdAt: now, updatedAt: now })
    .onConflict((conflict) => conflict.columns(['applicationId', 'evaluatorId']).doNothing())
    .returning('evaluationId')
    .executeTakeFirst()
  return inserted !== undefined
}

export async function deleteEvaluation(trx: Trx, evaluationId: string): Promise<void> {
  await trx.deleteFrom('evaluation').where('evaluationId', '=', evaluationId).execute()
}

/** The file that an evaluation reads: one frozen revision and the questions that it answers. */
export async function findRevisionToRead(db: Db, applicationId: string, revisionNumber: number) {
  return db
    .selectFrom('applicationRevision')
    .innerJoin('application', 'application.applicationId', 'applicationRevision.applicationId')
    .innerJoin('call', 'call.callId', 'application.callId')
    .select(['application.applicationId', 'application.number', 'applicationRevision.submittedAt'])
    .select((eb) => [
      eb.ref('applicationRevision.content').$castTo<RevisionContent>().as('content'),
      eb.ref('call.form').$castTo<CallForm>().as('form'),
      eb.ref('call.grid').$castTo<Grid>().as('grid'),
    ])
    .where('applicationRevision.applicationId', '=', applicationId)
    .where('applicationRevision.number', '=', revisionNumber)
    .executeTakeFirst()
}

/** What an assignment needs to know of its file and its evaluator. */
export async function findAssignable(db: Db | Trx, applicationId: string, evaluatorId: string) {
  return db
    .selectFrom('application')
    .innerJoin('call', 'call.callId', 'application.callId')
    .leftJoin('panel', 'panel.callId', 'application.callId')
    .leftJoin('account', (join) => join.on('account.accountId', '=', evaluatorId))
    .leftJoin('organisationMember', (join) =>
      join
        .onRef('organisationMember.organisationId', '=', 'application.organisationId')
        .on('organisationMember.accountId', '=', evaluatorId),
    )
    .select([
      'application.callId',
      'application.status',
      'application.revisionNumber',
      'call.evaluationEndsAt',
      'panel.lockedAt as panelLockedAt',
      'account.roles as evaluatorRoles',
      'account.isDisabled as isEvaluatorDisabled',
      'organisationMember.accountId as memberId',
    ])
    .where('application.applicationId', '=', applicationId)
    .executeTakeFirst()
}
