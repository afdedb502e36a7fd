import { describe, expect, it } from '@jest/globals'
import * as oauth from 'oauth4webapi'
import { newId } from '../src/kit/ids.ts'
import { givenApp } from './support/app.ts'
import { codeOf } from './support/given-application.ts'
import { clientOf, givenPartner } from './support/given-partners.ts'

const world = await givenApp({ settings: { publicUrl: 'http://localhost:3000' } })
const TOKEN = '/api/v1/oauth/token'
const OWN = '/api/v1/partner-connection'
const form = (fields: Record<string, string>) =>
  world.anonymous
    .post(TOKEN)
    .type('form')
    .send(fields)
    .ok(() => true)

/** The library, with the one change that the test listens on another port than the address people use. */
const options = {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- its author marks it so that nobody uses it beyond this machine
  [oauth.allowInsecureRequests]: true,
  [oauth.customFetch]: (url: string, init: oauth.CustomFetchOptions<string, unknown>) =>
    fetch(url.replace('http://localhost:3000', world.baseUrl), init as RequestInit),
}
const issuer = new URL('http://localhost:3000')
const discover = async () =>
  oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, { ...options, algorithm: 'oauth2' }))

describe('A public OAuth client', () => {
  it.each([
    ['client_secret_basic', oauth.ClientSecretBasic],
    ['client_secret_post', oauth.ClientSecretPost],
  ] as const)('finds the token endpoint by its metadata and gets a token by %s', async (_name, by) => {
    const { keyId, secret, partnerId } = await givenPartner(world)
    const server = await discover()
    const client = { client_id: keyId }
    const answer = await oauth.clientCredentialsGrantRequest(
      server,
      client,
      by(secret),
      { scope: 'referrals:read events:read' },
      options,
    )
    const token = await oauth.processClientCredentialsResponse(server, client, answer)
    expect(token).toMatchObject({ token_type: 'bearer', expires_in: 900, scope: 'referrals:read events:read' })
    const api = clientOf(world, token.access_token)
    expect((await api.get(OWN).expect(200)).body).toMatchObject({
      partner: { partnerId },
      rights: ['referrals:read', 'events:read'],
    })
    const refused = await api.post('/api/v1/referrals').send({})
    expect([refused.status, codeOf(refused)]).toEqual([403, 'right-missing'])
    expect(refused.headers['www-authenticate']).toContain('error="insufficient_scope", scope="referrals:write"')
  })

  it('understands a refusal', async () => {
    const { keyId } = await givenPartner(world)
    const { secret } = await givenPartner(world)
    const server = await discover()
    const client = { client_id: keyId }
    const answer = await oauth.clientCredentialsGrantRequest(
      server,
      client,
      oauth.ClientSecretBasic(secret),
      {},
      options,
    )
    await expect(oauth.processClientCredentialsResponse(server, client, answer)).rejects.toMatchObject({
      cause: [expect.objectContaining({ scheme: 'basic' })],
    })
  })

  it('learns from a 401 where the metadata of the resource is', async () => {
    const challenged = await world.anonymous.get(OWN)
    expect(challenged.status).toBe(401)
    const [, address = ''] = /resource_metadata="([^"]+)"/.exec(String(challenged.headers['www-authenticate'])) ?? []
    const { body } = await world.anonymous.get(new URL(address).pathname).expect(200)
    expect(body).toMatchObject({ resource: 'http://localhost:3000/api/v1', authorization_servers: [issuer.origin] })
    const wrong = await clientOf(world, `sk_live_${'x'.repeat(43)}`).get(OWN)
    expect(wrong.headers['www-authenticate']).toContain('Bearer error="invalid_token"')
  })
})

describe('The token endpoint', () => {
  it('speaks RFC 6749 to forms', async () => {
    const { keyId, secret } = await givenPartner(world, 'cci', { rights: ['events:read'] })
    const sound = { grant_type: 'client_credentials', client_id: keyId, client_secret: secret }
    const ok = await form({ ...sound, audience: 'ignored', scope: '' })
    expect([ok.status, ok.headers['cache-control'], ok.headers['pragma']]).toEqual([200, 'no-store', 'no-cache'])
    const cases = [
      [{ ...sound, grant_type: 'password' }, 400, 'unsupported_grant_type'],
      [{ client_id: keyId, client_secret: secret }, 400, 'invalid_request'],
      [{ ...sound, scope: 'referrals:write' }, 400, 'invalid_scope'],
      [{ ...sound, scope: 'ALL' }, 400, 'invalid_scope'],
      [{ ...sound, client_secret: `${secret.slice(0, -4)}xxxx` }, 401, 'invalid_client'],
      [{ grant_type: 'client_credentials' }, 401, 'invalid_client'],
    ] as const
    for (const [fields, status, error] of cases) {
      const answer = await form(fields)
      expect([answer.status, (answer.body as { error?: string }).error]).toEqual([status, error])
      expect(answer.headers['content-type']).toContain('application/json')
    }
    const twice = await world.anonymous.post(TOKEN).type('form').send('grant_type=client_credentials&grant_type=x')
    expect([twice.status, (twice.body as { error: string }).error]).toEqual([400, 'invalid_request'])
  })

  it('takes the client from the header or from the body, never from both', async () => {
    const { keyId, secret } = await givenPartner(world)
    const basic = `Basic ${Buffer.from(`${keyId}:${secret}`).toString('base64')}`
    const ask = (fields: Record<string, string>, authorization = basic) =>
      form({ grant_type: 'client_credentials', ...fields }).set('authorization', authorization)
    const cases = [
      [await ask({}), 200, undefined],
      [await ask({ client_id: keyId }), 200, undefined],
      [await ask({ client_id: keyId, client_secret: secret }), 400, 'invalid_request'],
      [await ask({ client_secret: secret }), 400, 'invalid_request'],
      [await ask({ client_id: newId() }), 400, 'invalid_request'],
      [await ask({ client_id: keyId, client_secret: secret }, 'Basic !'), 400, 'invalid_request'],
      [await ask({}, 'Basic !'), 401, 'invalid_client'],
    ] as const
    for (const [answer, status, error] of cases) {
      expect([answer.status, (answer.body as { error?: string }).error]).toEqual([status, error])
    }
    const both = { grant_type: 'client_credentials', client_id: keyId, client_secret: secret }
    const json = await world.anonymous.post(TOKEN).set('authorization', basic).send(both)
    expect([json.status, codeOf(json)]).toEqual([400, 'invalid-request'])
  })

  it('speaks problem documents to JSON, and no other operation takes a form', async () => {
    const { keyId, secret, api } = await givenPartner(world, 'cci', { rights: ['events:read'] })
    const wide = { grant_type: 'client_credentials', client_id: keyId, client_secret: secret, scope: 'referrals:write' }
    const answer = await world.anonymous.post(TOKEN).send(wide)
    expect([answer.status, codeOf(answer)]).toEqual([400, 'scope-too-wide'])
    expect((await api.post('/api/v1/partner-links').type('form').send({ email: 'x@example.test' })).status).toBe(415)
  })
})

describe('A wrong key', () => {
  it('is told the same whether it never was, or is revoked', async () => {
    const { api, partnerId, keyId } = await givenPartner(world)
    await world.as('manager').delete(`/api/v1/partners/${partnerId}/keys/${keyId}`).expect(204)
    const answers = [await api.get(OWN), await clientOf(world, `sk_live_${'y'.repeat(43)}`).get(OWN)]
    const [one, other] = answers.map(({ status, body, headers }) => {
      const rest = { ...(body as { requestId: string }), requestId: null }
      return { status, rest, challenge: headers['www-authenticate']! }
    })
    expect(one).toEqual(other)
    expect(one?.status).toBe(401)
  })

  it('is not tried for ever from one address', async () => {
    const { api } = await givenPartner(world)
    const wrong = clientOf(world, `sk_live_${'z'.repeat(43)}`)
    await world.asOwner(`update rate_limit set points = 60 where key like 'partner-guess:%'`)
    const refused = await wrong.get(OWN)
    expect([refused.status, codeOf(refused)]).toEqual([429, 'too-many-requests'])
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
    expect((await api.get(OWN)).status).toBe(429)
  })
})
