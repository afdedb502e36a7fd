import type { Consent, Referral, ReferralCancellation } from '@progress-ess/shared/referrals'
import type { Trx } from '../../db/database.ts'
import { recordAudit } from '../../kit/audit.ts'
import type { Context } from '../../kit/context.ts'
import { emitEvent } from '../../kit/events.ts'
import { notFound, Refusal } from '../../kit/refusal.ts'
import { closeLinks } from '../files/index.ts'
import { actingPartner } from '../partners/index.ts'
import { demandSource, type Held, viewReferral, withReferral } from './access.ts'
import { findAttachments } from './attachments.queries.ts'
import * as details from './details.queries.ts'
import { askErasure, emptyAnswersAbout, findErasures } from './erasure.queries.ts'
import { confirmOf } from './forgetting.service.ts'
import { saveReferral } from './referrals.queries.ts'
import { isOpen } from './referrals.rules.ts'
import { recipientsKnownTo, toConsent } from './referrals.views.ts'
import { applyStep, keepWords, playInSandbox, settle } from './transition.ts'

/** Cancels every open assignment. */
export const cancelReferral = (
  ctx: Context,
  referralId: string,
  { reasonCode, text }: ReferralCancellation,
): Promise<Referral> =>
  withReferral(ctx, referralId, async (inner, held) => {
    demandSource(held)
    if ((await cancelOpen(inner, held, reasonCode, text)) === 0) {
      throw new Refusal('conflict', 'referral-closed', 'Nothing of this referral is open')
    }
    return viewReferral(inner, held.me, referralId)
  })

async function cancelOpen(
  ctx: Context<Trx>,
  { me, referral, assignments }: Held,
  reasonCode: string,
  text?: string,
): Promise<number> {
  const open = assignments.filter(({ status }) => isOpen(status))
  for (const assignment of open) {
    await applyStep(ctx, referral, assignment, {
      event: 'cancel',
      roles: ['source'],
      actorPartnerId: me.partnerId,
      at: ctx.now,
      change: { reasonCode },
      data: { reasonCode },
    })
    await keepWords(ctx, assignment, me.partnerId, 'cancel', text === undefined ? {} : { text })
  }
  if (open.length > 0) await settle(ctx, referral.referralId, open)
  return open.length
}

/** Runs a use case on the referral behind a consent that the caller sees. */
async function withConsent<T>(
  ctx: Context,
  consentId: string,
  work: (ctx: Context<Trx>, held: Held) => Promise<T>,
): Promise<T> {
  const me = await actingPartner(ctx)
  const found = await details.findReferralOfConsent(ctx.db, consentId, me.partnerId)
  if (found === undefined) throw notFound('consent')
  return withReferral(ctx, found.referralId, work)
}

/**
 * The person has changed his mind: what is open is cancelled, and whoever got something is asked to erase it and to say so.
 * From now on a recipient sees nothing of the person here.
 */
export const withdrawConsent = (ctx: Context, consentId: string): Promise<Consent> =>
  withConsent(ctx, consentId, async (inner, held) => {
    demandSource(held)
    if (!(await withdrawOne(inner, held))) {
      throw new Refusal('conflict', 'consent-withdrawn', 'This consent was withdrawn')
    }
    return read(inner, held)
  })

/** Withdraws the consent of a referral that is held; false when there is none, or it was withdrawn. */
export async function withdrawOne(ctx: Context<Trx>, held: Held): Promise<boolean> {
  const { referral, assignments } = held
  const { referralId, consentId, reference } = referral
  const consent = consentId === null ? undefined : await details.findConsent(ctx.db, consentId)
  if (consent?.withdrawnAt !== null) return false
  await details.withdraw(ctx.db, consent.consentId, ctx.now)
  await cancelOpen(ctx, held, 'consent_withdrawn')
  const told = assignments
    .filter(({ status }) => status !== 'draft')
    .map(({ recipientPartnerId }) => recipientPartnerId)
  await closeLinks(
    ctx,
    (await findAttachments(ctx.db, referralId)).map(({ fileId }) => fileId),
  )
  await saveReferral(ctx.db, referralId, {}, { now: ctx.now, told: 'all' })
  await emptyAnswersAbout(ctx.db, [referral.partyId], [referralId])
  for (const partnerId of told) await askErasure(ctx.db, referralId, partnerId, ctx.now)
  await playInSandbox(ctx, referral)
  await recordAudit(ctx, {
    operation: 'withdrawConsent',
    subjectType: 'referral',
    subjectId: referralId,
    data: { consentId, recipients: told.length },
  })
  await emitEvent(ctx, {
    kind: 'consent.withdrawn',
    subjectType: 'referral',
    subjectId: referralId,
    audience: [referral.sourcePartnerId, ...told],
    data: { referralId, reference, consentId },
  })
  return true
}

/** A recipient says that it has erased. Saying it twice changes nothing. */
export const confirmErasure = (ctx: Context, consentId: string): Promise<Consent> =>
  withConsent(ctx, consentId, async (inner, held) => {
    await confirmOf(inner, held.referral, held.me.partnerId)
    return read(inner, held)
  })

async function read(ctx: Context<Trx>, { me, referral, assignments }: Held): Promise<Consent> {
  const { referralId, consentId } = referral
  const consent = consentId === null ? undefined : await details.findConsent(ctx.db, consentId)
  if (consent === undefined) throw notFound('consent')
  const erasures = await findErasures(ctx.db, [referralId])
  const isSource = referral.side === 'source'
  return toConsent(
    consent,
    erasures.filter(({ partnerId }) => isSource || partnerId === me.partnerId),
    recipientsKnownTo(referral, assignments, me.partnerId),
  )
}
