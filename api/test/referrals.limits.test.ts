import { describe, expect, it } from '@jest/globals'
import type { Assignment, NewReferral, Referral } from '@progress-ess/shared/referrals'
import { type Client, givenApp } from './support/app.ts'
import { codeOf, pointersOf } from './support/given-application.ts'
import { event, givenPartner, givenReferral, readReferral, referralTo } from './support/given-partners.ts'
import { at, attach, firstOf, NOW } from './support/given-referrals.ts'

const world = await givenApp({ now: NOW, scanner: async () => 'clean' })
const cci = await givenPartner(world, 'cci')
const cma = await givenPartner(world, 'cma')
const other = await givenPartner(world, 'other')

const correct = async (client: Client, { referralId }: Referral, party: Partial<NewReferral['party']>) => {
  const { version } = await readReferral(client, referralId)
  return client
    .patch(`/api/v1/referrals/${referralId}`)
    .set('if-match', `"${version}"`)
    .send({ party: { ...referralTo([]).party, ...party } })
}
const write = (client: Client, referralId: string, visibility: 'partners' | 'internal' = 'partners') =>
  client.post(`/api/v1/referrals/${referralId}/messages`).send({ body: 'Un mot.', visibility })
const ofPartner = ({ assignments }: Referral, partnerId: string): Assignment => {
  const found = assignments.find(({ recipient }) => recipient.partnerId === partnerId)
  if (found === undefined) throw new Error('No assignment')
  return found
}
const SOMEBODY_ELSE = { firstName: 'Bruno', lastName: 'Petit', email: 'bruno@example.test', phone: null }

describe('What was sent about somebody', () => {
  it('is corrected, and not made about somebody else', async () => {
    const referral = await givenReferral(cci.api, [cma.partnerId])
    expect((await correct(cci.api, referral, { lastName: 'Éxemple', email: 'neuve@example.test' })).status).toBe(200)
    expect((await correct(cci.api, referral, { lastName: 'Martin', email: 'neuve@example.test' })).status).toBe(200)
    const swapped = await correct(cci.api, referral, SOMEBODY_ELSE)
    expect([swapped.status, codeOf(swapped)]).toEqual([409, 'party-differs'])
    expect(pointersOf(swapped)).toEqual(['/body/party'])
    expect((await readReferral(cma.api, referral.referralId)).party).toMatchObject({
      firstName: 'Ada',
      lastName: 'Martin',
      email: 'neuve@example.test',
    })
  })

  it('is not made about somebody else by writing it anew under its reference', async () => {
    const path = '/api/v1/referrals-by-reference/LIMITE-1'
    const wanted = referralTo([cma.partnerId])
    await cci.api.put(path).send(wanted).expect(201)
    const swapped = await cci.api.put(path).send({ ...wanted, party: { ...wanted.party, ...SOMEBODY_ELSE } })
    expect([swapped.status, codeOf(swapped)]).toEqual([409, 'party-differs'])
    await cci.api.put(path).send(wanted).expect(200)
  })

  it('may be about somebody else as long as it is a draft', async () => {
    const draft = await givenReferral(cci.api, [cma.partnerId], { isDraft: true })
    const changed = await correct(cci.api, draft, SOMEBODY_ELSE)
    expect([changed.status, (changed.body as Referral).party.firstName]).toEqual([200, 'Bruno'])
  })
})

describe('A recipient', () => {
  it('from whom it was taken back writes no more, nor sends files; another one does', async () => {
    const referral = await givenReferral(cci.api, [cma.partnerId, other.partnerId])
    const { referralId } = referral
    await readReferral(cma.api, referralId)
    await write(cma.api, referralId).expect(201)
    const cancel = { event: 'cancel', reasonCode: 'sent_in_error' }
    await event(cci.api, ofPartner(referral, cma.partnerId).assignmentId, cancel).expect(200)
    for (const visibility of ['partners', 'internal'] as const) {
      expect(codeOf(await write(cma.api, referralId, visibility).expect(409))).toBe('referral-closed')
    }
    expect(codeOf(await attach(cma.api, referralId).expect(409))).toBe('referral-closed')
    await write(other.api, referralId).expect(201)
    await attach(other.api, referralId).expect(201)
    await write(cci.api, referralId).expect(201)
  })

  it('that passed it on writes no more, nor sends files; whoever has it now does', async () => {
    const { consent } = referralTo([cma.partnerId, other.partnerId])
    const referral = await givenReferral(cci.api, [cma.partnerId], { consent })
    const { referralId } = referral
    const passOn = { event: 'transfer', recipientId: other.partnerId }
    await event(cma.api, firstOf(referral).assignmentId, passOn).expect(200)
    expect(codeOf(await write(cma.api, referralId).expect(409))).toBe('referral-closed')
    expect(codeOf(await attach(cma.api, referralId).expect(409))).toBe('referral-closed')
    await write(other.api, referralId).expect(201)
    await attach(other.api, referralId).expect(201)
  })

  it('that has declined sends no files because of another one that has not, and still may write', async () => {
    const referral = await givenReferral(cci.api, [cma.partnerId, other.partnerId])
    const { assignmentId } = ofPartner(referral, cma.partnerId)
    await event(cma.api, assignmentId, { event: 'decline', reasonCode: 'at_capacity' }).expect(200)
    expect(codeOf(await attach(cma.api, referral.referralId).expect(409))).toBe('referral-closed')
    await write(cma.api, referral.referralId).expect(201)
  })
})

describe('A recipient that passes it on', () => {
  const NOT_COVERED = ['identity', 'project'] as const
  const contentOf = (recipientIds: readonly string[], change: Partial<NewReferral> = {}): Partial<NewReferral> => {
    const { consent } = referralTo(recipientIds)
    if (consent === null) throw new Error('No consent')
    return { consent: { ...consent, dataCategories: [...NOT_COVERED] }, ...change }
  }
  const passedTo = async (referral: Referral, recipientId: string) => {
    const { assignmentId } = ofPartner(referral, cma.partnerId)
    const { status, body } = await event(cma.api, assignmentId, { event: 'transfer', recipientId })
    const { requestId: _, ...told } = body as Record<string, unknown>
    const own = new Map([referral.referralId, assignmentId].map((id, index) => [id, `id ${index}`]))
    return [status, JSON.stringify(told).replace(/[0-9a-f-]{36}/g, (id) => own.get(id) ?? id)] as const
  }
  const DECLINE = { event: 'decline', reasonCode: 'at_capacity' }
  const CANCEL = { event: 'cancel', reasonCode: 'sent_in_error' }

  it('is told the same of every partner, whether or not that one has the referral', async () => {
    const covered = await givenPartner(world, 'other')
    const stranger = await givenPartner(world, 'other')
    const all = [cma.partnerId, covered.partnerId, other.partnerId]
    const targets = [...all, cci.partnerId, stranger.partnerId, '0185a3c0-1f00-7000-8000-00000000dead']
    const probe = async (alsoTo: typeof other | null, acts: readonly object[], change: Partial<NewReferral> = {}) => {
      const answers = []
      for (const target of targets) {
        const recipients = [cma.partnerId, ...(alsoTo === null ? [] : [alsoTo.partnerId])]
        const referral = await givenReferral(cci.api, recipients, { ...contentOf(all), ...change })
        for (const act of acts) {
          const by = act === CANCEL ? cci : other
          await event(by.api, ofPartner(referral, other.partnerId).assignmentId, act).expect(200)
        }
        answers.push([target, await passedTo(referral, target)])
      }
      return answers
    }
    const alone = await probe(null, [])
    expect(alone.map(([, answer]) => answer?.[0])).toEqual([422, 200, 200, 422, 409, 422])
    expect(alone[4]?.[1]?.[1]).toContain('transfer-refused')
    expect(await probe(other, [])).toEqual(alone)
    expect(await probe(other, [DECLINE])).toEqual(alone)
    expect(await probe(covered, [])).toEqual(alone)
    // Without a consent nothing but what the other one had could make a difference.
    const free = { basis: 'public_task', consent: null } as const
    const unasked = await probe(null, [], free)
    expect(unasked.map(([, answer]) => answer?.[0])).toEqual([422, 200, 200, 422, 200, 422])
    const passedOn = { event: 'transfer', recipientId: stranger.partnerId }
    for (const acts of [[], [DECLINE], [CANCEL], [passedOn]]) expect(await probe(other, acts, free)).toEqual(unasked)
  })

  it('to one that was let go, without a consent, gives it to nobody, and the sender reads whom it was meant for', async () => {
    const both = [cma.partnerId, other.partnerId]
    const sent = await givenReferral(cci.api, both, { basis: 'public_task', consent: null })
    await event(cci.api, ofPartner(sent, other.partnerId).assignmentId, CANCEL).expect(200)
    expect((await passedTo(sent, other.partnerId))[0]).toBe(200)
    const read = await readReferral(cci.api, sent.referralId)
    expect(read.assignments.map(({ status }) => status)).toEqual(['transferred', 'cancelled'])
    expect(ofPartner(read, cma.partnerId).suggestedPartnerId).toBe(other.partnerId)
    expect((await readReferral(other.api, sent.referralId)).sharedCategories).toEqual([])
  })

  it('is not named to the one that gets it; the sender reads who it was', async () => {
    const both = [cma.partnerId, other.partnerId]
    const actors = async (client: Client, { referralId }: Referral, which: string) =>
      (await readReferral(client, referralId)).history.filter((one) => one.event === which).map((one) => one.actorName)
    const reopened = await givenReferral(cci.api, both, contentOf(both))
    await event(other.api, ofPartner(reopened, other.partnerId).assignmentId, DECLINE).expect(200)
    const fresh = await givenReferral(cci.api, [cma.partnerId], contentOf(both))
    for (const [referral, which] of [
      [reopened, 'reopen'],
      [fresh, 'send'],
    ] as const) {
      expect((await passedTo(referral, other.partnerId))[0]).toBe(200)
      expect(await actors(other.api, referral, which)).toEqual([cci.partner.name])
      expect((await actors(cci.api, referral, which)).at(-1)).toBe(cma.partner.name)
      expect((await actors(cma.api, referral, 'transfer')).at(-1)).toBe(cma.partner.name)
      const told = await world.asOwner<{ data: object }>(
        `select data from outbox_event where subject_id = $1 and $2 = any(audience)`,
        [referral.referralId, other.partnerId],
      )
      expect(told.length).toBeGreaterThan(0)
      expect(JSON.stringify(told)).not.toContain(cma.partnerId)
    }
  })

  it('sees how it goes on, and neither who works on it, nor under which number, nor how often they tried', async () => {
    const both = [cma.partnerId, other.partnerId]
    const referral = await givenReferral(cci.api, [cma.partnerId], contentOf(both))
    await passedTo(referral, other.partnerId)
    const { assignmentId } = ofPartner(await readReferral(other.api, referral.referralId), other.partnerId)
    const accepted = { event: 'accept', ownerName: 'Zoé Suivi', externalRef: 'INTERNE-7' }
    await event(other.api, assignmentId, accepted).expect(200)
    await other.api
      .post(`/api/v1/assignments/${assignmentId}/contact-attempts`)
      .send({ channel: 'phone', hasReached: true })
      .expect(201)
    await event(other.api, assignmentId, { event: 'complete', outcomes: [{ code: 'information_given' }] }).expect(200)
    const seen = { status: 'completed', outcomes: [{ code: 'information_given' }], closedAt: expect.any(String) }
    const kept = { ownerName: null, externalRef: null, contactAttempts: [] }
    const told = { ownerName: 'Zoé Suivi', externalRef: 'INTERNE-7', contactAttempts: [{ channel: 'phone' }] }
    const as = async (client: Client) => ofPartner(await readReferral(client, referral.referralId), other.partnerId)
    expect(await as(cma.api)).toMatchObject({ ...seen, ...kept })
    expect(await as(cci.api)).toMatchObject({ ...seen, ...told })
    expect(await as(other.api)).toMatchObject({ ...seen, ...told })
  })

  it('gives it to one that has it already, and not to one that was let go', async () => {
    const both = [cma.partnerId, other.partnerId]
    const referral = await givenReferral(cci.api, both, contentOf(both))
    await event(other.api, ofPartner(referral, other.partnerId).assignmentId, DECLINE).expect(200)
    expect((await passedTo(referral, other.partnerId))[0]).toBe(200)
    const read = await readReferral(cci.api, referral.referralId)
    expect(read.assignments.map(({ status }) => status)).toEqual(['transferred', 'received'])
    expect(ofPartner(read, cma.partnerId).suggestedPartnerId).toBe(other.partnerId)
    const again = await givenReferral(cci.api, both, contentOf(both))
    await event(cci.api, ofPartner(again, other.partnerId).assignmentId, CANCEL).expect(200)
    const [status, told] = await passedTo(again, other.partnerId)
    expect([status, told]).toEqual([409, expect.stringContaining('transfer-refused')])
    expect(ofPartner(await readReferral(cma.api, again.referralId), cma.partnerId).status).toBe('received')
  })

  it('learns nothing of a commune that is kept from it', async () => {
    const local = await givenPartner(world, 'other')
    const service = { name: 'Conseil', subjects: ['creation'], communes: ['92004'], activity: 'any', capacity: 'open' }
    await local.api.post(`/api/v1/partners/${local.partnerId}/services`).send(service).expect(201)
    const both = [cma.partnerId, local.partnerId]
    const statusOf = async (change: Partial<NewReferral>): Promise<number> =>
      (await passedTo(await givenReferral(cci.api, [cma.partnerId], change), local.partnerId))[0]
    const elsewhere = { ...referralTo([]).party, communeCode: '92004' }
    expect(await statusOf(contentOf(both))).toBe(200)
    expect(await statusOf(contentOf(both, { party: elsewhere }))).toBe(200)
    expect(await statusOf({ consent: referralTo(both).consent })).toBe(409)
    expect(await statusOf({ consent: referralTo(both).consent, party: elsewhere })).toBe(200)
  })
})

describe('Once the consent is over', () => {
  it('nobody accepts what he was sent under it', async () => {
    const { consent } = referralTo([cma.partnerId])
    if (consent === null) throw new Error('No consent')
    const referral = await givenReferral(cci.api, [cma.partnerId], {
      consent: { ...consent, expiresAt: '2023-01-20T09:00:00.000Z' },
    })
    const { assignmentId } = firstOf(referral)
    const accept = { event: 'accept', ownerName: 'Pôle création' }
    expect(firstOf(await readReferral(cma.api, referral.referralId)).allowedEvents).toContain('accept')
    await at(world, '2023-01-20T09:00:00.000Z', async () => {
      const late = await event(cma.api, assignmentId, accept)
      expect([late.status, codeOf(late)]).toEqual([409, 'consent-withdrawn'])
      expect(late.body).toMatchObject({ context: { allowedEvents: 'request_info,decline,transfer' } })
      const read = firstOf(await readReferral(cma.api, referral.referralId))
      expect(read).toMatchObject({ status: 'received', allowedEvents: ['request_info', 'decline', 'transfer'] })
      const { body } = await cma.api.get(`/api/v1/assignments/${assignmentId}/actions`).expect(200)
      const { items } = body as { items: { action: string }[] }
      expect(items.find(({ action }) => action === 'accept')).toMatchObject({
        isAllowed: false,
        code: 'consent-withdrawn',
      })
    })
    await event(cma.api, assignmentId, accept).expect(200)
  })

  it('and withdrawn, nobody writes to the other side about the person', async () => {
    const { referralId, consent, assignments } = await givenReferral(cci.api, [cma.partnerId])
    await event(cma.api, assignments[0]?.assignmentId ?? '', { event: 'decline', reasonCode: 'at_capacity' }).expect(
      200,
    )
    await cci.api.post(`/api/v1/consents/${consent?.consentId ?? ''}/withdrawal`).expect(200)
    for (const visibility of ['partners', 'internal'] as const) {
      expect(codeOf(await write(cma.api, referralId, visibility).expect(409))).toBe('consent-withdrawn')
    }
    expect(codeOf(await write(cci.api, referralId).expect(409))).toBe('consent-withdrawn')
    await write(cci.api, referralId, 'internal').expect(201)
  })
})
