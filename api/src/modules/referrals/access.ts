import type { Assignment, Referral } from '@progress-ess/shared/referrals'
import type { Db, Trx } from '../../db/database.ts'
import { type Context, inTransaction } from '../../kit/context.ts'
import { notFound, Refusal } from '../../kit/refusal.ts'
import { actingPartner, type PartnerRow } from '../partners/index.ts'
import { type AssignmentRow, findAssignments, findReferralOf } from './assignments.queries.ts'
import * as details from './details.queries.ts'
import { findErasures } from './erasure.queries.ts'
import * as queries from './referrals.queries.ts'
import { isVisible, rolesOf, toAssignment } from './assignments.views.ts'
import { toReferral } from './referrals.views.ts'
import { readerOf } from './sharing.rules.ts'

/** A referral under its lock, with its assignments, and the partner who acts. */
export type Held = {
  readonly me: PartnerRow
  readonly referral: queries.ReferralRow
  readonly assignments: readonly AssignmentRow[]
}

/** The referral as the partner may read it; else it does not exist. */
export async function readReferral(
  ctx: Context<Db | Trx>,
  me: PartnerRow,
  referralId: string,
): Promise<queries.ReferralRow> {
  const row = await queries.findReferral(ctx.db, referralId, readerOf(ctx, me))
  if (row === undefined) throw notFound('referral')
  return row
}

/** Runs a use case on one referral, under its lock, in one transaction. */
export function withReferral<T>(
  ctx: Context,
  referralId: string,
  work: (ctx: Context<Trx>, held: Held) => Promise<T>,
): Promise<T> {
  return inTransaction(ctx, async (inner) => {
    const me = await actingPartner(inner)
    const referral = await queries.lockReferral(inner.db, referralId, readerOf(inner, me))
    if (referral === undefined) throw notFound('referral')
    return work(inner, { me, referral, assignments: await findAssignments(inner.db, [referralId]) })
  })
}

/** As `withReferral`, for one assignment that the caller sees. */
export function withAssignment<T>(
  ctx: Context,
  assignmentId: string,
  work: (ctx: Context<Trx>, held: Held, assignment: AssignmentRow) => Promise<T>,
): Promise<T> {
  return inTransaction(ctx, async (inner) => {
    const me = await actingPartner(inner)
    const found = await findReferralOf(inner.db, assignmentId, me.partnerId)
    const referral =
      found === undefined ? undefined : await queries.lockReferral(inner.db, found.referralId, readerOf(inner, me))
    if (referral === undefined) throw notFound('assignment')
    const assignments = await findAssignments(inner.db, [referral.referralId])
    const assignment = assignments.find((one) => one.assignmentId === assignmentId)
    if (assignment === undefined || !isVisible(referral, assignment, me.partnerId)) throw notFound('assignment')
    return work(inner, { me, referral, assignments }, assignment)
  })
}

/** Nothing is written any more about somebody who was forgotten. */
export function refuseForgotten({ blankedAt }: queries.ReferralRow): void {
  if (blankedAt !== null) throw new Refusal('conflict', 'party-forgotten', 'This person was forgotten')
}

export function demandSource({ me, referral }: Held): void {
  if (referral.sourcePartnerId === me.partnerId) return
  throw new Refusal('forbidden', 'source-only', 'Only the sender may do this')
}

/** The referral with everything that the partner may see of it. */
export async function viewReferral(ctx: Context<Db | Trx>, me: PartnerRow, referralId: string): Promise<Referral> {
  const row = await readReferral(ctx, me, referralId)
  const all = await findAssignments(ctx.db, [referralId])
  const assignments = all.filter((one) => isVisible(row, one, me.partnerId))
  const ids = assignments.map(({ assignmentId }) => assignmentId)
  const consent = row.consentId === null ? undefined : await details.findConsent(ctx.db, row.consentId)
  const shown = {
    assignments,
    attempts: await details.findAttempts(ctx.db, ids),
    events: await details.findReferralEvents(ctx.db, referralId, ids),
    consent: consent ?? null,
    erasures: await findErasures(ctx.db, [referralId]),
  }
  return toReferral(row, shown, { partnerId: me.partnerId, now: ctx.now })
}

export async function viewAssignment(
  ctx: Context<Trx>,
  { me, referral }: Held,
  assignmentId: string,
): Promise<Assignment> {
  const rows = await findAssignments(ctx.db, [referral.referralId])
  const row = rows.find((one) => one.assignmentId === assignmentId)
  if (row === undefined) throw notFound('assignment')
  const attempts = await details.findAttempts(ctx.db, [assignmentId])
  return toAssignment(row, { roles: rolesOf(referral, row, me.partnerId), attempts, now: ctx.now })
}

const SKEW_MS = 5 * 60_000

/**
 * When something happened, as the caller says: back-dated is fine, ahead is not, nor before `since`, which it follows. A few
 * minutes are two clocks that differ.
 */
export function occurredAt(
  ctx: Context<Db | Trx>,
  given: string | undefined,
  { field = 'occurredAt', since = null }: { field?: string; since?: Date | null } = {},
): Date {
  if (given === undefined) return ctx.now
  const refused = (detail: string, message: string) =>
    new Refusal('unprocessable', 'occurred-later', detail, {
      errors: [{ pointer: `/body/${field}`, keyword: 'occurred-later', message }],
    })
  const at = new Date(given)
  if (at.getTime() - ctx.now.getTime() > SKEW_MS) {
    throw refused('What has happened is not in the future', 'is in the future')
  }
  if (at > ctx.now) return ctx.now
  if (since === null || at >= since) return at
  if (since.getTime() - at.getTime() > SKEW_MS) {
    throw refused('This has not happened before it was sent', 'is before the sending')
  }
  return since
}
