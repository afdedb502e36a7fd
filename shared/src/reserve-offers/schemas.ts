import { Type, type Static } from 'typebox'
import { Cents, Instant, Nullable, Strict, Text, Uuid, Words } from '../kit/primitives.ts'

export const ReserveOfferStatus = Words(
  ['offered', 'accepted', 'declined', 'expired', 'withdrawn'],
  'ReserveOfferStatus',
)
export type ReserveOfferStatus = Static<typeof ReserveOfferStatus>

/** Money that came back to an envelope, offered to a file of the reserve list until an instant. */
export const ReserveOffer = Strict(
  {
    reserveOfferId: Uuid,
    callId: Uuid,
    applicationId: Uuid,
    number: Type.String(),
    projectTitle: Type.String(),
    organisationName: Type.String(),
    reserveRank: Type.Integer(),
    amountCents: Cents,
    /** The most that the file may get. The amount is a part of it when the money did not reach further. */
    ceilingCents: Cents,
    status: ReserveOfferStatus,
    offeredAt: Instant,
    /** From this instant on it can no longer be accepted. */
    expiresAt: Instant,
    endedAt: Nullable(Instant),
    reason: Nullable(Type.String()),
    awardId: Nullable(Uuid),
    allowedActions: Type.Array(Words(['accept', 'decline', 'withdraw'], 'ReserveOfferAction')),
  },
  'ReserveOffer',
)
export type ReserveOffer = Static<typeof ReserveOffer>

/**
 * What the rules of the call say of a file of the reserve list with the money that is left now: `next` gets an offer,
 * `does-not-fit` would need more, `after-cut` stands behind one that does not fit, `same-organisation` has its awards
 * already, `quota-full` is of a group that has its most, `never-fits` has a ceiling under the floor. `open`, `accepted`, `declined`, `expired`: its offer says it.
 */
export const ReserveStanding = Words(
  [
    'next',
    'does-not-fit',
    'after-cut',
    'same-organisation',
    'quota-full',
    'never-fits',
    'open',
    'accepted',
    'declined',
    'expired',
    'withdrawn-file',
  ],
  'ReserveStanding',
)
export type ReserveStanding = Static<typeof ReserveStanding>

export const ReserveLine = Strict(
  {
    applicationId: Uuid,
    number: Type.String(),
    projectTitle: Type.String(),
    organisationName: Type.String(),
    reserveRank: Type.Integer(),
    requestedCents: Cents,
    ceilingCents: Cents,
    standing: ReserveStanding,
    /** What it would be offered now; null when nothing. */
    amountCents: Nullable(Cents),
    /** What is left when its turn comes, of its lot where it has one; null when its turn does not come. */
    leftCents: Nullable(Cents),
    /** The least money that would give it an offer at its turn; null when no money would. */
    neededCents: Nullable(Cents),
    /** The last offer that it got. */
    offer: Nullable(ReserveOffer),
  },
  'ReserveLine',
)
export type ReserveLine = Static<typeof ReserveLine>

/** The reserve list of a call in the order of its ranks, with the money that is left for it. */
export const ReserveList = Strict(
  {
    callId: Uuid,
    /** What nothing commits or holds. */
    leftCents: Cents,
    /** Held for the offers that are open. */
    heldCents: Cents,
    /** Days that an offer stands, as the rules say. */
    offerDays: Type.Integer(),
    lines: Type.Array(ReserveLine),
    /** Every offer of the call, the first first. */
    offers: Type.Array(ReserveOffer),
    allowedActions: Type.Array(Words(['offer'])),
  },
  'ReserveList',
)
export type ReserveList = Static<typeof ReserveList>

/** Why an offer is declined; it may stay empty. */
export const OfferRefusal = Strict({ reason: Type.Optional(Nullable(Text(2_000))) }, 'OfferRefusal')
