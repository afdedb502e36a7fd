import type { Application, Receipt, RevisionContent, Submission } from '@progress-ess/shared/applications'
import type { Trx } from '../../db/database.ts'
import { fingerprintOf } from '../../kit/canonical.ts'
import { accountIdOf, type Context } from '../../kit/context.ts'
import { emitEvent } from '../../kit/events.ts'
import { APPEAL_TEXT } from '../../kit/legal.ts'
import { queueMails } from '../../kit/mail.ts'
import { notFound, Refusal } from '../../kit/refusal.ts'
import { errorsOf } from '../../kit/verdict.ts'
import { findRecipients } from '../organisations/index.ts'
import { act, type Change, readRow } from './access.ts'
import { receiptMail } from './applications.mails.ts'
import type * as queries from './applications.queries.ts'
import { clockOf } from './applications.views.ts'
import { filesOf, titleOf } from './answers.rules.ts'
import { filesToSubmit } from './attachments.service.ts'
import { totalsOf } from './budget.rules.ts'
import { findGaps, missingDeclarations } from './completeness.rules.ts'
import { candidateOf } from './completeness.service.ts'
import { implicitRejectionAt, readClock } from './implicit-rejection.rules.ts'
import { closeCorrection, findRevision, insertRevision, type RevisionKind } from './revisions.queries.ts'
import { findFrozenTerms } from './terms.ts'

/**
 * Submits a draft, the changes to a submitted file before the closing, or the answer to a correction. Everything happens
 * in one transaction: the immutable revision with its fingerprint, the number, the clock of the implicit rejection, the
 * receipt’s mail. What is answered 2xx is kept; sent again with the version that was read, it is answered 412.
 */
export async function submitApplication(
  ctx: Context,
  applicationId: string,
  version: number,
  submission: Submission,
): Promise<{ application: Application; isFirst: boolean }> {
  let isFirst = false
  let content: RevisionContent
  let recipients: Recipients = []
  const application = await act(ctx, applicationId, {
    operation: 'submitApplication',
    event: ({ status }) => (status === 'correction_requested' ? 'resubmit' : 'submit'),
    version,
    change: async (row, inner) => {
      isFirst = row.revisionNumber === 0
      ;[content, recipients] = await Promise.all([
        freeze(inner, row, submission),
        findRecipients(inner.db, row.organisationId),
      ])
      return revisedBy(row, content, inner.receivedAt)
    },
    beside: (row, inner) => Promise.all([writeRevision(inner, row, content), emitSubmitted(inner, row)]),
    takesNumber: true,
    after: (row, inner) => sendReceipt(inner, row, recipients),
  })
  return { application, isFirst }
}

/** Judges the file as it stands and freezes it. Refuses what is missing, with pointers. */
async function freeze(
  ctx: Context<Trx>,
  row: queries.ApplicationRow,
  submission: Submission,
): Promise<RevisionContent> {
  const terms = await findFrozenTerms(ctx.db, row.callId)
  if (terms === undefined) throw notFound('application')
  const candidate = await candidateOf(ctx, row.organisationId, terms)
  const { organisation } = candidate
  if (!candidate.eligibility.isEligible) {
    throw new Refusal('conflict', 'organisation-not-eligible', candidate.eligibility.detail, {
      context: { reason: candidate.eligibility.code },
    })
  }
  const errors = findGaps(terms, candidate, row).filter(({ severity }) => severity === 'error')
  if (errors.length > 0) {
    const isCap = errors.every(({ code }) => code === 'amount-over-cap')
    throw new Refusal('unprocessable', isCap ? 'amount-over-cap' : 'application-incomplete', 'Something is missing', {
      errors: errorsOf(errors.slice(0, 100)),
    })
  }
  const unsigned = missingDeclarations(row.family, submission.declarations)
  if (unsigned.length > 0) {
    throw new Refusal('unprocessable', 'declaration-missing', 'Some declarations are not signed', {
      errors: unsigned.map((code) => ({ pointer: '/body/declarations', keyword: code, message: 'is not signed' })),
    })
  }
  const files = await filesToSubmit(ctx, filesOf(terms.form, row.answers))
  return {
    organisation: {
      name: organisation.name,
      siren: organisation.siren,
      siret: organisation.siret,
      rna: organisation.rna,
      legalFormCode: organisation.legalFormCode,
      family: organisation.family,
      communeCode: organisation.communeCode,
      communeName: organisation.communeName,
      esusEndsOn: organisation.esusEndsOn,
    },
    answers: row.answers,
    budget: row.budget,
    totals: totalsOf(row.budget),
    contactName: row.contactName,
    contactPhone: row.contactPhone,
    declarations: [...submission.declarations].sort(),
    signatoryName: submission.signatoryName,
    signatoryQuality: submission.signatoryQuality,
    ...(files.length === 0 ? {} : { files }),
  }
}

/** What a new revision changes in the application. */
const revisedBy = (row: queries.ApplicationRow, content: RevisionContent, at: Date): Change => ({
  revisionNumber: row.revisionNumber + 1,
  submittedAt: row.submittedAt ?? at,
  lastSubmittedAt: at,
  submittedVersion: row.version + 1,
  projectTitle: titleOf(content.answers),
  requestedCents: content.totals.requestedCents,
  chargesCents: content.totals.chargesCents,
  hasFreshAnswer: row.correctionId !== null,
  ...resumeClock(row, at),
})

/** Writes the numbered revision, and closes the correction that it answers. */
async function writeRevision(ctx: Context<Trx>, row: queries.ApplicationRow, content: RevisionContent): Promise<void> {
  const number = row.revisionNumber + 1
  const kind: RevisionKind = row.correctionId !== null ? 'resubmission' : number === 1 ? 'submission' : 'update'
  const inserted = insertRevision(ctx.db, {
    applicationId: row.applicationId,
    number,
    kind,
    content,
    fingerprint: fingerprintOf(content),
    submittedBy: accountIdOf(ctx.actor),
    submittedAt: ctx.receivedAt,
  })
  const { correctionId } = row
  const answered = { answeredAt: ctx.receivedAt, answerRevision: number }
  await Promise.all([inserted, correctionId === null ? null : closeCorrection(ctx.db, correctionId, answered)])
}

const emitSubmitted = (ctx: Context<Trx>, row: queries.ApplicationRow): Promise<void> =>
  emitEvent(ctx, {
    kind: row.status === 'correction_requested' ? 'application.resubmitted' : 'application.submitted',
    subjectType: 'application',
    subjectId: row.applicationId,
    data: { revision: row.revisionNumber + 1 },
  })

/** Starts the clock of the implicit rejection at the first reception, and lets it run on after a correction. */
export function resumeClock(
  row: Pick<queries.ApplicationRow, 'implicitRejectionAt' | 'implicitRejectionSuspendedAt' | 'correctionDueAt'>,
  at: Date,
): Change {
  const term = readClock(clockOf(row), at).term ?? implicitRejectionAt(at)
  return { implicitRejectionAt: term, implicitRejectionSuspendedAt: null }
}

type Recipients = Awaited<ReturnType<typeof findRecipients>>

/** Stands for a number that is taken while the mail is queued. */
const NUMBER = '⟦number⟧'

async function sendReceipt(ctx: Context<Trx>, row: queries.ApplicationRow, recipients: Recipients): Promise<void> {
  const { publicUrl, service } = ctx.settings
  await queueMails(ctx, recipients, {
    template: 'receipt',
    dedupeKey: `receipt:${row.applicationId}:${row.revisionNumber}`,
    late: { word: NUMBER, numberOf: row.applicationId },
    write: (locale) =>
      receiptMail(locale, {
        number: row.number ?? NUMBER,
        projectTitle: row.projectTitle ?? '',
        receivedAt: ctx.receivedAt,
        revisionNumber: row.revisionNumber,
        implicitRejectionAt: row.implicitRejectionAt,
        link: `${publicUrl}/mes-dossiers/${row.applicationId}/recepisse`,
        service,
      }),
  })
}

/** The receipt of the last submission (CRPA R112-11-1). */
export async function getReceipt(ctx: Context, applicationId: string): Promise<Receipt> {
  const row = await readRow(ctx, applicationId)
  const revision = await findRevision(ctx.db, applicationId, row.revisionNumber)
  if (revision === undefined || row.number === null) {
    throw new Refusal('conflict', 'not-submitted', 'This file was not submitted yet')
  }
  return {
    applicationId,
    number: row.number,
    revisionNumber: revision.number,
    projectTitle: titleOf(revision.content.answers) ?? '',
    organisationName: revision.content.organisation.name,
    receivedAt: revision.submittedAt.toISOString(),
    fingerprint: revision.fingerprint,
    service: ctx.settings.service,
    implicitRejectionAt: readClock(clockOf(row), ctx.now).term?.toISOString() ?? null,
    appealText: APPEAL_TEXT,
  }
}
