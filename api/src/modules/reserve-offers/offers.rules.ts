import type { ReserveOffer, ReserveOfferStatus } from '@progress-ess/shared/reserve-offers'
import { step, type Transition } from '../../kit/machine.rules.ts'

export type OfferRole = 'beneficiary' | 'manager' | 'system'
export type OfferEvent = 'accept' | 'decline' | 'expire' | 'withdraw'
type OfferAction = ReserveOffer['allowedActions'][number]

/** An offer to the reserve list: it ends once, and its money goes to its file or back to the envelope. */
export const OFFER_MACHINE = [
  { event: 'accept', from: ['offered'], to: 'accepted', roles: ['beneficiary'] },
  { event: 'decline', from: ['offered'], to: 'declined', roles: ['beneficiary', 'manager'] },
  { event: 'withdraw', from: ['offered'], to: 'withdrawn', roles: ['manager'] },
  { event: 'expire', from: ['offered'], to: 'expired', roles: ['system'] },
] as const satisfies readonly Transition<ReserveOfferStatus, OfferEvent, OfferRole>[]

type Offer = { readonly status: ReserveOfferStatus; readonly expiresAt: Date }
export type EndedStatus = Exclude<ReserveOfferStatus, 'offered'>
export type OfferVerdict = { ok: true; to: EndedStatus } | { ok: false; code: string; detail: string }

/** Judged by the arrival of the request: exactly at the end an offer can no longer be accepted. */
export function decideOffer(offer: Offer, event: OfferEvent, roles: readonly OfferRole[], at: Date): OfferVerdict {
  const found = step<ReserveOfferStatus, OfferEvent, OfferRole>(OFFER_MACHINE, offer.status, event, roles)
  if (!found.ok && found.why === 'wrong-role') {
    return { ok: false, code: 'role-not-allowed', detail: `Not yours to ${event}` }
  }
  if (!found.ok || found.to === null || found.to === 'offered') {
    return { ok: false, code: 'offer-wrong-status', detail: `Cannot ${event} an offer that is ${offer.status}` }
  }
  if (event === 'accept' && at >= offer.expiresAt) {
    return { ok: false, code: 'offer-expired', detail: 'The time to accept this offer is over' }
  }
  return { ok: true, to: found.to }
}

export const allowedOfferActions = (offer: Offer, roles: readonly OfferRole[], now: Date): OfferAction[] =>
  (['accept', 'decline', 'withdraw'] as const).filter((event) => decideOffer(offer, event, roles, now).ok)
