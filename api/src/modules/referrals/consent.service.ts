import type { Consent, Referral, ReferralCancellation } from '@progress-ess/shared/referrals'
import type { Trx } from '../../db/database.ts'
import { recordAudit } from '../../kit/audit.ts'
import type { Context } from '../../kit/context.ts'
import { emitEvent } from '../../kit/events.ts'
import { notFound, Refusal } from '../../kit/refusal.ts'
import { actingPartner } from '../partners/index.ts'
import { demandSource, type Held, viewReferral, withReferral } from './access.ts'
import * as details from './details.queries.ts'
import { isOpen } from './referrals.rules.ts'
import { toConsent } from './referrals.views.ts'
import { applyStep, keepWords, settle } from './transition.ts'

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
  if (open.length > 0) await settle(ctx, referral.referralId)
  return open.length
}

/** Runs a use case on the referral behind a consent that the caller sees. */
async function withConsent<T>(
  ctx: Context,
  consentId: string,
  work: (ctx: Context<Trx>, held: Held, consent: details.ConsentRow) => Promise<T>,
): Promise<T> {
  const me = await actingPartner(ctx)
  const found = await details.findReferralOfConsent(ctx.db, consentId, me.partnerId)
  if (found === undefined) throw notFound('consent')
  return withReferral(ctx, found.referralId, async (inner, held) => {
    const consent = await details.findConsent(inner.db, consentId)
    if (consent === undefined) throw notFound('consent')
    return work(inner, held, consent)
  })
}

/**
 * The person has changed his mind: what is open is cancelled, and whoever got something is asked to erase it and to say so.
 * From now on a recipient sees nothing of the person here.
 */
export const withdrawConsent = (ctx: Context, consentId: string): Promise<Consent> =>
  withConsent(ctx, consentId, async (inner, held, consent) => {
    demandSource(held)
    if (consent.withdrawnAt !== null) throw new Refusal('conflict', 'consent-withdrawn', 'This consent was withdrawn')
    const { referral, assignments } = held
    await details.withdraw(inner.db, consentId, inner.now)
    await cancelOpen(inner, held, 'consent_withdrawn')
    const told = assignments
      .filter(({ status }) => status !== 'draft')
      .map(({ recipientPartnerId }) => recipientPartnerId)
    for (const partnerId of told) await details.askErasure(inner.db, consentId, partnerId, inner.now)
    await recordAudit(inner, {
      operation: 'withdrawConsent',
      subjectType: 'referral',
      subjectId: referral.referralId,
      data: { consentId, recipients: told.length },
    })
    await emitEvent(inner, {
      kind: 'consent.withdrawn',
      subjectType: 'referral',
      subjectId: referral.referralId,
      audience: [referral.sourcePartnerId, ...told],
      data: { referralId: referral.referralId, reference: referral.reference, consentId },
    })
    return read(inner, consentId)
  })

/** A recipient says that it has erased. Saying it twice changes nothing. */
export const confirmErasure = (ctx: Context, consentId: string): Promise<Consent> =>
  withConsent(ctx, consentId, async (inner, { me, referral }) => {
    if (!(await details.confirm(inner.db, consentId, me.partnerId, inner.now))) {
      throw new Refusal('conflict', 'erasure-not-asked', 'You were not asked to erase')
    }
    await recordAudit(inner, {
      operation: 'confirmErasure',
      subjectType: 'referral',
      subjectId: referral.referralId,
      data: { consentId },
    })
    await emitEvent(inner, {
      kind: 'consent.erasure_confirmed',
      subjectType: 'referral',
      subjectId: referral.referralId,
      audience: [referral.sourcePartnerId, me.partnerId],
      data: { referralId: referral.referralId, consentId, partnerId: me.partnerId },
    })
    return read(inner, consentId, me.partnerId)
  })

async function read(ctx: Context<Trx>, consentId: string, onlyOf?: string): Promise<Consent> {
  const consent = await details.findConsent(ctx.db, consentId)
  if (consent === undefined) throw notFound('consent')
  const erasures = await details.findErasures(ctx.db, consentId)
  return toConsent(
    consent,
    erasures.filter(({ partnerId }) => onlyOf === undefined || partnerId === onlyOf),
  )
}
