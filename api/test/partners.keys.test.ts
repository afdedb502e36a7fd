import { describe, expect, it } from '@jest/globals'
import type { Partner, PartnerCall, PartnerKey, PartnerMember } from '@progress-ess/shared/partners'
import { givenApp } from './support/app.ts'
import { codeOf, pointersOf } from './support/given-application.ts'
import { clientOf, departmentId, givenKey, givenPartner } from './support/given-partners.ts'

const world = await givenApp()
const OWN = '/api/v1/partner-connection'
const asManager = world.as('manager')

describe('A partner', () => {
  it('is found by name once, and is changed with its version', async () => {
    const { partner, partnerId } = await givenPartner(world)
    const twice = await asManager
      .post('/api/v1/partners')
      .send({ kind: 'cci', name: partner.name, connection: 'pull', contactEmail: 'x@example.test' })
    expect([twice.status, codeOf(twice)]).toEqual([409, 'partner-name-taken'])
    const path = `/api/v1/partners/${partnerId}`
    const stale = await asManager.patch(path).set('if-match', '"9"').send({ answerDays: 7 })
    expect([stale.status, codeOf(stale)]).toEqual([412, 'stale-version'])
    const { body } = await asManager.patch(path).set('if-match', '"1"').send({ answerDays: 7 }).expect(200)
    expect(body as Partner).toMatchObject({ answerDays: 7, version: 2, hasAgreement: true })
    const { partner: other } = await givenPartner(world)
    const taken = await asManager.patch(path).set('if-match', '"2"').send({ name: other.name })
    expect([taken.status, codeOf(taken)]).toEqual([409, 'partner-name-taken'])
  })

  it('that does not exist is not found', async () => {
    const answer = await asManager.get('/api/v1/partners/01900000-0000-7000-8000-000000000000')
    expect([answer.status, codeOf(answer)]).toEqual([404, 'partner-not-found'])
  })

  it('has agreements that were signed, in order', async () => {
    const { partnerId } = await givenPartner(world)
    const path = `/api/v1/partners/${partnerId}/agreements`
    const later = { title: 'Avenant', signedOn: '2024-01-02', startsOn: '2024-01-02', endsOn: null }
    expect(codeOf(await asManager.post(path).send(later).expect(422))).toBe('agreement-dates')
  })

  it('says what it does, and how much room it has', async () => {
    const { partnerId, api } = await givenPartner(world)
    const path = `/api/v1/partners/${partnerId}/services`
    const service = { name: 'Création', subjects: ['creation'], communes: [], activity: 'any', capacity: 'open' }
    const { body } = await api.post(path).send(service).expect(201)
    const { serviceId } = body as { serviceId: string }
    await api.patch(`${path}/${serviceId}`).send({ capacity: 'full' }).expect(200)
    const stranger = await givenPartner(world, 'cma')
    const foreign = await stranger.api.patch(`${path}/${serviceId}`).send({ capacity: 'open' })
    expect([foreign.status, codeOf(foreign)]).toEqual([404, 'partner-not-found'])
    const { body: directory } = await stranger.api.get('/api/v1/partner-directory').expect(200)
    const shown = (directory as { items: Partner[] }).items.find((one) => one.partnerId === partnerId)
    expect(shown?.services).toEqual([
      { ...service, serviceId, capacity: 'full', isActive: true, medianAnswerDays: null },
    ])
    expect((directory as { items: Partner[] }).items.map((one) => one.partnerId)).not.toContain(stranger.partnerId)
  })

  it('has a code map of known codes, each once', async () => {
    const { partnerId, api } = await givenPartner(world)
    const path = `/api/v1/partners/${partnerId}/codes`
    const item = { kind: 'outcome', theirs: 'RDV', ours: 'appointment_held' }
    await api
      .put(path)
      .send({ items: [item] })
      .expect(200)
    expect((await api.get(path).expect(200)).body).toEqual({ items: [item] })
    const unknown = await api.put(path).send({ items: [{ ...item, ours: 'party' }] })
    expect([unknown.status, codeOf(unknown), pointersOf(unknown)]).toEqual([422, 'code-unknown', ['/body/items/0']])
    const twice = await api.put(path).send({ items: [item, item] })
    expect([twice.status, codeOf(twice)]).toEqual([422, 'code-twice'])
    expect((await api.get(path).expect(200)).body).toEqual({ items: [item] })
  })

  it('has its code map and services written by several at once, one after the other', async () => {
    const { partnerId, api } = await givenPartner(world)
    const path = `/api/v1/partners/${partnerId}`
    const items = [{ kind: 'outcome', theirs: 'RDV', ours: 'appointment_held' }]
    const puts = await Promise.all(Array.from({ length: 8 }, () => api.put(`${path}/codes`).send({ items })))
    expect(puts.map(({ status }) => status)).toEqual(puts.map(() => 200))
    await world.asOwner(
      `insert into partner_service (partner_service_id, partner_id, name, subjects, communes, activity, capacity, created_at, updated_at)
       select gen_random_uuid(), $1, 'Conseil ' || i, '{creation}', '{}', 'any', 'open', now(), now() from generate_series(1, 49) i`,
      [partnerId],
    )
    const service = { name: 'Conseil', subjects: ['creation'], communes: [], activity: 'any', capacity: 'open' }
    const added = await Promise.all(Array.from({ length: 8 }, () => api.post(`${path}/services`).send(service)))
    expect(added.filter(({ status }) => status === 201)).toHaveLength(1)
  })

  it('whose agreement has ended, or that is inactive, stops for its advisers as for its keys', async () => {
    const { partnerId, api } = await givenPartner(world)
    const adviser = await world.givenAccount({ roles: ['partner'] })
    await asManager.post(`/api/v1/partners/${partnerId}/members`).send({ email: adviser.email }).expect(201)
    const codes = async () =>
      [await world.as(adviser).get(OWN), await api.get(OWN)].map((answer) => codeOf(answer) as string | undefined)
    expect(await codes()).toEqual([undefined, undefined])
    await world.asOwner(`update partner_agreement set ends_on = '2023-01-03' where partner_id = $1`, [partnerId])
    expect(await codes()).toEqual(['partner-inactive', 'partner-inactive'])
    await world.asOwner(`update partner_agreement set ends_on = null where partner_id = $1`, [partnerId])
    await asManager.patch(`/api/v1/partners/${partnerId}`).set('if-match', '"1"').send({ isActive: false }).expect(200)
    expect(await codes()).toEqual(['partner-inactive', 'partner-inactive'])
  })

  it('has advisers who act for it with their account', async () => {
    const { partnerId } = await givenPartner(world)
    const adviser = await world.givenAccount({ roles: ['partner'] })
    expect(codeOf(await world.as(adviser).get(OWN).expect(403))).toBe('not-a-partner')
    const path = `/api/v1/partners/${partnerId}/members`
    await asManager.post(path).send({ email: adviser.email }).expect(201)
    expect((await world.as(adviser).get(OWN).expect(200)).body).toMatchObject({ partner: { partnerId } })
    const key = await givenKey(world, partnerId)
    const own = await world.as(adviser).get(`/api/v1/partners/${partnerId}`).expect(200)
    const mostRecent = (await world.as(adviser).get(`/api/v1/partners/${partnerId}/keys`).expect(200)).body as {
      items: PartnerKey[]
    }
    expect(mostRecent.items.map(({ keyId }) => keyId)).toContain(key.key.keyId)
    const ends = mostRecent.items.map(({ expiresAt }) => expiresAt).sort()
    expect(own.body as Partner).toMatchObject({ partnerId, livingKeys: ends.length, nextKeyEndsAt: ends[0] })
    const { partnerId: foreign } = await givenPartner(world)
    for (const path of [`/api/v1/partners/${foreign}`, `/api/v1/partners/${foreign}/keys`]) {
      expect((await world.as(adviser).get(path)).status).toBe(404)
    }
    const nobody = await asManager.post(path).send({ email: world.accountOf('agent').email })
    expect([nobody.status, codeOf(nobody)]).toEqual([404, 'account-not-found'])
    await asManager.delete(`${path}/${adviser.accountId}`).expect(204)
    expect(codeOf(await asManager.delete(`${path}/${adviser.accountId}`).expect(404))).toBe('member-not-found')
    expect(codeOf(await world.as(adviser).get(OWN).expect(403))).toBe('not-a-partner')
  })

  it('takes no adviser from another partner; added again, one stays since when one was', async () => {
    const [one, other] = [await givenPartner(world), await givenPartner(world)]
    const adviser = await world.givenAccount({ roles: ['partner'] })
    const membersOf = ({ partnerId }: { partnerId: string }) => `/api/v1/partners/${partnerId}/members`
    const add = (partner: { partnerId: string }) => asManager.post(membersOf(partner)).send({ email: adviser.email })
    const first = (await add(one).expect(201)).body as PartnerMember
    expect(codeOf(await add(other).expect(409))).toBe('adviser-elsewhere')
    expect((await world.as(adviser).get(OWN).expect(200)).body).toMatchObject({ partner: { partnerId: one.partnerId } })
    world.clock.advance(60_000)
    expect((await add(one).expect(201)).body).toEqual(first)
    const lines = `select from audit_entry where operation = 'addPartnerMember' and data->>'accountId' = $1`
    expect(await world.asOwner(lines, [adviser.accountId])).toHaveLength(1)
    await asManager.delete(`${membersOf(one)}/${adviser.accountId}`).expect(204)
    await add(other).expect(201)
    expect((await world.as(adviser).get(OWN).expect(200)).body).toMatchObject({
      partner: { partnerId: other.partnerId },
    })
  })
})

describe('A key', () => {
  it('is shown once, and says who it speaks for', async () => {
    const { partnerId, secret, api } = await givenPartner(world)
    expect(secret).toMatch(/^sk_live_[\w-]{43}$/)
    expect((await api.get(OWN).expect(200)).body).toMatchObject({
      partner: { partnerId, mode: 'live' },
      now: world.clock().toISOString(),
    })
    const { body } = await asManager.get(`/api/v1/partners/${partnerId}/keys`).expect(200)
    const [listed] = (body as { items: PartnerKey[] }).items
    expect(listed).toMatchObject({ hint: secret.slice(0, 12), lastUsedAt: world.clock().toISOString() })
    expect(JSON.stringify(body)).not.toContain(secret)
    const rows = await world.asOwner<{ tokenHash: string }>('select token_hash from partner_key')
    expect(JSON.stringify(rows)).not.toContain(secret)
  })

  it('needs an agreement, and there are at most two of a mode', async () => {
    const created = await asManager
      .post('/api/v1/partners')
      .send({ kind: 'cma', name: 'Sans convention', connection: 'pull', contactEmail: 'sans@example.test' })
    const { partnerId } = created.body as Partner
    const wanted = {
      name: 'Clé',
      mode: 'live',
      rights: ['events:read'],
      networks: [],
      expiresAt: '2023-12-31T00:00:00.000Z',
    }
    const early = await asManager.post(`/api/v1/partners/${partnerId}/keys`).send(wanted)
    expect([early.status, codeOf(early)]).toEqual([409, 'agreement-missing'])

    const partner = await givenPartner(world)
    const path = `/api/v1/partners/${partner.partnerId}/keys`
    await givenKey(world, partner.partnerId)
    const third = await asManager.post(path).send(wanted)
    expect([third.status, codeOf(third)]).toEqual([409, 'too-many-keys'])
    await givenKey(world, partner.partnerId, { mode: 'test' })
    await asManager.delete(`${path}/${partner.keyId}`).expect(204)
    await asManager.post(path).send(wanted).expect(201)
    const past = await asManager.post(path).send({ ...wanted, expiresAt: '2023-01-01T00:00:00.000Z' })
    expect([past.status, codeOf(past)]).toEqual([422, 'key-dates'])
    const network = await asManager.post(path).send({ ...wanted, networks: ['1.2.3.4/99'] })
    expect([network.status, codeOf(network), pointersOf(network)]).toEqual([
      422,
      'network-invalid',
      ['/body/networks/0'],
    ])
  })

  it('does nothing once it is revoked, twice revoked is unknown', async () => {
    const { partnerId, keyId, api } = await givenPartner(world)
    const path = `/api/v1/partners/${partnerId}/keys/${keyId}`
    await asManager.delete(path).expect(204)
    expect(codeOf(await api.get(OWN).expect(401))).toBe('unauthenticated')
    expect(codeOf(await asManager.delete(path).expect(404))).toBe('key-not-found')
  })

  it('ends, and its owner was warned by mail a month before, and a week', async () => {
    const { api, partner } = await givenPartner(world, 'cma', { expiresAt: '2023-01-30T09:00:00.000Z' })
    await world.asOwner(`select graphile_worker.add_job('warn-of-keys')`)
    await world.asOwner(`select graphile_worker.add_job('warn-of-keys')`)
    await world.runJobs()
    const mails = world.sent.filter(({ recipient }) => recipient === partner.contactEmail)
    expect(mails).toHaveLength(1)
    expect(mails[0]?.body).toContain('30 janvier 2023')
    world.clock.set('2023-01-24T09:00:00.000Z')
    for (let n = 0; n < 2; n += 1) await world.asOwner(`select graphile_worker.add_job('warn-of-keys')`)
    await world.runJobs()
    expect(world.sent.filter(({ recipient }) => recipient === partner.contactEmail)).toHaveLength(2)
    world.clock.set('2023-01-30T09:00:00.000Z')
    expect(codeOf(await api.get(OWN).expect(401))).toBe('key-expired')
    world.clock.set('2023-01-10T09:00:00.000Z')
  })

  it('works from its networks alone', async () => {
    const { api } = await givenPartner(world, 'cci', { networks: ['192.0.2.0/24'] })
    expect(codeOf(await api.get(OWN).expect(403))).toBe('network-not-allowed')
    const { api: local } = await givenPartner(world, 'cci', { networks: ['192.0.2.0/24', '127.0.0.0/8'] })
    await local.get(OWN).expect(200)
  })

  it('stops with the partner', async () => {
    const { api, partnerId } = await givenPartner(world)
    await asManager.patch(`/api/v1/partners/${partnerId}`).set('if-match', '"1"').send({ isActive: false }).expect(200)
    expect(codeOf(await api.get(OWN).expect(403))).toBe('partner-inactive')
  })

  it('does what its rights say, and nothing of staff or of people', async () => {
    const { api, partnerId } = await givenPartner(world, 'cci', { rights: ['events:read'] })
    const answer = await api.get('/api/v1/referrals')
    expect([answer.status, codeOf(answer)]).toEqual([403, 'right-missing'])
    for (const path of [
      '/api/v1/partners',
      '/api/v1/applications',
      '/api/v1/session/list',
      `/api/v1/partners/${partnerId}/keys`,
    ]) {
      const { status } = await api.get(path)
      expect([path, [401, 403, 404].includes(status)]).toEqual([path, true])
    }
  })

  it('is no session: neither in a cookie nor for pages of accounts', async () => {
    const { secret, api } = await givenPartner(world)
    const inCookie = await world.anonymous.get(OWN).set('cookie', `progress_session=${secret}`)
    expect([inCookie.status, codeOf(inCookie)]).toEqual([401, 'unauthenticated'])
    expect((await api.get('/api/v1/account/sessions')).status).not.toBe(200)
  })

  it('of a test mode sees another world', async () => {
    const { partnerId } = await givenPartner(world)
    const { secret } = await givenKey(world, partnerId, { mode: 'test' })
    const test = clientOf(world, secret)
    const { body } = await test.get(OWN).expect(200)
    expect(body).toMatchObject({ partner: { mode: 'test' } })
    expect((body as { partner: { partnerId: string } }).partner.partnerId).not.toBe(partnerId)
    const { body: directory } = await test.get('/api/v1/partner-directory').expect(200)
    const names = (directory as { items: Partner[] }).items.map(({ name }) => name)
    expect(names).toEqual(['CCI (bac à sable)', 'CMA (bac à sable)', 'Département (bac à sable)'])
  })
})

describe('OAuth client credentials', () => {
  const TOKEN = '/api/v1/oauth/token'

  it('exchange a key for a token of 15 minutes that ends with the key', async () => {
    const { keyId, secret, partnerId } = await givenPartner(world)
    const { body } = await world.anonymous
      .post(TOKEN)
      .send({ grant_type: 'client_credentials', client_id: keyId, client_secret: secret })
      .expect(200)
    const token = clientOf(world, (body as { access_token: string }).access_token)
    expect((await token.get(OWN).expect(200)).body).toMatchObject({ partner: { partnerId } })
    await asManager.delete(`/api/v1/partners/${partnerId}/keys/${keyId}`).expect(204)
    expect(codeOf(await token.get(OWN).expect(401))).toBe('unauthenticated')
  })

  it('end after 15 minutes', async () => {
    const { keyId, secret } = await givenPartner(world)
    const { body } = await world.anonymous
      .post(TOKEN)
      .send({ grant_type: 'client_credentials', client_id: keyId, client_secret: secret })
    world.clock.advance(15 * 60_000)
    const late = await clientOf(world, (body as { access_token: string }).access_token).get(OWN)
    world.clock.set('2023-01-10T09:00:00.000Z')
    expect([late.status, codeOf(late)]).toEqual([401, 'key-expired'])
  })

  it('refuse another client’s secret', async () => {
    const { secret } = await givenPartner(world)
    const { keyId } = await givenPartner(world)
    const answer = await world.anonymous
      .post(TOKEN)
      .send({ grant_type: 'client_credentials', client_id: keyId, client_secret: secret })
    expect([answer.status, codeOf(answer)]).toEqual([401, 'unauthenticated'])
  })
})

describe('A link for a partner without a system', () => {
  it('comes by mail to the contact, whoever asks is told the same, and is ended by the département', async () => {
    const { partner, partnerId } = await givenPartner(world)
    for (const email of [partner.contactEmail, 'nobody@example.test']) {
      await world.anonymous.post('/api/v1/partner-links').send({ email }).expect(202)
    }
    await world.runJobs()
    const mails = world.sent.filter(({ subject }) => subject.includes('votre accès aux orientations'))
    expect(mails.map(({ recipient }) => recipient)).toEqual([partner.contactEmail])
    const token = /#(pl_live_[\w-]{43})/.exec(mails[0]?.body ?? '')?.[1] ?? ''
    const link = clientOf(world, token)
    expect((await link.get(OWN).expect(200)).body).toMatchObject({ partner: { partnerId } })
    expect(codeOf(await link.get(`/api/v1/partners/${partnerId}/webhooks`).expect(403))).toBe('right-missing')
    await asManager.delete(`/api/v1/partners/${partnerId}/links`).expect(204)
    expect(codeOf(await link.get(OWN).expect(401))).toBe('unauthenticated')
  })
})

describe('Traffic by key', () => {
  it('is limited, and says so in headers', async () => {
    const { api, keyId } = await givenPartner(world)
    const first = await api.get(OWN).expect(200)
    expect(first.headers['ratelimit-policy']).toBe('"calls";q=600;w=60')
    expect(first.headers['ratelimit']).toMatch(/^"calls";r=599;t=\d+$/)
    await world.asOwner(`update rate_limit set points = 600 where key = $1`, [`partner-call:${keyId}`])
    const refused = await api.get(OWN)
    expect([refused.status, codeOf(refused)]).toEqual([429, 'too-many-requests'])
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
  })

  it('leaves a journal without bodies or names, that the partner reads page by page', async () => {
    const { api, partnerId, secret } = await givenPartner(world)
    await api.get(OWN)
    await api.get('/api/v1/referrals?search=Dupont')
    await api.get(`/api/v1/referrals/${partnerId}`).expect(404)
    const path = `/api/v1/partners/${partnerId}/calls`
    let lines: PartnerCall[] = []
    // A line is written after its answer has left.
    for (let attempt = 0; attempt < 50 && lines.length < 3; attempt += 1) {
      lines = ((await asManager.get(path).expect(200)).body as { items: PartnerCall[] }).items
    }
    expect(lines.map(({ operation, status, code }) => [operation, status, code])).toEqual([
      ['GET /api/v1/referrals/:referralId', 404, 'referral-not-found'],
      ['GET /api/v1/referrals', 200, null],
      ['GET /api/v1/partner-connection', 200, null],
    ])
    expect(JSON.stringify(lines)).not.toContain('Dupont')
    expect(lines[0]?.keyHint).toBe(secret.slice(0, 12))
    const { body } = await api.get(`${path}?limit=1`).expect(200)
    expect((body as { next: string | null }).next).not.toBeNull()
  })
})

describe('The département', () => {
  it('is one partner among the others, made once, by the system', async () => {
    expect(await departmentId(world)).toBe(await departmentId(world))
    const made = `select actor_kind as who from audit_entry where operation = 'createPartner' and subject_id = $1`
    expect(await world.asOwner(made, [await departmentId(world)])).toEqual([{ who: 'system' }])
    const shown = (await world.as('agent').get(OWN).expect(200)).body as { partner: { partnerId: string } }
    expect(shown.partner.partnerId).toBe(await departmentId(world))
  })
})

describe('The audit trail', () => {
  it('names the partner whose key acted', async () => {
    const { api, partner, partnerId } = await givenPartner(world)
    const service = { name: 'Conseil', subjects: ['funding'], communes: [], activity: 'any', capacity: 'open' }
    await api.post(`/api/v1/partners/${partnerId}/services`).send(service).expect(201)
    const { body } = await world.as('admin').get('/api/v1/audit/entries?limit=1').expect(200)
    const [line] = (body as { items: { actorKind: string; actorName: string }[] }).items
    expect(line).toMatchObject({ actorKind: 'partner', actorName: partner.name })
  })
})
