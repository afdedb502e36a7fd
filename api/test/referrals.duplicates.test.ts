import { describe, expect, it } from '@jest/globals'
import type { NewReferral, ReferralSummary } from '@progress-ess/shared/referrals'
import { type Client, givenApp } from './support/app.ts'
import { event, givenPartner, givenReferral, referralTo } from './support/given-partners.ts'
import { at, firstOf, NOW } from './support/given-referrals.ts'

const world = await givenApp({ now: NOW })
const cci = await givenPartner(world, 'cci')
const cma = await givenPartner(world, 'cma')
const other = await givenPartner(world, 'other')
const agent = world.as('agent')

let count = 0
/** Somebody of whom nothing else is the same as anybody’s. */
const somebody = (): NewReferral['party'] => {
  count += 1
  return { ...referralTo([]).party, email: `double${count}@example.test`, phone: `01 40 00 00 ${10 + count}` }
}
const list = async (client: Client, query: Record<string, string> = {}): Promise<ReferralSummary[]> => {
  const { body } = await client
    .get('/api/v1/referrals')
    .query({ limit: '100', ...query })
    .expect(200)
  return (body as { items: ReferralSummary[] }).items
}
const idsOf = (rows: readonly ReferralSummary[]): string[] => rows.map(({ referralId }) => referralId)
const flags = async (client: Client, referralIds: readonly string[]): Promise<(boolean | undefined)[]> => {
  const rows = await list(client)
  return referralIds.map((id) => rows.find(({ referralId }) => referralId === id)?.hasPossibleDuplicate)
}

describe('A list of referrals', () => {
  it('is narrowed to those with one partner, sent or received', async () => {
    const sent = await givenReferral(agent, [cci.partnerId, cma.partnerId], { party: somebody() })
    const elsewhere = await givenReferral(agent, [other.partnerId], { party: somebody() })
    const received = await givenReferral(cma.api, [cci.partnerId], { party: somebody() })
    expect(idsOf(await list(agent, { partnerId: cma.partnerId }))).toEqual([sent.referralId])
    expect(idsOf(await list(agent, { partnerId: other.partnerId }))).toEqual([elsewhere.referralId])
    expect(idsOf(await list(cci.api, { partnerId: cma.partnerId }))).toEqual([received.referralId])
    expect(idsOf(await list(cma.api, { partnerId: cci.partnerId, side: 'source' }))).toEqual([received.referralId])
    expect(idsOf(await list(cma.api, { partnerId: cci.partnerId, side: 'recipient' }))).toEqual([])
  })

  it('flags what may be there twice, as far as the reader sees both', async () => {
    const party = somebody()
    const one = await givenReferral(cci.api, [cma.partnerId], { party })
    const alone = await givenReferral(cci.api, [cma.partnerId], { party: somebody() })
    const all = [one.referralId, alone.referralId]
    expect(await flags(cci.api, all)).toEqual([false, false])
    const foreign = await givenReferral(other.api, [cma.partnerId], { party: { ...party, phone: null } })
    expect(await flags(cci.api, all)).toEqual([false, false])
    expect(await flags(cma.api, [...all, foreign.referralId])).toEqual([true, false, true])
    const file = await cma.api.get(`/api/v1/parties/${one.party.partyId}`).expect(200)
    expect(file.body).toMatchObject({ referrals: [{ hasPossibleDuplicate: true }] })
  })

  it('flags nothing about another subject, another first name, or long closed', async () => {
    const party = somebody()
    const one = await givenReferral(cci.api, [cma.partnerId], { party })
    await givenReferral(cci.api, [cma.partnerId], { party, subject: 'funding' })
    await givenReferral(cci.api, [cma.partnerId], { party: { ...party, firstName: 'Basile' } })
    expect(await flags(cci.api, [one.referralId])).toEqual([false])
    const second = await givenReferral(cci.api, [cma.partnerId], { party })
    await event(cma.api, firstOf(second).assignmentId, { event: 'decline', reasonCode: 'at_capacity' }).expect(200)
    expect(await flags(cci.api, [one.referralId])).toEqual([true])
    await at(world, '2023-04-10T08:59:59.000Z', async () => {
      expect(await flags(cci.api, [one.referralId])).toEqual([true])
    })
    await at(world, '2023-04-10T09:00:00.000Z', async () => {
      expect(await flags(cci.api, [one.referralId, second.referralId])).toEqual([false, true])
    })
  })

  it('flags nothing by what the consent keeps from the reader', async () => {
    const party = somebody()
    const { consent } = referralTo([cma.partnerId])
    if (consent === null) throw new Error('No consent')
    const narrow = { ...consent, dataCategories: ['project' as const] }
    const one = await givenReferral(cci.api, [cma.partnerId], { party, consent: narrow })
    const two = await givenReferral(cci.api, [cma.partnerId], { party, consent: narrow })
    expect(await flags(cci.api, [one.referralId, two.referralId])).toEqual([true, true])
    expect(await flags(cma.api, [one.referralId, two.referralId])).toEqual([false, false])
  })
})
