import { describe, expect, it } from '@jest/globals'
import type { ShownWebhook, Webhook } from '@progress-ess/shared/partner-events'
import type { OwnConnection, PartnerSummary } from '@progress-ess/shared/partners'
import type { Referral, ReferralAttachment, ReferredParty } from '@progress-ess/shared/referrals'
import type { Sandbox } from '@progress-ess/shared/sandbox'
import { type Client, givenApp } from './support/app.ts'
import { codeOf } from './support/given-application.ts'
import {
  clientOf,
  departmentId,
  givenKey,
  type GivenPartner,
  givenPartner,
  givenReferral,
} from './support/given-partners.ts'
import { fill, type Operation } from './support/operations.ts'
import { sampleOf } from './support/sample.ts'
import { PDF } from './support/given-referrals.ts'

const world = await givenApp()
const NAME = 'Zoltanova'
const SOMEBODY_ELSE: ReferredParty = {
  kind: 'holder',
  firstName: 'Bela',
  lastName: 'Autre',
  email: 'bela@example.test',
  phone: null,
  communeCode: null,
  organisationName: null,
  identifier: null,
}
const URL_OF_HOOK = 'https://1.1.1.1/hooks'
const partnersMay = world.operations.filter(
  ({ access }) => access === 'signed-in' || (Array.isArray(access) && access.includes('partner')),
)

/** A webhook that nothing answers to, and what waits for it. */
async function givenDelivery({ api, partnerId }: GivenPartner) {
  const wanted = { url: URL_OF_HOOK, kinds: [] }
  const { body } = await api.post(`/api/v1/partners/${partnerId}/webhooks`).send(wanted).expect(201)
  const { webhook } = body as ShownWebhook
  const sent = await api.post(`/api/v1/webhooks/${webhook.webhookId}/tests`).expect(202)
  return { webhook, deliveryId: (sent.body as { deliveryId: string }).deliveryId }
}

/** Somebody to whom a caller may refer. */
async function recipientOf(client: Client): Promise<string> {
  const { body } = await client.get('/api/v1/partner-directory').expect(200)
  const found = (body as { items: PartnerSummary[] }).items.find(({ kind }) => kind === 'department')
  if (found === undefined) throw new Error('Nobody to refer to')
  return found.partnerId
}

/** A partner with one thing of every kind, and the ids of all of it. */
async function givenOwner() {
  const owner = await givenPartner(world, 'cma')
  const home = await departmentId(world)
  const referral = await givenReferral(owner.api, [home], {
    externalRef: 'SECRET-1',
    party: {
      kind: 'holder',
      firstName: 'Ada',
      lastName: NAME,
      email: 'zoltanova@example.test',
      phone: '0140506070',
      communeCode: null,
      organisationName: null,
      identifier: null,
    },
  })
  await owner.api.post(`/api/v1/referrals/${referral.referralId}/messages`).send({ body: NAME, visibility: 'partners' })
  const service = { name: 'Création', subjects: ['creation'], communes: [], activity: 'any', capacity: 'open' }
  const made = await owner.api.post(`/api/v1/partners/${owner.partnerId}/services`).send(service).expect(201)
  const { body: attached } = await owner.api
    .post(`/api/v1/referrals/${referral.referralId}/attachments?name=${NAME}.pdf`)
    .set('content-type', 'application/octet-stream')
    .send(PDF)
    .expect(201)
  const { webhook, deliveryId } = await givenDelivery(owner)
  const ids: Record<string, string> = {
    fileId: (attached as ReferralAttachment).file.fileId,
    webhookId: webhook.webhookId,
    deliveryId,
    partnerId: owner.partnerId,
    referralId: referral.referralId,
    assignmentId: referral.assignments[0]?.assignmentId ?? '',
    consentId: referral.consent?.consentId ?? '',
    partyId: referral.party.partyId,
    personId: referral.party.partyId,
    serviceId: (made.body as { serviceId: string }).serviceId,
    keyId: owner.keyId,
    externalRef: 'SECRET-1',
  }
  const { body } = await owner.api.get(`/api/v1/referrals/${referral.referralId}`).expect(200)
  return { ...owner, referral: body as Referral, webhook, ids }
}

/** Others who are let in, each in another way. */
async function givenStrangers(): Promise<[string, Client][]> {
  const stranger = await givenPartner(world, 'cci')
  const { secret } = await givenKey(world, stranger.partnerId, { mode: 'test' })
  const token = await world.anonymous
    .post('/api/v1/oauth/token')
    .send({ grant_type: 'client_credentials', client_id: stranger.keyId, client_secret: stranger.secret })
  await world.anonymous.post('/api/v1/partner-links').send({ email: stranger.partner.contactEmail }).expect(202)
  await world.runJobs()
  const link = /#(pl_live_[\w-]{43})/.exec(world.sent.at(-1)?.body ?? '')?.[1] ?? ''
  const adviser = await world.givenAccount({ roles: ['partner'] })
  await world
    .as('manager')
    .post(`/api/v1/partners/${stranger.partnerId}/members`)
    .send({ email: adviser.email })
    .expect(201)
  return [
    ['a live key', stranger.api],
    ['a test key', clientOf(world, secret)],
    ['an access token', clientOf(world, (token.body as { access_token: string }).access_token)],
    ['a link', clientOf(world, link)],
    ['an adviser', world.as(adviser)],
  ]
}

const owner = await givenOwner()
const strangers = await givenStrangers()
/** What must never be in an answer to somebody else. */
const secrets = [
  NAME,
  owner.referral.reference,
  'SECRET-1',
  ...['referralId', 'assignmentId', 'fileId', 'webhookId', 'deliveryId'].map((name) => owner.ids[name] ?? ''),
]

const call = (client: Client, operation: Operation, ids: Readonly<Record<string, unknown>>) => {
  const params = { ...((sampleOf(operation.params) ?? {}) as Record<string, unknown>), ...ids }
  const query = new URLSearchParams(sampleOf(operation.querystring) as Record<string, string>)
  const request = client[operation.method](`${fill(operation.url, params)}?${query.toString()}`).set('if-match', '"1"')
  // The one body that is bytes.
  if (operation.operationId === 'attachReferralFile') {
    return request.set('content-type', 'application/octet-stream').send(Buffer.from(NAME))
  }
  return operation.body === undefined ? request : request.send(sampleOf(operation.body) as object)
}

const withIds = partnersMay.filter(({ url }) => /:(\w+)/.test(url))
const ofOwner = withIds.filter(({ url }) => [...url.matchAll(/:(\w+)/g)].every(([, name = '']) => name in owner.ids))

describe.each(strangers)('Another partner by %s', (_who, stranger) => {
  it.each(ofOwner.map((operation) => [operation.operationId, operation] as const))(
    '%s does not find what is somebody else’s',
    async (operationId, operation) => {
      // What is written under one’s own reference is one’s own.
      if (operationId === 'putReferral') return
      const answer = await call(stranger, operation, owner.ids)
      // A link lacks a right, and some things are for accounts alone: turned away before anything is looked for.
      expect([operationId, [403, 404].includes(answer.status), answer.text]).toEqual([operationId, true, answer.text])
      if (answer.status === 403) {
        expect((answer.body as { code: string }).code).toMatch(/^(role-not-allowed|right-missing)$/)
      }
      const told = (answer.body as { detail?: string }).detail ?? ''
      for (const secret of secrets) expect(told).not.toContain(secret)
      // The same as for what never was.
      const never = await call(stranger, operation, sampleOf(operation.params) as Record<string, unknown>)
      expect([never.status, (never.body as { code: string }).code]).toEqual([
        answer.status,
        (answer.body as { code: string }).code,
      ])
    },
  )

  it.each(
    partnersMay
      .filter(({ method, url }) => method === 'get' && !url.includes(':'))
      .map((operation) => [operation.operationId, operation] as const),
  )('%s shows nothing of it', async (_id, operation) => {
    const answer = await call(stranger, operation, {})
    expect(answer.status).toBeLessThan(500)
    for (const secret of secrets) expect(answer.text).not.toContain(secret)
  })

  it('finds it by no search and by no duplicate', async () => {
    for (const query of [`search=${NAME}`, 'externalRef=SECRET-1', `search=${owner.referral.reference}`]) {
      const { body } = await stranger.get(`/api/v1/referrals?${query}`).expect(200)
      expect((body as { items: Referral[] }).items).toEqual([])
    }
    const party = {
      kind: 'holder',
      firstName: 'Ada',
      lastName: NAME,
      email: 'zoltanova@example.test',
      phone: '0140506070',
      communeCode: null,
      organisationName: null,
      identifier: null,
    }
    const { body } = await stranger.post('/api/v1/referral-duplicates').send({ party, subject: 'creation' }).expect(200)
    expect(body).toEqual({ items: [] })
  })

  it('reaches nothing of it by way of what is its own', async () => {
    const { fileId, deliveryId } = owner.ids
    const referral = await givenReferral(stranger, [await recipientOf(stranger)], { party: SOMEBODY_ELSE })
    const link = await stranger.post(`/api/v1/referrals/${referral.referralId}/attachments/${fileId}/link`)
    expect([link.status, codeOf(link)]).toEqual([404, 'file-not-found'])
    const own = (await stranger.get('/api/v1/partner-connection').expect(200)).body as OwnConnection
    const { partnerId } = own.partner
    const made = await stranger.post(`/api/v1/partners/${partnerId}/webhooks`).send({ url: URL_OF_HOOK, kinds: [] })
    if (!own.rights.includes('webhooks:manage')) {
      expect([made.status, codeOf(made)]).toEqual([403, 'right-missing'])
      return
    }
    const { webhook } = made.body as ShownWebhook
    const again = await stranger.post(`/api/v1/webhooks/${webhook.webhookId}/redeliveries`).send({ deliveryId })
    expect([again.status, codeOf(again)]).toEqual([404, 'delivery-not-found'])
  })

  it('changed nothing of it', async () => {
    const listed = await owner.api.get(`/api/v1/partners/${owner.partnerId}/webhooks`).expect(200)
    const { url, version, allowedActions } = owner.webhook
    expect((listed.body as { items: Webhook[] }).items).toMatchObject([{ url, version, allowedActions }])
    const files = await owner.api.get(`/api/v1/referrals/${owner.referral.referralId}/attachments`).expect(200)
    expect((files.body as { items: unknown[] }).items).toHaveLength(1)
    const { body } = await owner.api.get(`/api/v1/referrals/${owner.referral.referralId}`).expect(200)
    expect((body as Referral).version).toBe(owner.referral.version)
  })
})

describe('The matrix', () => {
  it('covers the operations of partners that take an id', () => {
    expect(ofOwner.map(({ operationId }) => operationId)).toEqual(
      expect.arrayContaining(['linkReferralAttachment', 'removeReferralAttachment', 'listDeliveries', 'redeliver']),
    )
    expect(ofOwner.length).toBeGreaterThan(25)
    const sandbox = strangers.find(([who]) => who === 'a test key')?.[1]
    expect(sandbox).toBeDefined()
  })

  it('does not let a sandbox see another one', async () => {
    const other = await givenPartner(world)
    const { secret } = await givenKey(world, other.partnerId, { mode: 'test' })
    const mine = (await clientOf(world, secret).get('/api/v1/sandbox').expect(200)).body as Sandbox
    const [, test] = strangers[1] ?? []
    const answer = await test?.get(`/api/v1/partners/${mine.partnerId}/codes`)
    expect(answer?.status).toBe(404)
  })
})
