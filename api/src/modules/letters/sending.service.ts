import { createHash } from 'node:crypto'
import type { LetterOutbox, ReceivedLetter } from '@progress-ess/shared/letters'
import type { Trx } from '../../db/database.ts'
import { recordAudit } from '../../kit/audit.ts'
import { type Context, inTransaction, requireAccount } from '../../kit/context.ts'
import { emitEvent } from '../../kit/events.ts'
import { queueMails } from '../../kit/mail.ts'
import { notFound, Refusal, staleVersion } from '../../kit/refusal.ts'
import { renderPdf } from '../../pdf/index.ts'
import { findMembership, findRecipients, isStaff } from '../organisations/index.ts'
import { documentOf } from './letters.document.ts'
import { letterSentMail } from './letters.mails.ts'
import * as queries from './letters.queries.ts'
import { decideLetter } from './letters.rules.ts'
import { toReceived } from './letters.views.ts'
import { getLetterOutbox, readWanted, refuseOutdated, rolesOf } from './outbox.service.ts'
import { findCall } from './templates.service.ts'

/** Sends every approved letter of a call, with a mail each. Refuses before the results are published. */
export async function sendLetters(ctx: Context, callId: string): Promise<LetterOutbox> {
  const call = await findCall(ctx, callId)
  if (call.status !== 'results_published' && call.status !== 'archived') {
    throw new Refusal('conflict', 'results-not-published', 'Letters leave once the results are published')
  }
  const sent = await send(ctx, callId, true)
  if (sent === 0) throw new Refusal('conflict', 'no-letter-waiting', 'No approved letter waits')
  return getLetterOutbox(ctx, callId)
}

/**
 * Makes the PDFs first, then sends all approved letters in one transaction: either every one is sent, with the bytes kept,
 * or none. A letter that was changed in between is refused. Answers how many.
 */
export async function send(ctx: Context, callId: string, withMails: boolean): Promise<number> {
  const made = new Map<string, { readonly version: number; readonly content: Buffer }>()
  for (const row of await queries.findLetters(ctx.db, callId)) {
    if (row.status !== 'approved') continue
    made.set(row.letterId, { version: row.version, content: await renderPdf(documentOf(row, ctx.settings, ctx.now)) })
  }
  return inTransaction(ctx, async (inner) => {
    await queries.lockWaiting(inner.db, callId)
    const rows = (await queries.findLetters(inner.db, callId)).filter(
      ({ status }) => decideLetter(status, 'send', rolesOf(inner)).ok,
    )
    refuseOutdated(rows, await readWanted(inner, await findCall(inner, callId)))
    for (const row of rows) {
      const pdf = made.get(row.letterId)
      if (pdf?.version !== row.version) throw staleVersion(row.version)
      await sendOne(inner, row, pdf.content, withMails)
    }
    if (rows.length > 0) {
      const data = { letters: rows.length }
      await recordAudit(inner, { operation: 'sendLetters', subjectType: 'call', subjectId: callId, data })
    }
    return rows.length
  })
}

async function sendOne(ctx: Context<Trx>, row: queries.LetterRow, content: Buffer, withMail: boolean): Promise<void> {
  const { letterId, applicationId, organisationId } = row
  const sha256 = createHash('sha256').update(content).digest('hex')
  await queries.saveLetter(ctx.db, letterId, { status: 'sent', sentAt: ctx.now }, ctx.now)
  await queries.insertFile(ctx.db, { letterId, content, sha256, createdAt: ctx.now })
  await emitEvent(ctx, { kind: 'letter.sent', subjectType: 'letter', subjectId: letterId })
  if (!withMail) return
  await queueMails(ctx, await findRecipients(ctx.db, organisationId), {
    template: 'letter-sent',
    // One mail for the letters of one file, however many leave together.
    dedupeKey: `letter-sent:${applicationId}:${ctx.now.toISOString()}`,
    write: (locale) =>
      letterSentMail(locale, {
        number: row.number ?? '',
        link: `${ctx.settings.publicUrl}/mes-dossiers/${applicationId}/decision`,
        service: ctx.settings.service,
      }),
  })
}

/** The PDF of a letter: for staff at any time, for its organisation once it was sent. The first opening by it is noted. */
export async function openLetter(ctx: Context, letterId: string): Promise<{ name: string; content: Buffer }> {
  const row = await queries.findLetter(ctx.db, letterId)
  if (row === undefined) throw notFound('letter')
  const membership = await findMembership(ctx.db, requireAccount(ctx.actor).accountId, row.organisationId)
  const isTheirs = membership !== undefined && row.status === 'sent'
  if (!isTheirs && !isStaff(ctx.actor)) throw notFound('letter')
  if (isTheirs && row.openedAt === null) await noteOpening(ctx, row)
  const name = `${row.number ?? 'dossier'}-${row.kind}.pdf`
  const file = await queries.findFile(ctx.db, letterId)
  return { name, content: file?.content ?? (await renderPdf(documentOf(row, ctx.settings, ctx.now))) }
}

async function noteOpening(ctx: Context, { letterId, applicationId }: queries.LetterRow): Promise<void> {
  await inTransaction(ctx, async (inner) => {
    if (!(await queries.noteOpening(inner.db, letterId, inner.now))) return
    const data = { applicationId }
    await recordAudit(inner, { operation: 'getLetterPdf', subjectType: 'letter', subjectId: letterId, data })
    await emitEvent(inner, { kind: 'letter.opened', subjectType: 'letter', subjectId: letterId })
  })
}

export async function listReceivedLetters(ctx: Context, applicationId: string): Promise<ReceivedLetter[]> {
  const accountId = isStaff(ctx.actor) ? null : requireAccount(ctx.actor).accountId
  const rows = await queries.findReceived(ctx.db, applicationId, accountId)
  if (rows === undefined) throw notFound('application')
  return rows.map((row) => toReceived(row, ctx.now))
}
