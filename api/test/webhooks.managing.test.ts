import { describe, expect, it } from '@jest/globals'
import type { ShownWebhook, Webhook } from '@progress-ess/shared/partner-events'
import { givenApp } from './support/app.ts'
import { codeOf, pointersOf } from './support/given-application.ts'
import { clientOf, type GivenPartner, givenKey, givenPartner } from './support/given-partners.ts'

const world = await givenApp()
const one = await givenPartner(world)
const other = await givenPartner(world)
// A public address by its number: nothing is resolved, and nothing is sent by a test without a dispatcher.
const URL_ = 'https://8.8.8.8/webhooks'

const pathOf = ({ partnerId }: GivenPartner): string => `/api/v1/partners/${partnerId}/webhooks`
async function givenWebhook(partner: GivenPartner): Promise<ShownWebhook> {
  const { body } = await partner.api.post(pathOf(partner)).send({ url: URL_, kinds: [] }).expect(201)
  return body as ShownWebhook
}

describe('A webhook', () => {
  it('shows its secret once, and is listed without it', async () => {
    const { webhook, secret } = await givenWebhook(one)
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
    const list = await one.api.get(pathOf(one)).expect(200)
    expect(list.body).toEqual({ items: [webhook] })
    expect(JSON.stringify(list.body)).not.toContain('whsec_')
    const changed = await one.api
      .patch(`/api/v1/webhooks/${webhook.webhookId}`)
      .set('if-match', '"1"')
      .send({ kinds: ['assignment.accept'], status: 'paused' })
      .expect(200)
    expect(changed.body).toMatchObject({
      kinds: ['assignment.accept'],
      status: 'paused',
      statusReason: 'asked',
      version: 2,
    })
    const stale = await one.api
      .patch(`/api/v1/webhooks/${webhook.webhookId}`)
      .set('if-match', '"1"')
      .send({ kinds: [] })
    expect([stale.status, codeOf(stale)]).toEqual([412, 'stale-version'])
    await one.api.delete(`/api/v1/webhooks/${webhook.webhookId}`).expect(204)
    expect((await one.api.get(pathOf(one)).expect(200)).body).toEqual({ items: [] })
  })

  it.each([
    'http://example.org/',
    'https://127.0.0.1/',
    'https://[::1]/',
    'https://10.0.0.1/',
    'https://[::ffff:a9fe:a9fe]/',
    'https://2130706433/',
    'https://localhost/',
    'https://user:word@8.8.8.8/',
  ])('to %s is refused, new or changed', async (url) => {
    const { webhook } = await givenWebhook(other)
    const created = await other.api.post(pathOf(other)).send({ url, kinds: [] })
    expect([created.status, codeOf(created), pointersOf(created)]).toEqual([422, 'url-refused', ['/body/url']])
    const changed = await other.api.patch(`/api/v1/webhooks/${webhook.webhookId}`).set('if-match', '"1"').send({ url })
    expect([changed.status, codeOf(changed)]).toEqual([422, 'url-refused'])
    await other.api.delete(`/api/v1/webhooks/${webhook.webhookId}`).expect(204)
  })

  it('is one of five at most, whoever asks at once; its secret is kept for no repeat', async () => {
    const partner = await givenPartner(world)
    const create = () =>
      partner.api.post(pathOf(partner)).set('idempotency-key', 'the-same-key').send({ url: URL_, kinds: [] })
    const { webhook, secret } = (await create().expect(201)).body as ShownWebhook
    const rotated = await partner.api
      .post(`/api/v1/webhooks/${webhook.webhookId}/secret-rotation`)
      .set('idempotency-key', 'another-key')
      .expect(201)
    expect((rotated.body as ShownWebhook).secret).not.toBe(secret)
    const keys = await world.asOwner('select from idempotency_record where owner = $1', [partner.partnerId])
    expect(keys).toEqual([])
    const answers = await Promise.all(Array.from({ length: 7 }, create))
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(4)
    expect(new Set(answers.filter(({ status }) => status !== 201).map(codeOf))).toEqual(new Set(['too-many-webhooks']))
  })

  it('of another partner does not exist, nor does that of a sandbox for the real one', async () => {
    const { webhook } = await givenWebhook(one)
    const { secret } = await givenKey(world, one.partnerId, { mode: 'test' })
    const path = `/api/v1/webhooks/${webhook.webhookId}`
    for (const api of [other.api, clientOf(world, secret)]) {
      const answers = [
        await api.patch(path).set('if-match', '"1"').send({ kinds: [] }),
        await api.delete(path),
        await api.post(`${path}/secret-rotation`),
        await api.post(`${path}/tests`),
        await api.get(`${path}/deliveries`),
        await api.post(`${path}/redeliveries`).send({ from: '2023-01-01T00:00:00.000Z' }),
      ]
      expect(answers.map((answer) => [answer.status, codeOf(answer)])).toEqual(
        answers.map(() => [404, 'webhook-not-found']),
      )
      expect(codeOf(await api.get(pathOf(one)).expect(404))).toBe('partner-not-found')
      expect(codeOf(await api.post(pathOf(one)).send({ url: URL_, kinds: [] }).expect(404))).toBe('partner-not-found')
    }
  })

  it('needs the right, and is managed by staff too', async () => {
    const narrow = await givenPartner(world, 'cma', { rights: ['events:read'] })
    expect(codeOf(await narrow.api.get(pathOf(narrow)).expect(403))).toBe('right-missing')
    const { body } = await world.as('admin').post(pathOf(narrow)).send({ url: URL_, kinds: [] }).expect(201)
    const { webhook } = body as ShownWebhook
    const paused = await world
      .as('manager')
      .patch(`/api/v1/webhooks/${webhook.webhookId}`)
      .set('if-match', '"1"')
      .send({ status: 'paused' })
      .expect(200)
    expect((paused.body as Webhook).status).toBe('paused')
    const redelivered = await world
      .as('manager')
      .post(`/api/v1/webhooks/${webhook.webhookId}/redeliveries`)
      .send({ from: '2023-01-01T00:00:00.000Z' })
    expect([redelivered.status, codeOf(redelivered)]).toEqual([409, 'webhook-not-active'])
  })
})
