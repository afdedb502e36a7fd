import { Type, type Static } from 'typebox'
import { endpoint } from '../kit/endpoint.ts'
import { Instant, Nullable, Strict, Words } from '../kit/primitives.ts'

/** What an inbox is sorted by. `late` is on top of another one; `open` is all that is not closed. */
export const BASKETS = [
  'to_acknowledge',
  'to_answer',
  'to_contact',
  'info_requested',
  'on_hold',
  'no_news',
  'late',
  'open',
] as const
export const Basket = Words(BASKETS, 'ReferralBasket')
export type Basket = Static<typeof Basket>

export const ReferralBaskets = Strict(
  {
    items: Type.Array(Strict({ basket: Basket, count: Type.Integer() }, 'BasketCount')),
    /** Open referrals. */
    total: Type.Integer(),
    /** When the next clock runs out that has not yet. */
    nextDueAt: Nullable(Instant),
  },
  'ReferralBaskets',
)
export type ReferralBaskets = Static<typeof ReferralBaskets>

const tags = ['referrals'] as const
const Side = Type.Object({ side: Type.Optional(Words(['source', 'recipient'])) })

export const getReferralBaskets = endpoint({
  operationId: 'getReferralBaskets',
  summary: 'How many referrals wait for what: as a recipient, as a sender, or both',
  tags,
  method: 'GET',
  path: '/referral-baskets',
  querystring: Side,
  response: { 200: ReferralBaskets },
  refusals: ['not-a-partner'],
})

export const getReferralDigest = endpoint({
  operationId: 'getReferralDigest',
  summary: 'What is open, as CSV (UTF-8, semicolons): the weekly digest of a partner without a system',
  tags,
  method: 'GET',
  path: '/referral-digest',
  querystring: Side,
  response: { 200: Type.String({ description: 'text/csv' }) },
  refusals: ['not-a-partner'],
})
