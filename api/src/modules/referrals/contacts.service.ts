import type { ContactAttempt, NewContactAttempt } from '@progress-ess/shared/referrals'
import { recordAudit } from '../../kit/audit.ts'
import type { Context } from '../../kit/context.ts'
import { emitEvent } from '../../kit/events.ts'
import { newId } from '../../kit/ids.ts'
import { dayInParis } from '../../kit/paris.ts'
import { Refusal } from '../../kit/refusal.ts'
import { occurredAt, withAssignment } from './access.ts'
import { saveAssignment } from './assignments.queries.ts'
import { toAttempt } from './assignments.views.ts'
import * as details from './details.queries.ts'
import { settle } from './transition.ts'

const MOST_ATTEMPTS = 50

/** Somebody tried to reach the person. The first that did starts nothing by itself, but stops the clock of first contact. */
export function recordContactAttempt(
  ctx: Context,
  assignmentId: string,
  given: NewContactAttempt,
): Promise<ContactAttempt> {
  return withAssignment(ctx, assignmentId, async (inner, { me, referral }, assignment) => {
    if (assignment.recipientPartnerId !== me.partnerId) {
      throw new Refusal('forbidden', 'event-not-yours', 'Only the recipient notes attempts')
    }
    if (!['accepted', 'in_progress', 'on_hold'].includes(assignment.status)) {
      throw new Refusal('conflict', 'assignment-wrong-status', 'Attempts are noted once an assignment is accepted')
    }
    const attempts = await details.findAttempts(inner.db, [assignmentId])
    if (attempts.length >= MOST_ATTEMPTS) {
      throw new Refusal('conflict', 'too-many-attempts', `An assignment has at most ${MOST_ATTEMPTS} attempts`)
    }
    const at = occurredAt(inner, given.attemptedAt, { field: 'attemptedAt', since: assignment.sentAt })
    const row = {
      contactAttemptId: newId(),
      assignmentId,
      channel: given.channel,
      hasReached: given.hasReached,
      attemptedOn: dayInParis(at),
      attemptedAt: at,
      createdAt: inner.now,
    }
    await details.insertAttempt(inner.db, row)
    const isFirst = given.hasReached && assignment.contactedAt === null
    const { answeredAt } = assignment
    const contactedAt = answeredAt !== null && at < answeredAt ? answeredAt : at
    await saveAssignment(inner.db, assignmentId, isFirst ? { contactedAt } : {}, inner.now)
    await recordAudit(inner, {
      operation: 'recordContactAttempt',
      subjectType: 'referral',
      subjectId: referral.referralId,
      data: { assignmentId, hasReached: given.hasReached },
    })
    await emitEvent(inner, {
      kind: 'contact.attempted',
      subjectType: 'referral',
      subjectId: referral.referralId,
      audience: [referral.sourcePartnerId, me.partnerId],
      data: { referralId: referral.referralId, assignmentId, hasReached: given.hasReached },
    })
    await settle(inner, referral.referralId, [assignment])
    return toAttempt(row)
  })
}
