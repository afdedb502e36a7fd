import { describe, expect, it } from '@jest/globals'
import type { NewReferral, ReferralStatistics } from '@progress-ess/shared/referrals'
import { type Client, givenApp } from './support/app.ts'
import { departmentId, event, givenPartner, givenReferral, referralTo } from './support/given-partners.ts'
import { at, firstOf, NOW } from './support/given-referrals.ts'

const world = await givenApp({ now: NOW })
const cci = await givenPartner(world, 'cci')
const cma = await givenPartner(world, 'cma')
const home = await departmentId(world)
const agent = world.as('agent')

const { party } = referralTo([])
const inCommune = (communeCode: string | null, change: Partial<NewReferral> = {}): Partial<NewReferral> => ({
  ...change,
  party: { ...party, communeCode },
})
/** Sent on Tuesday the 10th at nine: five working days end on the 17th at nine. */
const sent = async (from: Client, to: string, change: Partial<NewReferral>): Promise<string> =>
  firstOf(await givenReferral(from, [to], change)).assignmentId

const accepted = await sent(agent, cci.partnerId, inCommune('92050'))
const declined = await sent(agent, cci.partnerId, inCommune('92002', { subject: 'funding' }))
const asked = await sent(agent, cma.partnerId, inCommune(null))
await sent(agent, cma.partnerId, inCommune('92050'))
const wide = referralTo([cci.partnerId, cma.partnerId]).consent
const passedOn = await sent(agent, cci.partnerId, inCommune('92050', { consent: wide }))
const received = await sent(cci.api, home, inCommune('92002'))

const on = (day: string, work: () => PromiseLike<unknown>) =>
  at(world, `2023-01-${day}T09:00:00.000Z`, async () => {
    await work()
  })
const accept = { event: 'accept', ownerName: 'Dominique Exemple' }
await on('11', () => event(cci.api, accepted, accept).expect(200))
await on('11', () => event(cma.api, asked, { event: 'request_info', text: 'Quel montant ?' }).expect(200))
await on('12', () =>
  event(cci.api, passedOn, { event: 'transfer', recipientId: cma.partnerId, text: 'Artisan.' }).expect(200),
)
await on('13', () =>
  cci.api
    .post(`/api/v1/assignments/${accepted}/contact-attempts`)
    .send({ channel: 'phone', hasReached: true })
    .expect(201),
)
await on('13', () => event(agent, received, accept).expect(200))
// Waiting for seven days, then two: late by the calendar, in time by the clock that stood still.
await on('18', () => event(agent, asked, { event: 'provide_info', text: '12 000 €' }).expect(200))
await on('20', () => event(cma.api, asked, accept).expect(200))
await on('20', () => event(cci.api, declined, { event: 'decline', reasonCode: 'at_capacity' }).expect(200))

async function figures(query: object = {}): Promise<ReferralStatistics> {
  const { body } = await agent
    .get('/api/v1/referral-statistics')
    .query({ from: '2023-01-10', to: '2023-01-20', ...query })
    .expect(200)
  return body as ReferralStatistics
}

describe('Statistics of referrals', () => {
  it('tell what was answered, within the agreed working days, and what was taken', async () => {
    const all = await figures()
    expect(all).toMatchObject({ sent: 7, answered: 5, answeredInTime: 4, accepted: 3, declined: 1, open: 5, noNews: 0 })
    // 24, 48, 72, 240 and 240 hours to answer; 48 to contact.
    expect(all).toMatchObject({ medianHoursToAnswer: 72, medianHoursToContact: 48 })
    expect(all.declineReasons).toEqual([{ reasonCode: 'at_capacity', count: 1 }])
  })

  it('are the same by partner, subject and commune', async () => {
    const { byPartner, bySubject, byCommune } = await figures()
    expect(byPartner.map((one) => [one.partnerId, one.sent, one.answered, one.answeredInTime, one.accepted])).toEqual(
      [
        [cci.partnerId, 3, 3, 2, 1],
        [cma.partnerId, 3, 1, 1, 1],
        [home, 1, 1, 1, 1],
      ].sort(([one], [other]) => nameOf(one).localeCompare(nameOf(other))),
    )
    expect(bySubject.map((one) => [one.subject, one.sent, one.answeredInTime, one.declined])).toEqual([
      ['creation', 6, 4, 0],
      ['funding', 1, 0, 1],
    ])
    expect(byCommune.map((one) => [one.communeCode, one.sent, one.answered, one.accepted])).toEqual([
      ['92050', 4, 2, 1],
      ['92002', 2, 2, 1],
      [null, 1, 1, 1],
    ])

    function nameOf(id: string | number | undefined): string {
      return byPartner.find(({ partnerId }) => partnerId === id)?.name ?? ''
    }
  })

  it.each([
    ['what the département sent', { side: 'source' }, { sent: 6, answered: 4 }],
    ['what it received', { side: 'recipient' }, { sent: 1, answered: 1, accepted: 1 }],
    ['a partner, whichever side it was on', { partnerId: cma.partnerId }, { sent: 3, answered: 1 }],
    ['a sender', { partnerId: cci.partnerId }, { sent: 4, answered: 4, declined: 1 }],
    ['a subject', { subject: 'funding' }, { sent: 1, declined: 1, answeredInTime: 0, medianHoursToAnswer: 240 }],
    ['a commune', { communeCode: '92050' }, { sent: 4, answered: 2, medianHoursToContact: 48 }],
    ['all of these', { side: 'source', subject: 'creation', communeCode: '92002' }, { sent: 0, byCommune: [] }],
    ['other days', { from: '2023-01-11' }, { sent: 1, answered: 0 }],
  ])('are narrowed down to %s', async (_what, query, expected) => {
    expect(await figures(query)).toMatchObject(expected)
  })

  it('name the senders of what was received', async () => {
    const { byPartner } = await figures({ side: 'recipient' })
    expect(byPartner.map(({ partnerId, sent: count }) => [partnerId, count])).toEqual([[cci.partnerId, 1]])
  })
})
