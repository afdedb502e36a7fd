import { connect } from 'node:net'
import { describe, expect, it } from '@jest/globals'
import { endpoint, GENERAL_CODES, type ProblemError } from '@progress-ess/shared/kit'
import { sql } from 'kysely'
import { Type } from 'typebox'
import { Refusal, staleVersion } from '../src/kit/refusal.ts'
import { route } from '../src/kit/route.ts'
import { givenApp } from './support/app.ts'

const echo = endpoint({
  operationId: 'echo',
  summary: 'For this test',
  tags: ['test'],
  method: 'POST',
  path: '/test/echo/:name',
  params: Type.Object({ name: Type.String({ maxLength: 20 }) }),
  querystring: Type.Object({ count: Type.Optional(Type.Integer({ minimum: 1, default: 3 })) }),
  body: Type.Object(
    { text: Type.String({ maxLength: 100 }), number: Type.Optional(Type.Integer()) },
    { additionalProperties: false },
  ),
  response: { 200: Type.Object({ text: Type.String(), count: Type.Integer() }) },
})

const world = await givenApp({
  extend: (app) => {
    app.register(async (scope) => {
      const open = { config: { access: 'public' as const } }
      scope.route({
        ...route(echo),
        ...open,
        handler: (request) => ({
          text: (request.body as { text: string }).text,
          count: (request.query as { count: number }).count,
        }),
      })
      scope.post('/test/nothing', open, (request) => ({ body: request.body ?? null }))
      scope.get('/test/fault', open, () => {
        throw new Error('secret of the house')
      })
      scope.get('/test/refusal', open, () => {
        throw new Refusal('conflict', 'call-closed', 'The call is closed', { context: { closedAt: '2023-02-06' } })
      })
      scope.get('/test/stale', open, () => {
        throw staleVersion(7)
      })
      scope.get('/test/slow-statement', open, () =>
        world.db.transaction().execute(async (trx) => {
          await sql`set local statement_timeout = 20`.execute(trx)
          await sql`select pg_sleep(2)`.execute(trx)
        }),
      )
      scope.get('/test/duplicate', open, async () => {
        await sql`insert into rate_limit (key) values ('somebody@example.test'), ('somebody@example.test')`.execute(
          world.db,
        )
        return null
      })
      scope.get('/test/away', open, () => {
        throw Object.assign(new Error('terminating connection'), { code: '57P01' })
      })
    })
  },
})

const PROBLEM = 'application/problem+json; charset=utf-8'

/** Sends bytes that no client library would send, and reads the whole answer. */
function sendRaw(bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(world.baseUrl)
    const socket = connect(Number(port), hostname, () => socket.write(bytes))
    let answer = ''
    socket.on('data', (chunk) => (answer += chunk.toString('utf8')))
    socket.on('close', () => resolve(answer))
    socket.on('error', reject)
    socket.setTimeout(5_000, () => socket.destroy())
  })
}

describe('Problem documents', () => {
  it('answers an unknown address with 404', async () => {
    const answer = await world.anonymous.get('/api/v1/nowhere').expect(404)
    expect(answer.headers['content-type']).toBe(PROBLEM)
    expect(answer.body).toMatchObject({ status: 404, code: 'not-found', title: 'Not Found' })
  })

  it('carries the request id that the header shows', async () => {
    const answer = await world.anonymous.get('/api/v1/nowhere')
    expect(answer.body.requestId).toBe(answer.headers['x-request-id'])
    expect(answer.body.requestId).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('answers a wrong method with 405 and the right ones', async () => {
    const answer = await world.anonymous.delete('/api/v1/audit/verification').expect(405)
    expect(answer.body.code).toBe('method-not-allowed')
    expect(answer.headers['allow']).toBe('GET, HEAD')
  })

  it('says code, detail and facts of a refusal', async () => {
    const answer = await world.anonymous.get('/test/refusal').expect(409)
    expect(answer.headers['content-type']).toBe(PROBLEM)
    expect(answer.body).toEqual({
      type: 'urn:progress-ess:problem:call-closed',
      title: 'Conflict',
      status: 409,
      detail: 'The call is closed',
      code: 'call-closed',
      requestId: answer.headers['x-request-id'],
      context: { closedAt: '2023-02-06' },
    })
  })

  it('gives the current version with a 412', async () => {
    const answer = await world.anonymous.get('/test/stale').expect(412)
    expect(answer.headers['etag']).toBe('"7"')
    expect(answer.body).toMatchObject({ code: 'stale-version', context: { currentVersion: 7 } })
  })

  it('says nothing of a fault of ours, and logs it', async () => {
    const answer = await world.quietly(async () => world.anonymous.get('/test/fault').expect(500))
    expect(answer.headers['content-type']).toBe(PROBLEM)
    expect(answer.body.code).toBe('internal-error')
    expect(answer.text).not.toContain('secret')
    expect(world.logs.some(({ level, message }) => level === 'error' && message === 'request failed')).toBe(true)
  })

  it('says nothing of a fault of the database', async () => {
    const answer = await world.quietly(async () => world.anonymous.get('/test/duplicate').expect(500))
    expect(answer.text).not.toContain('somebody')
    expect(answer.body.code).toBe('internal-error')
  })

  it.each(['/test/away', '/test/slow-statement'])(
    'asks to try again when the database cannot serve: %s',
    async (path) => {
      const answer = await world.quietly(async () => world.anonymous.get(path).expect(503))
      expect(answer.body.code).toBe('unavailable')
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
    },
  )
})

describe('Input that is refused', () => {
  const post = (body: string | object, type = 'application/json') =>
    world.anonymous.post('/test/echo/a').set('content-type', type).send(body)

  it('accepts what has the declared shape', async () => {
    const answer = await world.anonymous.post('/test/echo/a?count=5').send({ text: 'é', number: 3 }).expect(200)
    expect(answer.body).toEqual({ text: 'é', count: 5 })
    expect((await world.anonymous.post('/test/echo/a').send({ text: 'x' }).expect(200)).body.count).toBe(3)
  })

  it('names every field that is wrong', async () => {
    const answer = await post({ number: '3', extra: true }).expect(400)
    expect(answer.body.code).toBe('invalid-request')
    const errors = answer.body.errors as ProblemError[]
    expect(errors.map(({ pointer, keyword }) => `${pointer} ${keyword}`).sort()).toEqual([
      '/body/extra additionalProperties',
      '/body/number type',
      '/body/text required',
    ])
  })

  it('does not turn a text of the body into a number', async () => {
    const answer = await post({ text: 'x', number: '3' }).expect(400)
    expect(answer.body.errors).toEqual([{ pointer: '/body/number', keyword: 'type', message: 'must be integer' }])
  })

  it('names the part of the address that is wrong', async () => {
    const answer = await world.anonymous.post('/test/echo/a?count=0').send({ text: 'x' }).expect(400)
    expect(answer.body.errors[0].pointer).toBe('/querystring/count')
    const long = await world.anonymous
      .post(`/test/echo/${'a'.repeat(21)}`)
      .send({ text: 'x' })
      .expect(400)
    expect(long.body.errors[0].pointer).toBe('/params/name')
  })

  it.each([
    ['broken JSON', '{"text":', 'application/json', 400, 'malformed-json'],
    ['an empty body', '', 'application/json', 400, 'malformed-json'],
    ['a body that poisons prototypes', '{"text":"x","__proto__":{"a":1}}', 'application/json', 400, 'malformed-json'],
    ['another media type', 'text=x', 'application/x-www-form-urlencoded', 415, 'unsupported-media-type'],
    ['a body above 1 MiB', JSON.stringify({ text: 'x'.repeat(1_100_000) }), 'application/json', 413, 'body-too-large'],
    ['NUL in a text', '{"text":"a\\u0000b"}', 'application/json', 400, 'invalid-request'],
    ['half a character', '{"text":"a\\ud800b"}', 'application/json', 400, 'invalid-request'],
    ['an over-long text', JSON.stringify({ text: 'x'.repeat(101) }), 'application/json', 400, 'invalid-request'],
  ])('refuses %s', async (_name, body, type, status, code) => {
    const answer = await post(body, type).expect(status)
    expect(answer.headers['content-type']).toBe(PROBLEM)
    expect(answer.body.code).toBe(code)
  })

  it('takes an empty body where none is asked for, whatever its type', async () => {
    const answer = await world.anonymous.post('/test/nothing').set('content-type', 'application/json').send('')
    expect([answer.status, answer.body]).toEqual([200, { body: null }])
    const unknown = await world.anonymous.post('/test/unknown').set('content-type', 'application/json').send('')
    expect([unknown.status, unknown.body.code]).toEqual([404, 'not-found'])
  })

  it.each([
    ['/', '*/*', true],
    ['/appels/2023?page=2', '*/*', true],
    ['/appels/2023', 'text/html,*/*;q=0.8', true],
    ['/appels/2023', 'application/json', false],
    ['/absent.js', '*/*', false],
    ['/api', '*/*', false],
    ['/api/v1/absent', 'text/html', false],
    ['/docs?absent', 'text/html', false],
  ])('answers %s for %s with the page: %s', async (path, accept, isPage) => {
    Object.assign(world.app, { indexPage: '<!doctype html>' })
    const answer = await world.anonymous.get(path).set('accept', accept)
    Object.assign(world.app, { indexPage: null })
    expect([answer.status, answer.headers['content-type']]).toEqual(
      isPage ? [200, 'text/html; charset=utf-8'] : [404, PROBLEM],
    )
  })

  it.each([
    ['NUL in the address', '/test/echo/a%00b', 400],
    ['a broken escape', '/test/echo/%E0%A4%A', 400],
    ['an over-long part', `/test/echo/${'a'.repeat(300)}`, 414],
  ])('refuses %s', async (_name, path, status) => {
    const answer = await sendRaw(
      `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 12\r\nconnection: close\r\n\r\n{"text":"x"}`,
    )
    expect(answer).toContain(`HTTP/1.1 ${status} `)
    expect(answer).toContain('application/problem+json')
    expect(answer).toContain('"code":"invalid-request"')
  })

  it.each([
    ['what is no HTTP', 'HELLO\r\n\r\n', 400],
    ['headers above 16 kB', `GET / HTTP/1.1\r\nhost: x\r\nx-long: ${'a'.repeat(20_000)}\r\n\r\n`, 431],
  ])('answers %s with a problem document', async (_name, bytes, status) => {
    const answer = await sendRaw(bytes)
    expect(answer).toContain(`HTTP/1.1 ${status} `)
    expect(answer).toContain('application/problem+json')
    expect(GENERAL_CODES).toContain(/"code":"([a-z-]+)"/.exec(answer)?.[1])
  })
})
