import { CANCEL_REASONS } from '@progress-ess/shared/referrals'
import type { Assignment, NewAssignmentEvent } from '@progress-ess/shared/referrals'
import type { Trx } from '../../db/database.ts'
import type { Context } from '../../kit/context.ts'
import { newId } from '../../kit/ids.ts'
import { notFound, Refusal } from '../../kit/refusal.ts'
import { availabilityOf, errorsOf } from '../../kit/verdict.ts'
import { actingPartner, findReachable, resolveCode } from '../partners/index.ts'
import {
  type AssignmentRow,
  findAssignments,
  findReferralOf,
  insertAssignment,
  type saveAssignment,
} from './assignments.queries.ts'
import { type Held, occurredAt, readReferral, refuseForgotten, viewAssignment, withAssignment } from './access.ts'
import { type AssignmentRole, isOpen, judgeEvents, missingFields, outcomeFaults, takesPart } from './referrals.rules.ts'
import { isVisible, rolesOf, situationOf } from './assignments.views.ts'
import { demandConsent, demandService, isConsentedTo } from './recipients.ts'
import { applyStep, keepWords, settle } from './transition.ts'

/** One event on one assignment. See the state machine in `referrals.rules.ts`. */
export function recordAssignmentEvent(
  ctx: Context,
  assignmentId: string,
  given: NewAssignmentEvent,
): Promise<Assignment> {
  return withAssignment(ctx, assignmentId, async (inner, held, assignment) => {
    const { me, referral } = held
    demandFields(given)
    if (given.event === 'reopen') await demandStanding(inner, held, assignment)
    const told = occurredAt(inner, given.occurredAt)
    const roles = rolesOf(referral, assignment, me.partnerId)
    const { change, data } = await columnsOf(inner, held, given, roles)
    const countedAt = await applyStep(inner, referral, assignment, {
      event: given.event,
      roles,
      actorPartnerId: me.partnerId,
      at: told,
      change,
      data,
    })
    await keepWords(inner, assignment, me.partnerId, given.event, given)
    const others =
      given.event === 'transfer' && given.recipientId !== undefined
        ? await passOn(inner, held, assignment, given.recipientId, countedAt)
        : []
    await settle(inner, referral.referralId, [assignment, ...others])
    return viewAssignment(inner, held, assignmentId)
  })
}

/** What was closed is taken up again only for somebody who is still known, under a consent that still stands. */
async function demandStanding(ctx: Context<Trx>, { referral }: Held, assignment: AssignmentRow): Promise<void> {
  refuseForgotten(referral)
  await demandConsent(ctx, referral, assignment.recipientPartnerId)
}

function demandFields(given: NewAssignmentEvent): void {
  const missing = missingFields(given)
  if (missing.length === 0) return
  throw new Refusal('unprocessable', 'event-field-missing', `${given.event} needs ${missing.join(', ')}`, {
    errors: missing.map((field) => ({
      pointer: `/body/${field}`,
      keyword: 'event-field-missing',
      message: `is needed to ${given.event}`,
    })),
  })
}

/** The partner that the event names: who might help, or who has it now. */
function otherOf({ event, suggestedPartnerId, recipientId }: NewAssignmentEvent) {
  if (event === 'decline' && suggestedPartnerId !== undefined)
    return { field: 'suggestedPartnerId', partnerId: suggestedPartnerId } as const
  return event === 'transfer' && recipientId !== undefined
    ? ({ field: 'recipientId', partnerId: recipientId } as const)
    : null
}

type Columns = Parameters<typeof saveAssignment>[2]

/** What the event writes, its codes read in the partner’s own words. The reference is the recipient’s: from the source it is left aside. */
async function columnsOf(
  ctx: Context<Trx>,
  { me, referral }: Held,
  given: NewAssignmentEvent,
  roles: readonly AssignmentRole[],
): Promise<{ change: Columns; data: Record<string, string | number> }> {
  const change: Columns =
    given.externalRef !== undefined && roles.includes('recipient') ? { externalRef: given.externalRef } : {}
  const data: Record<string, string | number> = {}
  if (given.event === 'accept' && given.ownerName !== undefined) change.ownerName = given.ownerName
  if (given.event === 'hold' && given.until !== undefined) {
    const until = new Date(given.until)
    if (until <= ctx.now) throw at('/body/until', 'until-past', 'A hold ends in the future')
    change.heldUntil = until
  }
  if ((given.event === 'decline' || given.event === 'cancel') && given.reasonCode !== undefined) {
    const { code, raw } =
      given.event === 'decline'
        ? await resolveCode(ctx, me.partnerId, 'decline_reason', given.reasonCode)
        : cancelReason(given.reasonCode)
    Object.assign(change, { reasonCode: code, rawReasonCode: raw })
    data['reasonCode'] = code
  }
  const other = otherOf(given)
  if (other !== null) {
    const reachable = await findReachable(ctx, me.mode)
    const isOwn = other.field === 'recipientId' && [me.partnerId, referral.sourcePartnerId].includes(other.partnerId)
    if (isOwn || !reachable.some(({ partnerId }) => partnerId === other.partnerId)) throw unknownRecipient(other.field)
    change.suggestedPartnerId = other.partnerId
  }
  if (given.event === 'complete' && given.outcomes !== undefined) {
    const outcomes = await Promise.all(
      given.outcomes.map(async ({ code: own, amountCents = null, siren = null }) => {
        const { code, raw } = await resolveCode(ctx, me.partnerId, 'outcome', own)
        return { code, rawCode: raw, amountCents, siren }
      }),
    )
    const faults = outcomeFaults(outcomes)
    const [fault] = faults
    if (fault !== undefined) {
      throw new Refusal('unprocessable', fault.code, fault.detail, { errors: errorsOf(faults) })
    }
    change.outcomes = JSON.stringify(outcomes)
    data['outcomes'] = outcomes.map(({ code }) => code).join(',')
  }
  return { change, data }
}

const at = (pointer: string, code: string, detail: string): Refusal =>
  new Refusal('unprocessable', code, detail, { errors: [{ pointer, keyword: code, message: detail }] })

const unknownRecipient = (field: 'recipientId' | 'suggestedPartnerId'): Refusal =>
  at(`/body/${field}`, 'recipient-unknown', 'No such partner can be referred to')

/** A word of ours, or the sender’s own, kept raw. */
const cancelReason = (given: string): { code: string; raw: string | null } =>
  (CANCEL_REASONS as readonly string[]).includes(given) ? { code: given, raw: null } : { code: 'other', raw: given }

/**
 * Passes the part of one recipient on to another one: a child assignment, or what that one has of it already, opened again where it
 * had ended. Whoever passes on is answered by what it may know, the same whether or not the other one has it. Answers what changed.
 */
async function passOn(
  ctx: Context<Trx>,
  { me, referral, assignments }: Held,
  parent: AssignmentRow,
  recipientId: string,
  at: Date,
): Promise<AssignmentRow[]> {
  // Whoever passes on acts in the name of the source, whose consent it stands on, and is not made known to the other one.
  const step = { roles: ['source'], actorPartnerId: me.partnerId, inNameOf: referral.sourcePartnerId, at } as const
  await demandService(ctx, referral, recipientId)
  const known = assignments.find(({ recipientPartnerId }) => recipientPartnerId === recipientId)
  const isAgreed = await isConsentedTo(ctx, referral, recipientId)
  const isLetGo = known !== undefined && !takesPart(known.status)
  // Without a consent there is nothing else that a refusal could mean: the sender reads whom it was meant for, and decides.
  if (!isAgreed || (isLetGo && referral.basis === 'consent')) throw transferRefused(recipientId)
  if (known !== undefined) {
    if (isLetGo || isOpen(known.status)) return []
    await applyStep(ctx, referral, known, { event: 'reopen', ...step })
    return [known]
  }
  const assignmentId = newId()
  await insertAssignment(ctx.db, {
    assignmentId,
    referralId: referral.referralId,
    mode: referral.mode,
    recipientPartnerId: recipientId,
    parentAssignmentId: parent.assignmentId,
    status: 'draft',
    createdAt: ctx.now,
    updatedAt: ctx.now,
  })
  const rows = await findAssignments(ctx.db, [referral.referralId])
  const child = rows.find((row) => row.assignmentId === assignmentId)
  if (child === undefined) throw notFound('assignment')
  await applyStep(ctx, referral, child, { event: 'send', ...step })
  return [child]
}

/** One answer for all that is not for whoever passes on to know: whom the person agreed to, and who was let go before. */
const transferRefused = (recipientId: string): Refusal =>
  new Refusal('conflict', 'transfer-refused', 'It cannot be passed on to this partner: ask the person, or the sender', {
    context: { recipientId },
  })

export async function listAssignmentActions(ctx: Context, assignmentId: string) {
  const me = await actingPartner(ctx)
  const found = await findReferralOf(ctx.db, assignmentId, me.partnerId)
  if (found === undefined) throw notFound('assignment')
  const referral = await readReferral(ctx, me, found.referralId)
  const rows = await findAssignments(ctx.db, [found.referralId])
  const row = rows.find((one) => one.assignmentId === assignmentId)
  if (row === undefined || !isVisible(referral, row, me.partnerId)) throw notFound('assignment')
  return judgeEvents(situationOf(row, ctx.now), rolesOf(referral, row, me.partnerId)).map(({ action, verdict }) =>
    availabilityOf(action, verdict),
  )
}
