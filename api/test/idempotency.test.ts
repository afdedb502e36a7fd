import { describe, expect, it } from '@jest/globals'
import { buildApp } from '../src/app.ts'
import { type Context, inTransaction } from '../src/kit/context.ts'
import { newId } from '../src/kit/ids.ts'
import { Refusal } from '../src/kit/refusal.ts'
import { recordAudit } from '../src/kit/audit.ts'
import type {} from '@fastify/swagger'
import type {} from '../src/plugins/context.ts'
import { givenApp } from './support/app.ts'
import { createTestClock } from './support/clock.ts'
import { NO_PARTNERS, TEST_SETTINGS } from './support/settings.ts'

const subjectId = newId()
let mayWork = true

/** A use case that leaves one audit line each time it really works. */
const create = (ctx: Context, name: string) =>
  inTransaction(ctx, async (inside) => {
    await recordAudit(inside, { operation: 'createTest', subjectType: 'thing', subjectId })
    await new Promise((resolve) => setTimeout(resolve, 30))
    if (!mayWork) throw new Refusal('conflict', 'call-closed', 'Not now')
    return { id: newId(), name }
  })

const world = await givenApp({
  extend: (app) => {
    app.register(async (scope) => {
      const config = { access: 'signed-in' as const, isIdempotent: true }
      scope.post('/test/things', { config }, async (request, reply) => {
        const created = await create(request.context(), (request.body as { name: string }).name)
        return reply.status(201).header('etag', '"1"').send(created)
      })
      scope.post('/test/others', { config }, async (request) => create(request.context(), 'other'))
    })
  },
})

const works = async () => (await world.db.selectFrom('auditEntry').select('auditEntryId').execute()).length
const post = (key: string | null, name = 'a', path = '/test/things') => {
  const request = world.as('applicant').post(path)
  return (key === null ? request : request.set('idempotency-key', key)).send({ name })
}

describe('Idempotency-Key', () => {
  it('does not boot with an operation whose contract does not tell of it', async () => {
    const { db, pool, files } = world
    const app = await buildApp({
      db,
      pool,
      clock: createTestClock('2023-01-01T00:00:00Z'),
      settings: TEST_SETTINGS,
      files,
      partners: NO_PARTNERS,
      authenticate: async () => null,
      modules: [],
    })
    const schema = { operationId: 'createSilently' }
    const add = () =>
      app.post('/test/silent', { schema, config: { access: 'signed-in', isIdempotent: true } }, () => null)
    expect(add).toThrow('createSilently takes an Idempotency-Key that its contract does not tell of')
    await app.close()
  })

  it('is taken by every operation whose contract says so', async () => {
    const refused = await world.as('manager').post('/api/v1/partners').set('idempotency-key', 'short').send({
      kind: 'cci',
      name: 'CCI',
      connection: 'full',
      contactEmail: 'cci@example.test',
    })
    expect([refused.status, refused.body.code]).toEqual([400, 'invalid-request'])
  })

  it('answers the same request the same, and works once', async () => {
    const before = await works()
    const first = await post('key-number-1').expect(201)
    const second = await post('key-number-1').expect(201)
    expect(second.text).toBe(first.text)
    expect(second.headers['etag']).toBe('"1"')
    expect(first.headers['idempotency-replayed']).toBeUndefined()
    expect(second.headers['idempotency-replayed']).toBe('true')
    expect(await works()).toBe(before + 1)
  })

  it('answers all of ten requests at once the same, and works once', async () => {
    const before = await works()
    const answers = await Promise.all(Array.from({ length: 10 }, () => post('key-number-2')))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]))
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
    expect(await works()).toBe(before + 1)
  })

  it('refuses another body, and another operation, under the same key', async () => {
    await post('key-number-3').expect(201)
    expect((await post('key-number-3', 'b').expect(422)).body.code).toBe('idempotency-key-reused')
    expect((await post('key-number-3', 'a', '/test/others').expect(422)).body.code).toBe('idempotency-key-reused')
  })

  it('lets a refused request try again', async () => {
    mayWork = false
    await post('key-number-4').expect(409)
    mayWork = true
    await post('key-number-4').expect(201)
  })

  it('belongs to its account', async () => {
    const mine = await post('key-number-5').expect(201)
    const theirs = await world
      .as('agent')
      .post('/test/things')
      .set('idempotency-key', 'key-number-5')
      .send({ name: 'a' })
    expect(theirs.status).toBe(201)
    expect(theirs.body.id).not.toBe(mine.body.id)
  })

  it('gives the kept result when the process died before it could answer', async () => {
    const first = await post('key-number-6').expect(201)
    await world.db
      .updateTable('idempotencyRecord')
      .set({ status: null, headers: null })
      .where('key', '=', 'key-number-6')
      .execute()
    const second = await post('key-number-6').expect(200)
    expect(second.body).toEqual(first.body)
  })

  it('works each time without a key, and refuses one that is malformed', async () => {
    const before = await works()
    await post(null).expect(201)
    await post(null).expect(201)
    expect(await works()).toBe(before + 2)
    expect((await post('short').expect(400)).body.code).toBe('invalid-request')
  })
})
