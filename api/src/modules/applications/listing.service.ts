import type { ApplicationCounts, ApplicationStatus, ApplicationSummary } from '@progress-ess/shared/applications'
import type { Context } from '../../kit/context.ts'
import { csvLine } from '../../kit/csv.ts'
import { eurosOf } from '../../kit/money.rules.ts'
import { decodeCursor, type Page, toPage } from '../../kit/page.ts'
import { notFound } from '../../kit/refusal.ts'
import { isStaff } from '../organisations/index.ts'
import { scopeOf } from './access.ts'
import { findTerms } from './applications.queries.ts'
import { toApplicationSummary } from './applications.views.ts'
import * as queries from './listing.queries.ts'

export type SortName = 'submittedAt' | '-submittedAt' | 'requestedCents' | '-requestedCents' | 'projectTitle' | 'number'

const SORTS: Readonly<Record<SortName, queries.Sort>> = {
  submittedAt: { column: 'submittedAt', direction: 'asc', type: 'instant' },
  '-submittedAt': { column: 'submittedAt', direction: 'desc', type: 'instant' },
  requestedCents: { column: 'requestedCents', direction: 'asc', type: 'number' },
  '-requestedCents': { column: 'requestedCents', direction: 'desc', type: 'number' },
  projectTitle: { column: 'projectTitle', direction: 'asc', type: 'string' },
  number: { column: 'number', direction: 'asc', type: 'string' },
}
/** One’s own files, drafts among them, have no submission to be sorted on. */
const OWN: queries.Sort = { column: 'updatedAt', direction: 'desc', type: 'instant' }

export type ListRequest = queries.ListFilter & { readonly sort?: SortName }
type Paged = { readonly limit: number; readonly after?: string }

const sortOf = (ctx: Context, sort: SortName | undefined): queries.Sort =>
  sort === undefined ? (isStaff(ctx.actor) ? SORTS['-submittedAt'] : OWN) : SORTS[sort]

function keyOf(row: queries.ListRow, { column }: queries.Sort): [string | number, string] {
  const value = row[column] ?? queries.ABSENT[column as keyof typeof queries.ABSENT]
  return [value instanceof Date ? value.toISOString() : value, row.applicationId]
}

async function page(ctx: Context, { sort, ...filter }: ListRequest, { limit, after }: Paged) {
  const order = sortOf(ctx, sort)
  const rows = await queries.findPage(ctx.db, filter, scopeOf(ctx.actor), order, {
    limit,
    ...(after === undefined ? {} : { after: decodeCursor(after, [order.type, 'uuid']) }),
  })
  return toPage(rows, limit, (row) => keyOf(row, order))
}

export async function listApplications(ctx: Context, request: ListRequest & Paged): Promise<Page<ApplicationSummary>> {
  const { limit, after, ...filter } = request
  const { items, next } = await page(ctx, filter, { limit, ...(after === undefined ? {} : { after }) })
  return { items: items.map((row) => toApplicationSummary(row, ctx.now)), next }
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
  eurosOf(row.requestedCents).replace('.', ','),
  row.submittedAt?.toISOString() ?? '',
  row.callCode,
]

/** The funnel of one call. */
export async function countApplications(ctx: Context, callId: string): Promise<ApplicationCounts> {
  if ((await findTerms(ctx.db, callId)) === undefined) throw notFound('call')
  const [rows, evaluated] = await Promise.all([
    queries.countByStatusAndDay(ctx.db, callId),
    queries.countEvaluated(ctx.db, callId),
  ])
  const submitted = rows.filter(({ status }) => status !== 'draft' && status !== 'expired')
  return {
    total: sumOf(submitted, ({ count }) => count),
    byStatus: Object.fromEntries(
      ALL.map((status) => [status, sumOf(rows, (row) => (row.status === status ? row.count : 0))]),
    ) as Record<ApplicationStatus, number>,
    submissionsByDay: byDay(submitted),
    requestedCents: sumOf(submitted, ({ requestedCents }) => requestedCents),
    freshAnswers: sumOf(submitted, ({ freshAnswers }) => freshAnswers),
    evaluated,
  }
}

type CountRow = Awaited<ReturnType<typeof queries.countByStatusAndDay>>[number]

const sumOf = (rows: readonly CountRow[], valueOf: (row: CountRow) => number): number =>
  rows.reduce((sum, row) => sum + valueOf(row), 0)

/** Rows come in the order of their days. */
function byDay(rows: readonly CountRow[]): { on: string; count: number }[] {
  const days = new Map<string, number>()
  for (const { on, count } of rows) if (on !== null) days.set(on, (days.get(on) ?? 0) + count)
  return [...days].map(([on, count]) => ({ on, count }))
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
