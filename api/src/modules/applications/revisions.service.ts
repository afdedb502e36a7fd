import type { HistoryEntry, Revision, RevisionDifference, RevisionSummary } from '@progress-ess/shared/applications'
import type { Context } from '../../kit/context.ts'
import { notFound } from '../../kit/refusal.ts'
import { isStaff } from '../organisations/index.ts'
import { readRow } from './access.ts'
import { findTerms } from './applications.queries.ts'
import { differencesOf } from './differences.rules.ts'
import { findHistory, findRevision, findRevisions } from './revisions.queries.ts'

export async function listRevisions(ctx: Context, applicationId: string): Promise<RevisionSummary[]> {
  await readRow(ctx, applicationId)
  const rows = await findRevisions(ctx.db, applicationId)
  return rows.map((row) => ({ ...row, submittedAt: row.submittedAt.toISOString() }))
}

export async function getRevision(ctx: Context, applicationId: string, number: number): Promise<Revision> {
  await readRow(ctx, applicationId)
  const row = await findRevision(ctx.db, applicationId, number)
  if (row === undefined) throw notFound('revision')
  return { ...row, submittedAt: row.submittedAt.toISOString() }
}

export async function compareRevisions(
  ctx: Context,
  applicationId: string,
  from: number,
  to: number,
): Promise<RevisionDifference[]> {
  const row = await readRow(ctx, applicationId)
  const [terms, before, after] = await Promise.all([
    findTerms(ctx.db, row.callId),
    findRevision(ctx.db, applicationId, from),
    findRevision(ctx.db, applicationId, to),
  ])
  if (terms === undefined || before === undefined || after === undefined) throw notFound('revision')
  return differencesOf(terms.form, before.content, after.content)
}

/** What happened to a file. Applicants see their own people’s names, and the service instead of an agent’s. */
export async function getApplicationHistory(ctx: Context, applicationId: string): Promise<HistoryEntry[]> {
  await readRow(ctx, applicationId)
  const seesAgents = isStaff(ctx.actor)
  const rows = await findHistory(ctx.db, applicationId)
  return rows.map(({ at, operation, displayName, roles, data }) => {
    const isAgent = roles?.some((role) => role !== 'applicant') === true
    const { reason } = data as { reason?: unknown }
    return {
      at: at.toISOString(),
      operation,
      actorName: isAgent && !seesAgents ? null : displayName,
      detail: typeof reason === 'string' ? reason : null,
    }
  })
}
