import type { Answers } from '@progress-ess/shared/calls'
import type { Budget } from '@progress-ess/shared/applications'
import { type Insertable, sql, type Updateable } from 'kysely'
import { compileOnce, type ValueOf } from '../../db/compiled.ts'
import type { Db, Trx } from '../../db/database.ts'
import type { Application } from '../../db/schema.ts'
import { deleteAttachments } from './attachments.queries.ts'

/**
 * Which applications the caller may see: his organisations’ own; every submitted one too, for agents; or any, for what
 * the system does and for extensions of drafts, whose content is then not shown.
 */
export type Scope = { readonly accountId: string | null; readonly reach: 'own' | 'submitted' | 'any' }

type Key = { readonly applicationId: string; readonly accountId: string | null }

/** One application with what its rules and its view need: call, organisation, membership, correction, decision. */
const readApplication = compileOnce((db, value: ValueOf<Key>, reach: Scope['reach']) => {
  const query = db
    .selectFrom('application')
    .innerJoin('call', 'call.callId', 'application.callId')
    .innerJoin('organisation', 'organisation.organisationId', 'application.organisationId')
    .leftJoin('organisationMember', (join) =>
      join
        .onRef('organisationMember.organisationId', '=', 'application.organisationId')
        .on('organisationMember.accountId', '=', value('accountId'))
        .on('organisationMember.status', '=', 'active'),
    )
    .leftJoin('correction', (join) =>
      join
        .onRef('correction.applicationId', '=', 'application.applicationId')
        .on('correction.answeredAt', 'is', null)
        .on('correction.endedAt', 'is', null),
    )
    .leftJoin('decision', 'decision.applicationId', 'application.applicationId')
    .leftJoin('award', 'award.decisionId', 'decision.decisionId')
    .selectAll('application')
    .select([
      'call.title as callTitle',
      'call.code as callCode',
      'call.status as callStatus',
      'call.opensAt',
      'call.closesAt as callClosesAt',
      'call.graceMinutes',
      'organisation.name as organisationName',
      'organisation.communeName',
      'organisation.family',
      'organisationMember.role as myRole',
      'correction.correctionId',
      'correction.fields as correctionFields',
      'correction.message as correctionMessage',
      'correction.requestedAt as correctionRequestedAt',
      'correction.dueAt as correctionDueAt',
      'correction.baseRevision as correctionBaseRevision',
      'decision.status as decisionStatus',
      'decision.outcome as decisionOutcome',
      'decision.amountCents as decisionAmountCents',
      'decision.reserveRank as decisionReserveRank',
      'decision.reason as decisionReason',
      'decision.publishedAt as decisionPublishedAt',
      'award.status as awardStatus',
    ])
    .where('application.applicationId', '=', value('applicationId'))
  if (reach === 'any') return query
  return query.where((eb) => {
    const isOwn = eb('organisationMember.accountId', 'is not', null)
    return reach === 'own' ? isOwn : eb.or([isOwn, eb('application.status', 'not in', ['draft', 'expired'])])
  })
})

export type ApplicationRow = Awaited<ReturnType<typeof readApplication>>[number]

export async function findApplication(
  db: Db | Trx,
  applicationId: string,
  { accountId, reach }: Scope,
): Promise<ApplicationRow | undefined> {
  const [row] = await readApplication(db, { applicationId, accountId }, reach)
  return row
}

const lockRow = compileOnce((db, value: ValueOf<{ readonly applicationId: string }>) =>
  db.selectFrom('application').select('applicationId').where('applicationId', '=', value('applicationId')).forUpdate(),
)

/**
 * Locks the application, then reads it: what the rule decides on cannot change before the commit. Both leave together; the
 * second is a statement of its own, so it sees what the lock waited for.
 */
export async function lockApplication(trx: Trx, applicationId: string, scope: Scope) {
  const [, row] = await Promise.all([
    lockRow(trx, { applicationId }, undefined),
    findApplication(trx, applicationId, scope),
  ])
  return row
}

/** The living application of an organisation to a call. */
export async function findLiving(db: Db | Trx, callId: string, organisationId: string) {
  return db
    .selectFrom('application')
    .select('applicationId')
    .where('callId', '=', callId)
    .where('organisationId', '=', organisationId)
    .where('status', '<>', 'expired')
    .executeTakeFirst()
}

/** False when the organisation has one already, also when it was started at the same instant. */
export async function insertApplication(trx: Trx, row: Insertable<Application>): Promise<boolean> {
  const inserted = await trx
    .insertInto('application')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning('applicationId')
    .executeTakeFirst()
  return inserted !== undefined
}

/** What people edit. Title and amounts beside it say what was submitted; PostgreSQL keeps the search text from them. */
export type ContentChange = {
  readonly answers?: Answers
  readonly budget?: Budget
  readonly contactName?: string | null
  readonly contactPhone?: string | null
  readonly projectTitle?: string | null
  readonly requestedCents?: number
  readonly chargesCents?: number
}

type Written = Readonly<Record<string, unknown>> & { readonly applicationId: string; readonly formerVersion: number }

type Shape = { readonly columns: readonly string[]; readonly takesNumber: boolean }

/** Which columns change follows from the event: some ten shapes. */
const updateRow = compileOnce((db, value: ValueOf<Written>, { columns, takesNumber }: Shape) =>
  db
    .updateTable('application')
    .set((eb) => ({
      ...(Object.fromEntries(columns.map((column) => [column, value(column)])) as Updateable<Application>),
      ...(takesNumber ? { number: sql<string>`take_number(call_id)` } : {}),
      version: eb('version', '+', 1),
    }))
    .where('applicationId', '=', value('applicationId'))
    .where('version', '=', value('formerVersion'))
    .returning(['version', 'number']),
)

type RowChange = Omit<Updateable<Application>, 'answers' | 'budget'> & ContentChange

/** The columns of a change that are written, as they are read. */
export const writtenBy = (change: RowChange, now: Date): Partial<ApplicationRow> =>
  Object.fromEntries(Object.entries({ ...change, updatedAt: now }).filter(([, value]) => value !== undefined))

/**
 * Saves and moves the version on; undefined when somebody changed the row since `version` was read. With `takesNumber` the file gets the
 * next number of its call, whose row is locked from then on: others wait for the commit.
 */
export async function saveRow(
  trx: Trx,
  row: { applicationId: string; version: number },
  change: RowChange,
  { now, takesNumber }: { readonly now: Date; readonly takesNumber: boolean },
): Promise<{ version: number; number: string | null } | undefined> {
  const { answers, budget, ...rest } = change
  const written: Record<string, unknown> = {
    ...rest,
    ...(answers === undefined ? {} : { answers: JSON.stringify(answers) }),
    ...(budget === undefined ? {} : { budget: JSON.stringify(budget) }),
    updatedAt: now,
  }
  const columns = Object.keys(written).filter((column) => written[column] !== undefined)
  const key = { applicationId: row.applicationId, formerVersion: row.version }
  const [saved] = await updateRow(trx, { ...written, ...key }, { columns, takesNumber })
  return saved
}

export async function deleteApplication(trx: Trx, applicationId: string): Promise<void> {
  await deleteAttachments(trx, applicationId)
  await trx.deleteFrom('application').where('applicationId', '=', applicationId).execute()
}

const readTerms = compileOnce((db, value: ValueOf<{ readonly callId: string }>) =>
  db
    .selectFrom('call')
    .select([
      'callId',
      'status',
      'opensAt',
      'closesAt',
      'graceMinutes',
      'form',
      'eligibility',
      'awardRules',
      'overCapPolicy',
      'publishedAt',
    ])
    .where('callId', '=', value('callId')),
)

/** What a call asks of its applications. */
export async function findTerms(db: Db | Trx, callId: string) {
  const [terms] = await readTerms(db, { callId }, undefined)
  return terms
}

/** The frozen award rules of the call of an application; undefined when there is none. */
export async function findRulesOf(db: Db | Trx, applicationId: string) {
  const row = await db
    .selectFrom('application')
    .innerJoin('call', 'call.callId', 'application.callId')
    .select('call.awardRules')
    .where('application.applicationId', '=', applicationId)
    .executeTakeFirst()
  return row?.awardRules
}
