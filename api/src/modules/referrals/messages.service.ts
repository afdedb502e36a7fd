import type { Message, NewMessage } from '@progress-ess/shared/referrals'
import type { Db, Trx } from '../../db/database.ts'
import { recordAudit } from '../../kit/audit.ts'
import { type Context, requireAccount } from '../../kit/context.ts'
import { emitEvent } from '../../kit/events.ts'
import { newId } from '../../kit/ids.ts'
import { Refusal } from '../../kit/refusal.ts'
import { actingPartner, type PartnerRow } from '../partners/index.ts'
import { type AssignmentRow, findAssignments } from './assignments.queries.ts'
import { findTold } from './readers.queries.ts'
import { readReferral, refuseForgotten, withReferral } from './access.ts'
import * as details from './details.queries.ts'
import * as queries from './referrals.queries.ts'
import { takesPart } from './referrals.rules.ts'
import { isPartyTo } from './assignments.views.ts'
import { toMessage } from './referrals.views.ts'
import { isHidden } from './sharing.rules.ts'

/** Of each partner, as of files. */
const MOST_MESSAGES = 500

/**
 * What was written, oldest first. After a withdrawal a recipient reads nothing any more; once its part or the consent has ended,
 * its own words, and the reasons that were given for its part.
 */
export async function listReferralMessages(ctx: Context, referralId: string): Promise<Message[]> {
  return messagesFor(ctx, await actingPartner(ctx), referralId)
}

export async function messagesFor(ctx: Context<Db | Trx>, me: PartnerRow, referralId: string): Promise<Message[]> {
  const row = await readReferral(ctx, me, referralId)
  if (isHidden(row) && row.isWithdrawn) return []
  const assignments = await findAssignments(ctx.db, [referralId])
  const ids = assignments.filter((one) => isPartyTo(row, one, me.partnerId)).map(({ assignmentId }) => assignmentId)
  const messages = await details.findMessages(ctx.db, referralId, me.partnerId, ids)
  return messages.filter((one) => !isHidden(row) || isOfItsPart(one, me)).map(toMessage)
}

const isOfItsPart = ({ authorPartnerId, kind, assignmentId }: details.MessageRow, me: PartnerRow): boolean =>
  authorPartnerId === me.partnerId || (kind === 'reason' && assignmentId !== null)

/**
 * Of a recipient nothing is taken once its part was taken back, or passed on; after a withdrawal only the source’s own notes are.
 * Refuses `referral-closed`, `consent-withdrawn`.
 */
function demandPart(
  { side, isConsentOver }: queries.ReferralRow,
  own: AssignmentRow | undefined,
  { visibility }: NewMessage,
): void {
  if (isConsentOver && (side === 'recipient' || visibility === 'partners')) {
    throw new Refusal('conflict', 'consent-withdrawn', 'The consent was withdrawn, or has ended')
  }
  if (side === 'recipient' && (own === undefined || !takesPart(own.status))) {
    throw new Refusal('conflict', 'referral-closed', 'Your part of this referral has ended')
  }
}

/** Writes to the other side, or a note for the own service. A recipient’s words are read by the source and itself alone. */
export const postReferralMessage = (ctx: Context, referralId: string, given: NewMessage): Promise<Message> =>
  withReferral(ctx, referralId, async (inner, { me, referral, assignments }) => {
    refuseForgotten(referral)
    const own = assignments.find(({ recipientPartnerId }) => recipientPartnerId === me.partnerId)
    demandPart(referral, own, given)
    if ((await details.countMessages(inner.db, referralId, me.partnerId)) >= MOST_MESSAGES) {
      throw new Refusal(
        'conflict',
        'too-many-messages',
        `A referral has at most ${MOST_MESSAGES} messages of each partner`,
      )
    }
    const writer = inner.actor.kind === 'account' ? requireAccount(inner.actor).displayName : null
    const row = {
      messageId: newId(),
      referralId,
      assignmentId: referral.side === 'recipient' ? (own?.assignmentId ?? null) : null,
      kind: 'message' as const,
      visibility: given.visibility,
      authorPartnerId: me.partnerId,
      authorName: given.authorName ?? writer,
      body: given.body,
      at: inner.now,
    }
    await details.insertMessage(inner.db, row)
    await recordAudit(inner, {
      operation: 'postReferralMessage',
      subjectType: 'referral',
      subjectId: referralId,
      data: { visibility: given.visibility },
    })
    if (given.visibility === 'partners') {
      const others = referral.side === 'source' ? await findTold(inner, referralId) : [me.partnerId]
      await emitEvent(inner, {
        kind: 'referral.message_posted',
        subjectType: 'referral',
        subjectId: referralId,
        audience: [referral.sourcePartnerId, ...others],
        data: { referralId, reference: referral.reference, messageId: row.messageId, actorPartnerId: me.partnerId },
      })
      await queries.saveReferral(inner.db, referralId, {}, { now: inner.now, told: others })
    }
    return toMessage({ ...row, authorPartnerName: me.name })
  })
