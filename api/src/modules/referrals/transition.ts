import type { AssignmentEvent, NewAssignmentEvent } from '@progress-ess/shared/referrals'
import type { Trx } from '../../db/database.ts'
import { recordAudit } from '../../kit/audit.ts'
import type { Context } from '../../kit/context.ts'
import { emitEvent } from '../../kit/events.ts'
import { newId } from '../../kit/ids.ts'
import { addJob } from '../../kit/queue.ts'
import { Refusal } from '../../kit/refusal.ts'
import { type AssignmentRow, findAssignments, saveAssignment } from './assignments.queries.ts'
import { addReader } from './readers.queries.ts'
import { refuseForgotten } from './access.ts'
import * as details from './details.queries.ts'
import { demandRecipient } from './recipients.ts'
import * as queries from './referrals.queries.ts'
import {
  allowedEvents,
  type AssignmentRole,
  countedAt,
  decideAssignment,
  deriveStatus,
  momentsAfter,
  type Situation,
} from './referrals.rules.ts'
import { seersOf, situationOf } from './assignments.views.ts'

type Assignment = AssignmentRow
type Referral = queries.ReferralRow

export type Step = {
  readonly event: AssignmentEvent
  readonly roles: readonly AssignmentRole[]
  /** Who does it; null: the system. */
  readonly actorPartnerId: string | null
  /** Who partners are told does it, where it is done for another one. */
  readonly inNameOf?: string
  /** As it is told; what counts is `countedAt`. */
  readonly at: Date
  /** Columns that the event writes besides the status and its instants. */
  readonly change?: Parameters<typeof saveAssignment>[2]
  /** Codes that explain it, for history, events and audit: no words, no people. */
  readonly data?: Readonly<Record<string, string | number | boolean | null>>
}

/** The refusal of an event, with what is possible instead. */
function refusal(
  decision: { code: string; detail: string },
  situation: Situation,
  roles: readonly AssignmentRole[],
): Refusal {
  return new Refusal(decision.code === 'event-not-yours' ? 'forbidden' : 'conflict', decision.code, decision.detail, {
    context: {
      status: situation.status,
      allowedEvents: allowedEvents(situation, roles).join(','),
    },
  })
}

/**
 * One event on one assignment, under the lock of its referral: decide, save, write history, audit line and event. The
 * referral’s derived status follows with `settle`. Answers when it counts as having happened.
 */
export async function applyStep(
  ctx: Context<Trx>,
  referral: Referral,
  assignment: Assignment,
  step: Step,
): Promise<Date> {
  const { event, roles } = step
  const situation = situationOf(assignment, ctx.now)
  const decision = decideAssignment(situation, event, roles)
  if (!decision.ok) throw refusal(decision, situation, roles)
  const { to } = decision
  if (event === 'send') refuseForgotten(referral)
  if (event === 'send') await demandRecipient(ctx, referral, assignment.recipientPartnerId)
  const at = countedAt(step.at, await details.findLastChange(ctx.db, assignment))
  const heldFrom = to === 'on_hold' ? (assignment.status as 'accepted' | 'in_progress') : null
  const saved = await saveAssignment(
    ctx.db,
    assignment.assignmentId,
    {
      status: to,
      heldFrom,
      heldUntil: to === 'on_hold' ? assignment.heldUntil : null,
      ...momentsAfter(assignment, event, to, at),
      ...(event === 'reopen' ? { reasonCode: null, rawReasonCode: null, contactedAt: null } : {}),
      ...step.change,
    },
    ctx.now,
  )
  if (saved === 'taken') {
    throw new Refusal('conflict', 'external-ref-taken', 'Another assignment has this reference of yours')
  }
  if (event === 'send') {
    await addReader(ctx.db, {
      partnerId: assignment.recipientPartnerId,
      referralId: referral.referralId,
      partyId: referral.partyId,
      side: 'recipient',
      updatedAt: ctx.now,
    })
  }
  await record(ctx, referral, assignment, { ...step, at }, to)
  return at
}

/** The partners of the sandbox see what happened, and answer. */
export async function playInSandbox(
  ctx: Context<Trx>,
  { mode, referralId }: { mode: string; referralId: string },
): Promise<void> {
  if (mode === 'test') await addJob(ctx.db, 'play-sandbox', { referralId }, { key: `play-sandbox:${referralId}` })
}

async function record(
  ctx: Context<Trx>,
  referral: Referral,
  assignment: Assignment,
  step: Step,
  to: string,
): Promise<void> {
  const { event, at, actorPartnerId, inNameOf = actorPartnerId, data = {} } = step
  const { referralId } = referral
  await details.insertReferralEvent(ctx.db, {
    referralEventId: newId(),
    referralId,
    assignmentId: assignment.assignmentId,
    event,
    fromStatus: assignment.status,
    toStatus: to,
    actorPartnerId,
    occurredAt: at,
    recordedAt: ctx.now,
    data: JSON.stringify(data),
  })
  await recordAudit(ctx, {
    operation: 'recordAssignmentEvent',
    subjectType: 'referral',
    subjectId: referralId,
    data: { assignmentId: assignment.assignmentId, event, from: assignment.status, to, ...data },
  })
  await playInSandbox(ctx, referral)
  await emitEvent(ctx, {
    kind: `assignment.${event}` as const,
    subjectType: 'referral',
    subjectId: referralId,
    audience: [referral.sourcePartnerId, ...seersOf(assignment)],
    data: {
      referralId,
      reference: referral.reference,
      assignmentId: assignment.assignmentId,
      recipientId: assignment.recipientPartnerId,
      fromStatus: assignment.status,
      toStatus: to,
      actorPartnerId: inNameOf,
      occurredAt: at.toISOString(),
      assignmentVersion: assignment.version + 1,
      ...data,
    },
  })
}

/** Brings the referral’s derived status up to date and moves it on, for those who see the assignments that changed. */
export async function settle(
  ctx: Context<Trx>,
  referralId: string,
  changed: readonly Parameters<typeof seersOf>[0][],
): Promise<void> {
  const rows = await findAssignments(ctx.db, [referralId])
  const status = deriveStatus(rows.map((row) => row.status))
  await queries.saveReferral(ctx.db, referralId, { status }, { now: ctx.now, told: changed.flatMap(seersOf) })
}

type Words = Pick<NewAssignmentEvent, 'text'>

const KINDS: Readonly<Partial<Record<AssignmentEvent, 'question' | 'answer' | 'reason' | 'note'>>> = {
  request_info: 'question',
  provide_info: 'answer',
  decline: 'reason',
  cancel: 'reason',
  hold: 'reason',
  no_solution: 'reason',
}

/** Keeps the words of an event as a message between its two sides. */
export async function keepWords(
  ctx: Context<Trx>,
  assignment: Assignment,
  authorPartnerId: string,
  event: AssignmentEvent,
  { text }: Words,
): Promise<void> {
  if (text === undefined) return
  await details.insertMessage(ctx.db, {
    messageId: newId(),
    referralId: assignment.referralId,
    assignmentId: assignment.assignmentId,
    kind: KINDS[event] ?? 'note',
    visibility: 'partners',
    authorPartnerId,
    body: text,
    at: ctx.now,
  })
}
