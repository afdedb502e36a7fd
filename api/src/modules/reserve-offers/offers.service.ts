import type { ReserveList, ReserveOffer } from '@progress-ess/shared/reserve-offers'
import type { Db, Trx } from '../../db/database.ts'
import { recordAudit } from '../../kit/audit.ts'
import { accountIdOf, type Context, hasRole, inTransaction, requireAccount } from '../../kit/context.ts'
import { emitEvent } from '../../kit/events.ts'
import { newId } from '../../kit/ids.ts'
import { queueMails } from '../../kit/mail.ts'
import { notFound, Refusal } from '../../kit/refusal.ts'
import { refusalOf } from '../../kit/verdict.ts'
import { announceFreed, awardOffered, endAfterDays } from '../awards/index.ts'
import { hold, holdCallStatus, lockLeft, unhold } from '../envelopes/index.ts'
import { findMembership, findRecipients, isStaff } from '../organisations/index.ts'
import { getReserveList, readReserve } from './list.service.ts'
import { offerMadeMail, offerWithdrawnMail } from './offers.mails.ts'
import * as queries from './offers.queries.ts'
import { decideOffer, type OfferEvent, type OfferRole } from './offers.rules.ts'
import { toOffer } from './offers.views.ts'

/** Offers what is left to whose turn it is. Refuses `call-wrong-status` and `nothing-to-offer`. */
export function makeReserveOffers(ctx: Context, callId: string): Promise<ReserveList> {
  return inTransaction(ctx, async (inner) => {
    const status = await holdCallStatus(inner, callId)
    if (status === null || status === 'draft') throw notFound('call')
    if (status !== 'results_published') {
      throw new Refusal('conflict', 'call-wrong-status', `Nothing is offered while a call is ${status}`)
    }
    const made = await offerLeft(inner, callId)
    if (made === 0) throw new Refusal('conflict', 'nothing-to-offer', 'The money that is left is nobody’s turn')
    return getReserveList(inner, callId)
  })
}

/**
 * Under the lock of the envelope: reads what is left, and holds it for each file whose turn it is. Whoever comes at the
 * same time waits, and then finds the money held. Answers how many offers were made.
 */
async function offerLeft(ctx: Context<Trx>, callId: string): Promise<number> {
  const leftCents = await lockLeft(ctx, callId)
  const { turns, offerDays } = await readReserve(ctx, callId, leftCents)
  let made = 0
  for (const { standing, amountCents, ceilingCents, file } of turns) {
    if (standing !== 'next' || amountCents === null) continue
    made += 1
    const offer: queries.NewOffer = {
      reserveOfferId: newId(),
      callId,
      applicationId: file.applicationId,
      decisionId: file.decisionId,
      reserveRank: file.reserveRank ?? 1,
      amountCents,
      ceilingCents,
      offeredAt: ctx.now,
      expiresAt: endAfterDays(ctx.now, offerDays),
    }
    await queries.insertOffer(ctx.db, offer)
    await hold(ctx, { callId, reserveOfferId: offer.reserveOfferId, amountCents })
    await trace(ctx, offer, 'offer', null)
    const { organisationId, number } = file
    await queueMails(ctx, await findRecipients(ctx.db, organisationId), {
      template: 'reserve-offer',
      dedupeKey: `reserve-offer:${offer.reserveOfferId}`,
      write: (locale) => offerMadeMail(locale, factsOf(ctx, { ...offer, number })),
    })
  }
  return made
}

const factsOf = (
  { settings }: Context<Trx>,
  offer: { number: string | null; applicationId: string; expiresAt: Date },
) => ({
  number: offer.number ?? '',
  expiresAt: offer.expiresAt,
  link: `${settings.publicUrl}/mes-dossiers/${offer.applicationId}/decision`,
  service: settings.service,
})

const PAST = {
  offer: 'offered',
  accept: 'accepted',
  decline: 'declined',
  expire: 'expired',
  withdraw: 'withdrawn',
} as const

/** The line of the offer’s own trace, the audit line and the event of one step. */
async function trace(
  ctx: Context<Trx>,
  offer: Pick<queries.NewOffer, 'reserveOfferId' | 'applicationId' | 'amountCents'>,
  event: OfferEvent | 'offer',
  reason: string | null,
): Promise<void> {
  const { reserveOfferId, applicationId, amountCents } = offer
  await queries.noteStep(ctx.db, { reserveOfferId, event, actorId: accountIdOf(ctx.actor), reason, at: ctx.now })
  await recordAudit(ctx, {
    operation: event === 'offer' ? 'makeReserveOffers' : `${event}ReserveOffer`,
    subjectType: 'reserve_offer',
    subjectId: reserveOfferId,
    data: { applicationId, amountCents, ...(reason === null ? {} : { reason }) },
  })
  await emitEvent(ctx, {
    kind: `reserve_offer.${PAST[event]}`,
    subjectType: 'reserve_offer',
    subjectId: reserveOfferId,
  })
}

/** How the caller stands towards an offer; somebody else’s does not exist. */
async function rolesTowards(ctx: Context<Db | Trx>, row: queries.OfferRow): Promise<OfferRole[]> {
  if (ctx.actor.kind === 'system') return ['system']
  if (hasRole(ctx.actor, 'manager')) return ['manager']
  const membership = await findMembership(ctx.db, requireAccount(ctx.actor).accountId, row.organisationId)
  if (membership === undefined) throw notFound('offer')
  if (membership.role === 'reader') throw new Refusal('forbidden', 'organisation-read-only', 'You may only read')
  return ['beneficiary']
}

/** One event ends one offer: its money goes to its file, or back to the envelope and to the next, in one transaction. */
function end(
  ctx: Context,
  reserveOfferId: string,
  event: OfferEvent,
  reason: string | null = null,
): Promise<ReserveOffer> {
  return inTransaction(ctx, async (inner) => {
    const known = await queries.findOffer(inner.db, reserveOfferId)
    if (known === undefined) throw notFound('offer')
    const roles = await rolesTowards(inner, known)
    // The call, then the envelope, then the offer: the same order everywhere, so that nobody waits in a circle.
    const callStatus = await holdCallStatus(inner, known.callId)
    if (event === 'accept' && callStatus !== 'results_published') {
      throw new Refusal(
        'conflict',
        'call-wrong-status',
        `Nothing is accepted of a call that is ${callStatus ?? 'gone'}`,
      )
    }
    await lockLeft(inner, known.callId)
    const row = await queries.lockOffer(inner.db, reserveOfferId)
    if (row === undefined) throw notFound('offer')
    const verdict = decideOffer(row, event, roles, inner.receivedAt)
    if (!verdict.ok) throw refusalOf(verdict)
    const { callId, amountCents } = row
    await unhold(inner, { callId, reserveOfferId, amountCents, ...(reason === null ? {} : { reason }) })
    const awardId = verdict.to === 'accepted' ? await awardOffered(inner, row, amountCents) : null
    await queries.endOffer(inner.db, reserveOfferId, { status: verdict.to, reason, awardId }, inner.now)
    await trace(inner, row, event, reason)
    if (verdict.to !== 'accepted') await announceFreed(inner, callId)
    if (verdict.to === 'withdrawn') await tellWithdrawn(inner, row)
    const after = await queries.findOffer(inner.db, reserveOfferId)
    if (after === undefined) throw notFound('offer')
    return toOffer(after, roles, inner.now)
  })
}

async function tellWithdrawn(ctx: Context<Trx>, row: queries.OfferRow): Promise<void> {
  await queueMails(ctx, await findRecipients(ctx.db, row.organisationId), {
    template: 'reserve-offer-withdrawn',
    dedupeKey: `reserve-offer-withdrawn:${row.reserveOfferId}`,
    write: (locale) => offerWithdrawnMail(locale, factsOf(ctx, row)),
  })
}

export const acceptReserveOffer = (ctx: Context, id: string): Promise<ReserveOffer> => end(ctx, id, 'accept')

export const declineReserveOffer = (ctx: Context, id: string, reason: string | null): Promise<ReserveOffer> =>
  end(ctx, id, 'decline', reason)

export const withdrawReserveOffer = (ctx: Context, id: string, reason: string): Promise<ReserveOffer> =>
  end(ctx, id, 'withdraw', reason)

/** Ends an offer that nobody answered in time; does nothing when it was answered meanwhile. */
export async function expireReserveOffer(ctx: Context, id: string): Promise<void> {
  try {
    await end(ctx, id, 'expire')
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'offer-wrong-status') throw error
  }
}

/** The offers of one file, the last first: for its organisation, and for staff. */
export async function listReserveOffers(ctx: Context, applicationId: string): Promise<ReserveOffer[]> {
  const staff = isStaff(ctx.actor)
  const rows = await queries.findOffersOf(ctx.db, applicationId, staff ? null : requireAccount(ctx.actor).accountId)
  if (rows === undefined) throw notFound('application')
  const [first] = rows
  if (first === undefined) return []
  const roles = staff ? (hasRole(ctx.actor, 'manager') ? (['manager'] as const) : []) : await memberRoles(ctx, first)
  return rows.map((row) => toOffer(row, roles, ctx.now))
}

async function memberRoles(ctx: Context, row: queries.OfferRow): Promise<OfferRole[]> {
  const membership = await findMembership(ctx.db, requireAccount(ctx.actor).accountId, row.organisationId)
  return membership === undefined || membership.role === 'reader' ? [] : ['beneficiary']
}
