import { describe, expect, it } from '@jest/globals'
import type { Account, Invitation, SignInOutcome } from '@progress-ess/shared/identity'
import { generateSync } from 'otplib'
import { etagOf } from '../src/kit/etag.ts'
import { newId } from '../src/kit/ids.ts'
import { givenApp } from './support/app.ts'
import { codeOf } from './support/given-application.ts'

const world = await givenApp()
const admin = world.as('admin')
const PASSWORD = 'barque-lavoir-péniche-7'
const someone = (): string => `${newId()}@example.test`

async function invite(email = someone(), roles = ['agent']): Promise<{ invitation: Invitation; token: string }> {
  const { body } = await admin.post('/api/v1/invitations').send({ email, displayName: 'Léa Essai', roles }).expect(201)
  await world.runJobs()
  const text = world.sent.findLast(({ recipient }) => recipient === email)?.body ?? ''
  return { invitation: body as Invitation, token: /\/connexion\/invitation#([\w-]+)/.exec(text)?.[1] ?? '' }
}

const accept = (token: string) =>
  world.anonymous
    .post('/api/v1/invitations/acceptance')
    .send({ token, displayName: 'Léa Essai', password: PASSWORD, transport: 'token' })

const readAccount = async (accountId: string): Promise<Account> =>
  (await admin.get(`/api/v1/accounts/${accountId}`).expect(200)).body as Account

const change = ({ accountId, version }: Account, body: object) =>
  admin.patch(`/api/v1/accounts/${accountId}`).set('if-match', etagOf(version)).send(body)

describe('an invitation', () => {
  it('is mailed, accepted once, and its roles wait for the second factor', async () => {
    const { token } = await invite()
    const { body } = await accept(token).expect(201)
    expect((body as SignInOutcome).session).toMatchObject({ mustEnrolSecondFactor: true, account: { roles: [] } })
    const again = await accept(token)
    expect([again.status, codeOf(again)]).toEqual([404, 'invitation-refused'])
  })

  it('says who invites', async () => {
    const { token } = await invite()
    const { body } = await world.anonymous.post('/api/v1/invitations/preview').send({ token }).expect(200)
    expect(body).toMatchObject({ invitedByName: world.accountOf('admin').displayName, roles: ['agent'] })
  })

  it('of somebody who has a second factor asks for it', async () => {
    const email = someone()
    const first = (await accept((await invite(email)).token).expect(201)).body as SignInOutcome
    const own = { authorization: `Bearer ${first.token ?? ''}` }
    const { secret } = (await world.anonymous.post('/api/v1/account/totp').set(own).expect(201)).body as {
      secret: string
    }
    const code = generateSync({ secret, epoch: Math.floor(world.clock().getTime() / 1000) })
    await world.anonymous.post('/api/v1/account/totp/confirmation').set(own).send({ code }).expect(201)
    const { body } = await accept((await invite(email, ['evaluator'])).token).expect(201)
    expect(body).toMatchObject({ status: 'secondFactorRequired', session: null, token: null })
  })

  it('accepted twice at once makes one account', async () => {
    const { token } = await invite()
    const answers = await Promise.all([accept(token), accept(token), accept(token)])
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 404, 404])
  })

  it('that was revoked, or is a week old, is refused', async () => {
    const revoked = await invite()
    await admin.delete(`/api/v1/invitations/${revoked.invitation.invitationId}`).expect(204)
    await accept(revoked.token).expect(404)
    const old = await invite()
    world.clock.advance(7 * 24 * 3_600_000 + 1)
    await accept(old.token).expect(404)
  })

  it('is an administrator’s to make', async () => {
    const body = { email: someone(), displayName: 'Léa Essai', roles: ['admin'] }
    await world.as('manager').post('/api/v1/invitations').send(body).expect(403)
    await world.anonymous.post('/api/v1/invitations').send(body).expect(401)
  })
})

describe('PATCH /accounts/:accountId', () => {
  it('changes roles with the version, and ends the sessions of the account', async () => {
    const { token } = await invite()
    const { token: session, session: opened } = (await accept(token).expect(201)).body as SignInOutcome
    const account = await readAccount(opened?.account?.accountId ?? '')
    const { body } = await change(account, { roles: ['evaluator'] }).expect(200)
    expect(body).toMatchObject({ roles: ['evaluator'], version: account.version + 1 })
    const stale = await change(account, { roles: ['manager'] })
    expect([stale.status, codeOf(stale)]).toEqual([412, 'stale-version'])
    const { body: after } = await world.anonymous
      .get('/api/v1/session')
      .set('authorization', `Bearer ${session ?? ''}`)
      .expect(200)
    expect(after).toMatchObject({ account: null })
  })

  it('never takes the last administrator away, not even when two remove each other at once', async () => {
    const last = await readAccount(world.accountOf('admin').accountId)
    for (const body of [{ roles: ['agent'] }, { isDisabled: true }]) {
      const answer = await change(last, body)
      expect([answer.status, codeOf(answer)]).toEqual([409, 'last-admin'])
    }
    const second = await world.givenAccount({ roles: ['admin'] })
    const both = [await readAccount(last.accountId), await readAccount(second.accountId)]
    const answers = await Promise.all(both.map((account) => change(account, { roles: [] })))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    const rows = await world.asOwner("select 1 from account where 'admin' = any(roles) and not is_disabled")
    expect(rows).toHaveLength(1)
  })
})

describe('DELETE /accounts/:accountId/second-factor', () => {
  const reset = (accountId: string) => admin.delete(`/api/v1/accounts/${accountId}/second-factor`)

  /** A member of staff with a code generator. */
  async function givenFactor() {
    const email = someone()
    const { token, session } = (await accept((await invite(email)).token).expect(201)).body as SignInOutcome
    const own = { authorization: `Bearer ${token ?? ''}` }
    const setUp = await world.anonymous.post('/api/v1/account/totp').set(own).expect(201)
    const { secret } = setUp.body as { secret: string }
    const code = generateSync({ secret, epoch: Math.floor(world.clock().getTime() / 1000) })
    await world.anonymous.post('/api/v1/account/totp/confirmation').set(own).send({ code }).expect(201)
    return { email, accountId: session?.account?.accountId ?? '' }
  }

  it('lets somebody who has lost everything set up another one; the roles wait until then', async () => {
    const { email, accountId } = await givenFactor()
    const { body } = await reset(accountId).expect(200)
    expect(body).toMatchObject({ hasSecondFactor: false, hasTotp: false, roles: ['agent'] })
    await world.runJobs()
    expect(world.sent.findLast(({ recipient }) => recipient === email)?.subject).toContain('a changé')
    const signedIn = await world.anonymous
      .post('/api/v1/sessions')
      .send({ email, password: PASSWORD, transport: 'token' })
      .expect(201)
    expect((signedIn.body as SignInOutcome).session).toMatchObject({
      mustEnrolSecondFactor: true,
      account: { roles: [] },
    })
    const again = await reset(accountId)
    expect([again.status, codeOf(again)]).toEqual([409, 'no-second-factor'])
  })

  it('is not for oneself, nor for anybody but an administrator', async () => {
    const own = await reset(world.accountOf('admin').accountId)
    expect([own.status, codeOf(own)]).toEqual([409, 'own-account'])
    const { accountId } = await givenFactor()
    await world.as('manager').delete(`/api/v1/accounts/${accountId}/second-factor`).expect(403)
    expect((await reset(newId())).status).toBe(404)
  })
})
