import type { ApplicationCounts, ApplicationStatus, ApplicationSummary } from '@progress-ess/shared/applications'
import type { Context } from '../../kit/context.ts'
import { csvLine } from '../../kit/csv.ts'
import { decodeCursor, encodeCursor, type Page } from '../../kit/page.ts'
import { notFound } from '../../kit/refusal.ts'
import { isStaff } from '../organisations/index.ts'
import { scopeOf } from './access.ts'
import { findTerms } from './applications.queries.ts'
import { toApplicationSummary } from './applications.views.ts'
import * as queries from './listing.queries.ts'

export type SortName = 'submittedAt' | '-submittedAt' | 'requestedCents' | '-requestedCents' | 'projectTitle' | 'number'

const SORTS: Readonly<Record<SortName, queries.Sort>> = {
  submittedAt: { column: 'submittedAt', direction: 'asc', type: 'string' },
  '-submittedAt': { column: 'submittedAt', direction: 'desc', type: 'string' },
  requestedCents: { column: 'requestedCents', direction: 'asc', type: 'number' },
  '-requestedCents': { column: 'requestedCents', direction: 'desc', type: 'number' },
  projectTitle: { column: 'projectTitle', direction: 'asc', type: 'string' },
  number: { column: 'number', direction: 'asc', type: 'string' },
}
/** One’s own files, drafts among them, have no submission to be sorted on. */
const OWN: queries.Sort = { column: 'updatedAt', direction: 'desc', type: 'string' }

export type ListRequest = queries.ListFilter & { readonly sort?: SortName }
type Paged = { readonly limit: number; readonly after?: string }

const sortOf = (ctx: Context, sort: SortName | undefined): queries.Sort =>
  sort === undefined ? (isStaff(ctx.actor) ? SORTS['-submittedAt'] : OWN) : SORTS[sort]

const keyOf = (row: queries.ListRow, { column }: queries.Sort): [string | number | null, string] => {
  const value = row[column]
  return [value instanceof Date ? value.toISOString() : value, row.applicationId]
}

async function page(ctx: Context, { sort, ...filter }: ListRequest, { limit, after }: Paged) {
  const order = sortOf(ctx, sort)
  const rows = await queries.findPage(ctx.db, filter, scopeOf(ctx.actor), order, {
    limit,
    ...(after === undefined ? {} : { after: decodeCursor(after, [order.type, 'string']) }),
  })
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, next: rows.length > limit && last !== undefined ? encodeCursor(keyOf(last, order)) : null }
}

export async function listApplications(ctx: Context, request: ListRequest & Paged): Promise<Page<ApplicationSummary>> {
  const { limit, after, ...filter } = request
  const { items, next } = await page(ctx, filter, { limit, ...(after === undefined ? {} : { after }) })
  return { items: items.map(toApplicationSummary), next }
}

const HEADER = ['numero', 'etat', 'projet', 'structure', 'commune', 'demande_eur', 'depose_le', 'appel'] as const
const EXPORT_PAGE = 500

/** What is filtered, as CSV, page after page: never whole in memory. */
export async function* exportApplications(ctx: Context, filter: ListRequest): AsyncGenerator<string> {
  // The mark lets spreadsheets recognise UTF-8.
  yield `\uFEFF${csvLine(HEADER, ';')}`
  let after: string | null = null
  do {
    const { items, next }: Awaited<ReturnType<typeof page>> = await page(ctx, filter, {
      limit: EXPORT_PAGE,
      ...(after === null ? {} : { after }),
    })
    yield items.map((row) => csvLine(cellsOf(row), ';')).join('')
    after = next
  } while (after !== null)
}

const cellsOf = (row: queries.ListRow): string[] => [
  row.number ?? '',
  row.status,
  row.projectTitle ?? '',
  row.organisationName,
  row.communeName,
  (row.requestedCents / 100).toFixed(2).replace('.', ','),
  row.submittedAt?.toISOString() ?? '',
  row.callCode,
]

/** The funnel of one call. */
export async function countApplications(ctx: Context, callId: string): Promise<ApplicationCounts> {
  if ((await findTerms(ctx.db, callId)) === undefined) throw notFound('call')
  const [statuses, days, evaluated] = await Promise.all([
    queries.countByStatus(ctx.db, callId),
    queries.countByDay(ctx.db, callId),
    queries.countEvaluated(ctx.db, callId),
  ])
  const byStatus = Object.fromEntries(ALL.map((status) => [status, 0])) as Record<ApplicationStatus, number>
  for (const { status, count } of statuses) byStatus[status] = count
  const submitted = statuses.filter(({ status }) => status !== 'draft' && status !== 'expired')
  return {
    total: submitted.reduce((sum, { count }) => sum + count, 0),
    byStatus,
    submissionsByDay: days,
    requestedCents: submitted.reduce((sum, { requestedCents }) => sum + requestedCents, 0),
    freshAnswers: submitted.reduce((sum, { freshAnswers }) => sum + freshAnswers, 0),
    evaluated,
  }
}

const ALL: readonly ApplicationStatus[] = [
  'draft',
  'submitted',
  'in_review',
  'correction_requested',
  'admissible',
  'inadmissible',
  'withdrawn',
  'expired',
]
