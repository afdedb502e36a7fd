import { createHmac } from 'node:crypto'

const PREFIX = 'whsec_'

export type Signed = {
  readonly messageId: string
  readonly at: Date
  readonly body: string
  /** One, or two while receivers change over. */
  readonly secrets: readonly string[]
}

/** The headers of Standard Webhooks (symmetric, `v1`), made anew at each attempt: receivers refuse what is older than minutes. */
export function signatureHeaders({ messageId, at, body, secrets }: Signed): Record<string, string> {
  const seconds = Math.floor(at.getTime() / 1000)
  const sign = (secret: string): string => {
    const key = Buffer.from(secret.slice(PREFIX.length), 'base64')
    return `v1,${createHmac('sha256', key).update(`${messageId}.${seconds}.${body}`).digest('base64')}`
  }
  return {
    'webhook-id': messageId,
    'webhook-timestamp': String(seconds),
    'webhook-signature': secrets.map(sign).join(' '),
  }
}
