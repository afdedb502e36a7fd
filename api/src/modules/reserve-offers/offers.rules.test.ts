import { describe, expect, it } from '@jest/globals'
import { ReserveOfferStatus } from '@progress-ess/shared/reserve-offers'
import { allowedOfferActions, decideOffer, type OfferEvent, type OfferRole } from './offers.rules.ts'

const STATES = ReserveOfferStatus.enum as readonly ReserveOfferStatus[]
const EVENTS: readonly OfferEvent[] = ['accept', 'decline', 'expire', 'withdraw']
const ROLES: readonly OfferRole[] = ['beneficiary', 'manager', 'system']
const END = new Date('2023-05-03T21:59:59Z')
const before = new Date(END.getTime() - 1)

/** Written by hand from the domain, apart from the table in the code: `state event role → next`. */
const EXPECTED = new Map<string, ReserveOfferStatus>([
  ['offered accept beneficiary', 'accepted'],
  ['offered decline beneficiary', 'declined'],
  ['offered decline manager', 'declined'],
  ['offered withdraw manager', 'withdrawn'],
  ['offered expire system', 'expired'],
])

describe('an offer', () => {
  const cases = STATES.flatMap((state) => EVENTS.flatMap((event) => ROLES.map((role) => [state, event, role] as const)))
  it.each(cases)('%s, %s by %s', (status, event, role) => {
    const verdict = decideOffer({ status, expiresAt: END }, event, [role], before)
    expect(verdict.ok ? verdict.to : undefined).toBe(EXPECTED.get(`${status} ${event} ${role}`))
  })

  it('cannot be accepted at its end, but still be declined', () => {
    const offer = { status: 'offered', expiresAt: END } as const
    expect(decideOffer(offer, 'accept', ['beneficiary'], END)).toMatchObject({ code: 'offer-expired' })
    expect(allowedOfferActions(offer, ['beneficiary'], END)).toEqual(['decline'])
  })
})
