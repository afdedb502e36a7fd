import { beforeEach, describe, expect, it } from '@jest/globals'
import type { CurrentSession } from '@progress-ess/shared/identity'
import { createPinia, setActivePinia } from 'pinia'
import type { RouteLocationNormalized } from 'vue-router'
import { configureClient } from '../src/api/client.ts'
import { guardAccess, safeNext } from '../src/routes/guard.ts'
import type { Access } from '../src/routes/meta.ts'
import { useSession, type Account, type Role } from '../src/stores/session.ts'

const account = (...roles: Role[]): Account => ({
  accountId: '018f0000-0000-7000-8000-000000000001',
  displayName: 'Camille R.',
  email: 'camille@example.fr',
  roles,
  locale: 'fr',
  isDisabled: false,
  hasPassword: true,
  hasTotp: false,
  hasSecondFactor: false,
  createdAt: '2023-01-01T00:00:00.000Z',
  lastSignInAt: null,
  version: 1,
})

function givenServer(who: Account | null | 'away', mustEnrolSecondFactor = false): void {
  globalThis.fetch = async () => {
    if (who === 'away') throw new TypeError('no network')
    const body: CurrentSession = {
      account: who,
      organisations: [],
      assurance: who === null ? null : 'double',
      mustEnrolSecondFactor,
      mayReplacePassword: false,
      csrfToken: who === null ? null : 'c',
      isDemo: true,
      serverNow: '2023-02-06T22:00:00.000Z',
      expiresAt: null,
    }
    return new Response(JSON.stringify(body), { headers: { 'content-type': 'application/json' } })
  }
}

const page = (access: Access): RouteLocationNormalized =>
  ({
    fullPath: '/mes-dossiers?vue=tous',
    path: '/mes-dossiers',
    meta: { access },
  }) as unknown as RouteLocationNormalized

beforeEach(() => {
  setActivePinia(createPinia())
  configureClient({
    apiUrl: '/api/v1',
    csrfToken: () => null,
    onUnauthenticated: () => undefined,
    renewCsrf: async () => false,
  })
})

describe('who may open a page', () => {
  it('everybody, a public one, without waiting for the server', async () => {
    givenServer('away')
    expect(await guardAccess(page('public'))).toBe(true)
  })

  it('a stranger is sent to sign in and will come back', async () => {
    givenServer(null)
    expect(await guardAccess(page('signed-in'))).toEqual({
      path: '/connexion',
      query: { next: '/mes-dossiers?vue=tous' },
    })
  })

  it('whoever holds one of the roles', async () => {
    givenServer(account('agent'))
    expect(await guardAccess(page(['agent', 'manager']))).toBe(true)
    expect(await guardAccess(page('signed-in'))).toBe(true)
    expect(await guardAccess(page(['evaluator']))).toEqual({ name: 'forbidden' })
  })

  it('staff without a second factor set it up first', async () => {
    givenServer(account(), true)
    expect(await guardAccess(page(['agent']))).toEqual({
      path: '/compte/second-facteur',
      query: { next: '/mes-dossiers?vue=tous' },
    })
    expect(await guardAccess(page('signed-in'))).toBe(true)
  })

  it('whose session has ended signs in again before another page opens', async () => {
    givenServer(account('agent'))
    expect(await guardAccess(page(['agent']))).toBe(true)
    useSession().expire()
    expect(await guardAccess(page(['agent']))).toMatchObject({ path: '/connexion' })
  })

  it('nobody can tell while the server is away: the page can be asked again', async () => {
    givenServer('away')
    expect(await guardAccess(page('signed-in'))).toEqual({
      name: 'unavailable',
      query: { next: '/mes-dossiers?vue=tous' },
    })
  })
})

describe('the session', () => {
  it('keeps the page open when it ends, and forgets that after a new sign-in', async () => {
    givenServer(account('applicant'))
    const session = useSession()
    await session.load()
    session.expire()
    expect(session.hasExpired).toBe(true)
    expect(session.account?.displayName).toBe('Camille R.')
    await session.load()
    expect(session.hasExpired).toBe(false)
  })

  it('that ended behind our back keeps what the page shows', async () => {
    givenServer(account('applicant'))
    const session = useSession()
    await session.load()
    givenServer(null)
    await session.load()
    expect([session.hasExpired, session.isSignedIn, session.account?.displayName]).toEqual([true, false, 'Camille R.'])
  })

  it('is over at once when one signs out', async () => {
    givenServer(account('applicant'))
    const session = useSession()
    await session.load()
    givenServer(null)
    expect(await session.signOut()).toBeNull()
    expect([session.hasExpired, session.account]).toEqual([false, null])
  })

  it('has not ended for somebody who never signed in', async () => {
    givenServer(null)
    const session = useSession()
    await session.load()
    session.expire()
    expect(session.hasExpired).toBe(false)
  })

  it('follows the clock of the server', async () => {
    givenServer(null)
    const session = useSession()
    await session.load()
    expect(Math.abs(session.serverNow().getTime() - Date.parse('2023-02-06T22:00:00Z'))).toBeLessThan(2_000)
  })
})

describe('the page to come back to', () => {
  it.each([
    ['/bureau?x=1', '/bureau?x=1'],
    ['//evil.example', null],
    ['/\\evil.example', null],
    ['https://evil.example', null],
    [undefined, null],
    [['/a'], null],
  ])('%j gives %j', (next, expected) => {
    expect(safeNext(next)).toBe(expected)
  })
})
