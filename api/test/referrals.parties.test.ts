import { describe, expect, it } from '@jest/globals'
import type { NewReferral, PartyExport, PartyFile, PartySummary, Referral } from '@progress-ess/shared/referrals'
import { givenApp, type Client } from './support/app.ts'
import { codeOf, pointersOf } from './support/given-application.ts'
import { departmentId, event, givenPartner, givenReferral, readReferral, referralTo } from './support/given-partners.ts'
import { at, firstOf, NOW, runTask } from './support/given-referrals.ts'

const world = await givenApp({ now: NOW })
const cci = await givenPartner(world, 'cci')
const cma = await givenPartner(world, 'cma')
const other = await givenPartner(world, 'other')
const home = await departmentId(world)
const agent = world.as('agent')

type PartyChange = Partial<NewReferral['party']>
let count = 0
/** Somebody of whom nothing else is the same as anybody’s. */
const somebody = (change: PartyChange = {}): NewReferral['party'] => {
  count += 1
  return {
    ...referralTo([]).party,
    lastName: `Personne ${count}`,
    email: `personne${count}@example.test`,
    phone: `01 40 00 ${String(10 + Math.floor(count / 90))} ${String(10 + (count % 90))}`,
    ...change,
  }
}
const refer = (client: Client, to: readonly string[], change: Partial<NewReferral> = {}) =>
  givenReferral(client, to, { party: somebody(), ...change })
const file = async (client: Client, partyId: string): Promise<PartyFile> =>
  (await client.get(`/api/v1/parties/${partyId}`).expect(200)).body as PartyFile
const link = (partyId: string, body: object, client: Client = agent) =>
  client.post(`/api/v1/parties/${partyId}/links`).send({ reason: 'C’est la même personne.', ...body })
const partyIdOf = ({ party }: Referral): string => party.partyId

describe('The file of a person', () => {
  it('says who got what, under which consent, and when it was read', async () => {
    const referral = await refer(agent, [cci.partnerId, cma.partnerId])
    await readReferral(cma.api, referral.referralId)
    const seen = await file(agent, partyIdOf(referral))
    expect(seen.party).toMatchObject({ firstName: 'Ada', isForgotten: false })
    expect(seen.referrals.map(({ reference }) => reference)).toEqual([referral.reference])
    expect(seen.disclosures.map(({ partnerId, readAt }) => [partnerId, readAt])).toEqual([
      [cci.partnerId, null],
      [cma.partnerId, NOW],
    ])
    expect(seen.disclosures[0]).toMatchObject({
      basis: 'consent',
      dataCategories: ['identity', 'contact', 'project'],
      sentAt: NOW,
      erasureAskedAt: null,
    })
    expect(seen.consents).toMatchObject([{ reference: referral.reference, canWithdraw: true }])
    expect(seen.allowedActions).toEqual(['link', 'withdrawConsents', 'export'])
  })

  it('shows a recipient its own part alone, and does not exist for a stranger', async () => {
    const referral = await refer(agent, [cci.partnerId, cma.partnerId])
    const seen = await file(cci.api, partyIdOf(referral))
    expect(seen.disclosures.map(({ partnerId }) => partnerId)).toEqual([cci.partnerId])
    expect(seen.allowedActions).toEqual(['export'])
    expect(seen.applications).toEqual([])
    const path = `/api/v1/parties/${partyIdOf(referral)}`
    expect(codeOf(await other.api.get(path).expect(404))).toBe('party-not-found')
    expect(codeOf(await other.api.get(`${path}/export`).expect(404))).toBe('party-not-found')
    expect(codeOf(await other.api.post(`${path}/erasure`).send({ cause: 'other' }).expect(404))).toBe('party-not-found')
    expect(codeOf(await other.api.post(`${path}/consent-withdrawal`).expect(404))).toBe('party-not-found')
    expect(codeOf(await link(partyIdOf(referral), { kind: 'merged', otherPartyId: home }, cci.api).expect(403))).toBe(
      'role-not-allowed',
    )
  })

  it('is empty of whom for a recipient, once everything is withdrawn in one act', async () => {
    const referral = await refer(agent, [cma.partnerId])
    await readReferral(cma.api, referral.referralId)
    const path = `/api/v1/parties/${partyIdOf(referral)}/consent-withdrawal`
    expect(codeOf(await cma.api.post(path).expect(409))).toBe('consent-withdrawn')
    const withdrawn = (await agent.post(path).expect(200)).body as PartyFile
    expect(withdrawn.consents).toMatchObject([{ canWithdraw: false, consent: { withdrawnAt: NOW } }])
    expect(withdrawn.disclosures).toMatchObject([
      { status: 'cancelled', erasureAskedAt: NOW, erasureConfirmedAt: null },
    ])
    expect(codeOf(await agent.post(path).expect(409))).toBe('consent-withdrawn')
    const hidden = await file(cma.api, partyIdOf(referral))
    expect(hidden.party).toMatchObject({ firstName: null, email: null, isForgotten: true })
    expect(hidden.referrals).toMatchObject([{ partyName: null, communeCode: null }])
    expect(JSON.stringify(hidden)).not.toContain('Ada')
    await cma.api.post(`/api/v1/referrals/${referral.referralId}/erasure-confirmation`).expect(200)
    expect((await file(agent, partyIdOf(referral))).disclosures).toMatchObject([{ erasureConfirmedAt: NOW }])
  })

  it('shows who may be the same, and merges nobody by itself', async () => {
    const party = somebody()
    const first = await refer(agent, [cma.partnerId], { party })
    const second = await refer(cci.api, [home], { party: { ...party, phone: null } })
    const seen = await file(agent, partyIdOf(first))
    expect(seen.possibleDuplicates).toMatchObject([
      { party: { partyId: partyIdOf(second) }, matchedBy: 'email_and_first_name', referralCount: 1 },
    ])
    expect(seen.others).toEqual([])
    // Each chamber sees its own row, and nothing of the other’s.
    expect((await file(cci.api, partyIdOf(second))).possibleDuplicates).toEqual([])
  })
})

describe('A merge', () => {
  it('ties two rows, and is taken back whole', async () => {
    const party = somebody()
    const first = await refer(agent, [cma.partnerId], { party })
    const second = await refer(cci.api, [home], { party })
    const body = { kind: 'merged', otherPartyId: partyIdOf(first) }
    const merged = (await link(partyIdOf(second), body).expect(201)).body as PartyFile
    expect(merged.others.map(({ partyId }) => partyId)).toEqual([partyIdOf(first)])
    expect(merged.referrals).toHaveLength(2)
    expect(merged.possibleDuplicates).toEqual([])
    expect(merged.links).toMatchObject([{ kind: 'merged', reason: 'C’est la même personne.', undoneAt: null }])
    expect((await file(agent, partyIdOf(first))).referrals).toHaveLength(2)
    // The sender goes on seeing what it sent, and no more.
    expect((await file(cci.api, partyIdOf(second))).others).toEqual([])
    const { body: list } = await agent.get(`/api/v1/parties?search=${party.lastName ?? ''}`).expect(200)
    expect((list as { items: PartySummary[] }).items.map(({ partyId }) => partyId)).toEqual([partyIdOf(first)])

    expect(codeOf(await link(partyIdOf(second), body).expect(409))).toBe('party-linked')
    const back = { kind: 'merged', otherPartyId: partyIdOf(second) }
    expect(codeOf(await link(partyIdOf(first), back).expect(409))).toBe('party-link-circular')

    const [{ linkId } = { linkId: '' }] = merged.links
    const path = `/api/v1/party-links/${linkId}/undoing`
    const undone = (await agent.post(path).send({ reason: 'Deux homonymes.' }).expect(200)).body as PartyFile
    expect(undone.others).toEqual([])
    expect(undone.links).toMatchObject([{ undoneAt: NOW, undoneReason: 'Deux homonymes.' }])
    expect((await file(agent, partyIdOf(first))).referrals).toHaveLength(1)
    expect(codeOf(await agent.post(path).send({ reason: 'Encore une fois' }).expect(409))).toBe('party-link-undone')
    const trail = await world.asOwner<{ operation: string }>(
      `select operation from audit_entry where subject_type = 'party' and subject_id = $1 order by position`,
      [partyIdOf(second)],
    )
    expect(trail.map(({ operation }) => operation)).toEqual(['linkParty', 'undoPartyLink'])
  })

  it('is refused of a row with itself, of what is not of one kind, of what one does not see', async () => {
    const mine = await refer(agent, [cma.partnerId])
    const structure = await refer(agent, [cma.partnerId], {
      party: somebody({ kind: 'organisation', organisationName: 'Les Bocaux' }),
    })
    const foreign = await refer(cci.api, [cma.partnerId])
    const self = await link(partyIdOf(mine), { kind: 'merged', otherPartyId: partyIdOf(mine) })
    expect([self.status, codeOf(self)]).toEqual([409, 'party-link-target'])
    const mixed = await link(partyIdOf(mine), { kind: 'merged', otherPartyId: partyIdOf(structure) })
    expect([mixed.status, codeOf(mixed)]).toEqual([409, 'party-kind'])
    const unseen = await link(partyIdOf(mine), { kind: 'merged', otherPartyId: partyIdOf(foreign) })
    expect([unseen.status, codeOf(unseen)]).toEqual([404, 'party-not-found'])
    const nobody = await link(partyIdOf(mine), { kind: 'merged' })
    expect([nobody.status, codeOf(nobody), pointersOf(nobody)]).toEqual([
      422,
      'party-link-target',
      ['/body/otherPartyId'],
    ])
    expect(codeOf(await link(partyIdOf(foreign), { kind: 'merged', otherPartyId: partyIdOf(mine) }))).toBe(
      'party-not-found',
    )
    const unknown = '/api/v1/party-links/01900000-0000-7000-8000-000000000000/undoing'
    expect(codeOf(await agent.post(unknown).send({ reason: 'Pour voir' }).expect(404))).toBe('party-link-not-found')
  })

  it('stays a tree when four merge in a ring at once', async () => {
    const rows: string[] = []
    for (let index = 0; index < 4; index += 1) rows.push(partyIdOf(await refer(agent, [cma.partnerId])))
    const answers = await Promise.all(
      rows.map((partyId, index) => link(partyId, { kind: 'merged', otherPartyId: rows[(index + 1) % 4] })),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 201, 409])
  })
})

describe('A holder who creates a structure', () => {
  it('is followed both ways, from what the recipient told', async () => {
    const referral = await refer(agent, [cma.partnerId])
    const { assignmentId } = firstOf(await readReferral(cma.api, referral.referralId))
    await event(cma.api, assignmentId, { event: 'accept', ownerName: 'Pôle' }).expect(200)
    const outcomes = [{ code: 'enterprise_created', siren: '732829320' }]
    await event(cma.api, assignmentId, { event: 'complete', outcomes }).expect(200)
    expect((await file(agent, partyIdOf(referral))).createdSirens).toEqual(['732829320'])

    const bare = await link(partyIdOf(referral), { kind: 'became', structure: { identifier: '732 829 320' } })
    expect([bare.status, codeOf(bare), pointersOf(bare)]).toEqual([422, 'party-incomplete', ['/body/structure/name']])
    const wrong = await link(partyIdOf(referral), { kind: 'became', structure: { identifier: '732829321' } })
    expect([wrong.status, pointersOf(wrong)]).toEqual([422, ['/body/structure/identifier']])
    const became = await link(partyIdOf(referral), {
      kind: 'became',
      structure: { identifier: '732829320', name: 'Les Bocaux SCIC' },
    }).expect(201)
    const { others, createdSirens, links } = became.body as PartyFile
    expect(others).toMatchObject([{ kind: 'organisation', organisationName: 'Les Bocaux SCIC', siren: '732829320' }])
    expect(createdSirens).toEqual([])
    expect(links).toMatchObject([{ kind: 'became', fromPartyId: partyIdOf(referral) }])

    // A later referral of the structure finds it: the history follows.
    const [structure] = others
    const later = await refer(agent, [cci.partnerId], {
      party: somebody({ kind: 'organisation', organisationName: 'Les Bocaux', identifier: '732829320' }),
    })
    const duplicate = (await file(agent, partyIdOf(later))).possibleDuplicates.find(
      ({ party }) => party.partyId === structure?.partyId,
    )
    expect(duplicate).toMatchObject({ matchedBy: 'siren' })
    const whole = await link(partyIdOf(later), { kind: 'merged', otherPartyId: structure?.partyId }).expect(201)
    expect((whole.body as PartyFile).referrals.map(({ referralId }) => referralId).sort()).toEqual(
      [referral.referralId, later.referralId].sort(),
    )
  })

  it('finds the structure that is known, and is not the other way round', async () => {
    const known = await refer(agent, [cma.partnerId], {
      party: somebody({ kind: 'organisation', organisationName: 'Ressourcerie', identifier: 'W922001234' }),
    })
    const holder = await refer(agent, [cma.partnerId])
    const became = await link(partyIdOf(holder), { kind: 'became', structure: { identifier: 'W922001234' } })
    expect((became.body as PartyFile).others.map(({ partyId }) => partyId)).toEqual([partyIdOf(known)])
    const person = await refer(agent, [cma.partnerId])
    const wrong = await link(partyIdOf(known), { kind: 'became', otherPartyId: partyIdOf(person) })
    expect([wrong.status, codeOf(wrong)]).toEqual([409, 'party-kind'])
  })
})

describe('The list of people', () => {
  it('is each partner’s own, page by page, and is searched without accents', async () => {
    const reader = await givenPartner(world, 'other')
    const names = ['Élodie', 'Zacharie', 'Inès']
    const made = []
    for (const firstName of names) {
      made.push(partyIdOf(await refer(agent, [reader.partnerId], { party: somebody({ firstName }) })))
    }
    const seen: string[] = []
    let after: string | null = ''
    while (after !== null) {
      const query: string = after === '' ? '' : `&after=${after}`
      const { body } = await reader.api.get(`/api/v1/parties?limit=2${query}`).expect(200)
      const page = body as { items: PartySummary[]; next: string | null }
      seen.push(...page.items.map(({ partyId }) => partyId))
      after = page.next
    }
    expect(seen).toEqual([...made].reverse())
    const found = (await reader.api.get('/api/v1/parties?search=elodie').expect(200)).body as { items: PartySummary[] }
    expect(found.items).toMatchObject([{ partyId: made[0], referralCount: 1, openCount: 1, kind: 'holder' }])
    expect((await reader.api.get('/api/v1/parties?kind=organisation').expect(200)).body).toEqual({
      items: [],
      next: null,
    })
    expect(codeOf(await reader.api.get('/api/v1/parties?after=bm9uc2Vuc2U').expect(400))).toBe('invalid-request')
  })
})

describe('A merge by the département', () => {
  it('leaves the row in the list of whoever exchanged it', async () => {
    const reader = await givenPartner(world, 'other')
    const kept = partyIdOf(await refer(agent, [cma.partnerId]))
    const merged = partyIdOf(await refer(agent, [reader.partnerId]))
    await link(merged, { kind: 'merged', otherPartyId: kept }).expect(201)
    const listed = async (client: Client) =>
      ((await client.get('/api/v1/parties?limit=100').expect(200)).body as { items: PartySummary[] }).items.map(
        ({ partyId }) => partyId,
      )
    expect(await listed(reader.api)).toEqual([merged])
    expect(await listed(agent)).toContain(kept)
    expect(await listed(agent)).not.toContain(merged)
  })
})

describe('The rights of a person', () => {
  it('are an export of everything, which leaves a line', async () => {
    const referral = await refer(agent, [cma.partnerId], { message: 'Très motivée.' })
    const { body } = await agent.get(`/api/v1/parties/${partyIdOf(referral)}/export`).expect(200)
    const exported = body as PartyExport
    expect(exported).toMatchObject({ exportedAt: NOW, file: { party: { firstName: 'Ada' } } })
    expect(exported.referrals.map(({ referralId }) => referralId)).toEqual([referral.referralId])
    expect(exported.messages.map((message) => message.body)).toEqual(['Très motivée.'])
    const lines = await world.asOwner(`select from audit_entry where operation = 'exportParty' and subject_id = $1`, [
      partyIdOf(referral),
    ])
    expect(lines).toHaveLength(1)
  })

  it('are an erasure, once nothing is open, that recipients are asked to follow', async () => {
    const referral = await refer(agent, [cma.partnerId], { message: 'Très motivée.' })
    const { assignmentId } = firstOf(await readReferral(cma.api, referral.referralId))
    const path = `/api/v1/parties/${partyIdOf(referral)}/erasure`
    const body = { cause: 'asked_by_person' }
    expect(codeOf(await agent.post(path).send(body).expect(409))).toBe('party-still-open')
    expect(codeOf(await cma.api.post(path).send(body).expect(403))).toBe('source-only')
    await event(cma.api, assignmentId, { event: 'decline', reasonCode: 'out_of_scope', text: 'Ada va mieux.' }).expect(
      200,
    )
    const erased = (await agent.post(path).send(body).expect(200)).body as PartyFile
    expect(erased.party).toMatchObject({ firstName: null, email: null, phone: null, isForgotten: true })
    expect(erased.disclosures).toMatchObject([{ status: 'declined', erasureAskedAt: NOW, erasureConfirmedAt: null }])
    expect(erased.allowedActions).toEqual(['export'])
    for (const client of [agent, cma.api]) {
      const seen = await readReferral(client, referral.referralId)
      expect(seen).toMatchObject({ status: 'declined', party: { isForgotten: true }, project: { title: null } })
      expect(JSON.stringify(seen)).not.toMatch(/\bAda\b|Conserverie/)
      const { body: words } = await client.get(`/api/v1/referrals/${referral.referralId}/messages`).expect(200)
      expect(JSON.stringify(words)).not.toMatch(/\bAda\b|motivée/)
    }
    const rows = await world.asOwner(
      `select from party where party_id = $1 and search ~ '[a-z0-9]' union all
       select from referral_message where referral_id = $2 and body <> ''`,
      [partyIdOf(referral), referral.referralId],
    )
    expect(rows).toEqual([])
    expect(codeOf(await agent.post(path).send(body).expect(409))).toBe('party-forgotten')
    expect(codeOf(await event(agent, assignmentId, { event: 'reopen', text: 'Encore' }).expect(409))).toBe(
      'party-forgotten',
    )
    const words = { body: 'Ada rappelle', visibility: 'partners' }
    expect(codeOf(await agent.post(`/api/v1/referrals/${referral.referralId}/messages`).send(words).expect(409))).toBe(
      'party-forgotten',
    )
    const confirmation = `/api/v1/referrals/${referral.referralId}/erasure-confirmation`
    expect((await readReferral(cma.api, referral.referralId)).allowedActions).toEqual(['confirmErasure'])
    await cma.api.post(confirmation).expect(200)
    expect(codeOf(await agent.post(confirmation).expect(409))).toBe('erasure-not-asked')
    expect(codeOf(await other.api.post(confirmation).expect(404))).toBe('referral-not-found')
  })

  it('are kept without a consent too: what stands on a public task is erased by its recipients as well', async () => {
    const referral = await refer(agent, [cma.partnerId], { basis: 'public_task', consent: null })
    await agent
      .post(`/api/v1/referrals/${referral.referralId}/cancellation`)
      .send({ reasonCode: 'person_withdrew' })
      .expect(200)
    await agent
      .post(`/api/v1/parties/${partyIdOf(referral)}/erasure`)
      .send({ cause: 'other' })
      .expect(200)
    await cma.api.post(`/api/v1/referrals/${referral.referralId}/erasure-confirmation`).expect(200)
    expect((await file(agent, partyIdOf(referral))).disclosures).toMatchObject([
      { basis: 'public_task', consentId: null, erasureConfirmedAt: NOW },
    ])
  })
})

describe('A draft about somebody who was forgotten', () => {
  it('is sent by no way', async () => {
    const draft = await refer(agent, [cma.partnerId], { basis: 'public_task', consent: null, isDraft: true })
    const path = `/api/v1/referrals/${draft.referralId}`
    await agent
      .post(`/api/v1/parties/${partyIdOf(draft)}/erasure`)
      .send({ cause: 'asked_by_person' })
      .expect(200)
    expect(codeOf(await agent.post(`${path}/sending`).expect(409))).toBe('party-forgotten')
    expect(codeOf(await event(agent, firstOf(draft).assignmentId, { event: 'send' }).expect(409))).toBe(
      'party-forgotten',
    )
    expect((await readReferral(agent, draft.referralId)).allowedActions).toEqual([])
    expect(codeOf(await cma.api.get(path).expect(404))).toBe('referral-not-found')
  })
})

describe('Answers kept for repeats', () => {
  const repeat = (client: Client, path: string, key: string, body: object = {}) =>
    client.post(path).set('idempotency-key', key).send(body)
  const sent = (to: string) => ({ ...referralTo([to]), message: 'Ada est très motivée.' })
  const isGone = async (asked: ReturnType<typeof repeat>) => {
    const answer = await asked
    expect([answer.status, codeOf(answer)]).toEqual([409, 'idempotency-answer-gone'])
    expect(answer.text).not.toMatch(/\bAda\b|Exemple|ada@|motivée/)
  }
  const countOf = () => world.asOwner<{ count: number }>('select count(*)::int from referral')

  it('are empty after an erasure, and the act is not done again', async () => {
    const path = '/api/v1/referrals'
    const referral = (await repeat(agent, path, 'erased-create', sent(cma.partnerId)).expect(201)).body as Referral
    const ofReferral = `${path}/${referral.referralId}`
    const words = { body: 'Ada rappelle', visibility: 'partners' }
    const reason = { reasonCode: 'person_withdrew' }
    const acts = [
      () => repeat(agent, path, 'erased-create', sent(cma.partnerId)),
      () => repeat(cma.api, `${ofReferral}/messages`, 'erased-words', words),
      () => repeat(agent, `${ofReferral}/cancellation`, 'erased-cancel', reason),
    ]
    for (const act of acts) expect((await act()).status).toBeLessThan(300)
    const elsewhere = await repeat(agent, path, 'somebody-else', sent(cma.partnerId)).expect(201)
    const before = await countOf()
    const erasure = () =>
      repeat(agent, `/api/v1/parties/${partyIdOf(referral)}/erasure`, 'erased-erase', { cause: 'asked_by_person' })
    const erased = await erasure().expect(200)
    for (const act of acts) await isGone(act())
    expect(
      await world.asOwner(`select from idempotency_record where body like '%' || $1 || '%' and body ~ 'Ada'`, [
        referral.referralId,
      ]),
    ).toEqual([])
    expect((await erasure().expect(200)).text).toBe(erased.text)
    expect((await repeat(agent, path, 'somebody-else', sent(cma.partnerId)).expect(201)).text).toBe(elsewhere.text)
    expect(await countOf()).toEqual(before)
  })

  it('are empty after a withdrawal of the consent', async () => {
    const referral = await refer(agent, [cma.partnerId])
    const { assignmentId } = firstOf(await readReferral(cma.api, referral.referralId))
    const words = () =>
      repeat(cma.api, `/api/v1/referrals/${referral.referralId}/messages`, 'withdrawn-words', {
        body: 'Ada rappelle',
        visibility: 'partners',
      })
    const accept = () =>
      repeat(cma.api, `/api/v1/assignments/${assignmentId}/events`, 'withdrawn-accept', {
        event: 'accept',
        ownerName: 'Pôle',
      })
    expect([(await words()).status, (await accept()).status]).toEqual([201, 200])
    const withdraw = () =>
      repeat(agent, `/api/v1/consents/${referral.consent?.consentId ?? ''}/withdrawal`, 'withdrawn-all')
    await withdraw().expect(200)
    await isGone(words())
    await isGone(accept())
    await withdraw().expect(200)
  })

  it('are empty when the time of keeping is over', async () => {
    const path = '/api/v1/referrals'
    const create = () => repeat(agent, path, 'kept-too-long', sent(cma.partnerId))
    const { referralId } = (await create().expect(201)).body as Referral
    await agent.post(`${path}/${referralId}/cancellation`).send({ reasonCode: 'person_withdrew' }).expect(200)
    await at(world, '2025-01-10T09:00:00.000Z', () => runTask(world, 'forget-referrals'))
    await isGone(create())
  })
})

describe('Retention', () => {
  it('forgets who it was 24 months after the last activity, and keeps the figures', async () => {
    const closed = await refer(agent, [cma.partnerId])
    const held = await refer(agent, [cma.partnerId])
    const closing = '2023-01-11T09:00:00.000Z'
    await at(world, closing, async () => {
      const outcomes = [{ code: 'enterprise_created', siren: '732829320' }]
      const { assignmentId } = firstOf(await readReferral(cma.api, closed.referralId))
      await event(cma.api, assignmentId, { event: 'accept', ownerName: 'Pôle' }).expect(200)
      await event(cma.api, assignmentId, { event: 'complete', outcomes }).expect(200)
      const { assignmentId: waiting } = firstOf(await readReferral(cma.api, held.referralId))
      await event(cma.api, waiting, { event: 'accept', ownerName: 'Pôle' }).expect(200)
      await event(cma.api, waiting, { event: 'hold', text: 'Congés', until: '2026-01-20T09:00:00.000Z' }).expect(200)
    })
    const isForgotten = async ({ referralId }: Referral) => (await readReferral(agent, referralId)).party.isForgotten
    await at(world, '2025-01-11T08:59:59.999Z', () => runTask(world, 'forget-referrals'))
    expect(await isForgotten(closed)).toBe(false)
    await at(world, closing.replace('2023', '2025'), () => runTask(world, 'forget-referrals'))
    expect(await isForgotten(closed)).toBe(true)
    expect(await isForgotten(held)).toBe(false)
    const seen = await readReferral(agent, closed.referralId)
    expect(seen.status).toBe('completed')
    expect(firstOf(seen).outcomes).toMatchObject([{ code: 'enterprise_created', siren: null }])
  })
})
