import type { Call } from '@progress-ess/shared/calls'
import type { Trx } from '../../db/database.ts'
import { recordAudit } from '../../kit/audit.ts'
import { accountIdOf, type Context, inTransaction } from '../../kit/context.ts'
import { emitEvent } from '../../kit/events.ts'
import { newId } from '../../kit/ids.ts'
import { queueMails } from '../../kit/mail.ts'
import { instantInParis } from '../../kit/paris.ts'
import { Refusal, staleVersion } from '../../kit/refusal.ts'
import { errorsOf } from '../../kit/verdict.ts'
import { allocate } from '../envelopes/index.ts'
import { findRecipientsOf } from '../organisations/index.ts'
import { type CallChangeKind, callChangedMail } from './calls.mails.ts'
import { requireConsistentRules } from './calls.contradiction.ts'
import * as queries from './calls.queries.ts'
import { findCallGaps } from './calls.readiness.rules.ts'
import { decideLaterClosing, drawKnownAt } from './calls.rules.ts'
import { lockFor, readCall, view } from './calls.service.ts'
import { fingerprintsOf } from './calls.views.ts'

type NoticeKind = Parameters<typeof queries.insertNotice>[1]['kind']

/** Publishes a call: form, grid and rules are frozen and hashed, the envelope is allocated, in one transaction. */
export async function publishCall(ctx: Context, callId: string): Promise<Call> {
  // Before the transaction, which would hold the call and a connection while the solver works.
  const judged = await readCall(ctx, callId)
  if (judged.status === 'draft' && findCallGaps(judged, ctx.now).length === 0) {
    await requireConsistentRules(judged.awardRules, '/awardRules')
  }
  return inTransaction(ctx, async (inner) => {
    const row = await lockFor(inner, callId, 'publish')
    if (row.version !== judged.version) throw staleVersion(row.version)
    const gaps = findCallGaps(row, inner.now)
    if (gaps.length > 0) {
      throw new Refusal('conflict', 'call-incomplete', 'Something is missing before the publication', {
        errors: errorsOf(gaps.slice(0, 50)),
      })
    }
    const { form, grid, awardRules, call } = fingerprintsOf(row)
    await save(inner, row, {
      status: 'published',
      publishedAt: inner.now,
      formSha256: form,
      gridSha256: grid,
      awardRulesSha256: awardRules,
      callSha256: call,
    })
    await allocate(inner, { callId, amountCents: row.awardRules.envelope.totalCents, reason: 'Publication' })
    await trace(inner, row, 'publishCall', 'published', {
      callSha256: call,
      ...(row.closesAt === null ? {} : { closesAt: row.closesAt }),
    })
    return view(inner, await readCall(inner, callId))
  })
}

/** Moves the closing later for everybody. It is public, and those who have a file are told. */
export function closeCallLater(
  ctx: Context,
  callId: string,
  { closesAt, reason }: { closesAt: string; reason: string },
): Promise<Call> {
  return inTransaction(ctx, async (inner) => {
    const row = await lockFor(inner, callId, 'close_later')
    const later = new Date(closesAt)
    const verdict = decideLaterClosing(row, later, inner.now, drawKnownAt(row.awardRules))
    if (!verdict.ok && verdict.code === 'later-than-draw') throw laterThanDraw('/body/closesAt')
    if (!verdict.ok) {
      throw new Refusal('conflict', 'closing-not-later', 'The closing may only move later, to an instant to come', {
        errors: [
          {
            pointer: '/body/closesAt',
            keyword: 'closing-not-later',
            message: 'must be later than the closing, and than now',
          },
        ],
      })
    }
    await save(inner, row, { closesAt: later })
    await trace(inner, row, 'closeCallLater', 'closing_moved', { text: reason, closesAt: later })
    await tell(inner, row, 'closing_moved', reason, later)
    return view(inner, await readCall(inner, callId))
  })
}

/** Files that come once the public value of the draw is known could be made for it. */
export const laterThanDraw = (pointer: string): Refusal =>
  new Refusal('conflict', 'later-than-draw', 'The public value of the draw would be known before the last files come', {
    errors: [{ pointer, keyword: 'later-than-draw', message: 'must come before the value of the draw is known' }],
  })

export function addErratum(ctx: Context, callId: string, text: string): Promise<Call> {
  return inTransaction(ctx, async (inner) => {
    const row = await lockFor(inner, callId, 'add_erratum')
    await save(inner, row, {})
    await trace(inner, row, 'addErratum', 'erratum', { text })
    await tell(inner, row, 'erratum', text, null)
    return view(inner, await readCall(inner, callId))
  })
}

export function cancelCall(ctx: Context, callId: string, reason: string): Promise<Call> {
  return inTransaction(ctx, async (inner) => {
    const row = await lockFor(inner, callId, 'cancel')
    await save(inner, row, { status: 'cancelled', cancelledAt: inner.now, cancelledReason: reason })
    await trace(inner, row, 'cancelCall', 'cancelled', { text: reason })
    await tell(inner, row, 'cancelled', reason, null)
    return view(inner, await readCall(inner, callId))
  })
}

export function archiveCall(ctx: Context, callId: string): Promise<Call> {
  return inTransaction(ctx, async (inner) => {
    const row = await lockFor(inner, callId, 'archive')
    await save(inner, row, { status: 'archived', archivedAt: inner.now })
    await trace(inner, row, 'archiveCall', 'archived', {})
    return view(inner, await readCall(inner, callId))
  })
}

/** Part of the publication of results, in the transaction of the decisions. */
export async function markResultsPublished(ctx: Context<Trx>, callId: string): Promise<void> {
  const row = await lockFor(ctx, callId, 'publish_results')
  await save(ctx, row, { status: 'results_published', resultsPublishedAt: ctx.now })
  await trace(ctx, row, 'publishResults', 'results_published', {})
}

async function save(ctx: Context<Trx>, row: queries.CallRow, change: Parameters<typeof queries.saveCall>[2]) {
  const saved = await queries.saveCall(ctx.db, row, change, ctx.now)
  if (saved === undefined) throw staleVersion(row.version)
}

type Facts = { readonly text?: string; readonly closesAt?: Date; readonly callSha256?: string }

/** The public notice, the audit line and the event of one act. */
async function trace(ctx: Context<Trx>, row: queries.CallRow, operation: string, kind: NoticeKind, facts: Facts) {
  const { text = null, closesAt = null } = facts
  await queries.insertNotice(ctx.db, {
    callNoticeId: newId(),
    callId: row.callId,
    kind,
    text,
    closesAt,
    actorId: accountIdOf(ctx.actor),
    at: ctx.now,
  })
  await recordAudit(ctx, {
    operation,
    subjectType: 'call',
    subjectId: row.callId,
    versionBefore: row.version,
    versionAfter: row.version + 1,
    data: { ...facts },
  })
  await emitEvent(ctx, { kind: `call.${kind}`, subjectType: 'call', subjectId: row.callId })
}

/** Tells everybody who may edit a living file of the call; somebody with several files gets one mail. */
async function tell(
  ctx: Context<Trx>,
  row: queries.CallRow,
  kind: CallChangeKind,
  text: string,
  closesAt: Date | null,
): Promise<void> {
  const concerned = await queries.findConcerned(ctx.db, row.callId)
  await queueMails(ctx, await findRecipientsOf(ctx.db, concerned), {
    template: `call-${kind.replace('_', '-')}`,
    dedupeKey: `call-${kind}:${row.callId}:${row.version}`,
    write: (locale) =>
      callChangedMail(locale, kind, {
        title: row.title,
        text,
        closing: closesAt === null ? null : instantInParis(closesAt, locale),
        link: `${ctx.settings.publicUrl}/appels/${row.callId}`,
      }),
  })
}
