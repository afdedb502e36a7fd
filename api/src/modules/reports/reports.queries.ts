import type { ReportContent, ReportStatus } from '@progress-ess/shared/reports'
import { sql } from 'kysely'
import type { Db, Trx } from '../../db/database.ts'
import type { PlannedLine } from './reports.rules.ts'

const select = (db: Db | Trx) =>
  db
    .selectFrom('report')
    .innerJoin('award', 'award.awardId', 'report.awardId')
    .innerJoin('application', 'application.applicationId', 'award.applicationId')
    .innerJoin('organisation', 'organisation.organisationId', 'application.organisationId')
    .leftJoin('envelopeAward', 'envelopeAward.awardId', 'award.awardId')
    .selectAll('report')
    .select([
      'award.status as awardStatus',
      'award.applicationId',
      'application.number',
      'application.projectTitle',
      'application.organisationId',
      'organisation.name as organisationName',
      sql<number>`coalesce(envelope_award.committed_cents, 0)`.as('committedCents'),
      sql<number>`coalesce(envelope_award.paid_cents, 0)`.as('paidCents'),
    ])

export type ReportRow = NonNullable<Awaited<ReturnType<typeof findReport>>>

export const findReport = (db: Db | Trx, reportId: string) =>
  select(db).where('report.reportId', '=', reportId).executeTakeFirst()

export const findReportOf = (db: Db | Trx, awardId: string) =>
  select(db).where('report.awardId', '=', awardId).executeTakeFirst()

export async function lockReport(trx: Trx, reportId: string): Promise<void> {
  await trx.selectFrom('report').select('reportId').where('reportId', '=', reportId).forNoKeyUpdate().execute()
}

/** Whatever ends an award waits here. */
export async function lockAward(trx: Trx, awardId: string): Promise<void> {
  await trx.selectFrom('award').select('awardId').where('awardId', '=', awardId).forNoKeyUpdate().execute()
}

export const findAward = (db: Db | Trx, awardId: string) =>
  db
    .selectFrom('award')
    .innerJoin('application', 'application.applicationId', 'award.applicationId')
    .leftJoin('envelopeAward', 'envelopeAward.awardId', 'award.awardId')
    .select([
      'award.awardId',
      'award.callId',
      'award.applicationId',
      'award.status',
      'award.committedAt',
      'application.organisationId',
      'application.number',
      'application.answers',
      'application.budget',
      sql<number>`coalesce(envelope_award.committed_cents, 0)`.as('committedCents'),
      sql<number>`coalesce(envelope_award.paid_cents, 0)`.as('paidCents'),
    ])
    .where('award.awardId', '=', awardId)
    .executeTakeFirst()

export type AwardRow = NonNullable<Awaited<ReturnType<typeof findAward>>>

/** Awards that owe a report and have none yet, those after one. */
export async function findUnopened(db: Db, after: string | null, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('award')
    .leftJoin('report', 'report.awardId', 'award.awardId')
    .select('award.awardId')
    .where('award.status', 'in', ['accepted', 'agreed'])
    .where('report.reportId', 'is', null)
    .$if(after !== null, (query) => query.where('award.awardId', '>', after))
    .orderBy('award.awardId')
    .limit(limit)
    .execute()
  return rows.map(({ awardId }) => awardId)
}

export type NewReport = {
  readonly reportId: string
  readonly awardId: string
  readonly callId: string
  readonly dueOn: string
  readonly planned: readonly PlannedLine[]
  readonly content: ReportContent
}

/** False when another process opened it. */
export async function insertReport(trx: Trx, row: NewReport, now: Date): Promise<boolean> {
  const written = await trx
    .insertInto('report')
    .values({
      ...row,
      planned: JSON.stringify(row.planned),
      content: JSON.stringify(row.content),
      status: 'due',
      createdAt: now,
      updatedAt: now,
    })
    .onConflict((conflict) => conflict.column('awardId').doNothing())
    .returning('reportId')
    .executeTakeFirst()
  return written !== undefined
}

export type ReportUpdate = {
  readonly status?: ReportStatus
  readonly content?: ReportContent
  readonly dueOn?: string
  readonly dueMovedReason?: string
  readonly submittedAt?: Date
  readonly submittedBy?: string | null
  readonly signatoryName?: string
  readonly signatoryQuality?: string
  readonly changesMessage?: string
  readonly acceptedAt?: Date
  readonly acceptedBy?: string | null
}

export async function saveReport(trx: Trx, reportId: string, change: ReportUpdate, now: Date): Promise<void> {
  const { content, ...rest } = change
  await trx
    .updateTable('report')
    .set((eb) => ({
      ...rest,
      ...(content === undefined ? {} : { content: JSON.stringify(content) }),
      updatedAt: now,
      version: eb('version', '+', 1),
    }))
    .where('reportId', '=', reportId)
    .execute()
}

export async function findFileIds(db: Db | Trx, reportId: string): Promise<string[]> {
  const rows = await db.selectFrom('reportFile').select('fileId').where('reportId', '=', reportId).execute()
  return rows.map(({ fileId }) => fileId)
}

export async function insertFile(trx: Trx, reportId: string, fileId: string): Promise<void> {
  await trx.insertInto('reportFile').values({ reportId, fileId }).execute()
}

export async function deleteFile(trx: Trx, reportId: string, fileId: string): Promise<boolean> {
  const deleted = await trx
    .deleteFrom('reportFile')
    .where('reportId', '=', reportId)
    .where('fileId', '=', fileId)
    .returning('fileId')
    .executeTakeFirst()
  return deleted !== undefined
}

/** Reports that are owed until this day or earlier, those whose awards go on. */
export const findOwed = (db: Db, until: string, after: string | null, limit: number) => {
  let query = db
    .selectFrom('report')
    .innerJoin('award', 'award.awardId', 'report.awardId')
    .innerJoin('application', 'application.applicationId', 'award.applicationId')
    .select(['report.reportId', 'report.dueOn', 'application.number', 'application.organisationId'])
    .where('report.status', 'in', ['due', 'changes_requested'])
    .where('award.status', 'in', ['accepted', 'agreed'])
    .where('report.dueOn', '<=', until)
  if (after !== null) query = query.where('report.reportId', '>', after)
  return query.orderBy('report.reportId').limit(limit).execute()
}
