import { Refusal } from '../../kit/refusal.ts'

/** The body is a form, as RFC 6749 has it. */
export const isForm = (contentType: string | undefined): boolean =>
  contentType?.toLowerCase().startsWith('application/x-www-form-urlencoded') === true

const KNOWN = ['grant_type', 'client_id', 'client_secret', 'scope']

/** Parameters that we do not know are ignored, empty ones are as if they were not there, and none comes twice (RFC 6749 §3.2). */
export async function readForm(_request: unknown, text: string | Buffer): Promise<Record<string, string>> {
  const form = new URLSearchParams(String(text))
  const given = KNOWN.filter((name) => form.has(name))
  if (given.some((name) => form.getAll(name).length > 1)) {
    throw new Refusal('invalid', 'invalid-request', 'A parameter comes twice')
  }
  const said = given.map((name) => [name, form.get(name) ?? ''] as const).filter(([, value]) => value !== '')
  return Object.fromEntries(said)
}

type Client = { readonly clientId: string; readonly clientSecret: string }

/**
 * Who asks for a token, told in one of two ways: `Authorization: Basic`, or the body. Both at once is `invalid-request` (RFC 6749
 * §2.3); a `client_id` may stand beside `Basic` as long as it names the same client.
 */
export function clientOf(
  header: string | undefined,
  { client_id: clientId, client_secret: clientSecret }: { client_id?: string; client_secret?: string },
): Client {
  const basic = clientOfBasic(header)
  const isBasic = /^Basic\b/i.test(header ?? '')
  if (isBasic && (clientSecret !== undefined || (clientId !== undefined && clientId !== basic?.clientId))) {
    throw new Refusal('invalid', 'invalid-request', 'The client says who it is in one way: the header, or the body')
  }
  if (basic !== null) return basic
  if (clientId !== undefined && clientSecret !== undefined) return { clientId, clientSecret }
  throw new Refusal('unauthenticated', 'unauthenticated', 'Say client_id and client_secret')
}

/** The client of `Authorization: Basic`, its two parts form-encoded (RFC 6749 §2.3.1); null when there is none. */
function clientOfBasic(header: string | undefined): Client | null {
  const encoded = /^Basic ([A-Za-z0-9+/=]{1,400})$/i.exec(header ?? '')?.[1]
  if (encoded === undefined) return null
  const text = Buffer.from(encoded, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  const form = new URLSearchParams(`id=${text.slice(0, Math.max(colon, 0))}&secret=${text.slice(colon + 1)}`)
  return { clientId: form.get('id') ?? '', clientSecret: form.get('secret') ?? '' }
}

type OAuthError = { readonly status: 400 | 401; readonly error: string; readonly description: string }

/** The words of RFC 6749 §5.2 for a refusal; null for what they have no word for (limits, our own faults). */
export function oauthErrorOf(error: unknown): OAuthError | null {
  const { validation, statusCode } = error as {
    validation?: readonly { instancePath: string; keyword: string }[]
    statusCode?: number
  }
  const bad = (name: string, description: string): OAuthError => ({ status: 400, error: name, description })
  if (validation !== undefined) {
    const isGrant = validation.some(({ instancePath }) => instancePath === '/grant_type')
    if (isGrant) return bad('unsupported_grant_type', 'Only client_credentials')
    const isScope = validation.some(({ instancePath }) => instancePath === '/scope')
    return isScope
      ? bad('invalid_scope', 'Unknown scope')
      : bad('invalid_request', 'A parameter is missing or malformed')
  }
  if (!(error instanceof Refusal)) {
    return statusCode !== undefined && statusCode < 500 ? bad('invalid_request', 'The form could not be read') : null
  }
  if (error.code === 'scope-too-wide') return bad('invalid_scope', error.message)
  if (error.kind === 'invalid') return bad('invalid_request', error.message)
  if (error.kind === 'unauthenticated') return { status: 401, error: 'invalid_client', description: error.message }
  // Not from this network, no agreement any more: the client is known, and may not.
  return error.kind === 'forbidden' ? bad('unauthorized_client', error.message) : null
}
