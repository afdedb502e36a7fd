import type { GrantAgreement, AgreementAction, AgreementChange, AwardAgreement } from '@progress-ess/shared/agreements'
import type { Readable } from 'node:stream'
import type { FileLink, StoredFile } from '@progress-ess/shared/files'
import type { Db, Trx } from '../../db/database.ts'
import type { Files } from '../../files/files.ts'
import { recordAudit } from '../../kit/audit.ts'
import { fingerprintOf } from '../../kit/canonical.ts'
import { accountIdOf, type Context, inTransaction } from '../../kit/context.ts'
import { emitEvent } from '../../kit/events.ts'
import { newId } from '../../kit/ids.ts'
import { queueMails } from '../../kit/mail.ts'
import { dayInParis } from '../../kit/paris.ts'
import { dayInFuture, notFound, Refusal, staleVersion } from '../../kit/refusal.ts'
import { refusalOf } from '../../kit/verdict.ts'
import { announceFreed, moveAward } from '../awards/index.ts'
import { openPdf } from '../../pdf/index.ts'
import { openLink, type Upload } from '../files/index.ts'
import { findRecipients, refuseReaders, type Standing, standingTowards } from '../organisations/index.ts'
import { agreementNeed, endPayments, followUpOf } from '../payments/index.ts'
import { agreementDocument } from './agreement-document.ts'
import { blocksOf, fillText } from './agreement-text.rules.ts'
import { textFactsOf } from './agreements.facts.ts'
import { agreementSentMail } from './agreements.mails.ts'
import * as queries from './agreements.queries.ts'
import { type AgreementEvent, decideAgreement } from './agreements.rules.ts'
import { toAgreement } from './agreements.views.ts'
import { uploadAdapter } from './signature.ts'
import { refuseUnknown, templateOf } from './templates.service.ts'

/** A draft is the service’s alone; its organisation reads what was sent. */
async function standingOf(ctx: Context<Db | Trx>, row: queries.AgreementRow): Promise<Standing> {
  const standing = await standingTowards(ctx, row.organisationId, 'agreement')
  if (!standing.isStaff && row.sentAt === null) throw notFound('agreement')
  return standing
}

/** The text as it reads at this moment. */
async function textOf(ctx: Context<Db | Trx>, { awardId, callId, body, conditions }: queries.AgreementRow) {
  const [facts, items, settings] = await Promise.all([
    queries.findTextFacts(ctx.db, awardId),
    queries.findInstalments(ctx.db, awardId),
    followUpOf(ctx.db, callId),
  ])
  if (facts === undefined) throw notFound('award')
  const { service } = ctx.settings
  return { text: fillText(body, textFactsOf(facts, items, settings, conditions, { service, now: ctx.now })), items }
}

async function view(ctx: Context<Db | Trx>, row: queries.AgreementRow, standing: Standing): Promise<GrantAgreement> {
  return toAgreement(row, row.sentText ?? (await textOf(ctx, row)).text, standing)
}

async function read(ctx: Context<Db | Trx>, agreementId: string): Promise<GrantAgreement> {
  const row = await queries.findAgreement(ctx.db, agreementId)
  if (row === undefined) throw notFound('agreement')
  return view(ctx, row, await standingOf(ctx, row))
}

const DRAFTABLE: ReadonlySet<string> = new Set(['accepted'])

export async function getAwardAgreement(ctx: Context, awardId: string): Promise<AwardAgreement> {
  const facts = await queries.findTextFacts(ctx.db, awardId)
  if (facts === undefined) throw notFound('award')
  const standing = await standingTowards(ctx, facts.organisationId, 'award')
  if (!standing.isStaff && facts.awardStatus === 'committed') throw notFound('award')
  const [{ agreement, terminatedCount }, need] = await Promise.all([
    queries.findAgreementOf(ctx.db, awardId),
    agreementNeed(ctx.db, { awardId, callId: facts.callId }),
  ])
  const isSeen = agreement !== undefined && (standing.isStaff || agreement.sentAt !== null)
  const mayDraft = agreement === undefined && standing.roles.includes('agent') && DRAFTABLE.has(facts.awardStatus)
  return {
    awardId,
    awardStatus: facts.awardStatus,
    ...need,
    agreement: isSeen ? await view(ctx, agreement, standing) : null,
    terminatedCount,
    allowedActions: mayDraft ? ['draft'] : [],
  }
}

/** From the text of the call, once an award. */
export function draftAgreement(ctx: Context, awardId: string): Promise<GrantAgreement> {
  return inTransaction(ctx, async (inner) => {
    await queries.lockAward(inner.db, awardId)
    const facts = await queries.findTextFacts(inner.db, awardId)
    if (facts === undefined) throw notFound('award')
    const { agreement } = await queries.findAgreementOf(inner.db, awardId)
    if (agreement !== undefined) throw new Refusal('conflict', 'agreement-exists', 'The award has its agreement')
    if (!DRAFTABLE.has(facts.awardStatus)) {
      throw new Refusal('conflict', 'award-wrong-status', `No agreement on an award that is ${facts.awardStatus}`)
    }
    const { number, body } = await templateOf(inner.db, facts.callId)
    const agreementId = newId()
    await queries.insertAgreement(
      inner.db,
      { agreementId, awardId, callId: facts.callId, textNumber: number, body },
      inner.now,
    )
    await recordAudit(inner, {
      operation: 'draftAgreement',
      subjectType: 'agreement',
      subjectId: agreementId,
      versionAfter: 1,
      data: { awardId, textNumber: number },
    })
    return read(inner, agreementId)
  })
}

type Change = (row: queries.AgreementRow, inner: Context<Trx>) => Promise<queries.AgreementUpdate>

/** The version that was read, where the act is bound to it; what the trail says besides the award. */
type Seen = { readonly version?: number; readonly data?: Readonly<Record<string, unknown>> }

/** One event on one agreement, its award locked: judge, write, leave a line in the trail. */
async function move(
  inner: Context<Trx>,
  agreementId: string,
  event: AgreementEvent,
  change: Change,
  { version, data }: Seen = {},
): Promise<void> {
  const known = await queries.findAgreement(inner.db, agreementId)
  if (known === undefined) throw notFound('agreement')
  await queries.lockAward(inner.db, known.awardId)
  const row = await queries.findAgreement(inner.db, agreementId)
  if (row === undefined) throw notFound('agreement')
  const standing = await standingOf(inner, row)
  refuseReaders(standing)
  const verdict = decideAgreement(row, event, standing.roles)
  if (!verdict.ok) throw refusalOf(verdict)
  if (version !== undefined && version !== row.version) throw staleVersion(row.version)
  await queries.saveAgreement(inner.db, agreementId, { ...(await change(row, inner)), status: verdict.to }, inner.now)
  await recordAudit(inner, {
    operation: `${event}Agreement`,
    subjectType: 'agreement',
    subjectId: agreementId,
    versionBefore: row.version,
    versionAfter: row.version + 1,
    data: { awardId: row.awardId, ...data },
  })
  if (verdict.to !== row.status) {
    await emitEvent(inner, { kind: `agreement.${verdict.to}`, subjectType: 'agreement', subjectId: agreementId })
  }
}

const act = (ctx: Context, agreementId: string, event: AgreementAction, change: Change, seen?: Seen) =>
  inTransaction(ctx, async (inner) => {
    await move(inner, agreementId, event, change, seen)
    return read(inner, agreementId)
  })

export const editAgreement = (
  ctx: Context,
  agreementId: string,
  version: number,
  { body, conditions }: AgreementChange,
) =>
  act(
    ctx,
    agreementId,
    'edit',
    async () => {
      refuseUnknown(body)
      return { body, conditions }
    },
    { version },
  )

/** Its words, its instalments and the day are frozen with their SHA-256; those who act for the organisation are told. */
export const sendAgreement = (ctx: Context, agreementId: string, version: number): Promise<GrantAgreement> => {
  const freeze: Change = async (row, inner) => {
    if (row.awardStatus !== 'accepted') {
      throw new Refusal('conflict', 'award-wrong-status', `No agreement is sent on an award that is ${row.awardStatus}`)
    }
    const { text, items } = await textOf(inner, row)
    const total = items.reduce((sum, { amountCents }) => sum + amountCents, 0)
    if (total !== row.amountCents) {
      throw new Refusal('conflict', 'plan-not-whole', 'Plan the instalments first: the agreement says them', {
        context: { missingCents: row.amountCents - total },
      })
    }
    await uploadAdapter.begin(inner, agreementId)
    const link = `${inner.settings.publicUrl}/mes-dossiers/${row.applicationId}/suivi`
    await queueMails(inner, await findRecipients(inner.db, row.organisationId), {
      template: 'agreement-sent',
      dedupeKey: `agreement-sent:${agreementId}:${row.revision}`,
      write: (locale) => agreementSentMail(locale, { number: row.number ?? '', link, service: inner.settings.service }),
    })
    return {
      sentText: text,
      sentSha256: fingerprintOf({ agreementId, revision: row.revision, text, items, amountCents: row.amountCents }),
      sentAt: inner.now,
      sentBy: accountIdOf(inner.actor),
      reopenedReason: null,
    }
  }
  return act(ctx, agreementId, 'send', freeze, { version })
}

/** The text as a document; a draft says that it is one. */
export async function exportAgreement(ctx: Context, agreementId: string): Promise<{ pdf: Readable; name: string }> {
  const row = await queries.findAgreement(ctx.db, agreementId)
  if (row === undefined) throw notFound('agreement')
  await standingOf(ctx, row)
  const text = row.sentText ?? (await textOf(ctx, row)).text
  const number = row.number ?? ''
  const document = agreementDocument({ ...row, number }, blocksOf(text), row.sentAt ?? ctx.now)
  return { pdf: openPdf(document), name: `convention-${number}` }
}

/** What was sent is void, a copy that came back with it. */
export const reopenAgreement = (ctx: Context, agreementId: string, reason: string): Promise<GrantAgreement> =>
  act(
    ctx,
    agreementId,
    'reopen',
    async (row, inner) => {
      const { revision, sentText, sentSha256, sentAt, signedFileId } = row
      if (sentText !== null && sentSha256 !== null && sentAt !== null) {
        const returnedFileId = signedFileId
        const sent = { agreementId, revision, sentText, sentSha256, sentAt, returnedFileId, reason }
        await queries.insertRevision(inner.db, sent, inner.now)
      }
      return {
        revision: revision + 1,
        sentText: null,
        sentSha256: null,
        sentAt: null,
        signedFileId: null,
        returnedAt: null,
        reopenedReason: reason,
      }
    },
    { data: { reason } },
  )

export async function returnSignedCopy(
  ctx: Context,
  agreementId: string,
  files: Files,
  copy: Upload,
): Promise<StoredFile> {
  const row = await queries.findAgreement(ctx.db, agreementId)
  if (row === undefined) throw notFound('agreement')
  const standing = await standingOf(ctx, row)
  refuseReaders(standing)
  const verdict = decideAgreement(row, 'return_copy', standing.roles)
  if (!verdict.ok) throw refusalOf(verdict)
  return uploadAdapter.receive(ctx, files, copy, (inner, fileId) =>
    move(inner, agreementId, 'return_copy', async () => ({ signedFileId: fileId, returnedAt: inner.now }), {
      data: { fileId },
    }),
  )
}

export async function linkSignedCopy(ctx: Context, agreementId: string): Promise<FileLink> {
  const row = await queries.findAgreement(ctx.db, agreementId)
  if (row === undefined) throw notFound('agreement')
  await standingOf(ctx, row)
  if (row.signedFileId === null) throw notFound('file')
  return openLink(ctx, row.signedFileId)
}

/**
 * Both have signed, says who has looked at the copy: the award is agreed in the same transaction. Another copy that came
 * meanwhile was not looked at (412).
 */
export const signAgreement = (
  ctx: Context,
  agreementId: string,
  version: number,
  signedOn: string,
): Promise<GrantAgreement> =>
  act(
    ctx,
    agreementId,
    'sign',
    async ({ awardId }, inner) => {
      if (signedOn > dayInParis(inner.now)) {
        throw dayInFuture('/body/signedOn')
      }
      await moveAward(inner, awardId, 'agree')
      return { signedOn, signedAt: inner.now }
    },
    { version, data: { signedOn } },
  )

/** Of a signed agreement the award ends with it: what was planned is given up, what was not paid is released. */
export const terminateAgreement = (ctx: Context, agreementId: string, reason: string): Promise<GrantAgreement> =>
  act(
    ctx,
    agreementId,
    'terminate',
    async ({ awardId, callId, status }, inner) => {
      if (status === 'signed') {
        await moveAward(inner, awardId, 'terminate', reason)
        const releasedCents = await endPayments(inner, { awardId, callId, reason })
        if (releasedCents > 0) await announceFreed(inner, callId)
      }
      return { terminatedAt: inner.now, terminatedReason: reason }
    },
    { data: { reason } },
  )

/** Whether an award has an agreement, drafted, sent or signed. */
export async function hasOpenAgreement(db: Db | Trx, awardId: string): Promise<boolean> {
  const { agreement } = await queries.findAgreementOf(db, awardId)
  return agreement !== undefined && agreement.status !== 'closed'
}

/** An award that is settled closes its agreement. */
export async function closeAgreementOf(inner: Context<Trx>, awardId: string): Promise<void> {
  const { agreement } = await queries.findAgreementOf(inner.db, awardId)
  if (agreement?.status !== 'signed') return
  const asSystem: Context<Trx> = { ...inner, actor: { kind: 'system' } }
  await move(asSystem, agreement.agreementId, 'close', async () => ({ closedAt: inner.now }))
}
