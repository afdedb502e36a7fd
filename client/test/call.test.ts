import { describe, expect, it } from '@jest/globals'
import { createPartner, getOwnConnection, listPartnerDirectory } from '@progress-ess/shared/partners'
import {
  createReferral,
  getReferral,
  listReferrals,
  putReferral,
  recordAssignmentEvent,
  updateReferral,
} from '@progress-ess/shared/referrals'
import { ApiProblem, createClient, isProblem, NoAnswer, type Retry } from '../src/index.ts'
import { givenServer, refusal } from './support/scripted-server.ts'

const server = await givenServer()
const retried: Retry[] = []
const client = createClient({ baseUrl: server.url, key: 'sk_test_key', onRetry: (retry) => void retried.push(retry) })
const assignmentId = '01890000-0000-7000-8000-000000000001'
const accept = { params: { assignmentId }, body: { event: 'accept' as const, ownerName: 'Pôle' } }
const body = { title: 'none of the tests looks at it' } as never

describe('A call', () => {
  it('fills the address, says who calls and answers what came', async () => {
    server.script({
      status: 200,
      body: { items: [], next: null },
      headers: { etag: '"3"', 'x-request-id': 'r-9', 'idempotency-replayed': 'true' },
    })
    const querystring = { status: ['sent', 'received'] as const, search: 'a&b', subject: undefined }
    const answer = await client.call(listReferrals, { querystring: { ...querystring, status: ['sent', 'received'] } })
    expect(answer).toEqual({
      data: { items: [], next: null },
      status: 200,
      etag: '"3"',
      requestId: 'r-9',
      isReplayed: true,
    })
    expect(server.received[0]).toMatchObject({
      method: 'GET',
      url: '/api/v1/referrals?status=sent&status=received&search=a%26b',
      headers: { authorization: 'Bearer sk_test_key' },
    })
    expect(server.received[0]?.headers['idempotency-key']).toBeUndefined()
  })

  it('encodes what stands in the address, and refuses to leave a part of it empty', async () => {
    server.script({ status: 200, body: {} })
    await client.call(putReferral, { params: { externalRef: 'a/b?c#d é' }, body })
    expect(server.received[0]?.url).toBe('/api/v1/referrals-by-reference/a%2Fb%3Fc%23d%20%C3%A9')
    await expect(client.call(getReferral, { params: { referralId: '' } })).rejects.toThrow(TypeError)
    expect(server.received).toHaveLength(1)
  })

  it('sends the version that was read', async () => {
    server.script({ status: 200, body: {} })
    const params = { referralId: assignmentId }
    await client.call(updateReferral, { params, body: { activity: 'unknown' }, ifMatch: 4 })
    await client.call(updateReferral, { params, body: { activity: 'unknown' }, ifMatch: '"5"' })
    expect(server.received.map(({ headers }) => headers['if-match'])).toEqual(['"4"', '"5"'])
  })

  it('rejects with the problem that the service wrote', async () => {
    server.script(refusal(409, 'assignment-wrong-status', { allowedEvents: 'hold,complete' }))
    const error: unknown = await client.call(recordAssignmentEvent, accept).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(ApiProblem)
    expect(isProblem(error, recordAssignmentEvent, 'assignment-wrong-status')).toBe(true)
    expect(isProblem(error, recordAssignmentEvent, 'contact-missing')).toBe(false)
    expect((error as ApiProblem).allowedEvents).toEqual(['hold', 'complete'])
    expect((error as ApiProblem).message).toBe('recordAssignmentEvent: 409 assignment-wrong-status: No')
    expect(server.received).toHaveLength(1)
  })

  it('makes a problem of a page that is none, and follows no redirection', async () => {
    server.script({ status: 500, headers: { 'content-type': 'text/html' } })
    await expect(client.call(getOwnConnection)).rejects.toMatchObject({ code: 'internal-error', status: 500 })
    server.script({ status: 302, headers: { location: 'http://127.0.0.1:1/' } })
    await expect(client.call(getOwnConnection)).rejects.toThrow('redirects, which is not followed')
    expect(server.received).toHaveLength(1)
  })
})

describe('A retry', () => {
  it('comes after a broken connection or a service that is away, for what is read', async () => {
    retried.length = 0
    server.script('break', 'break-in-the-middle', refusal(503, 'unavailable'), { status: 200, body: { items: [] } })
    await expect(client.call(listPartnerDirectory)).resolves.toMatchObject({ data: { items: [] } })
    expect(server.received).toHaveLength(4)
    expect(retried.map(({ attempt, operationId }) => [operationId, attempt])).toEqual([
      ['listPartnerDirectory', 1],
      ['listPartnerDirectory', 2],
      ['listPartnerDirectory', 3],
    ])
  })

  it('sends a creation again under the same key, which is its own or the given one', async () => {
    server.script('break', refusal(503, 'unavailable'), { status: 201, body: {} })
    await client.call(createReferral, { body })
    const keys = server.received.map(({ headers }) => headers['idempotency-key'])
    expect(keys).toHaveLength(3)
    expect(new Set(keys).size).toBe(1)
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/)
    server.script({ status: 201, body: {} })
    await client.call(createReferral, { body, idempotencyKey: 'dossier-4711-1' })
    await client.call(createReferral, { body })
    expect(server.received[0]?.headers['idempotency-key']).toBe('dossier-4711-1')
    expect(server.received[1]?.headers['idempotency-key']).not.toBe(keys[0])
  })

  it('does not happen when sending twice might do something twice', async () => {
    server.script('break')
    const params = { referralId: assignmentId }
    const change = client.call(updateReferral, { params, body: { activity: 'unknown' }, ifMatch: 1 })
    await expect(change).rejects.toThrow(NoAnswer)
    expect(server.received).toHaveLength(1)
    server.script(refusal(503, 'unavailable'))
    await expect(client.call(updateReferral, { params, body: { activity: 'unknown' } })).rejects.toThrow(ApiProblem)
    expect(server.received).toHaveLength(1)
  })

  it('comes after a 429 whatever the operation: it was turned away before it did anything', async () => {
    server.script(refusal(429, 'too-many-requests'), { status: 200, body: {} })
    await client.call(updateReferral, { params: { referralId: assignmentId }, body: { activity: 'unknown' } })
    expect(server.received).toHaveLength(2)
  })

  it('waits as long as the service asks, and not at all when that is too long', async () => {
    server.script({ status: 429, headers: { 'retry-after': '1' }, body: {} }, { status: 200, body: {} })
    const startedAt = Date.now()
    await client.call(getOwnConnection)
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(1_000)
    server.script({ status: 429, headers: { 'retry-after': '3600' }, body: {} })
    await expect(client.call(getOwnConnection)).rejects.toMatchObject({ code: 'too-many-requests' })
    expect(server.received).toHaveLength(1)
  })

  it('ends after as many tries as were asked for, with the last error', async () => {
    const hasty = createClient({ baseUrl: server.url, retries: 2 })
    server.script(refusal(502, 'unavailable'))
    await expect(hasty.call(listPartnerDirectory)).rejects.toMatchObject({ status: 502 })
    expect(server.received).toHaveLength(3)
  })
})

describe('Patience', () => {
  it('ends with the time of one attempt', async () => {
    server.script('silence')
    const client = createClient({ baseUrl: server.url, retries: 0, timeoutMs: 60 })
    await expect(client.call(getOwnConnection)).rejects.toMatchObject({ name: 'NoAnswer', isTimeout: true })
  })

  it('ends with the caller’s signal, also while it waits to try again', async () => {
    server.script('silence')
    const reason = new Error('the person has left the page')
    const early = new AbortController()
    setTimeout(() => early.abort(reason), 50)
    await expect(client.call(getOwnConnection, { signal: early.signal })).rejects.toBe(reason)
    server.script({ status: 503, headers: { 'retry-after': '30' }, body: {} })
    const late = new AbortController()
    setTimeout(() => late.abort(reason), 50)
    await expect(client.call(getOwnConnection, { signal: late.signal })).rejects.toBe(reason)
    expect(server.received).toHaveLength(1)
    await expect(client.call(getOwnConnection, { signal: late.signal })).rejects.toBe(reason)
    expect(server.received).toHaveLength(1)
  })
})

describe('Credentials', () => {
  const token = (value: string, expires_in = 900) => ({
    status: 200,
    body: { access_token: value, token_type: 'Bearer', expires_in, scope: '' },
  })
  const oauth = { clientId: assignmentId, clientSecret: 'sk_test_secret_of_the_client' }

  it('are exchanged once for all calls that wait, and again when the token ends', async () => {
    const client = createClient({ baseUrl: server.url, oauth })
    server.script(token('at_1'), { status: 200, body: {} })
    await Promise.all([client.call(getOwnConnection), client.call(getOwnConnection), client.call(getOwnConnection)])
    expect(server.received.map(({ url }) => url)).toEqual([
      '/api/v1/oauth/token',
      ...Array.from({ length: 3 }, () => '/api/v1/partner-connection'),
    ])
    expect(server.received[0]).toMatchObject({
      body: { grant_type: 'client_credentials', client_id: oauth.clientId, client_secret: oauth.clientSecret },
    })
    expect(server.received[1]?.headers.authorization).toBe('Bearer at_1')
    server.script(refusal(401, 'unauthenticated'), token('at_2'), { status: 200, body: {} })
    await client.call(getOwnConnection)
    expect(server.received[2]?.headers.authorization).toBe('Bearer at_2')
  })

  it('are renewed before their end, and a refusal of them is told', async () => {
    const client = createClient({ baseUrl: server.url, oauth })
    server.script(token('at_3', 30), { status: 200, body: {} }, token('at_4'), { status: 200, body: {} })
    await client.call(getOwnConnection)
    await client.call(getOwnConnection)
    expect(server.received.map(({ headers }) => headers.authorization)).toEqual([
      undefined,
      'Bearer at_3',
      undefined,
      'Bearer at_4',
    ])
    server.script(refusal(401, 'unauthenticated'))
    await expect(client.call(getOwnConnection)).rejects.toMatchObject({ code: 'unauthenticated' })
    expect(server.received.length).toBeLessThanOrEqual(3)
  })

  it('are asked for again after a broken connection or a service that is away, also for what is sent once', async () => {
    retried.length = 0
    const client = createClient({ baseUrl: server.url, oauth, onRetry: (retry) => void retried.push(retry) })
    const params = { referralId: assignmentId }
    server.script('break', refusal(503, 'unavailable'), token('at_5'), { status: 200, body: {} })
    await client.call(updateReferral, { params, body: { activity: 'unknown' }, ifMatch: 1 })
    expect(server.received.map(({ url }) => url)).toEqual([
      ...Array.from({ length: 3 }, () => '/api/v1/oauth/token'),
      `/api/v1/referrals/${assignmentId}`,
    ])
    expect(retried.map(({ attempt }) => attempt)).toEqual([1, 2])
    server.script('break')
    const change = client.call(updateReferral, { params, body: { activity: 'unknown' }, ifMatch: 1 })
    await expect(change).rejects.toThrow(NoAnswer)
    expect(server.received).toHaveLength(1)
  })

  it('are given up after as many tries as a call has', async () => {
    const client = createClient({ baseUrl: server.url, oauth, retries: 2 })
    server.script(refusal(429, 'too-many-requests'))
    await expect(client.call(getOwnConnection)).rejects.toMatchObject({ status: 429 })
    expect(server.received).toHaveLength(3)
  })

  it('may come from elsewhere, asked before each request', async () => {
    let count = 0
    const client = createClient({ baseUrl: server.url, token: async () => `at_${(count += 1)}` })
    server.script({ status: 200, body: {} })
    await client.call(getOwnConnection)
    await client.call(createPartner, { body })
    expect(server.received.map(({ headers }) => headers.authorization)).toEqual(['Bearer at_1', 'Bearer at_2'])
  })

  it('do not travel in clear to another machine', () => {
    const baseUrl = 'http://ess.example.test'
    expect(() => createClient({ baseUrl, key: 'sk_live_x' })).toThrow('in clear')
    expect(() => createClient({ baseUrl, key: 'sk_live_x', allowHttp: true })).not.toThrow()
    expect(() => createClient({ baseUrl })).not.toThrow()
    expect(() => createClient({ baseUrl: 'ftp://ess.example.test' })).toThrow('no HTTP address')
  })
})
