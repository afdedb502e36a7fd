import type { Application, Correction } from '@progress-ess/shared/applications'
import type { Trx } from '../../db/database.ts'
import { accountIdOf, type Context } from '../../kit/context.ts'
import { emitEvent } from '../../kit/events.ts'
import { newId } from '../../kit/ids.ts'
import { type Locale, type MailText, queueMails } from '../../kit/mail.ts'
import { Refusal } from '../../kit/refusal.ts'
import { drawKnownAt, laterThanDraw } from '../calls/index.ts'
import { findRecipients } from '../organisations/index.ts'
import { act, backToSubmitted, readRow } from './access.ts'
import { questionsOf } from './answers.rules.ts'
import { correctionMail, extensionMail } from './applications.mails.ts'
import { findRulesOf, findTerms } from './applications.queries.ts'
import { deadlineOf } from './applications.views.ts'
import { closeCorrection, findCorrections, insertCorrection } from './revisions.queries.ts'
import { resumeClock } from './submission.service.ts'

/** Opens the instruction on the last submission: what was changed since and not submitted does not count. */
export const openReview = (ctx: Context, applicationId: string): Promise<Application> =>
  act(ctx, applicationId, {
    operation: 'openReview',
    event: 'open_review',
    change: (row, inner) => backToSubmitted(inner.db, row),
  })

/** Reopens chosen fields until a date. The clock of the implicit rejection stands meanwhile (CRPA L114-5). */
export function requestCorrection(
  ctx: Context,
  applicationId: string,
  { fields, message, dueAt }: { fields: string[]; message: string; dueAt: string },
): Promise<Application> {
  const due = new Date(dueAt)
  let labels: string[] = []
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
      labels = await labelsOf(inner, row.callId, fields)
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
          labels,
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

/** The reopened parts as the form names them; refuses those that the form does not have. */
async function labelsOf(ctx: Context<Trx>, callId: string, fields: readonly string[]): Promise<string[]> {
  const terms = await findTerms(ctx.db, callId)
  const known = new Map<string, string>([
    ...(terms === undefined ? [] : questionsOf(terms.form)).map(({ id, label }) => [`/answers/${id}`, label] as const),
    ['/budget', 'Budget'] as const,
    ['/contact', 'Contact'] as const,
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
  return [...known].flatMap(([field, label]) => (fields.includes(field) ? [label] : []))
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
      return { ...(await backToSubmitted(inner.db, row)), ...resumeClock(row, inner.now) }
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

/**
 * Gives one organisation more time, also for a draft, whose content the agent does not see, and for one that the closing
 * has ended. Agents alone may, so every application exists for this act.
 */
export async function extendApplication(
  ctx: Context,
  applicationId: string,
  { until, reason }: { until: string; reason: string },
): Promise<{ applicationId: string; extendedUntil: string }> {
  const extendedUntil = new Date(until)
  // Frozen since the publication: what is read here cannot change before the act.
  const rules = await findRulesOf(ctx.db, applicationId)
  const knownAt = rules === undefined ? null : drawKnownAt(rules)
  await act(ctx, applicationId, {
    operation: 'extendApplication',
    event: 'extend',
    reach: 'any',
    data: { until, reason },
    change: (row, inner) => {
      const present = deadlineOf(row)
      if (extendedUntil <= inner.now || (present !== null && extendedUntil <= present)) {
        throw new Refusal('unprocessable', 'extension-not-later', 'An extension must be later than the closing', {
          errors: [
            { pointer: '/body/until', keyword: 'extension-not-later', message: 'must be later than the closing' },
          ],
        })
      }
      if (knownAt !== null && extendedUntil >= knownAt) throw laterThanDraw('/body/until')
      return { extendedUntil }
    },
    after: (row, inner) =>
      tell(inner, row.organisationId, 'extension', (locale) =>
        extensionMail(locale, {
          callTitle: row.callTitle,
          until: extendedUntil,
          reason,
          link: `${inner.settings.publicUrl}/mes-dossiers/${applicationId}`,
        }),
      ),
  })
  return { applicationId, extendedUntil: extendedUntil.toISOString() }
}

async function tell(
  ctx: Context<Trx>,
  organisationId: string,
  template: string,
  write: (locale: Locale) => MailText,
): Promise<void> {
  await queueMails(ctx, await findRecipients(ctx.db, organisationId), { template, write })
}
