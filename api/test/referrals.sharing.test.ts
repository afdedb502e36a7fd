import { describe, expect, it } from '@jest/globals'
import {
  DATA_CATEGORIES,
  type DataCategory,
  type Duplicate,
  type NewReferral,
  type PartyExport,
  type PartyFile,
  type PartySummary,
  type Referral,
  type ReferralSummary,
} from '@progress-ess/shared/referrals'
import { type Client, givenApp } from './support/app.ts'
import { codeOf } from './support/given-application.ts'
import {
  clientOf,
  departmentId,
  event,
  givenPartner,
  givenReferral,
  readReferral,
  referralTo,
} from './support/given-partners.ts'
import { attach, firstOf, NOW } from './support/given-referrals.ts'

const world = await givenApp({ now: NOW, scanner: async () => 'clean' })
const cci = await givenPartner(world, 'cci')
const cma = await givenPartner(world, 'cma')
const other = await givenPartner(world, 'other')
const home = await departmentId(world)
const agent = world.as('agent')

const PARTY: NewReferral['party'] = {
  kind: 'organisation',
  firstName: 'Ada',
  lastName: 'Exemple',
  email: 'ada.partage@example.test',
  phone: '01 40 50 60 71',
  communeCode: '92050',
  organisationName: 'Les Bocaux',
  identifier: '73282932000074',
}
/** What each category opens, as a recipient reads it. */
const FACTS: Readonly<Record<DataCategory, object>> = {
  identity: { firstName: 'Ada', lastName: 'Exemple' },
  contact: { email: 'ada.partage@example.test', phone: '0140506071', communeCode: '92050' },
  organisation: { organisationName: 'Les Bocaux', siren: '732829320', siret: '73282932000074', communeCode: '92050' },
  project: { title: 'Conserverie solidaire', summary: 'Des invendus en bocaux.', stage: 'preparing' },
  support_history: {},
}
const merged = (categories: readonly DataCategory[]): Record<string, unknown> =>
  Object.fromEntries(categories.flatMap((category) => Object.entries(FACTS[category])))
const WHOLE = merged(DATA_CATEGORIES)
/** Words by which each category is found; what it does not open finds nothing. */
const WORDS: Readonly<Record<string, DataCategory>> = {
  exemple: 'identity',
  'ada.partage': 'contact',
  '0140506071': 'contact',
  bocaux: 'organisation',
  '732829320': 'organisation',
  conserverie: 'project',
}

type ListOf<T> = { readonly items: readonly T[] }
const factsOf = ({ party, project }: Referral) => ({
  ...Object.fromEntries(Object.entries(party).filter(([key]) => key in WHOLE)),
  ...project,
})
const expected = (categories: readonly DataCategory[]) => ({
  ...Object.fromEntries(Object.keys(WHOLE).map((key) => [key, null])),
  ...merged(categories),
})
const consentTo = (
  recipientIds: readonly string[],
  dataCategories: readonly DataCategory[],
): NewReferral['consent'] => {
  const { consent } = referralTo(recipientIds)
  if (consent === null) throw new Error('No consent')
  return { ...consent, dataCategories: [...dataCategories] }
}
const refer = (client: Client, to: string, categories: readonly DataCategory[], change: Partial<NewReferral> = {}) =>
  givenReferral(client, [to], { party: PARTY, consent: consentTo([to], categories), ...change })
const found = async (client: Client, search: string): Promise<string[]> => {
  const { body } = await client.get('/api/v1/referrals').query({ search, limit: '100' }).expect(200)
  return (body as ListOf<ReferralSummary>).items.map(({ referralId }) => referralId)
}
const foundParties = async (client: Client, search: string): Promise<string[]> => {
  const { body } = await client.get('/api/v1/parties').query({ search, limit: '100' }).expect(200)
  return (body as ListOf<PartySummary>).items.map(({ partyId }) => partyId)
}
const files = async (client: Client, referralId: string): Promise<number> =>
  ((await client.get(`/api/v1/referrals/${referralId}/attachments`).expect(200)).body as { items: unknown[] }).items
    .length

describe.each(DATA_CATEGORIES.map((category) => [category]))('Under a consent to %s alone', (category) => {
  it('a recipient reads what it covers, and null in the place of the rest', async () => {
    const { referralId, party } = await refer(cci.api, cma.partnerId, [category])
    const read = await readReferral(cma.api, referralId)
    expect(read.sharedCategories).toEqual([category])
    expect(factsOf(read)).toEqual(expected([category]))
    expect(read).toMatchObject({ subject: 'creation', party: { kind: 'organisation', isForgotten: false } })
    const file = (await cma.api.get(`/api/v1/parties/${party.partyId}`).expect(200)).body as PartyFile
    expect(file.sharedCategories).toEqual([category])
    expect(file.party).toEqual(read.party)
    const { body } = await cma.api.get(`/api/v1/parties/${party.partyId}/export`).expect(200)
    expect((body as PartyExport).referrals.map(factsOf)).toEqual([expected([category])])
  })

  it('the sender reads everything', async () => {
    const { referralId } = await refer(cci.api, cma.partnerId, [category])
    const read = await readReferral(cci.api, referralId)
    expect(read.sharedCategories).toEqual(DATA_CATEGORIES)
    expect(factsOf(read)).toEqual(WHOLE)
  })

  it('lists and the people’s page name nobody else', async () => {
    const { referralId, party } = await refer(cci.api, cma.partnerId, [category])
    const list = (await cma.api.get('/api/v1/referrals').query({ limit: '100' }).expect(200))
      .body as ListOf<ReferralSummary>
    const name = category === 'organisation' ? 'Les Bocaux' : category === 'identity' ? 'Ada Exemple' : null
    expect(list.items.find((one) => one.referralId === referralId)).toMatchObject({
      partyName: name,
      communeCode: category === 'contact' || category === 'organisation' ? '92050' : null,
      sharedCategories: [category],
    })
    const people = (await cma.api.get('/api/v1/parties').query({ limit: '100' }).expect(200))
      .body as ListOf<PartySummary>
    expect(people.items.find(({ partyId }) => partyId === party.partyId)).toMatchObject({
      name,
      siren: category === 'organisation' ? '732829320' : null,
      isForgotten: false,
      sharedCategories: [category],
    })
  })

  it('a recipient finds it by what it covers alone', async () => {
    const { referralId, party } = await refer(cci.api, cma.partnerId, [category])
    for (const [word, opens] of Object.entries(WORDS)) {
      expect([word, (await found(cma.api, word)).includes(referralId)]).toEqual([word, opens === category])
      expect([word, (await found(cci.api, word)).includes(referralId)]).toEqual([word, true])
      const isPerson = opens !== 'project'
      expect([word, (await foundParties(cma.api, word)).includes(party.partyId)]).toEqual([
        word,
        isPerson && opens === category,
      ])
    }
  })

  it('a recipient reads the sender’s files if they are about the project, or what was done so far', async () => {
    const { referralId } = await refer(cci.api, cma.partnerId, [category])
    await attach(cci.api, referralId).expect(201)
    expect(await files(cci.api, referralId)).toBe(1)
    expect(await files(cma.api, referralId)).toBe(category === 'project' || category === 'support_history' ? 1 : 0)
    await attach(cma.api, referralId).expect(201)
    expect(await files(cci.api, referralId)).toBe(2)
  })
})

describe('What a consent covers', () => {
  it('does not show whether somebody is known by what is kept', async () => {
    const { referralId } = await refer(cci.api, cma.partnerId, ['project'])
    const search = { party: PARTY, subject: 'creation' }
    const idsOf = ({ body }: { body: unknown }) => (body as ListOf<Duplicate>).items.map((one) => one.referralId)
    expect(idsOf(await cma.api.post('/api/v1/referral-duplicates').send(search).expect(200))).not.toContain(referralId)
    expect(idsOf(await cci.api.post('/api/v1/referral-duplicates').send(search).expect(200))).toContain(referralId)
  })

  it('keeps a file, and that there is one', async () => {
    const { referralId } = await refer(cci.api, cma.partnerId, ['identity'])
    const { file } = (await attach(cci.api, referralId).expect(201)).body as { file: { fileId: string } }
    await world.runJobs()
    const told = async (client: Client): Promise<boolean> =>
      JSON.stringify((await client.get('/api/v1/events').query({ limit: '100' }).expect(200)).body).includes(
        file.fileId,
      )
    expect([await told(cci.api), await told(cma.api)]).toEqual([true, false])
    const link = `/api/v1/referrals/${referralId}/attachments/${file.fileId}/link`
    expect(codeOf(await cma.api.post(link).expect(404))).toBe('file-not-found')
    await cci.api.post(link).expect(201)
  })

  it('keeps nothing from the département, nor from anybody under a public task', async () => {
    const here = await refer(cci.api, home, ['project'])
    expect(factsOf(await readReferral(agent, here.referralId))).toEqual(WHOLE)
    expect(await found(agent, 'ada.partage')).toContain(here.referralId)
    const task = await refer(agent, cma.partnerId, [], { basis: 'public_task', consent: null })
    expect(factsOf(await readReferral(cma.api, task.referralId))).toEqual(WHOLE)
  })

  it('is over for a recipient once it is withdrawn, whatever it covered', async () => {
    const { referralId, consent } = await refer(cci.api, cma.partnerId, DATA_CATEGORIES)
    await cci.api.post(`/api/v1/consents/${consent?.consentId ?? ''}/withdrawal`).expect(200)
    const read = await readReferral(cma.api, referralId)
    expect(read).toMatchObject({ sharedCategories: [], party: { isForgotten: true } })
    expect(factsOf(read)).toEqual(expected([]))
    for (const word of Object.keys(WORDS)) expect(await found(cma.api, word)).not.toContain(referralId)
  })

  it('holds for one without a system, who reads by a link, and for advisers', async () => {
    const light = await givenPartner(world, 'other')
    const { referralId } = await refer(agent, light.partnerId, ['contact'])
    await world.anonymous.post('/api/v1/partner-links').send({ email: light.partner.contactEmail }).expect(202)
    await world.runJobs()
    const link = clientOf(world, /#(pl_live_[\w-]{43})/.exec(world.sent.at(-1)?.body ?? '')?.[1] ?? '')
    const adviser = await world.givenAccount({ roles: ['partner'] })
    await world
      .as('manager')
      .post(`/api/v1/partners/${light.partnerId}/members`)
      .send({ email: adviser.email })
      .expect(201)
    for (const client of [link, world.as(adviser)]) {
      expect(factsOf(await readReferral(client, referralId))).toEqual(expected(['contact']))
    }
    const digest = await link.get('/api/v1/referral-digest').expect(200)
    expect(digest.text).toContain('92050')
    expect(digest.text).not.toMatch(/Bocaux|Exemple/)
  })
})

describe('A recipient', () => {
  it('learns from the consent of itself, and of whom it passed it on to, and of no other recipient', async () => {
    const all = [cci.partnerId, cma.partnerId, other.partnerId]
    const sent = await givenReferral(agent, [cci.partnerId, cma.partnerId], { consent: referralTo(all).consent })
    expect(sent.consent?.recipientIds).toEqual(all)
    const asCci = await readReferral(cci.api, sent.referralId)
    expect(asCci.consent?.recipientIds).toEqual([cci.partnerId])
    const text = JSON.stringify(asCci)
    for (const stranger of [cma, other]) {
      expect(text).not.toContain(stranger.partnerId)
      expect(text).not.toContain(stranger.partner.name)
    }
    const { partyId } = sent.party
    const file = JSON.stringify((await cci.api.get(`/api/v1/parties/${partyId}/export`).expect(200)).body)
    for (const stranger of [cma, other]) expect(file).not.toContain(stranger.partnerId)
    await event(cci.api, firstOf(asCci).assignmentId, { event: 'transfer', recipientId: other.partnerId }).expect(200)
    expect((await readReferral(cci.api, sent.referralId)).consent?.recipientIds).toEqual([
      cci.partnerId,
      other.partnerId,
    ])
    expect((await readReferral(other.api, sent.referralId)).consent?.recipientIds).toEqual([other.partnerId])
    await agent.post(`/api/v1/consents/${sent.consent?.consentId ?? ''}/withdrawal`).expect(200)
    const confirmed = await other.api
      .post(`/api/v1/consents/${sent.consent?.consentId ?? ''}/erasure-confirmation`)
      .expect(200)
    expect(confirmed.body).toMatchObject({ recipientIds: [other.partnerId] })
  })
})
