import { describe, expect, it } from '@jest/globals'
import { buildApp } from '../src/app.ts'
import { createTestClock } from './support/clock.ts'
import { givenApp } from './support/app.ts'
import { NO_PARTNERS, TEST_SETTINGS } from './support/settings.ts'

const world = await givenApp({
  extend: (app) => {
    app.register(async (scope) => {
      const who = (access: 'public' | 'signed-in' | readonly ['agent', 'manager']) => ({ config: { access } })
      scope.get('/test/public', who('public'), ({ actor }) => ({ kind: actor.kind }))
      scope.get('/test/signed-in', who('signed-in'), ({ actor }) => ({ kind: actor.kind }))
      scope.get('/test/staff', who(['agent', 'manager']), () => ({ ok: true }))
      scope.post('/test/write', who('signed-in'), () => ({ ok: true }))
      scope.post('/test/public-write', who('public'), () => ({ ok: true }))
    })
  },
})

describe('Access', () => {
  it('does not boot with a route that declares none', async () => {
    const { db, pool } = world
    const app = await buildApp({
      db,
      pool,
      clock: createTestClock('2023-01-01T00:00:00Z'),
      settings: TEST_SETTINGS,
      files: world.files,
      partners: NO_PARTNERS,
      authenticate: async () => null,
      modules: [],
    })
    expect(() => app.get('/api/v1/forgotten', () => null)).toThrow('/api/v1/forgotten declares no config.access')
    await app.close()
  })

  it('knows who asks on a public operation', async () => {
    expect((await world.anonymous.get('/test/public').expect(200)).body.kind).toBe('anonymous')
    expect((await world.as('applicant').get('/test/public').expect(200)).body.kind).toBe('account')
  })

  it('asks to sign in', async () => {
    const answer = await world.anonymous.get('/test/signed-in').expect(401)
    expect(answer.body.code).toBe('unauthenticated')
    await world.as('funder').get('/test/signed-in').expect(200)
  })

  it.each(['not-a-token', 'Bearer short', `Bearer ${'a'.repeat(43)}`, 'Basic abc'])(
    'takes an unknown credential for nobody: %s',
    async (authorization) => {
      await world.anonymous.get('/test/signed-in').set('authorization', authorization).expect(401)
      await world.anonymous.get('/test/public').set('authorization', authorization).expect(200)
    },
  )

  it('refuses the wrong role', async () => {
    expect((await world.as('applicant').get('/test/staff').expect(403)).body.code).toBe('role-not-allowed')
    await world.as('manager').get('/test/staff').expect(200)
  })

  it('says when only the second factor is missing', async () => {
    const account = await world.givenAccount({ roles: ['applicant', 'agent'], dormantRoles: ['agent'] })
    expect((await world.as(account).get('/test/staff').expect(403)).body.code).toBe('second-factor-required')
  })
})

describe('Requests that a browser was tricked into', () => {
  const account = world.accountOf('agent')
  const cookie = `progress_session=${account.token}`
  const write = () => world.anonymous.post('/test/write').set('cookie', cookie)

  it('refuses a cookie without the session’s own token', async () => {
    expect((await write().expect(403)).body.code).toBe('csrf-refused')
    expect((await write().set('x-csrf-token', 'wrong').expect(403)).body.code).toBe('csrf-refused')
    await write().set('x-csrf-token', `csrf-${account.token}`).expect(200)
  })

  it('needs no token to read, nor with a bearer token', async () => {
    await world.anonymous.get('/test/signed-in').set('cookie', cookie).expect(200)
    await world.as('agent').post('/test/write').expect(200)
  })

  it('refuses another origin even with the token, and an unsafe request of nobody', async () => {
    const fromElsewhere = write().set('x-csrf-token', `csrf-${account.token}`).set('origin', 'https://evil.example')
    expect((await fromElsewhere.expect(403)).body.code).toBe('csrf-refused')
    await world.anonymous.post('/test/public-write').set('origin', 'https://evil.example').expect(403)
    await world.anonymous.post('/test/public-write').set('origin', 'null').expect(403)
    await world.anonymous.post('/test/public-write').set('sec-fetch-site', 'cross-site').expect(403)
  })

  it('accepts its own origin and the pages’', async () => {
    await world.anonymous.post('/test/public-write').set('origin', world.baseUrl).expect(200)
    await world.anonymous.post('/test/public-write').set('origin', TEST_SETTINGS.publicUrl).expect(200)
  })
})

describe('A session that ends', () => {
  it('stops writing at once and reading after two seconds', async () => {
    const { db, pool } = world
    const account = world.accountOf('agent')
    let isLiving = true
    const app = await buildApp({
      db,
      pool,
      clock: createTestClock('2023-01-01T00:00:00Z'),
      settings: TEST_SETTINGS,
      files: world.files,
      sessionCacheMs: 200,
      modules: [],
      partners: NO_PARTNERS,
      authenticate: async () =>
        isLiving
          ? {
              actor: { ...account, kind: 'account', sessionId: account.accountId },
              csrfToken: 'x',
              dormantRoles: [],
            }
          : null,
    })
    app.get('/test/read', { config: { access: 'signed-in' } }, () => ({ ok: true }))
    app.post('/test/write', { config: { access: 'signed-in' } }, () => ({ ok: true }))
    const url = await app.listen({ port: 0, host: '127.0.0.1' })
    const call = async (method: 'GET' | 'POST') => {
      const path = method === 'GET' ? '/test/read' : '/test/write'
      return (await fetch(url + path, { method, headers: { authorization: `Bearer ${account.token}` } })).status
    }
    expect(await call('GET')).toBe(200)
    isLiving = false
    expect(await call('GET')).toBe(200)
    expect(await call('POST')).toBe(401)
    expect(await call('GET')).toBe(401)
    isLiving = true
    expect(await call('GET')).toBe(200)
    isLiving = false
    await new Promise((resolve) => setTimeout(resolve, 250))
    expect(await call('GET')).toBe(401)
    await app.close()
  })

  it('does not last by being read again and again', async () => {
    const { db, pool } = world
    const account = world.accountOf('agent')
    let isLiving = true
    const app = await buildApp({
      db,
      pool,
      clock: createTestClock('2023-01-01T00:00:00Z'),
      settings: TEST_SETTINGS,
      files: world.files,
      sessionCacheMs: 200,
      modules: [],
      partners: NO_PARTNERS,
      authenticate: async () =>
        isLiving
          ? { actor: { ...account, kind: 'account', sessionId: account.accountId }, csrfToken: 'x', dormantRoles: [] }
          : null,
    })
    app.get('/test/read', { config: { access: 'signed-in' } }, () => ({ ok: true }))
    const url = await app.listen({ port: 0, host: '127.0.0.1' })
    const read = async () =>
      (await fetch(`${url}/test/read`, { headers: { authorization: `Bearer ${account.token}` } })).status
    expect(await read()).toBe(200)
    isLiving = false
    const until = performance.now() + 1_000
    let status = 200
    while (status === 200 && performance.now() < until) status = await read()
    expect(status).toBe(401)
    await app.close()
  })
})

describe('Headers', () => {
  it('keeps answers of the API out of caches and pages in a strict policy', async () => {
    const { headers } = await world.anonymous.get('/api/v1/audit/verification')
    expect(headers['cache-control']).toBe('no-store')
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(headers['x-frame-options']).toBe('DENY')
    expect(headers['content-security-policy']).toBe("default-src 'none'; frame-ancestors 'none'")
    const page = await world.anonymous.get('/')
    expect(page.headers['content-security-policy']).toContain("default-src 'self'")
    expect(page.headers['content-security-policy']).not.toMatch(/unsafe|\*|http/)
  })

  it('lets no other origin read', async () => {
    const { headers } = await world.anonymous.get('/test/public').set('origin', 'https://evil.example')
    expect(headers['access-control-allow-origin']).toBeUndefined()
  })
})
