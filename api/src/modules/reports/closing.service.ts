import type { AwardClosing, NewRefund, Refund, RefundAction, Report } from '@progress-ess/shared/reports'
import type { Db, Trx } from '../../db/database.ts'
import { recordAudit } from '../../kit/audit.ts'
import { type Context, inTransaction, requireAccount } from '../../kit/context.ts'
import { emitEvent } from '../../kit/events.ts'
import { newId } from '../../kit/ids.ts'
import { dayInParis } from '../../kit/paris.ts'
import { dayInFuture, notFound, Refusal } from '../../kit/refusal.ts'
import { refusalOf } from '../../kit/verdict.ts'
import { closeAgreementOf, hasOpenAgreement } from '../agreements/index.ts'
import { announceFreed, moveAward } from '../awards/index.ts'
import { refund as bookRefund, release } from '../envelopes/index.ts'
import { type Standing, standingTowards } from '../organisations/index.ts'
import { endPayments } from '../payments/index.ts'
import * as refunds from './refunds.queries.ts'
import * as queries from './reports.queries.ts'
import { decideRefund } from './reports.rules.ts'
import { getReport, openReport, tell, viewReport } from './reports.service.ts'
import { toRefund } from './reports.views.ts'

const OWING: ReadonlySet<string> = new Set(['accepted', 'agreed'])

async function readAward(ctx: Context<Db | Trx>, awardId: string) {
  const award = await queries.findAward(ctx.db, awardId)
  if (award === undefined) throw notFound('award')
  const standing = await standingTowards(ctx, award.organisationId, 'award')
  if (!standing.isStaff && award.status === 'committed') throw notFound('award')
  return { award, standing }
}

export async function getAwardClosing(ctx: Context<Db | Trx>, awardId: string): Promise<AwardClosing> {
  const { award, standing } = await readAward(ctx, awardId)
  const [report, claims, hasAgreement] = await Promise.all([
    queries.findReportOf(ctx.db, awardId),
    refunds.findRefunds(ctx.db, awardId),
    hasOpenAgreement(ctx.db, awardId),
  ])
  const isManager = standing.roles.includes('manager')
  const isAgent = standing.roles.includes('agent')
  const isSettleable =
    OWING.has(award.status) && report?.status === 'accepted' && claims.every(({ status }) => status !== 'claimed')
  return {
    awardId,
    awardStatus: award.status,
    report: report === undefined ? null : await viewReport(ctx, report),
    refunds: claims.map((claim) => toRefund(claim, standing, dayInParis(ctx.now))),
    allowedActions: [
      ...(isAgent && report === undefined && OWING.has(award.status) ? (['open_report'] as const) : []),
      ...(isAgent && award.paidCents > 0 ? (['claim_refund'] as const) : []),
      ...(isManager && isSettleable ? (['settle'] as const) : []),
      ...(isManager && OWING.has(award.status) && !hasAgreement ? (['terminate'] as const) : []),
    ],
  }
}

export function openReportOf(ctx: Context, awardId: string): Promise<Report> {
  return inTransaction(ctx, async (inner) => {
    await queries.lockAward(inner.db, awardId)
    const { award } = await readAward(inner, awardId)
    if (!OWING.has(award.status)) {
      throw new Refusal('conflict', 'award-wrong-status', `No report on an award that is ${award.status}`)
    }
    await openReport(inner, award)
    const report = await queries.findReportOf(inner.db, awardId)
    if (report === undefined) throw notFound('report')
    return getReport(inner, report.reportId)
  })
}

/** Claims back; the database refuses what would be more than was paid, all open claims together. */
export function claimRefund(ctx: Context, awardId: string, claim: NewRefund): Promise<Refund> {
  return inTransaction(ctx, async (inner) => {
    await queries.lockAward(inner.db, awardId)
    const { award } = await readAward(inner, awardId)
    const { callId } = award
    const claimedBy = requireAccount(inner.actor).accountId
    const refundId = newId()
    if (!(await refunds.insertRefund(inner.db, { ...claim, refundId, awardId, callId, claimedBy }, inner.now))) {
      throw new Refusal('conflict', 'refund-over-paid', 'More than was paid and is not claimed yet', {
        context: { paidCents: award.paidCents },
      })
    }
    await recordAudit(inner, {
      operation: 'claimRefund',
      subjectType: 'refund',
      subjectId: refundId,
      versionAfter: 1,
      data: { awardId, amountCents: claim.amountCents, reason: claim.reason },
    })
    await emitEvent(inner, { kind: 'refund.claimed', subjectType: 'refund', subjectId: refundId })
    await tell(inner, { ...award, dueOn: claim.dueOn }, 'refund', refundId)
    return readRefund(inner, refundId)
  })
}

async function readRefund(ctx: Context<Db | Trx>, refundId: string): Promise<Refund> {
  const row = await refunds.findRefund(ctx.db, refundId)
  if (row === undefined) throw notFound('refund')
  return toRefund(row, await standingTowards(ctx, row.organisationId, 'refund'), dayInParis(ctx.now))
}

function actOnRefund(
  ctx: Context,
  refundId: string,
  event: RefundAction,
  change: (row: refunds.RefundRow, inner: Context<Trx>) => Promise<refunds.RefundUpdate>,
): Promise<Refund> {
  return inTransaction(ctx, async (inner) => {
    const known = await refunds.findRefund(inner.db, refundId)
    if (known === undefined) throw notFound('refund')
    await queries.lockAward(inner.db, known.awardId)
    const row = await refunds.findRefund(inner.db, refundId)
    if (row === undefined) throw notFound('refund')
    const { roles } = await standingTowards(inner, row.organisationId, 'refund')
    const verdict = decideRefund({ status: row.status, isReleased: row.releasedAt !== null }, event, roles)
    if (!verdict.ok) throw refusalOf(verdict)
    await refunds.saveRefund(inner.db, refundId, { ...(await change(row, inner)), status: verdict.to }, inner.now)
    await recordAudit(inner, {
      operation: `${event}Refund`,
      subjectType: 'refund',
      subjectId: refundId,
      versionBefore: row.version,
      versionAfter: row.version + 1,
      data: { awardId: row.awardId, amountCents: row.amountCents },
    })
    await emitEvent(inner, {
      kind: `refund.${event === 'release' ? 'released' : verdict.to}`,
      subjectType: 'refund',
      subjectId: refundId,
    })
    return readRefund(inner, refundId)
  })
}

/** Only now the money is back: it enters the ledger in the same transaction, once. */
export const recoverRefund = (ctx: Context, refundId: string, recoveredOn: string): Promise<Refund> =>
  actOnRefund(ctx, refundId, 'recover', async ({ callId, awardId, amountCents, reason }, inner) => {
    if (recoveredOn > dayInParis(inner.now)) {
      throw dayInFuture('/body/recoveredOn')
    }
    await bookRefund(inner, { callId, awardId, amountCents, reason, refundId })
    return { recoveredOn }
  })

export const cancelRefund = (ctx: Context, refundId: string, reason: string): Promise<Refund> =>
  actOnRefund(ctx, refundId, 'cancel', async () => ({ cancelledReason: reason }))

/** Recovered money stays committed to its award until somebody gives it back to the envelope. */
export const releaseRefund = (ctx: Context, refundId: string): Promise<Refund> =>
  actOnRefund(ctx, refundId, 'release', async ({ callId, awardId, amountCents, reason }, inner) => {
    const award = await queries.findAward(inner.db, awardId)
    if (award === undefined || award.committedCents - award.paidCents < amountCents) {
      throw new Refusal('conflict', 'release-over-commitment', 'This money is committed no longer, or was paid again')
    }
    await release(inner, { callId, awardId, amountCents, reason })
    await announceFreed(inner, callId)
    return { releasedAt: inner.now }
  })

/** The end of an award: report accepted, nothing claimed, nothing under way. The rest returns to the envelope. */
export function settleAward(ctx: Context, awardId: string): Promise<AwardClosing> {
  return inTransaction(ctx, async (inner) => {
    await queries.lockAward(inner.db, awardId)
    const { award, standing } = await readAward(inner, awardId)
    refuseUnlessManager(standing)
    const report = await queries.findReportOf(inner.db, awardId)
    const claims = await refunds.findRefunds(inner.db, awardId)
    if (OWING.has(award.status) && report?.status !== 'accepted') {
      throw new Refusal('conflict', 'report-not-accepted', 'The report on this award is not accepted')
    }
    if (claims.some(({ status }) => status === 'claimed')) {
      throw new Refusal('conflict', 'refund-open', 'Money that was claimed back has not come yet')
    }
    await moveAward(inner, awardId, 'settle')
    const releasedCents = await endPayments(inner, { awardId, callId: award.callId, reason: 'Solde de l’attribution' })
    if (releasedCents > 0) await announceFreed(inner, award.callId)
    await closeAgreementOf(inner, awardId)
    return getAwardClosing(inner, awardId)
  })
}

/**
 * Ends an award that goes on no more, paid in part or not at all. One with an agreement ends with that: it is terminated
 * first. What was planned is given up, what was not paid returns to the envelope; what was paid stays paid, and may be claimed.
 */
export function terminateAward(ctx: Context, awardId: string, reason: string): Promise<AwardClosing> {
  return inTransaction(ctx, async (inner) => {
    await queries.lockAward(inner.db, awardId)
    const { award, standing } = await readAward(inner, awardId)
    refuseUnlessManager(standing)
    if (await hasOpenAgreement(inner.db, awardId)) {
      throw new Refusal('conflict', 'agreement-open', 'It has an agreement, which is terminated first')
    }
    await moveAward(inner, awardId, 'terminate', reason)
    const releasedCents = await endPayments(inner, { awardId, callId: award.callId, reason })
    if (releasedCents > 0) await announceFreed(inner, award.callId)
    return getAwardClosing(inner, awardId)
  })
}

/** Nobody ends an award of an organisation that he belongs to. */
function refuseUnlessManager({ roles }: Standing): void {
  if (!roles.includes('manager')) throw new Refusal('forbidden', 'role-not-allowed', 'Managers alone end an award')
}
