import type { ApplicationStatus } from '@progress-ess/shared/applications'
import { type SelectQueryBuilder, sql } from 'kysely'
import { compileOnce, type ValueOf } from '../../db/compiled.ts'
import type { Db, Trx } from '../../db/database.ts'
import type { DB } from '../../db/schema.ts'
import type { CursorValue } from '../../kit/page.ts'
import type { Scope } from './applications.queries.ts'

export type ListFilter = {
  readonly callId?: string
  readonly organisationId?: string
  readonly status?: readonly ApplicationStatus[]
  readonly search?: string
}

/** A column that a list is sorted on, which way, and its type in the cursor. Each is served by an index. */
export type Sort = {
  readonly column: 'submittedAt' | 'requestedCents' | 'projectTitle' | 'number' | 'updatedAt'
  readonly direction: 'asc' | 'desc'
  readonly type: 'string' | 'number' | 'instant'
}

/** What a draft counts as in its organisation’s own list: not submitted yet, without a number, without a title. */
export const ABSENT = { submittedAt: 'infinity', number: '', projectTitle: '' } as const

/** All that the text of a page’s query follows from; the values stand apart. */
type Shape = {
  readonly reach: Scope['reach']
  readonly sort: Sort
  readonly limit: number
  readonly status: readonly ApplicationStatus[] | null
  /** For each word that is searched, whether it is long enough to be found anywhere. */
  readonly words: readonly boolean[]
  readonly isOfCall: boolean
  readonly isOfOrganisation: boolean
  readonly isContinued: boolean
}
type Values = {
  readonly accountId: string | null
  readonly callId: string
  readonly organisationId: string
  readonly afterKey: CursorValue
  readonly afterId: CursorValue
  readonly [word: `word${number}`]: string
}

/** What rows are ordered by. Only drafts lack it, and staff see none: their lists stay on the index. */
function keyOf({ sort: { column }, reach }: Shape) {
  const ref = sql.ref(`application.${column}`)
  if (reach !== 'own' || column === 'requestedCents' || column === 'updatedAt') return ref
  const absent = sql.lit(ABSENT[column])
  return column === 'submittedAt' ? sql`coalesce(${ref}, ${absent}::timestamptz)` : sql`coalesce(${ref}, ${absent})`
}

const escapeLike = (text: string): string => text.replace(/[\\%_]/g, '\\$&')

/**
 * Statuses stand in the text, as the limit does: only then does a plan that was prepared once know that the partial
 * index serves it and how few rows it reads. Planning anew takes longer than reading a page.
 */
const written = (statuses: readonly ApplicationStatus[]) => statuses.map((status) => sql.lit(status))

type Narrowed = SelectQueryBuilder<DB, 'application', object>

/** The rows of one page by key alone: joins are for the twenty rows that are shown, not for those that are skipped. */
function keysOf(db: Db | Trx, value: ValueOf<Values>, shape: Shape): Narrowed {
  let query: Narrowed = db.selectFrom('application')
  if (shape.reach === 'own') {
    query = query.where('application.organisationId', 'in', (eb) =>
      eb
        .selectFrom('organisationMember')
        .select('organisationMember.organisationId')
        .where('organisationMember.accountId', '=', value('accountId'))
        .where('organisationMember.status', '=', 'active'),
    )
  } else {
    query = query.where('application.status', 'not in', written(['draft', 'expired']))
  }
  if (shape.isOfCall) query = query.where('application.callId', '=', value('callId'))
  if (shape.isOfOrganisation) query = query.where('application.organisationId', '=', value('organisationId'))
  if (shape.status !== null) query = query.where('application.status', 'in', written(shape.status))
  for (const [index, isLong] of shape.words.entries()) {
    // One or two letters make no trigram, but the beginning of a word does.
    const start = sql.lit(isLong ? '%' : '% ')
    query = query.where(sql<boolean>`application.search like ${start} || search_text(${value(`word${index}`)}) || '%'`)
  }
  return query
}

/** One row more than the limit, so that the caller knows whether there is another page. */
export function findPage(
  db: Db,
  { callId, organisationId, status, search }: ListFilter,
  { reach, accountId }: Scope,
  sort: Sort,
  { limit, after }: { limit: number; after?: readonly CursorValue[] },
): Promise<ListRow[]> {
  const words = (search ?? '').split(/\s+/).filter((word) => word !== '')
  const values: Values = {
    accountId,
    callId: callId ?? '',
    organisationId: organisationId ?? '',
    afterKey: after?.[0] ?? null,
    afterId: after?.[1] ?? null,
    ...Object.fromEntries(words.map((word, index) => [`word${index}`, escapeLike(word)])),
  }
  return runPage(db, values, {
    reach,
    sort,
    limit,
    status: status ?? null,
    words: words.map((word) => word.length >= 3),
    isOfCall: callId !== undefined,
    isOfOrganisation: organisationId !== undefined,
    isContinued: after !== undefined,
  })
}

const runPage = compileOnce((db, value: ValueOf<Values>, shape: Shape) => {
  const { sort, limit } = shape
  const key = keyOf(shape)
  let keys = keysOf(db, value, shape)
    .select(['application.applicationId'])
    .orderBy(key, sort.direction)
    .orderBy('application.applicationId', sort.direction)
    .limit(sql.lit(limit + 1))
  if (shape.isContinued) {
    const beyond = sql.raw(sort.direction === 'asc' ? '>' : '<')
    keys = keys.where(
      sql<boolean>`(${key}, application.application_id) ${beyond} (${value('afterKey')}, ${value('afterId')})`,
    )
  }
  return db
    .with('page', () => keys)
    .selectFrom('page')
    .innerJoin('application', 'application.applicationId', 'page.applicationId')
    .innerJoin('call', 'call.callId', 'application.callId')
    .innerJoin('organisation', 'organisation.organisationId', 'application.organisationId')
    .leftJoin('correction', (join) =>
      join
        .onRef('correction.applicationId', '=', 'application.applicationId')
        .on('correction.answeredAt', 'is', null)
        .on('correction.endedAt', 'is', null),
    )
    .leftJoin('decision', (join) =>
      join
        .onRef('decision.applicationId', '=', 'application.applicationId')
        .on('decision.status', '=', sql.lit('published')),
    )
    .leftJoin('award', 'award.decisionId', 'decision.decisionId')
    .select([
      'application.applicationId',
      'application.callId',
      'application.organisationId',
      'application.number',
      'application.status',
      'application.projectTitle',
      'application.requestedCents',
      'application.submittedAt',
      'application.updatedAt',
      'application.extendedUntil',
      'application.implicitRejectionAt',
      'application.implicitRejectionSuspendedAt',
      'application.hasFreshAnswer',
      'call.code as callCode',
      'call.title as callTitle',
      'call.closesAt as callClosesAt',
      'organisation.name as organisationName',
      'organisation.communeName',
      'correction.dueAt as correctionDueAt',
      'decision.outcome as decisionOutcome',
      'decision.amountCents as decisionAmountCents',
      'decision.reserveRank as decisionReserveRank',
      'decision.reason as decisionReason',
      'decision.publishedAt as decisionPublishedAt',
      'award.status as awardStatus',
    ])
    .orderBy(key, sort.direction)
    .orderBy('application.applicationId', sort.direction)
})

export type ListRow = Awaited<ReturnType<typeof runPage>>[number]

/** Counts of one call by state and by the day in Paris of the first submission, read from the index alone. */
export async function countByStatusAndDay(db: Db, callId: string) {
  return db
    .selectFrom('application')
    .select(['status'])
    .select((eb) => [
      sql<string | null>`(submitted_at at time zone 'Europe/Paris')::date`.as('on'),
      eb.fn.countAll<number>().as('count'),
      // A sum of bigint is numeric, which comes as text: an envelope’s worth of cents fits a bigint.
      sql<number>`sum(requested_cents)::bigint`.as('requestedCents'),
      eb.fn.countAll<number>().filterWhere('hasFreshAnswer', '=', true).as('freshAnswers'),
    ])
    .where('callId', '=', callId)
    .groupBy(['status', sql`2`])
    .orderBy(sql`2`)
    .execute()
}

/** Files with at least one evaluation handed in. */
export async function countEvaluated(db: Db, callId: string): Promise<number> {
  const { count } = await db
    .selectFrom('evaluation')
    .select((eb) => eb.fn.count<number>('applicationId').distinct().as('count'))
    .where('callId', '=', callId)
    .where('status', 'in', ['submitted', 'locked'])
    .executeTakeFirstOrThrow()
  return count
}
