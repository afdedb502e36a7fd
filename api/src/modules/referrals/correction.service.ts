import type { AssignmentStatus, NewReferral, Referral, ReferralChange } from '@progress-ess/shared/referrals'
import type { Trx } from '../../db/database.ts'
import { recordAudit } from '../../kit/audit.ts'
import type { Context } from '../../kit/context.ts'
import { emitEvent } from '../../kit/events.ts'
import { Refusal, staleVersion } from '../../kit/refusal.ts'
import { type PartnerRow, resolveCode } from '../partners/index.ts'
import { deleteDraftAssignments } from './assignments.queries.ts'
import { findReaders, findTold } from './readers.queries.ts'
import { demandSource, type Held, refuseForgotten, viewReferral, withReferral } from './access.ts'
import { deleteMessages } from './details.queries.ts'
import { deleteDraft } from './orientation.queries.ts'
import type { PartyColumns } from './party.rules.ts'
import { demandParty, demandRecipients, keepConsent, keepMessage, keepRecipients } from './referrals.parts.ts'
import * as queries from './referrals.queries.ts'
import { isOpen } from './referrals.rules.ts'
import { isSameParty } from './same-party.rules.ts'

/** Deletes a draft that was never sent, and what it says of the person. */
export const discardReferral = (ctx: Context, referralId: string): Promise<void> =>
  withReferral(ctx, referralId, async (inner, held) => {
    demandSource(held)
    if (held.referral.status !== 'draft') {
      throw new Refusal('conflict', 'referral-sent', 'What was sent is cancelled, not discarded')
    }
    await discard(inner, held.referral)
  })

export async function discard(ctx: Context<Trx>, referral: queries.ReferralRow): Promise<void> {
  await deleteDraft(ctx.db, referral)
  await recordAudit(ctx, {
    operation: 'discardReferral',
    subjectType: 'referral',
    subjectId: referral.referralId,
    versionBefore: referral.version,
  })
}

export const updateReferral = (
  ctx: Context,
  referralId: string,
  version: number,
  change: ReferralChange,
): Promise<Referral> =>
  withReferral(ctx, referralId, async (inner, held) => {
    demandSource(held)
    if (held.referral.version !== version) throw staleVersion(held.referral.version)
    await correct(inner, held, change)
    return viewReferral(inner, held.me, referralId)
  })

const isEditable = (status: AssignmentStatus): boolean => status === 'draft' || isOpen(status)

const SETTLED = ['recipients', 'basis', 'consent', 'message'] as const
const CONTENT = ['party', 'project', 'subject', 'activity', ...SETTLED] as const

/** What is settled once it is sent, and may still change in a draft: to whom, under what, and the words that go with it. */
async function correctDraft(
  ctx: Context<Trx>,
  me: PartnerRow,
  { referralId, partyId, status, consentId }: queries.ReferralRow,
  { recipients, basis, consent, message }: ReferralChange,
): Promise<Partial<{ basis: NewReferral['basis']; consentId: string | null }>> {
  if (status !== 'draft') {
    if ([recipients, basis, consent, message].every((given) => given === undefined)) return {}
    throw new Refusal('conflict', 'referral-sent', 'Recipients and consent are settled once it is sent')
  }
  if (recipients !== undefined) {
    await demandRecipients(ctx, me, { recipients })
    await deleteDraftAssignments(ctx.db, referralId)
    await keepRecipients(ctx, me, referralId, recipients)
  }
  if (message !== undefined) {
    await deleteMessages(ctx.db, referralId)
    await keepMessage(ctx, me, referralId, message)
  }
  const change = basis === undefined ? {} : { basis }
  if (consent === undefined) return change
  const kept = consent === null ? null : await keepConsent(ctx, me, partyId, consent)
  await queries.replaceConsent(ctx.db, referralId, { former: consentId, consentId: kept })
  return change
}

/** What was sent stays about whom it was sent: to somebody else belongs another referral, and another consent. */
function demandSameParty(referral: queries.ReferralRow, party: PartyColumns): void {
  if (referral.status === 'draft' || isSameParty({ ...referral, kind: referral.partyKind }, party)) return
  throw new Refusal('conflict', 'party-differs', 'This is another person or structure: refer it by itself', {
    errors: [{ pointer: '/body/party', keyword: 'party-differs', message: 'is somebody else' }],
  })
}

/** Corrects the content; a draft in all its parts. */
export async function correct(ctx: Context<Trx>, { me, referral }: Held, change: ReferralChange): Promise<void> {
  const { referralId, partyId } = referral
  if (!isEditable(referral.status)) throw new Refusal('conflict', 'referral-closed', 'This referral is closed')
  refuseForgotten(referral)
  if (change.party !== undefined) {
    const party = demandParty({ party: change.party })
    demandSameParty(referral, party)
    await queries.saveParty(ctx.db, partyId, { ...party, updatedAt: ctx.now })
  }
  const subject = change.subject === undefined ? null : await resolveCode(ctx, me.partnerId, 'subject', change.subject)
  const { project, activity } = change
  const draft = await correctDraft(ctx, me, referral, change)
  // Always told, also to those whose part has ended.
  const isOpenToAll = change.subject !== undefined || activity !== undefined
  const told = await (isOpenToAll ? findReaders(ctx.db, referralId) : findTold(ctx, referralId))
  await queries.saveReferral(
    ctx.db,
    referralId,
    {
      ...draft,
      ...(subject === null ? {} : { subject: subject.code, rawSubject: subject.raw }),
      ...(activity === undefined ? {} : { activity }),
      ...(project === undefined
        ? {}
        : { projectTitle: project.title, projectSummary: project.summary, projectStage: project.stage }),
    },
    { now: ctx.now, told },
  )
  await recordAudit(ctx, {
    operation: 'updateReferral',
    subjectType: 'referral',
    subjectId: referralId,
    versionBefore: referral.version,
    versionAfter: referral.version + 1,
    data: {
      fields: Object.keys(change).filter((field) => (CONTENT as readonly string[]).includes(field)),
    },
  })
  await emitEvent(ctx, {
    kind: 'referral.changed',
    subjectType: 'referral',
    subjectId: referralId,
    audience: told,
    data: { referralId, reference: referral.reference, actorPartnerId: me.partnerId },
  })
}
