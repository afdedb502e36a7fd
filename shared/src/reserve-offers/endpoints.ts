import { Type } from 'typebox'
import { ReasonGiven } from '../applications/schemas.ts'
import { endpoint } from '../kit/endpoint.ts'
import { Strict, Uuid } from '../kit/primitives.ts'
import { OfferRefusal, ReserveList, ReserveOffer } from './schemas.ts'

const tags = ['money'] as const
const CallParams = Type.Object({ callId: Uuid })
const OfferParams = Type.Object({ reserveOfferId: Uuid })

export const getReserveList = endpoint({
  operationId: 'getReserveList',
  summary: 'The reserve list of a call: whose turn it is with the money that is left, and every offer that was made',
  tags,
  method: 'GET',
  path: '/calls/:callId/reserve-list',
  params: CallParams,
  response: { 200: ReserveList },
  refusals: ['call-not-found'],
})

export const makeReserveOffers = endpoint({
  operationId: 'makeReserveOffers',
  summary: 'Offer the money that is left to the reserve list, in the order of its ranks',
  tags,
  method: 'POST',
  path: '/calls/:callId/reserve-offers',
  params: CallParams,
  response: { 200: ReserveList },
  refusals: ['call-not-found', 'call-wrong-status', 'nothing-to-offer'],
})

export const listReserveOffers = endpoint({
  operationId: 'listReserveOffers',
  summary: 'The offers that one application got, the last first',
  tags,
  method: 'GET',
  path: '/applications/:applicationId/reserve-offers',
  params: Type.Object({ applicationId: Uuid }),
  response: { 200: Strict({ items: Type.Array(ReserveOffer) }, 'ReserveOfferList') },
  refusals: ['application-not-found'],
})

export const acceptReserveOffer = endpoint({
  operationId: 'acceptReserveOffer',
  summary: 'Accept an offer, as its beneficiary: it becomes an award',
  tags,
  method: 'POST',
  path: '/reserve-offers/:reserveOfferId/acceptance',
  params: OfferParams,
  response: { 200: ReserveOffer },
  refusals: [
    'offer-not-found',
    'offer-wrong-status',
    'offer-expired',
    'call-wrong-status',
    'de-minimis-exceeded',
    'organisation-read-only',
  ],
})

export const declineReserveOffer = endpoint({
  operationId: 'declineReserveOffer',
  summary: 'Decline an offer, as its beneficiary or for it; the money is offered to the next',
  tags,
  method: 'POST',
  path: '/reserve-offers/:reserveOfferId/refusal',
  params: OfferParams,
  body: OfferRefusal,
  response: { 200: ReserveOffer },
  refusals: ['offer-not-found', 'offer-wrong-status', 'organisation-read-only'],
})

export const withdrawReserveOffer = endpoint({
  operationId: 'withdrawReserveOffer',
  summary: 'Withdraw an open offer, with a reason that its beneficiary reads; the file may be offered money again',
  tags,
  method: 'POST',
  path: '/reserve-offers/:reserveOfferId/withdrawal',
  params: OfferParams,
  body: ReasonGiven,
  response: { 200: ReserveOffer },
  refusals: ['offer-not-found', 'offer-wrong-status'],
})
