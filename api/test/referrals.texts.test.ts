import { describe, expect, it } from '@jest/globals'
import type { NewReferral, Referral } from '@progress-ess/shared/referrals'
import { type Client, givenApp } from './support/app.ts'
import { codeOf, pointersOf } from './support/given-application.ts'
import { event, givenPartner, givenReferral, readReferral, referralTo } from './support/given-partners.ts'
import { firstOf, NOW } from './support/given-referrals.ts'

const world = await givenApp({ now: NOW })
const cci = await givenPartner(world, 'cci')
const cma = await givenPartner(world, 'cma')

const BLANKS = [' ', '\u00a0\u2003', '\u200b', '\ufeff\u2060', '\u202e', '\u3164']
const create = (client: Client, change: Partial<NewReferral>) =>
  client.post('/api/v1/referrals').send(referralTo([cma.partnerId], change))

describe.each(BLANKS.map((blank) => [JSON.stringify(blank), blank]))(
  'A text of which nothing is seen, %s,',
  (_what, blank) => {
    it('names nobody and nothing', async () => {
      const { party, project, consent } = referralTo([cma.partnerId])
      if (consent === null) throw new Error('No consent')
      for (const [pointer, change] of [
        ['/body/party/firstName', { party: { ...party, firstName: blank } }],
        ['/body/party/lastName', { party: { ...party, lastName: blank } }],
        ['/body/party/organisationName', { party: { ...party, kind: 'organisation', organisationName: blank } }],
        ['/body/project/title', { project: { ...project, title: blank } }],
        ['/body/consent/collectedBy', { consent: { ...consent, collectedBy: blank } }],
        ['/body/externalRef', { externalRef: blank }],
      ] as const) {
        const refused = await create(cci.api, change)
        expect([refused.status, pointersOf(refused)]).toEqual([400, [pointer]])
        expect(refused.body).toMatchObject({ errors: [{ keyword: 'minLength' }] })
      }
      const partner = { kind: 'other', name: blank, connection: 'full', contactEmail: 'x@example.test' }
      expect(pointersOf(await world.as('manager').post('/api/v1/partners').send(partner).expect(400))).toEqual([
        '/body/name',
      ])
      const name = { displayName: blank }
      expect(pointersOf(await world.as('agent').patch('/api/v1/account').send(name).expect(400))).toEqual([
        '/body/displayName',
      ])
    })

    it('says nothing, and owns nothing', async () => {
      const referral = await givenReferral(cci.api, [cma.partnerId], { message: blank })
      const path = `/api/v1/referrals/${referral.referralId}/messages`
      expect((await cma.api.get(path).expect(200)).body).toEqual({ items: [] })
      const message = { body: blank, visibility: 'partners' }
      expect(pointersOf(await cci.api.post(path).send(message).expect(400))).toEqual(['/body/body'])
      const { assignmentId } = firstOf(referral)
      const accept = await event(cma.api, assignmentId, { event: 'accept', ownerName: blank })
      expect([accept.status, pointersOf(accept)]).toEqual([400, ['/body/ownerName']])
      const question = await event(cma.api, assignmentId, { event: 'request_info', text: blank })
      expect([question.status, pointersOf(question)]).toEqual([400, ['/body/text']])
    })
  },
)

describe('An identifier in capitals', () => {
  const upper = cma.partnerId.toUpperCase()

  it('is the same recipient, in whom it is sent to and in the consent', async () => {
    const referral = await givenReferral(cci.api, [upper])
    expect(firstOf(referral).recipient.partnerId).toBe(cma.partnerId)
    expect(referral.consent?.recipientIds).toEqual([cma.partnerId])
    const twice = await cci.api.post('/api/v1/referrals').send(referralTo([upper, cma.partnerId]))
    expect(codeOf(twice)).not.toBe('recipient-unknown')
    expect(twice.status).toBeGreaterThanOrEqual(400)
  })

  it('is the same in an address, a query and an event', async () => {
    const { consent } = referralTo([cma.partnerId])
    const other = await givenPartner(world, 'other')
    if (consent === null) throw new Error('No consent')
    const referral = await givenReferral(cci.api, [cma.partnerId], {
      consent: { ...consent, recipientIds: [cma.partnerId, other.partnerId] },
    })
    const read = await readReferral(cma.api, referral.referralId.toUpperCase())
    expect(read.referralId).toBe(referral.referralId)
    await event(cma.api, firstOf(read).assignmentId.toUpperCase(), {
      event: 'transfer',
      recipientId: other.partnerId.toUpperCase(),
    }).expect(200)
    await other.api.get(`/api/v1/parties/${referral.party.partyId.toUpperCase()}`).expect(200)
    await world.as('agent').get(`/api/v1/partners/${upper}`).expect(200)
    const statistics = { from: '2023-01-01', to: '2023-01-31', partnerId: upper }
    const { body } = await world.as('agent').get('/api/v1/referral-statistics').query(statistics).expect(200)
    expect((body as { sent: number }).sent).toBeGreaterThan(0)
  })

  it('stays as it was written where it is somebody’s own word', async () => {
    const { body } = await create(cci.api, { externalRef: upper }).expect(201)
    expect((body as Referral).externalRef).toBe(upper)
  })
})
