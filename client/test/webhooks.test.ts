import { describe, expect, it } from '@jest/globals'
import { Webhook } from 'standardwebhooks'
import { verifyWebhook, WebhookError, type WebhookRequest } from '../src/webhooks.ts'

const SECRET = `whsec_${Buffer.from('a secret of twenty-four b').toString('base64')}`
const OTHER = `whsec_${Buffer.from('another one, quite as long').toString('base64')}`
const NOW = Date.parse('2026-11-27T10:00:00Z')
const event = { id: 'e-1', type: 'assignment.accept', subject: 'r-1', data: { note: 'é' } }
const body = JSON.stringify(event)

/** Signed by the public package, not by our own hand. */
function delivery(
  change: { secret?: string; at?: number; body?: string } = {},
): Omit<WebhookRequest, 'headers'> & { headers: Record<string, string> } {
  const { secret = SECRET, at = NOW } = change
  const signature = new Webhook(secret).sign('msg_1', new Date(at), change.body ?? body)
  return {
    secret: SECRET,
    body: change.body ?? body,
    now: NOW,
    headers: {
      'webhook-id': 'msg_1',
      'webhook-timestamp': String(Math.floor(at / 1000)),
      'webhook-signature': signature,
    },
  }
}

const faultOf = async (request: WebhookRequest): Promise<string> => {
  const error: unknown = await verifyWebhook(request).catch((reason: unknown) => reason)
  return error instanceof WebhookError ? error.fault : `no fault: ${JSON.stringify(error)}`
}

describe('A webhook', () => {
  it('is verified, whatever its headers are made of', async () => {
    const given = delivery()
    await expect(verifyWebhook(given)).resolves.toEqual(event)
    await expect(verifyWebhook({ ...given, headers: new Headers(given.headers) })).resolves.toEqual(event)
    const node = {
      'Webhook-Id': 'msg_1',
      ...given.headers,
      'webhook-signature': [given.headers['webhook-signature'] ?? ''],
    }
    await expect(verifyWebhook({ ...given, headers: node })).resolves.toEqual(event)
    await expect(verifyWebhook({ ...given, body: new TextEncoder().encode(body) })).resolves.toEqual(event)
  })

  it('is refused when a byte of it, its id, its time or its secret is another', async () => {
    const given = delivery()
    const changed = (name: string, value: string) => ({ ...given, headers: { ...given.headers, [name]: value } })
    expect(await faultOf({ ...given, body: body.replace('accept', 'decline') })).toBe('signature-wrong')
    expect(await faultOf(changed('webhook-id', 'msg_2'))).toBe('signature-wrong')
    expect(await faultOf(changed('webhook-timestamp', String(NOW / 1000 + 1)))).toBe('signature-wrong')
    expect(await faultOf({ ...given, secret: OTHER })).toBe('signature-wrong')
    expect(await faultOf(changed('webhook-signature', 'v2,AAAA not-one v1,%%%'))).toBe('signature-wrong')
    await expect(verifyWebhook({ ...given, secret: [] })).rejects.toThrow('No secret')
  })

  it('is refused when it is a recording of yesterday, or of the future', async () => {
    expect(await faultOf(delivery({ at: NOW - 301_000 }))).toBe('too-old')
    expect(await faultOf(delivery({ at: NOW + 301_000 }))).toBe('too-new')
    await expect(verifyWebhook(delivery({ at: NOW - 299_000 }))).resolves.toEqual(event)
    await expect(verifyWebhook({ ...delivery({ at: NOW - 299_000 }), toleranceSeconds: 10 })).rejects.toThrow('too old')
    const given = delivery()
    expect(await faultOf({ ...given, headers: { ...given.headers, 'webhook-timestamp': 'soon' } })).toBe(
      'timestamp-invalid',
    )
  })

  it('is verified during a rotation, by whichever secret either side has', async () => {
    const both = delivery()
    const second = new Webhook(OTHER).sign('msg_1', new Date(NOW), body)
    both.headers['webhook-signature'] = `${second} ${both.headers['webhook-signature'] ?? ''}`
    await expect(verifyWebhook(both)).resolves.toEqual(event)
    await expect(verifyWebhook({ ...both, secret: OTHER })).resolves.toEqual(event)
    await expect(verifyWebhook({ ...delivery(), secret: [OTHER, SECRET] })).resolves.toEqual(event)
  })

  it('is refused without its headers, and when it carries no event', async () => {
    const given = delivery()
    expect(await faultOf({ ...given, headers: {} })).toBe('header-missing')
    expect(await faultOf(delivery({ body: '[]' }))).toBe('body-invalid')
    expect(await faultOf(delivery({ body: 'no json' }))).toBe('body-invalid')
  })
})
