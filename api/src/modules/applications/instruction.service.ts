import type { Application, Correction } from '@progress-ess/shared/applications'
import type { Trx } from '../../db/database.ts'
import { recordAudit } from '../../kit/audit.ts'
import { accountIdOf, type Context, inTransaction } from '../../kit/context.ts'
import { emitEvent } from '../../kit/events.ts'
import { newId } from '../../kit/ids.ts'
import { queueMail } from '../../kit/mail.ts'
import { notFound, Refusal, staleVersion } from '../../kit/refusal.ts'
import { findRecipients } from '../organisations/index.ts'
import { act, readRow } from './access.ts'
import { questionsOf } from './answers.rules.ts'
import { correctionMail, extensionMail } from './applications.mails.ts'
import * as queries from './applications.queries.ts'
import { closeCorrection, findCorrections, insertCorrection } from './revisions.queries.ts'
import { resumeClock } from './submission.service.ts'

export const openReview = (ctx: Context, applicationId: string): Promise<Application> =>
  act(ctx, applicationId, { operation: 'openReview', event: 'open_review' })

/** Reopens chosen fields until a date. The clock of the implicit rejection stands meanwhile (CRPA L114-5). */
export function requestCorrection(
  ctx: Context,
  applicationId: string,
  { fields, message, dueAt }: { fields: string[]; message: string; dueAt: string },
): Promise<Application> {
  const due = new Date(dueAt)
  return act(ctx, applicationId, {
    operation: 'requestCorrection',
    event: 'request_correction',
    data: { fields, dueAt },
    change: async (row, inner) => {
      if (due <= inner.now) {
        throw new Refusal('unprocessable', 'due-date-passed', 'The date must lie ahead', {
          errors: [{ pointer: '/body/dueAt', keyword: 'due-date-passed', message: 'must lie ahead' }],
        })
      }
      await refuseUnknownFields(inner, row.callId, fields)
      await insertCorrection(inner.db, {
        correctionId: newId(),
        applicationId,
        fields,
        message,
        baseRevision: row.revisionNumber,
        requestedBy: accountIdOf(inner.actor),
        requestedAt: inner.now,
        dueAt: due,
      })
      return { implicitRejectionSuspendedAt: inner.now, hasFreshAnswer: false }
    },
    after: async (row, inner) => {
      await tell(inner, row.organisationId, 'correction-requested', (locale) =>
        correctionMail(locale, {
          number: row.number ?? '',
          message,
          dueAt: due,
          link: `${inner.settings.publicUrl}/mes-dossiers/${applicationId}`,
        }),
      )
      await emitEvent(inner, {
        kind: 'application.correction_requested',
        subjectType: 'application',
        subjectId: applicationId,
      })
    },
  })
}

async function refuseUnknownFields(ctx: Context<Trx>, callId: string, fields: readonly string[]): Promise<void> {
  const terms = await queries.findTerms(ctx.db, callId)
  const known = new Set([
    '/budget',
    '/contact',
    ...(terms === undefined ? [] : questionsOf(terms.form).map(({ id }) => `/answers/${id}`)),
  ])
  const unknown = fields.filter((field) => !known.has(field))
  if (unknown.length > 0) {
    throw new Refusal('unprocessable', 'field-unknown', 'The form has no such field', {
      errors: unknown.map((field) => ({
        pointer: '/body/fields',
        keyword: 'field-unknown',
        message: `${field} is unknown`,
      })),
    })
  }
}

/** Ends a correction that was not answered: the instruction goes on with the last revision. */
export const endCorrection = (ctx: Context, applicationId: string, reason: string): Promise<Application> =>
  act(ctx, applicationId, {
    operation: 'endCorrection',
    event: 'end_correction',
    data: { reason },
    change: async (row, inner) => {
      if (row.correctionId !== null) {
        await closeCorrection(inner.db, row.correctionId, { endedAt: inner.now, endReason: reason })
      }
      return resumeClock(row, inner.now)
    },
  })

export async function listCorrections(ctx: Context, applicationId: string): Promise<Correction[]> {
  await readRow(ctx, applicationId)
  const rows = await findCorrections(ctx.db, applicationId)
  return rows.map((row) => ({
    correctionId: row.correctionId,
    fields: row.fields,
    message: row.message,
    requestedAt: row.requestedAt.toISOString(),
    dueAt: row.dueAt.toISOString(),
    answeredAt: row.answeredAt?.toISOString() ?? null,
    endedAt: row.endedAt?.toISOString() ?? null,
    baseRevision: row.baseRevision,
    answerRevision: row.answerRevision,
  }))
}

export function decideAdmissibility(
  ctx: Context,
  applicationId: string,
  { decision, reason }: { decision: 'admissible' | 'inadmissible'; reason?: string },
): Promise<Application> {
  if (decision === 'inadmissible' && reason === undefined) {
    throw new Refusal('unprocessable', 'reason-required', 'An inadmissible file needs its reason', {
      errors: [{ pointer: '/body/reason', keyword: 'required', message: 'is required' }],
    })
  }
  return act(ctx, applicationId, {
    operation: 'decideAdmissibility',
    event: decision === 'admissible' ? 'declare_admissible' : 'declare_inadmissible',
    ...(reason === undefined ? {} : { data: { reason } }),
    change: () => ({
      inadmissibleReason: decision === 'inadmissible' ? (reason ?? null) : null,
      hasFreshAnswer: false,
    }),
  })
}

export const reinstateApplication = (ctx: Context, applicationId: string, reason: string): Promise<Application> =>
  act(ctx, applicationId, {
    operation: 'reinstateApplication',
    event: 'reinstate',
    data: { reason },
    change: () => ({ inadmissibleReason: null }),
  })

/** Gives one organisation more time, also to a draft, whose content the agent does not see. */
export function extendApplication(
  ctx: Context,
  applicationId: string,
  { until, reason }: { until: string; reason: string },
): Promise<{ applicationId: string; extendedUntil: string }> {
  const later = new Date(until)
  return inTransaction(ctx, async (inner) => {
    const row = await queries.lockAnyApplication(inner.db, applicationId)
    if (row === undefined) throw notFound('application')
    if (row.status !== 'draft' && row.status !== 'submitted') {
      throw new Refusal('conflict', 'application-wrong-status', `Cannot extend an application that is ${row.status}`)
    }
    const general = row.closesAt === null ? null : new Date(row.closesAt.getTime() + row.graceMinutes * 60_000)
    const present = row.extendedUntil ?? general
    if (later <= inner.now || (present !== null && later <= present)) {
      throw new Refusal('unprocessable', 'extension-not-later', 'An extension must be later than the closing', {
        errors: [{ pointer: '/body/until', keyword: 'extension-not-later', message: 'must be later than the closing' }],
      })
    }
    const saved = await queries.saveRow(inner.db, row, { extendedUntil: later }, inner.now)
    if (saved === undefined) throw staleVersion(row.version)
    await recordAudit(inner, {
      operation: 'extendApplication',
      subjectType: 'application',
      subjectId: applicationId,
      versionBefore: row.version,
      versionAfter: saved.version,
      data: { until, reason },
    })
    await tell(inner, row.organisationId, 'extension', (locale) =>
      extensionMail(locale, {
        callTitle: row.callTitle,
        until: later,
        reason,
        link: `${inner.settings.publicUrl}/mes-dossiers/${applicationId}`,
      }),
    )
    return { applicationId, extendedUntil: later.toISOString() }
  })
}

async function tell(
  ctx: Context<Trx>,
  organisationId: string,
  template: string,
  write: (locale: 'fr' | 'en') => { subject: string; body: string },
): Promise<void> {
  for (const { email, locale } of await findRecipients(ctx.db, organisationId)) {
    await queueMail(ctx, { ...write(locale), template, recipient: email, locale })
  }
}
