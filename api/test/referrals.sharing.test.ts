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
import { at, attach, firstOf, NOW } from './support/given-referrals.ts'

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

const say = (client: Client, referralId: string, body: string) =>
  client.post(`/api/v1/referrals/${referralId}/messages`).send({ body, visibility: 'partners' })
const words = async (client: Client, referralId: string): Promise<string[]> =>
  (
    (await client.get(`/api/v1/referrals/${referralId}/messages`).expect(200)).body as ListOf<{ body: string }>
  ).items.map(({ body }) => body)

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

  it('opens nothing any more to a recipient once it has ended, without anybody’s doing', async () => {
    const { consent } = referralTo([cma.partnerId])
    if (consent === null) throw new Error('No consent')
    const ending = { ...consent, dataCategories: [...DATA_CATEGORIES], expiresAt: '2023-01-20T09:00:00.000Z' }
    const { referralId, party, assignments } = await refer(cci.api, cma.partnerId, [], { consent: ending })
    await attach(cci.api, referralId).expect(201)
    await say(cci.api, referralId, 'Mot de la CCI').expect(201)
    await say(cma.api, referralId, 'Mot de la CMA').expect(201)
    await event(cma.api, firstOf({ assignments } as Referral).assignmentId, {
      event: 'accept',
      ownerName: 'Léo Exemple',
    }).expect(200)
    await at(world, '2023-01-20T08:59:59.999Z', async () => {
      expect(factsOf(await readReferral(cma.api, referralId))).toEqual(WHOLE)
    })
    await at(world, '2023-01-20T09:00:00.000Z', async () => {
      const read = await readReferral(cma.api, referralId)
      expect(read).toMatchObject({ sharedCategories: [], status: 'accepted', party: { isForgotten: false } })
      expect(factsOf(read)).toEqual(expected([]))
      expect(factsOf(await readReferral(cci.api, referralId))).toEqual(WHOLE)
      for (const word of Object.keys(WORDS)) {
        expect(await found(cma.api, word)).not.toContain(referralId)
        expect(await foundParties(cma.api, word)).not.toContain(party.partyId)
      }
      const file = (await cma.api.get(`/api/v1/parties/${party.partyId}`).expect(200)).body as PartyFile
      expect(file).toMatchObject({ sharedCategories: [], party: read.party, possibleDuplicates: [] })
      const search = { party: PARTY, subject: 'creation' }
      const alike = (await cma.api.post('/api/v1/referral-duplicates').send(search).expect(200)).body as object
      expect(JSON.stringify(alike)).not.toContain(referralId)
      const digest = (await cma.api.get('/api/v1/referral-digest').expect(200)).text.split('\n')
      expect(digest.find((line) => line.startsWith(read.reference))).not.toMatch(/Bocaux|92050/)
      expect(await files(cma.api, referralId)).toBe(0)
      expect(await words(cma.api, referralId)).toEqual(['Mot de la CMA'])
      expect(codeOf(await attach(cci.api, referralId).expect(409))).toBe('consent-withdrawn')
      expect(codeOf(await say(cci.api, referralId, 'Encore').expect(409))).toBe('consent-withdrawn')
    })
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
  const DECLINE = { event: 'decline', reasonCode: 'at_capacity', text: 'Complet' }
  const CANCEL = { event: 'cancel', reasonCode: 'sent_in_error', text: 'Envoyé par erreur' }
  const ACCEPT = { event: 'accept', ownerName: 'Léo Exemple' }

  it.each([
    ['declined', cma, [DECLINE], ['Mot de la CMA', 'Complet']],
    ['cancelled', cci, [CANCEL], ['Mot de la CMA', 'Envoyé par erreur']],
    ['transferred', cma, [{ event: 'transfer', recipientId: other.partnerId }], ['Mot de la CMA']],
  ] as const)(
    'whose part was %s reads its own history, and nothing of what it was sent',
    async (status, by, events, kept) => {
      const both = [cma.partnerId, other.partnerId]
      const { referralId, assignments, party } = await refer(cci.api, cma.partnerId, [], {
        consent: consentTo(both, DATA_CATEGORIES),
      })
      const assignmentId = firstOf({ assignments } as Referral).assignmentId
      await attach(cci.api, referralId).expect(201)
      await say(cci.api, referralId, 'Mot de la CCI').expect(201)
      await say(cma.api, referralId, 'Mot de la CMA').expect(201)
      for (const one of events) await event(by.api, assignmentId, one).expect(200)
      const read = await readReferral(cma.api, referralId)
      expect(read).toMatchObject({ status, sharedCategories: [], party: { isForgotten: false } })
      expect(factsOf(read)).toEqual(expected([]))
      expect(read.history.map((one) => one.toStatus)).toContain(status)
      expect(await words(cma.api, referralId)).toEqual(kept)
      expect(await files(cma.api, referralId)).toBe(0)
      for (const word of Object.keys(WORDS)) {
        expect(await found(cma.api, word)).not.toContain(referralId)
        expect(await foundParties(cma.api, word)).not.toContain(party.partyId)
      }
      expect(await words(cci.api, referralId)).toHaveLength(kept.length + 1)
    },
  )

  it('whose part ended is told nothing of what the sender writes since, until it is reopened', async () => {
    const { referralId, assignments } = await givenReferral(cci.api, [cma.partnerId, other.partnerId], {
      party: PARTY,
      consent: consentTo([cma.partnerId, other.partnerId], DATA_CATEGORIES),
    })
    const own = assignments.find(({ recipient }) => recipient.partnerId === cma.partnerId)?.assignmentId ?? ''
    await event(cma.api, own, DECLINE).expect(200)
    await world.runJobs()
    const told = () => world.asOwner('select count(*) from partner_event where partner_id = $1', [cma.partnerId])
    const before = [await told(), await readReferral(cma.api, referralId)]
    await say(cci.api, referralId, 'Pour les autres').expect(201)
    await attach(cci.api, referralId).expect(201)
    const project = { title: 'Autre titre', summary: null, stage: 'growing' }
    const { version } = await readReferral(cci.api, referralId)
    const changed = cci.api.patch(`/api/v1/referrals/${referralId}`).set('if-match', `"${version}"`)
    await changed.send({ project }).expect(200)
    await world.runJobs()
    expect([await told(), await readReferral(cma.api, referralId)]).toEqual(before)
    await event(cci.api, own, { event: 'reopen', text: 'Une place ?' }).expect(200)
    const read = await readReferral(cma.api, referralId)
    expect(read).toMatchObject({ status: 'received', sharedCategories: DATA_CATEGORIES, project })
    expect(await words(cma.api, referralId)).toEqual(['Complet', 'Pour les autres', 'Une place ?'])
  })

  it('sees nothing move when another recipient acts, and has room of its own for words', async () => {
    const sent = await givenReferral(agent, [cma.partnerId, cci.partnerId])
    const { referralId } = sent
    const [own, others] = [cma, cci].map(
      ({ partnerId }) =>
        sent.assignments.find(({ recipient }) => recipient.partnerId === partnerId)?.assignmentId ?? '',
    )
    await readReferral(cma.api, referralId)
    const seen = async (client: Client) => {
      const { headers, body } = await client.get(`/api/v1/referrals/${referralId}`).expect(200)
      return [headers['etag'], body as Referral] as const
    }
    const changed = async (client: Client, since: string): Promise<boolean> => {
      const list = await client.get('/api/v1/referrals').query({ updatedAfter: since, limit: '100' }).expect(200)
      return (list.body as ListOf<Referral>).items.some((one) => one.referralId === referralId)
    }
    const before = await seen(cma.api)
    const [, { version }] = await seen(agent)
    const later = '2023-01-11T09:00:00.000Z'
    await at(world, later, async () => {
      await event(cci.api, others ?? '', ACCEPT).expect(200)
      await say(cci.api, referralId, 'Mot de la CCI').expect(201)
      await attach(cci.api, referralId).expect(201)
      await world.asOwner(
        `insert into referral_message (message_id, referral_id, assignment_id, kind, visibility, author_partner_id, body, at)
         select gen_random_uuid(), $1, $2, 'message', 'partners', $3, 'Encore', $4 from generate_series(1, 499)`,
        [referralId, others, cci.partnerId, NOW],
      )
      expect(codeOf(await say(cci.api, referralId, 'De trop').expect(409))).toBe('too-many-messages')
      expect(await seen(cma.api)).toEqual(before)
      expect([await changed(cma.api, later), await changed(agent, later)]).toEqual([false, true])
      expect((await seen(agent))[1].version).toBe(version + 3)
      await say(cma.api, referralId, 'Mot de la CMA').expect(201)
      expect((await seen(cma.api))[1].version).toBe(before[1].version + 1)
      await event(cma.api, own ?? '', ACCEPT).expect(200)
      await say(agent, referralId, 'Mot du département').expect(201)
      expect((await seen(cma.api))[0]).toBe(`"${before[1].version + 3}"`)
      expect(await changed(cma.api, later)).toBe(true)
      expect((await words(agent, referralId)).slice(-2)).toEqual(['Mot de la CMA', 'Mot du département'])
      expect(await words(cma.api, referralId)).toEqual(['Mot de la CMA', 'Mot du département'])
    })
  })

  it('has a history of its own, of which another one fills up nothing: the last five hundred, in order', async () => {
    const { referralId, assignments } = await givenReferral(agent, [cma.partnerId, cci.partnerId])
    const fill = (to: typeof cma, count: number, event: string) =>
      world.asOwner(
        `insert into referral_event (referral_event_id, referral_id, assignment_id, event, actor_partner_id, occurred_at, recorded_at)
         select gen_random_uuid(), $1, $2, $3, $4, $5, $5 from generate_series(1, $6::int)`,
        [
          referralId,
          assignments.find(({ recipient }) => recipient.partnerId === to.partnerId)?.assignmentId,
          event,
          to.partnerId,
          NOW,
          count,
        ],
      )
    const seen = async () => (await readReferral(cma.api, referralId)).history.map((one) => one.event)
    await fill(cci, 600, 'hold')
    await fill(cma, 1, 'note')
    expect(await seen()).toEqual(['send', 'note', 'acknowledge'])
    await fill(cma, 500, 'resume')
    await fill(cma, 1, 'last')
    expect(await seen()).toEqual([...Array<string>(499).fill('resume'), 'last'])
  })

  it('that has completed its part goes on reading under a consent that stands', async () => {
    const { referralId, assignments } = await refer(cci.api, cma.partnerId, DATA_CATEGORIES)
    const { assignmentId } = firstOf({ assignments } as Referral)
    await event(cma.api, assignmentId, ACCEPT).expect(200)
    await event(cma.api, assignmentId, { event: 'complete', outcomes: [{ code: 'information_given' }] }).expect(200)
    expect(factsOf(await readReferral(cma.api, referralId))).toEqual(WHOLE)
  })

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
