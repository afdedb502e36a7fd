import { afterEach, describe, expect, it } from '@jest/globals'
import type { CurrentSession, OwnSession, SignInOutcome } from '@progress-ess/shared/identity'
import { generateSync } from 'otplib'
import { newId } from '../src/kit/ids.ts'
import { givenApp } from './support/app.ts'
import { codeOf } from './support/given-application.ts'

const NOW = '2023-01-10T09:00:00.000Z'
const world = await givenApp({ now: NOW })
const PASSWORD = 'barque-lavoir-péniche-7'
const MINUTE = 60_000

// All attempts come from one host, more than it may make in a quarter of an hour.
afterEach(() => world.asOwner('delete from rate_limit'))

const someone = (): string => `${newId()}@example.test`
const post = (path: string, body: object) => world.anonymous.post(`/api/v1${path}`).send(body)
/** A client that carries nothing but this token. */
const holding = (token: string) => ({
  get: (path: string) => world.anonymous.get(`/api/v1${path}`).set('authorization', `Bearer ${token}`),
  put: (path: string, body: object) =>
    world.anonymous.put(`/api/v1${path}`).set('authorization', `Bearer ${token}`).send(body),
  post: (path: string, body?: object) =>
    world.anonymous.post(`/api/v1${path}`).set('authorization', `Bearer ${token}`).send(body),
  delete: (path: string) => world.anonymous.delete(`/api/v1${path}`).set('authorization', `Bearer ${token}`),
})

async function linkFor(email: string): Promise<string> {
  await post('/sign-in-links', { email }).expect(202)
  await world.runJobs()
  const body = world.sent.findLast(({ recipient }) => recipient === email)?.body ?? ''
  const token = /\/connexion\/lien#([\w-]+)/.exec(body)?.[1]
  if (token === undefined) throw new Error(`No link in: ${body}`)
  return token
}

const enterWithLink = async (email: string): Promise<string> => {
  const { body } = await post('/sessions/link', { token: await linkFor(email), transport: 'token' }).expect(201)
  return (body as SignInOutcome).token ?? ''
}

const sessionOf = async (token: string): Promise<CurrentSession> =>
  (await holding(token).get('/session').expect(200)).body as CurrentSession

async function givenPassword(email = someone()): Promise<{ email: string; token: string }> {
  const first = await enterWithLink(email)
  const { headers } = await holding(first).put('/account/password', { newPassword: PASSWORD }).expect(200)
  const token = headers['x-session-token'] ?? ''
  return { email, token: token === '' ? first : token }
}

const signIn = (email: string, password = PASSWORD) => post('/sessions', { email, password, transport: 'token' })

describe('a sign-in link', () => {
  it('makes the account of an address at its first use, and serves once', async () => {
    const email = someone()
    const link = await linkFor(email)
    const { body } = await post('/sessions/link', { token: link, transport: 'token' }).expect(201)
    expect((body as SignInOutcome).session?.account).toMatchObject({ email, roles: ['applicant'] })
    const again = await post('/sessions/link', { token: link, transport: 'token' })
    expect([again.status, codeOf(again)]).toEqual([401, 'link-refused'])
  })

  it('used twice at once lets in one', async () => {
    const link = await linkFor(someone())
    const answers = await Promise.all([1, 2, 3].map(() => post('/sessions/link', { token: link, transport: 'token' })))
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 401, 401])
  })

  it('is too old after twenty minutes', async () => {
    const link = await linkFor(someone())
    world.clock.advance(20 * MINUTE + 1)
    const late = await post('/sessions/link', { token: link, transport: 'token' })
    expect([late.status, codeOf(late)]).toEqual([401, 'link-refused'])
  })

  it('is answered alike whether the address is known or not', async () => {
    const { email } = await givenPassword()
    const [known, unknown] = [
      await post('/sign-in-links', { email }),
      await post('/sign-in-links', { email: someone() }),
    ]
    expect([known.status, known.body]).toEqual([unknown.status, unknown.body])
  })
})

describe('a password', () => {
  it('opens a session; a wrong one, an unknown address and a disabled account hear the same', async () => {
    const { email } = await givenPassword()
    await signIn(email).expect(201)
    const { email: disabled } = await givenPassword()
    await world.asOwner('update account set is_disabled = true where email = $1', [disabled])
    const answers = [await signIn(email, 'une autre phrase'), await signIn(someone()), await signIn(disabled)]
    const told = answers.map(({ status, body }) => {
      const { requestId, ...rest } = body as { requestId: string }
      expect(requestId).toBeTruthy()
      return [status, rest]
    })
    expect(told[0]).toEqual(told[1])
    expect(told[0]).toEqual(told[2])
    expect(told[0]?.[0]).toBe(401)
  })

  it('that changes ends every other session, and this one gets a new token', async () => {
    const { email, token } = await givenPassword()
    const other = ((await signIn(email).expect(201)).body as SignInOutcome).token ?? ''
    await holding(token)
      .put('/account/password', { currentPassword: PASSWORD, newPassword: `${PASSWORD}-bis` })
      .expect(200)
    expect((await sessionOf(other)).account).toBeNull()
    expect((await sessionOf(token)).account).toBeNull()
    await signIn(email).expect(401)
    await signIn(email, `${PASSWORD}-bis`).expect(201)
  })

  it('is not changed without the current one, nor to one that everybody tries', async () => {
    const { token } = await givenPassword()
    const wrong = await holding(token).put('/account/password', {
      currentPassword: 'x',
      newPassword: `${PASSWORD}-ter`,
    })
    expect([wrong.status, codeOf(wrong)]).toEqual([422, 'current-password-wrong'])
    const common = await holding(token).put('/account/password', {
      currentPassword: PASSWORD,
      newPassword: 'motdepasse1234',
    })
    expect([common.status, codeOf(common)]).toEqual([422, 'password-too-common'])
  })
})

describe('a forgotten password', () => {
  const renewed = (token: string, newPassword = `${PASSWORD}-neuf`) =>
    holding(token).put('/account/password', { newPassword })

  it('is replaced within twenty minutes of a link, without the current one', async () => {
    const { email } = await givenPassword()
    const token = await enterWithLink(email)
    expect((await sessionOf(token)).mayReplacePassword).toBe(true)
    world.clock.advance(20 * MINUTE + 1)
    expect((await sessionOf(token)).mayReplacePassword).toBe(false)
    const late = await renewed(token)
    expect([late.status, codeOf(late)]).toEqual([422, 'current-password-wrong'])
    await renewed(await enterWithLink(email)).expect(200)
    await signIn(email, `${PASSWORD}-neuf`).expect(201)
    await signIn(email).expect(401)
  })

  it('is not replaced by a session that a password opened, nor with a wrong one', async () => {
    const { email } = await givenPassword()
    const token = ((await signIn(email).expect(201)).body as SignInOutcome).token ?? ''
    expect((await sessionOf(token)).mayReplacePassword).toBe(false)
    expect((await renewed(token)).status).toBe(422)
    const link = await enterWithLink(email)
    const wrong = { currentPassword: 'une autre phrase', newPassword: `${PASSWORD}-neuf` }
    expect((await holding(link).put('/account/password', wrong)).status).toBe(422)
  })
})

describe('sessions', () => {
  it('are listed, and ended one by one or all but this one', async () => {
    const { email, token } = await givenPassword()
    const [second, third] = [await enterWithLink(email), await enterWithLink(email)]
    const list = async () => ((await holding(token).get('/sessions').expect(200)).body as { items: OwnSession[] }).items
    const sessions = await list()
    expect(sessions.filter(({ isCurrent }) => isCurrent)).toHaveLength(1)
    expect(JSON.stringify(sessions)).not.toContain(second)

    const victim = sessions.find(({ isCurrent }) => !isCurrent)?.sessionId ?? ''
    await holding(token).delete(`/sessions/${victim}`).expect(204)
    await holding(token).delete('/sessions').expect(204)
    expect(await list()).toHaveLength(1)
    for (const ended of [second, third]) expect((await sessionOf(ended)).account).toBeNull()
    expect((await sessionOf(token)).account).not.toBeNull()
  })

  it('of others do not exist', async () => {
    const [mine, theirs] = [await enterWithLink(someone()), await enterWithLink(someone())]
    const [session] = ((await holding(theirs).get('/sessions')).body as { items: OwnSession[] }).items
    const answer = await holding(mine).delete(`/sessions/${session?.sessionId ?? ''}`)
    expect([answer.status, codeOf(answer)]).toEqual([404, 'session-not-found'])
  })

  it('are kept as hashes: the database does not know a token', async () => {
    const token = await enterWithLink(someone())
    const rows = await world.asOwner<{ found: boolean }>(
      'select exists (select from session s where s::text like $1) as found',
      [`%${token}%`],
    )
    expect(rows).toEqual([{ found: false }])
  })
})

describe('the second factor', () => {
  const codeAt = (secret: string, offsetMs = 0): string =>
    generateSync({ secret, epoch: Math.floor((world.clock().getTime() + offsetMs) / 1000) })

  /** An account with password and code generator; its recovery codes. */
  async function givenGenerator() {
    const { email } = await givenPassword()
    const token = ((await signIn(email)).body as SignInOutcome).token ?? ''
    const { secret } = (await holding(token).post('/account/totp').expect(201)).body as { secret: string }
    const answer = await holding(token)
      .post('/account/totp/confirmation', { code: codeAt(secret) })
      .expect(201)
    world.clock.advance(MINUTE)
    return { email, secret, codes: (answer.body as { codes: string[] }).codes }
  }

  const challengeFor = async (email: string): Promise<string> => {
    const { body } = await signIn(email).expect(201)
    const { status, challenge, token } = body as SignInOutcome
    expect([status, token]).toEqual(['secondFactorRequired', null])
    return challenge ?? ''
  }
  const complete = (challenge: string, code: string) =>
    post('/sessions/second-factor', { challenge, code, transport: 'token' })

  it('is asked for once it is set up, after a link too', async () => {
    const { email } = await givenGenerator()
    await challengeFor(email)
    const { body } = await post('/sessions/link', { token: await linkFor(email), transport: 'token' }).expect(201)
    expect(body).toMatchObject({ status: 'secondFactorRequired', token: null, session: null })
  })

  it('takes a code of the moment once (RFC 6238 §5.2)', async () => {
    const { email, secret } = await givenGenerator()
    const code = codeAt(secret)
    const { body } = await complete(await challengeFor(email), code).expect(201)
    expect((body as SignInOutcome).session).toMatchObject({ assurance: 'double' })
    const replay = await complete(await challengeFor(email), code)
    expect([replay.status, codeOf(replay)]).toEqual([401, 'second-factor-refused'])
    world.clock.advance(MINUTE)
    await complete(await challengeFor(email), codeAt(secret)).expect(201)
  })

  it('is replaced by another, which counts once a code of it confirms it', async () => {
    const { email, secret } = await givenGenerator()
    const { body } = await complete(await challengeFor(email), codeAt(secret)).expect(201)
    const token = (body as SignInOutcome).token ?? ''
    const next = (await holding(token).post('/account/totp').expect(201)).body as { secret: string }
    world.clock.advance(MINUTE)
    await complete(await challengeFor(email), codeAt(secret)).expect(201)
    await holding(token)
      .post('/account/totp/confirmation', { code: codeAt(next.secret) })
      .expect(201)
    world.clock.advance(MINUTE)
    await complete(await challengeFor(email), codeAt(secret)).expect(401)
    await complete(await challengeFor(email), codeAt(next.secret)).expect(201)
  })

  it('is not made up for by changing the password in a session that never gave it', async () => {
    const { email, token: before } = await givenPassword()
    const token = ((await signIn(email)).body as SignInOutcome).token ?? ''
    const { secret } = (await holding(token).post('/account/totp').expect(201)).body as { secret: string }
    await holding(token)
      .post('/account/totp/confirmation', { code: codeAt(secret) })
      .expect(201)
    const change = { currentPassword: PASSWORD, newPassword: `${PASSWORD}-bis` }
    const { headers } = await holding(before).put('/account/password', change).expect(200)
    expect(await sessionOf(headers['x-session-token'] ?? '')).toMatchObject({ assurance: 'single' })
  })

  it('stands before a forgotten password: the link alone replaces nothing', async () => {
    const { email, secret } = await givenGenerator()
    const { body } = await post('/sessions/link', { token: await linkFor(email), transport: 'token' }).expect(201)
    const after = await complete((body as SignInOutcome).challenge ?? '', codeAt(secret)).expect(201)
    const token = (after.body as SignInOutcome).token ?? ''
    expect(await sessionOf(token)).toMatchObject({ assurance: 'double', mayReplacePassword: true })
    await holding(token)
      .put('/account/password', { newPassword: `${PASSWORD}-neuf` })
      .expect(200)

    // A session of a link that never gave the factor, because it was set up meanwhile.
    const other = await givenPassword()
    const [single, raised] = [await enterWithLink(other.email), await enterWithLink(other.email)]
    const { secret: later } = (await holding(raised).post('/account/totp').expect(201)).body as { secret: string }
    await holding(raised)
      .post('/account/totp/confirmation', { code: codeAt(later) })
      .expect(201)
    expect((await sessionOf(single)).mayReplacePassword).toBe(false)
    const refused = await holding(single).put('/account/password', { newPassword: `${PASSWORD}-neuf` })
    expect([refused.status, codeOf(refused)]).toEqual([422, 'current-password-wrong'])
  })

  it('refuses a wrong code and an old one; a challenge serves once and for minutes', async () => {
    const { email, secret } = await givenGenerator()
    const challenge = await challengeFor(email)
    await complete(challenge, codeAt(secret, -5 * MINUTE)).expect(401)
    await complete(challenge, codeAt(secret)).expect(401)
    const second = await challengeFor(email)
    world.clock.advance(60 * MINUTE)
    await complete(second, codeAt(secret)).expect(401)
  })

  it('takes each recovery code once', async () => {
    const { email, codes } = await givenGenerator()
    const [first = ''] = codes
    expect(codes).toHaveLength(10)
    await complete(await challengeFor(email), first.toUpperCase()).expect(201)
    await complete(await challengeFor(email), first).expect(401)
  })

  it('makes the roles of staff count', async () => {
    const { email } = await givenPassword()
    await world.asOwner("update account set roles = '{agent}' where email = $1", [email])
    const token = ((await signIn(email)).body as SignInOutcome).token ?? ''
    expect(await sessionOf(token)).toMatchObject({ mustEnrolSecondFactor: true, account: { roles: [] } })
    await holding(token).post('/calls', {}).expect(403)
    const { secret } = (await holding(token).post('/account/totp').expect(201)).body as { secret: string }
    await holding(token)
      .post('/account/totp/confirmation', { code: codeAt(secret) })
      .expect(201)
    world.clock.advance(MINUTE)
    const { body } = await complete(await challengeFor(email), codeAt(secret)).expect(201)
    const raised = (body as SignInOutcome).token ?? ''
    expect(await sessionOf(raised)).toMatchObject({ mustEnrolSecondFactor: false, account: { roles: ['agent'] } })
    const removal = await holding(raised).delete('/account/totp')
    expect([removal.status, codeOf(removal)]).toEqual([409, 'last-second-factor'])
  })
})

describe('attempts', () => {
  it('are limited by address, known or not, and say how long to wait', async () => {
    const email = someone()
    for (let attempt = 0; attempt < 10; attempt += 1) await signIn(email, 'faux').expect(401)
    const answer = await signIn(email, 'faux')
    expect([answer.status, codeOf(answer)]).toEqual([429, 'too-many-requests'])
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
  })
})

describe('without demonstration', () => {
  it('there is no entering as somebody, and no mailbox', async () => {
    await post('/demo/sessions', { accountId: newId() }).expect(404)
    await world.anonymous.get('/api/v1/demo/accounts').expect(404)
    await world.anonymous.get('/api/v1/demo/mails').expect(404)
  })
})
