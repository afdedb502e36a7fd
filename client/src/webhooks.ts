import type { PartnerEvent } from '@progress-ess/shared/partner-events'

/** Headers as `fetch`, Node or a framework has them. */
export type ReceivedHeaders = Headers | Readonly<Record<string, string | readonly string[] | undefined>>

export type WebhookRequest = {
  /** The secret of the webhook, `whsec_…`; two while it is rotated. */
  readonly secret: string | readonly string[]
  readonly headers: ReceivedHeaders
  /** The body as it came, before any parsing: the signature covers its bytes. */
  readonly body: string | Uint8Array<ArrayBuffer>
  /** How far the clocks may differ, in seconds; 300 by default. What is older may be a recording played again. */
  readonly toleranceSeconds?: number
  /** Now, in milliseconds; for tests. */
  readonly now?: number
}

export type WebhookFault =
  | 'header-missing'
  | 'timestamp-invalid'
  | 'too-old'
  | 'too-new'
  | 'signature-wrong'
  | 'body-invalid'

/** Answer 400 to a request that fails with this, and do nothing with its body. */
export class WebhookError extends Error {
  override readonly name = 'WebhookError'
  readonly fault: WebhookFault

  constructor(fault: WebhookFault, detail: string) {
    super(detail)
    this.fault = fault
  }
}

/**
 * Verifies a delivery as Standard Webhooks has it (HMAC-SHA256 over id, time and body; several signatures during a rotation)
 * and answers its event. Rejects with `WebhookError`. Deliveries may come twice: remember `event.id`.
 */
export async function verifyWebhook(request: WebhookRequest): Promise<PartnerEvent> {
  const { headers, toleranceSeconds = 300, now = Date.now() } = request
  const id = demand(headers, 'webhook-id')
  const timestamp = demand(headers, 'webhook-timestamp')
  const given = signaturesIn(demand(headers, 'webhook-signature'))
  judgeTime(timestamp, toleranceSeconds, now)
  const body = typeof request.body === 'string' ? new TextEncoder().encode(request.body) : request.body
  const signed = concat(new TextEncoder().encode(`${id}.${timestamp}.`), body)
  const secrets = typeof request.secret === 'string' ? [request.secret] : request.secret
  if (secrets.length === 0) throw new TypeError('No secret to verify with')
  let isGenuine = false
  for (const secret of secrets) {
    const key = await keyOf(secret)
    // `verify` compares in constant time; every signature is looked at, whichever was right.
    for (const one of given) if (await crypto.subtle.verify('HMAC', key, one, signed)) isGenuine = true
  }
  if (!isGenuine) throw new WebhookError('signature-wrong', 'No signature is of this secret and this body')
  return eventOf(body)
}

function demand(headers: ReceivedHeaders, name: string): string {
  const found = headers instanceof Headers ? headers.get(name) : valueOf(headers, name)
  if (found === null || found === '') throw new WebhookError('header-missing', `The header ${name} is missing`)
  return found
}

function valueOf(headers: Exclude<ReceivedHeaders, Headers>, name: string): string | null {
  const entry = Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1]
  return typeof entry === 'string' ? entry : (entry?.join(' ') ?? null)
}

function judgeTime(timestamp: string, toleranceSeconds: number, now: number): void {
  if (!/^\d{1,12}$/.test(timestamp)) throw new WebhookError('timestamp-invalid', 'webhook-timestamp is no time')
  const ageSeconds = Math.floor(now / 1_000) - Number(timestamp)
  if (ageSeconds > toleranceSeconds) throw new WebhookError('too-old', 'The delivery is too old')
  if (ageSeconds < -toleranceSeconds) throw new WebhookError('too-new', 'The delivery is of the future')
}

/** Of `v1,<base64> v1,<base64>`; other versions are left to others. At most as many as a rotation needs, and some. */
function signaturesIn(header: string): Uint8Array<ArrayBuffer>[] {
  return header
    .split(' ')
    .slice(0, 10)
    .flatMap((one) => {
      const bytes = one.startsWith('v1,') ? decode(one.slice(3)) : null
      return bytes === null ? [] : [bytes]
    })
}

async function keyOf(secret: string): Promise<CryptoKey> {
  const raw = decode(secret.replace(/^whsec_/, ''))
  if (raw === null || raw.length === 0) throw new TypeError('The secret of a webhook is whsec_ and base64')
  return crypto.subtle.importKey('raw', raw, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify'])
}

function decode(base64: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0))
  } catch {
    return null
  }
}

function concat(one: Uint8Array, other: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(one.length + other.length)
  whole.set(one)
  whole.set(other, one.length)
  return whole
}

function eventOf(body: Uint8Array): PartnerEvent {
  let value: unknown = null
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    // Told below.
  }
  const isEvent = typeof value === 'object' && value !== null && 'id' in value && 'type' in value && 'subject' in value
  if (!isEvent) throw new WebhookError('body-invalid', 'The body is no event')
  return value as PartnerEvent
}
