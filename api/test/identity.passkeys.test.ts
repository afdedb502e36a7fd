import { describe, expect, it } from '@jest/globals'
import type { Passkey, PasskeyCreation, PasskeyRequest, Role, SignInOutcome } from '@progress-ess/shared/identity'
import { type Client, givenApp } from './support/app.ts'
import { codeOf } from './support/given-application.ts'
import { givenSession, holding } from './support/given-session.ts'
import { SoftAuthenticator } from './support/soft-authenticator.ts'
import { TEST_SETTINGS } from './support/settings.ts'

const world = await givenApp()
const PATH = '/api/v1/account/passkeys'
const device = (isHolder = true) => new SoftAuthenticator(new URL(TEST_SETTINGS.publicUrl), isHolder)

async function add(client: Client, authenticator: SoftAuthenticator, name = 'Clé') {
  const { body } = await client.post(`${PATH}/options`).expect(201)
  return client.post(PATH).send({ name, ...authenticator.create(body as PasskeyCreation) })
}

async function enter(authenticator: SoftAuthenticator) {
  const { body } = await world.anonymous.post('/api/v1/sessions/passkey/options').expect(201)
  return world.anonymous
    .post('/api/v1/sessions/passkey')
    .send({ ...authenticator.get(body as PasskeyRequest), transport: 'token' })
}

/** A passkey that was added, with the session that it raised: its token is a new one. */
async function givenPasskey(authenticator = device(), roles: readonly Role[] = ['applicant']) {
  const { accountId, client } = await givenSession(world)
  await world.asOwner('update account set roles = $2 where account_id = $1', [accountId, roles])
  const added = await add(client, authenticator)
  expect(added.status).toBe(201)
  const { passkey, codes } = added.body as { passkey: Passkey; codes: string[] }
  const own = holding(world, added.headers['x-session-token'] ?? '')
  return { accountId, own, codes, path: `${PATH}/${passkey.passkeyId}` }
}

describe('a passkey', () => {
  it('is added with recovery codes, once, and signs in as both factors', async () => {
    const key = device()
    const { accountId, own, codes } = await givenPasskey(key)
    expect(codes).toHaveLength(10)
    const second = await add(own, device())
    expect([second.status, second.body.codes]).toEqual([201, []])
    const { body } = await enter(key)
    expect(body).toMatchObject({ status: 'signedIn', session: { assurance: 'double' } })
    expect((body as SignInOutcome).session?.account).toMatchObject({ accountId, hasSecondFactor: true, hasTotp: false })
  })

  it('answers a challenge once, and only the one that was asked', async () => {
    const key = device()
    await givenPasskey(key)
    const { body } = await world.anonymous.post('/api/v1/sessions/passkey/options').expect(201)
    const answer = { ...key.get(body as PasskeyRequest), transport: 'token' }
    await world.anonymous.post('/api/v1/sessions/passkey').send(answer).expect(201)
    const replay = await world.anonymous.post('/api/v1/sessions/passkey').send(answer)
    expect([replay.status, codeOf(replay)]).toEqual([401, 'passkey-refused'])
    const invented = key.get({ ...(body as PasskeyRequest), challenge: 'A'.repeat(43) })
    await world.anonymous.post('/api/v1/sessions/passkey').send(invented).expect(401)
  })

  it('is not added without its holder, nor from another site', async () => {
    const { client } = await givenSession(world)
    for (const wrong of [device(false), new SoftAuthenticator(new URL('https://evil.example'), true)]) {
      const answer = await add(client, wrong)
      expect([answer.status, codeOf(answer)]).toEqual([422, 'passkey-refused'])
    }
  })

  it('opens nothing without its holder, with another key, once removed, nor to a disabled account', async () => {
    const key = device()
    const { own, path } = await givenPasskey(key)
    key.isHolder = false
    expect((await enter(key)).status).toBe(401)
    key.isHolder = true
    expect((await enter(key.withAnotherKey())).status).toBe(401)
    expect((await enter(key)).status).toBe(201)
    await own.delete(path).expect(204)
    expect((await enter(key)).status).toBe(401)

    const other = device()
    const { accountId } = await givenPasskey(other)
    await world.asOwner('update account set is_disabled = true where account_id = $1', [accountId])
    expect((await enter(other)).status).toBe(401)
  })

  it('is only its holder’s to rename and remove', async () => {
    const { own, path } = await givenPasskey()
    const renamed = await own.patch(path).send({ name: 'Bureau' }).expect(200)
    expect(renamed.body).toMatchObject({ name: 'Bureau', isSynced: false })
    const { client: stranger } = await givenSession(world)
    for (const answer of [await stranger.patch(path).send({ name: 'x' }), await stranger.delete(path)]) {
      expect([answer.status, codeOf(answer)]).toEqual([404, 'passkey-not-found'])
    }
    expect((await stranger.get(PATH).expect(200)).body).toEqual({ items: [] })
  })

  it('is asked for before another factor is added, replaced or removed', async () => {
    const { accountId, own, path } = await givenPasskey()
    await world.asOwner("update session set assurance = 'single' where account_id = $1", [accountId])
    const attempts = [own.post(`${PATH}/options`), own.post('/api/v1/account/totp'), own.delete(path)]
    for (const answer of await Promise.all(attempts)) {
      expect([answer.status, codeOf(answer)]).toEqual([403, 'second-factor-required'])
    }
  })

  it('of staff stays when it is the last second factor', async () => {
    const { own, path } = await givenPasskey(device(), ['agent'])
    const removal = await own.delete(path)
    expect([removal.status, codeOf(removal)]).toEqual([409, 'last-second-factor'])
  })
})
