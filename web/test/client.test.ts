import { beforeEach, describe, expect, it, jest } from '@jest/globals'
import { endpoint } from '@progress-ess/shared/kit'
import { Type } from 'typebox'
import { call, configureClient, urlOf } from '../src/api/client.ts'
import { decodeConfig } from '../src/lib/config.ts'
import { isMissingChunk, mayReload } from '../src/lib/missingChunk.ts'

const Thing = Type.Object({ name: Type.String() })
const readThing = endpoint({
  operationId: 'readThing',
  summary: '',
  tags: [],
  method: 'GET',
  path: '/things/:thingId',
  params: Type.Object({ thingId: Type.String() }),
  querystring: Type.Object({ after: Type.Optional(Type.String()), state: Type.Optional(Type.Array(Type.String())) }),
  response: { 200: Thing },
})
const saveThing = endpoint({
  operationId: 'saveThing',
  summary: '',
  tags: [],
  method: 'PUT',
  path: '/things/:thingId',
  params: Type.Object({ thingId: Type.String() }),
  body: Thing,
  response: { 200: Thing, 204: Type.Null() },
})

const readTable = endpoint({
  operationId: 'readTable',
  summary: '',
  tags: [],
  method: 'GET',
  path: '/table',
  response: { 200: Type.String() },
})

type Answer = () => Response | Promise<Response>
const asked: Request[] = []
let answers: Answer[] = []
const unauthenticated = jest.fn()
const renewCsrf = jest.fn(async () => true)
let token: string | null = 'token-1'

const json = (value: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(value), { status, headers: { 'content-type': 'application/json', ...headers } })
const refusal = (code: string, status: number): Response =>
  new Response(JSON.stringify({ type: 't', title: 't', status, detail: 'd', code, requestId: 'req-1' }), {
    status,
    headers: { 'content-type': 'application/problem+json' },
  })

beforeEach(() => {
  asked.length = 0
  answers = []
  token = 'token-1'
  jest.clearAllMocks()
  globalThis.fetch = (async (input: string, init: RequestInit) => {
    asked.push(new Request(new URL(input, 'http://pages.test'), { ...init, signal: null }))
    if (init.signal?.aborted === true) throw new DOMException('aborted', 'AbortError')
    return (answers.shift() ?? (() => Promise.reject(new TypeError('no network'))))()
  }) as typeof fetch
  configureClient({ apiUrl: '/api/v1', csrfToken: () => token, onUnauthenticated: unauthenticated, renewCsrf })
})

describe('a call', () => {
  it('fills the path, appends the query and reads the version', async () => {
    answers = [() => json({ name: 'a' }, 200, { etag: '"3"' })]
    const outcome = await call(readThing, {
      params: { thingId: 'a/b' },
      querystring: { after: undefined, state: ['draft', 'submitted'] },
    })
    expect(outcome).toEqual({ ok: true, data: { name: 'a' }, etag: '"3"', status: 200 })
    expect(asked[0]!.url).toBe('http://pages.test/api/v1/things/a%2Fb?state=draft&state=submitted')
    expect(asked[0]!.credentials).toBe('include')
    expect(asked[0]!.headers.get('x-csrf-token')).toBeNull()
  })

  it('sends the body, the version and the CSRF token with a change', async () => {
    answers = [() => json({ name: 'b' })]
    await call(saveThing, { params: { thingId: '1' }, body: { name: 'b' }, ifMatch: 4 })
    const [request] = asked
    expect(await request!.json()).toEqual({ name: 'b' })
    expect(request!.headers.get('if-match')).toBe('"4"')
    expect(request!.headers.get('x-csrf-token')).toBe('token-1')
    expect(request!.headers.get('content-type')).toBe('application/json')
  })

  it('answers an empty success', async () => {
    answers = [() => new Response(null, { status: 204 })]
    const outcome = await call(saveThing, { params: { thingId: '1' }, body: { name: 'b' } })
    expect(outcome).toMatchObject({ ok: true, status: 204 })
  })

  it('reads a text where it is told to', async () => {
    answers = [() => new Response('a;b\r\n', { headers: { 'content-type': 'text/csv; charset=utf-8' } })]
    const outcome = await call(readTable, { reads: 'text' })
    expect(outcome).toMatchObject({ ok: true, data: 'a;b\r\n' })
    expect(asked[0]!.headers.get('accept')).toBe('text/csv, application/problem+json')
  })

  it('gives the address of a download', () => {
    expect(urlOf(readThing, { params: { thingId: '9' }, querystring: { after: 'x y' } })).toBe(
      '/api/v1/things/9?after=x+y',
    )
  })
})

describe('a refusal', () => {
  it('is a value with its code', async () => {
    answers = [() => refusal('stale-version', 412)]
    const outcome = await call(saveThing, { params: { thingId: '1' }, body: { name: 'b' } })
    expect(outcome).toMatchObject({ ok: false, problem: { code: 'stale-version', status: 412, requestId: 'req-1' } })
  })

  it('of a session that has ended is told to the session, once', async () => {
    answers = [() => refusal('unauthenticated', 401)]
    const outcome = await call(readThing, { params: { thingId: '1' } })
    expect(outcome.ok).toBe(false)
    expect(unauthenticated).toHaveBeenCalledTimes(1)
  })

  it('of an old CSRF token is tried once more with a new one', async () => {
    answers = [() => refusal('csrf-refused', 403), () => json({ name: 'b' })]
    renewCsrf.mockImplementationOnce(async () => {
      token = 'token-2'
      return true
    })
    const outcome = await call(saveThing, { params: { thingId: '1' }, body: { name: 'b' } })
    expect(outcome.ok).toBe(true)
    expect(asked.map((request) => request.headers.get('x-csrf-token'))).toEqual(['token-1', 'token-2'])
  })

  it.each([
    [502, 'unavailable'],
    [500, 'internal-error'],
    [404, 'internal-error'],
  ])('that is no problem document, with status %d, becomes %s', async (status, code) => {
    answers = [() => new Response('<html>', { status, headers: { 'content-type': 'text/html' } })]
    expect(await call(saveThing, { params: { thingId: '1' }, body: { name: '' } })).toMatchObject({
      problem: { code, status },
    })
  })
})

describe('without an answer', () => {
  it('a reading is tried once more', async () => {
    answers = [() => Promise.reject(new TypeError('no network')), () => json({ name: 'a' })]
    expect(await call(readThing, { params: { thingId: '1' } })).toMatchObject({ ok: true })
    expect(asked).toHaveLength(2)
  })

  it('a change is not repeated, because it may have been done', async () => {
    const outcome = await call(saveThing, { params: { thingId: '1' }, body: { name: 'b' } })
    expect(outcome).toMatchObject({ ok: false, problem: { code: 'network-failure' } })
    expect(asked).toHaveLength(1)
  })

  it('because the caller gave up, it says so and tries no more', async () => {
    const controller = new AbortController()
    controller.abort()
    const outcome = await call(readThing, { params: { thingId: '1' }, signal: controller.signal })
    expect(outcome).toMatchObject({ ok: false, problem: { code: 'aborted' } })
    expect(asked).toHaveLength(1)
  })
})

describe('config.json', () => {
  it.each([
    [{ apiUrl: 'https://api.example.fr/api/v1/' }, 'https://api.example.fr/api/v1'],
    [{ apiUrl: '/autre/v1' }, '/autre/v1'],
    [{ apiUrl: 'javascript:alert(1)' }, '/api/v1'],
    [{ apiUrl: 3 }, '/api/v1'],
    [null, '/api/v1'],
  ])('%j gives %s', (value, apiUrl) => {
    expect(decodeConfig(value).apiUrl).toBe(apiUrl)
  })
})

describe('a script that is gone', () => {
  it('is recognised, and reloads the page once only', () => {
    sessionStorage.clear()
    expect(isMissingChunk(new TypeError('Failed to fetch dynamically imported module: /assets/x.js'))).toBe(true)
    expect(isMissingChunk(new Error('anything else'))).toBe(false)
    expect(mayReload(1_000_000)).toBe(true)
    expect(mayReload(1_005_000)).toBe(false)
    expect(mayReload(1_100_000)).toBe(true)
  })
})
