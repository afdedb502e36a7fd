import type { NewKey, Partner, ShownKey } from '@progress-ess/shared/partners'
import type { NewReferral, Referral } from '@progress-ess/shared/referrals'
import supertest from 'supertest'
import type { Client, TestApp } from './app.ts'

export type GivenPartner = {
  readonly partner: Partner
  readonly partnerId: string
  readonly keyId: string
  readonly secret: string
  /** Calls as the partner’s system, by key. */
  readonly api: Client
}

export const ALL_RIGHTS: NewKey['rights'] = [
  'referrals:read',
  'referrals:write',
  'events:read',
  'webhooks:manage',
  'services:write',
]

export const clientOf = (world: TestApp, secret: string): Client =>
  supertest.agent(world.baseUrl).set('authorization', `Bearer ${secret}`)

/** A key of a partner that has an agreement. */
export async function givenKey(world: TestApp, partnerId: string, change: Partial<NewKey> = {}): Promise<ShownKey> {
  const { body } = await world
    .as('manager')
    .post(`/api/v1/partners/${partnerId}/keys`)
    .send({
      name: 'Système',
      mode: 'live',
      rights: ALL_RIGHTS,
      networks: [],
      expiresAt: new Date(world.clock().getTime() + 300 * 86_400_000).toISOString(),
      ...change,
    })
    .expect(201)
  return body as ShownKey
}

let count = 0

/** A partner with an agreement and a key. */
export async function givenPartner(
  world: TestApp,
  kind: 'cci' | 'cma' | 'other' = 'cci',
  key: Partial<NewKey> = {},
): Promise<GivenPartner> {
  count += 1
  const created = await world
    .as('manager')
    .post('/api/v1/partners')
    .send({
      kind,
      name: `${kind.toUpperCase()} ${count}`,
      connection: 'full',
      contactEmail: `${kind}${count}@example.test`,
    })
    .expect(201)
  const { partnerId } = created.body as Partner
  await world
    .as('manager')
    .post(`/api/v1/partners/${partnerId}/agreements`)
    .send({ title: 'Convention', signedOn: '2023-01-02', startsOn: '2023-01-02', endsOn: null })
    .expect(201)
  const { key: made, secret } = await givenKey(world, partnerId, key)
  const { body } = await world.as('manager').get(`/api/v1/partners/${partnerId}`).expect(200)
  return { partner: body as Partner, partnerId, keyId: made.keyId, secret, api: clientOf(world, secret) }
}

/** What the département is to its partners. */
export async function departmentId(world: TestApp): Promise<string> {
  const { body } = await world.as('manager').get('/api/v1/partners').expect(200)
  const found = (body as { items: Partner[] }).items.find(({ kind }) => kind === 'department')
  if (found === undefined) throw new Error('There is no department')
  return found.partnerId
}

/** A referral that lacks nothing, to these partners. */
export const referralTo = (recipientIds: readonly string[], change: Partial<NewReferral> = {}): NewReferral => ({
  party: {
    kind: 'holder',
    firstName: 'Ada',
    lastName: 'Exemple',
    email: 'ada@example.test',
    phone: '01 40 50 60 70',
    communeCode: '92050',
    organisationName: null,
    identifier: null,
  },
  project: { title: 'Conserverie solidaire', summary: 'Des invendus en bocaux.', stage: 'preparing' },
  subject: 'creation',
  activity: 'artisanal',
  recipients: recipientIds.map((partnerId) => ({ partnerId })),
  basis: 'consent',
  consent: {
    purposes: ['referral'],
    recipientIds: [...recipientIds],
    dataCategories: [
      'identity',
      'contact',
      ...(change.party?.kind === 'organisation' ? (['organisation'] as const) : []),
      'project',
    ],
    textSha256: 'a'.repeat(64),
    channel: 'in_person',
    collectedBy: 'Camille Exemple',
    collectedAt: '2023-01-09T09:00:00.000Z',
  },
  ...change,
})

/** Sent by a client to one or several partners. */
export async function givenReferral(
  client: Client,
  recipientIds: readonly string[],
  change: Partial<NewReferral> = {},
): Promise<Referral> {
  const answer = await client.post('/api/v1/referrals').send(referralTo(recipientIds, change))
  if (answer.status !== 201) throw new Error(JSON.stringify(answer.body))
  return answer.body as Referral
}

export const readReferral = async (client: Client, referralId: string): Promise<Referral> =>
  (await client.get(`/api/v1/referrals/${referralId}`).expect(200)).body as Referral

/** One event on an assignment. */
export const event = (client: Client, assignmentId: string, body: object) =>
  client.post(`/api/v1/assignments/${assignmentId}/events`).send(body)
