import type { FileLink, StoredFile } from '@progress-ess/shared/files'
import type { Report, ReportAction, ReportChange, ReportContent, ReportSubmission } from '@progress-ess/shared/reports'
import type { Db, Trx } from '../../db/database.ts'
import type { Files } from '../../files/files.ts'
import { recordAudit } from '../../kit/audit.ts'
import { accountIdOf, type Context, inTransaction } from '../../kit/context.ts'
import { emitEvent } from '../../kit/events.ts'
import { newId } from '../../kit/ids.ts'
import { queueMails } from '../../kit/mail.ts'
import { dayInParis } from '../../kit/paris.ts'
import { notFound, Refusal, staleVersion } from '../../kit/refusal.ts'
import { refusalOf } from '../../kit/verdict.ts'
import { findFiles, openLink, takeIn, toStoredFile, type Upload } from '../files/index.ts'
import { findRecipients, refuseReaders, standingTowards } from '../organisations/index.ts'
import { followUpOf } from '../payments/index.ts'
import { reportMail, type ReportMail } from './reports.mails.ts'
import * as queries from './reports.queries.ts'
import { decideReport, dueDayOf, exerciseDayOf, isBudgetLine, linesOf, missingOf, totalsOf } from './reports.rules.ts'
import { toReport } from './reports.views.ts'

const EMPTY: ReportContent = { actuals: [], indicators: [], done: '', results: '', gaps: '', beneficiaryCount: null }
const MOST_FILES = 20

/** A report as whoever asks may read it. */
export async function viewReport(ctx: Context<Db | Trx>, row: queries.ReportRow): Promise<Report> {
  const standing = await standingTowards(ctx, row.organisationId, 'report')
  const files = await findFiles(ctx.db, await queries.findFileIds(ctx.db, row.reportId))
  return toReport(row, files.map(toStoredFile), standing, dayInParis(ctx.now))
}

export async function getReport(ctx: Context<Db | Trx>, reportId: string): Promise<Report> {
  const row = await queries.findReport(ctx.db, reportId)
  if (row === undefined) throw notFound('report')
  return viewReport(ctx, row)
}

/** Due so many months after the exercise in which the project ends, as its application says; else after that of the award. */
export async function openReport(inner: Context<Trx>, award: queries.AwardRow): Promise<void> {
  const { reportMonths } = await followUpOf(inner.db, award.callId)
  const dueOn = dueDayOf(exerciseDayOf(award.answers['endOn'], dayInParis(award.committedAt)), reportMonths)
  const planned = award.budget.map(({ lineId, detail, amountCents }) => ({ lineId, detail, plannedCents: amountCents }))
  const { awardId, callId } = award
  const reportId = newId()
  const isNew = await queries.insertReport(
    inner.db,
    { reportId, awardId, callId, dueOn, planned, content: EMPTY },
    inner.now,
  )
  if (!isNew) return
  await recordAudit(inner, {
    operation: 'openReport',
    subjectType: 'report',
    subjectId: reportId,
    versionAfter: 1,
    data: { awardId, dueOn },
  })
}

type Change = (row: queries.ReportRow, inner: Context<Trx>) => Promise<queries.ReportUpdate> | queries.ReportUpdate
type Act = {
  readonly event: ReportAction
  readonly operation: string
  readonly version?: number
  readonly change?: Change
  readonly data?: Readonly<Record<string, unknown>>
  readonly mail?: ReportMail
}

/** One event on one report, locked: judge, write, leave a line in the trail, tell its organisation. */
async function move(inner: Context<Trx>, reportId: string, { event, operation, version, change, data, mail }: Act) {
  await queries.lockReport(inner.db, reportId)
  const row = await queries.findReport(inner.db, reportId)
  if (row === undefined) throw notFound('report')
  const standing = await standingTowards(inner, row.organisationId, 'report')
  refuseReaders(standing)
  const verdict = decideReport(row.status, event, standing.roles)
  if (!verdict.ok) throw refusalOf(verdict)
  if (version !== undefined && version !== row.version) throw staleVersion(row.version)
  await queries.saveReport(inner.db, reportId, { ...(await change?.(row, inner)), status: verdict.to }, inner.now)
  await recordAudit(inner, {
    operation,
    subjectType: 'report',
    subjectId: reportId,
    versionBefore: row.version,
    versionAfter: row.version + 1,
    data: { awardId: row.awardId, ...data },
  })
  if (verdict.to !== row.status) {
    await emitEvent(inner, { kind: `report.${verdict.to}`, subjectType: 'report', subjectId: reportId })
  }
  if (mail !== undefined) await tell(inner, row, mail, `${reportId}:${row.version}`)
}

export async function tell(
  inner: Context<Trx>,
  {
    organisationId,
    applicationId,
    number,
    dueOn,
  }: { organisationId: string; applicationId: string; number: string | null; dueOn: string },
  what: ReportMail,
  key: string,
): Promise<void> {
  const { publicUrl, service } = inner.settings
  const link = `${publicUrl}/mes-dossiers/${applicationId}/suivi`
  await queueMails(inner, await findRecipients(inner.db, organisationId), {
    template: `report-${what}`,
    dedupeKey: `report-${what}:${key}`,
    write: (locale) => reportMail(locale, what, { number: number ?? '', link, dueOn, service }),
  })
}

const act = (ctx: Context, reportId: string, what: Act): Promise<Report> =>
  inTransaction(ctx, async (inner) => {
    await move(inner, reportId, what)
    return getReport(inner, reportId)
  })

export function saveReport(ctx: Context, reportId: string, version: number, change: ReportChange): Promise<Report> {
  const unknown = (change.actuals ?? []).findIndex(({ lineId }) => !isBudgetLine(lineId))
  if (unknown >= 0) {
    throw new Refusal('unprocessable', 'budget-line-unknown', 'There is no such line of the budget', {
      errors: [{ pointer: `/body/actuals/${unknown}/lineId`, keyword: 'budget-line-unknown', message: 'is no line' }],
    })
  }
  return act(ctx, reportId, {
    event: 'edit',
    operation: 'saveReport',
    version,
    change: ({ content }) => ({ content: { ...content, ...change } }),
    data: { fields: Object.keys(change) },
  })
}

/** Refuses `report-incomplete` with what is missing, and `file-infected`. */
export const submitReport = (
  ctx: Context,
  reportId: string,
  version: number,
  signed: ReportSubmission,
): Promise<Report> =>
  act(ctx, reportId, {
    event: 'submit',
    operation: 'submitReport',
    version,
    change: async (row, inner) => {
      const lines = linesOf(row.planned, row.content.actuals)
      const missing = missingOf(lines, row.content, totalsOf(lines, row))
      if (missing.length > 0) {
        throw new Refusal('unprocessable', 'report-incomplete', `Missing: ${missing.join(', ')}`, {
          errors: missing.map((code) => ({
            pointer: `/${code.replace('-missing', '')}`,
            keyword: code,
            message: 'is missing',
          })),
        })
      }
      const files = await findFiles(inner.db, await queries.findFileIds(inner.db, reportId))
      if (files.some(({ scanStatus }) => scanStatus === 'infected')) {
        throw new Refusal('unprocessable', 'file-infected', 'The scanner found malware in a file')
      }
      const { signatoryName, signatoryQuality } = signed
      return { submittedAt: inner.now, submittedBy: accountIdOf(inner.actor), signatoryName, signatoryQuality }
    },
  })

export const requestReportChanges = (
  ctx: Context,
  reportId: string,
  version: number,
  message: string,
): Promise<Report> =>
  act(ctx, reportId, {
    event: 'request_changes',
    operation: 'requestReportChanges',
    version,
    change: () => ({ changesMessage: message }),
    mail: 'changes',
  })

/** Accepts what was read: given back and submitted anew meanwhile, it is another report (412). */
export const acceptReport = (ctx: Context, reportId: string, version: number): Promise<Report> =>
  act(ctx, reportId, {
    event: 'accept',
    operation: 'acceptReport',
    version,
    change: ({ submittedBy }, { now, actor }) => {
      if (submittedBy === accountIdOf(actor)) {
        throw new Refusal(
          'conflict',
          'second-person-required',
          'Another person than the one who submitted it accepts it',
        )
      }
      return { acceptedAt: now, acceptedBy: accountIdOf(actor) }
    },
    mail: 'accepted',
  })

export const moveReportDue = (ctx: Context, reportId: string, { dueOn, reason }: { dueOn: string; reason: string }) =>
  act(ctx, reportId, {
    event: 'move_due',
    operation: 'moveReportDue',
    change: () => ({ dueOn, dueMovedReason: reason }),
    data: { dueOn, reason },
  })

async function refuseUnlessEditable(ctx: Context<Db | Trx>, reportId: string): Promise<void> {
  const row = await queries.findReport(ctx.db, reportId)
  if (row === undefined) throw notFound('report')
  const standing = await standingTowards(ctx, row.organisationId, 'report')
  refuseReaders(standing)
  const verdict = decideReport(row.status, 'edit', standing.roles)
  if (!verdict.ok) throw refusalOf(verdict)
}

export async function attachReportFile(
  ctx: Context,
  reportId: string,
  files: Files,
  upload: Upload,
): Promise<StoredFile> {
  await refuseUnlessEditable(ctx, reportId)
  return takeIn(ctx, files, upload, async (inner, fileId) => {
    await queries.lockReport(inner.db, reportId)
    await refuseUnlessEditable(inner, reportId)
    if ((await queries.findFileIds(inner.db, reportId)).length >= MOST_FILES) {
      throw new Refusal('conflict', 'too-many-files', `A report has at most ${MOST_FILES} files`, {
        context: { most: MOST_FILES },
      })
    }
    await queries.insertFile(inner.db, reportId, fileId)
    await recordAudit(inner, {
      operation: 'attachReportFile',
      subjectType: 'report',
      subjectId: reportId,
      data: { fileId },
    })
  })
}

export function removeReportFile(ctx: Context, reportId: string, fileId: string): Promise<Report> {
  return inTransaction(ctx, async (inner) => {
    await queries.lockReport(inner.db, reportId)
    await refuseUnlessEditable(inner, reportId)
    if (!(await queries.deleteFile(inner.db, reportId, fileId))) throw notFound('file')
    await recordAudit(inner, {
      operation: 'removeReportFile',
      subjectType: 'report',
      subjectId: reportId,
      data: { fileId },
    })
    return getReport(inner, reportId)
  })
}

export async function linkReportFile(ctx: Context, reportId: string, fileId: string): Promise<FileLink> {
  const { files } = await getReport(ctx, reportId)
  if (!files.some((file) => file.fileId === fileId)) throw notFound('file')
  return openLink(ctx, fileId)
}
