import { once } from 'node:events'
import http from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterAll, describe, expect, it } from '@jest/globals'
import type { EventFeed, PartnerEvent } from '@progress-ess/shared/partner-events'
import { sql } from 'kysely'
import { createDatabase, createPool } from '../src/db/database.ts'
import { newId } from '../src/kit/ids.ts'
import { hashOf } from '../src/kit/tokens.ts'
import { givenApp } from './support/app.ts'
import { startServer } from './support/child-server.ts'
import { emit, emitIn } from './support/given-events.ts'
import { codeOf } from './support/given-application.ts'
import { clientOf, departmentId, givenKey, givenPartner } from './support/given-partners.ts'

/** How long writers and readers meet: a few seconds, or as many as are asked for. */
const SECONDS = Number(process.env['FEED_SECONDS'] ?? '3')
/** How many wait at once, each on its own connection to us; by far more than we have to the database. */
const WAITING = Number(process.env['FEED_WAITING'] ?? '200')

const world = await givenApp({ now: new Date().toISOString() })
const writing = createPool({ connectionString: world.appUrl, max: 20 })
const writers = createDatabase(writing)
afterAll(() => writers.destroy())

const FEED = '/api/v1/events'
const feedOf = async (client: ReturnType<typeof clientOf>, query = ''): Promise<EventFeed> =>
  (await client.get(FEED + query).expect(200)).body as EventFeed

/** So many have connected, and nobody asks the database any more but the one look for all: whoever has asked waits. */
async function untilAllWait(connections: number): Promise<void> {
  const { app, pool } = world
  const count = promisify(app.server.getConnections.bind(app.server))
  for (let quiet = 0; quiet < 5; quiet += 1) {
    const isBusy = pool.waitingCount > 0 || pool.totalCount - pool.idleCount > 1
    if (isBusy || (await count()) < connections) quiet = 0
    await sleep(40)
  }
}

/** A key has let somebody in, who waits shortly afterwards. */
async function untilUsed(secret: string): Promise<void> {
  const used = `select from partner_key where token_hash = $1 and last_used_at is not null`
  while ((await world.asOwner(used, [hashOf(secret)])).length === 0) await sleep(20)
  await sleep(200)
}

// Starts while the first tests run.
const serving = startServer(world)

describe('The feed', () => {
  it('tells a partner its own events in order, page by page, and goes on from where it was', async () => {
    const [one, other] = [await givenPartner(world), await givenPartner(world)]
    for (const n of [1, 2, 3]) await emit(world, { audience: [one.partnerId], data: { n } })
    await emit(world, { audience: [other.partnerId] })
    const first = await feedOf(one.api, '?limit=2')
    expect([first.items.map(({ data }) => data['n']), first.next]).toEqual([[1, 2], '2'])
    const second = await feedOf(one.api, `?after=${first.next}`)
    expect([second.items.map(({ data }) => data['n']), second.next]).toEqual([[3], '3'])
    expect(await feedOf(one.api, `?after=${second.next}`)).toEqual({ items: [], next: '3' })
    expect(await feedOf(one.api, '?after=99')).toEqual({ items: [], next: '99' })
    expect((await feedOf(other.api)).items).toHaveLength(1)
  })

  it('needs a key with the right, and tells a sandbox of its own alone', async () => {
    const { partnerId, api } = await givenPartner(world)
    const { secret } = await givenKey(world, partnerId, { mode: 'test', rights: ['events:read'] })
    const { partnerId: twin } = await world.db
      .selectFrom('partner')
      .select('partnerId')
      .where('livePartnerId', '=', partnerId)
      .executeTakeFirstOrThrow()
    await emit(world, { audience: [partnerId], data: { of: 'live' } })
    await emit(world, { audience: [twin], data: { of: 'test' } })
    expect((await feedOf(api)).items.map(({ data }) => data['of'])).toEqual(['live'])
    expect((await feedOf(clientOf(world, secret))).items.map(({ data }) => data['of'])).toEqual(['test'])
    const narrow = await givenPartner(world, 'cma', { rights: ['referrals:read'] })
    expect(codeOf(await narrow.api.get(FEED).expect(403))).toBe('right-missing')
    expect(codeOf(await world.as('partner').get(FEED).expect(403))).toBe('not-a-partner')
  })

  it('answers a reader that waits as soon as something is committed, else when its time is over', async () => {
    const { partnerId, api } = await givenPartner(world)
    const startedAt = Date.now()
    const waiting = feedOf(api, '?wait=20')
    await sleep(300)
    await emit(world, { audience: [partnerId] })
    expect((await waiting).items).toHaveLength(1)
    expect(Date.now() - startedAt).toBeLessThan(10_000)
    expect(await feedOf(api, '?after=1&wait=1')).toEqual({ items: [], next: '1' })
  })

  it('tells nothing to a key that was revoked, or an adviser who was removed, while they waited', async () => {
    const { partnerId, keyId, secret, api } = await givenPartner(world)
    const adviser = await world.givenAccount({ roles: ['partner'] })
    const members = `/api/v1/partners/${partnerId}/members`
    await world.as('manager').post(members).send({ email: adviser.email }).expect(201)
    const waiting = [api, world.as(adviser)].map((client) => client.get(`${FEED}?wait=20`).then((answer) => answer))
    await untilUsed(secret)
    await world.as('manager').delete(`/api/v1/partners/${partnerId}/keys/${keyId}`).expect(204)
    await world.as('manager').delete(`${members}/${adviser.accountId}`).expect(204)
    await emit(world, { audience: [partnerId] })
    const answers = await Promise.all(waiting)
    expect(answers.map((answer) => [answer.status, codeOf(answer)])).toEqual([
      [401, 'unauthenticated'],
      [403, 'not-a-partner'],
    ])
  })

  it(`lets ${WAITING} wait without a connection each, and whoever hangs up is forgotten`, async () => {
    const department = await departmentId(world)
    const { next } = await feedOf(world.as('agent'))
    const headers = { authorization: `Bearer ${world.accountOf('agent').token}` }
    const url = `${FEED}?wait=25&after=${next}`
    const wait = async () => (await (await fetch(world.baseUrl + url, { headers })).json()) as EventFeed
    const waiting = Array.from({ length: WAITING }, wait)
    const aborted = http.get(`${world.baseUrl}${url}`, { headers })
    aborted.on('error', () => undefined)
    await once(aborted, 'socket')
    await untilAllWait(WAITING + 1)
    aborted.destroy()
    await world.anonymous.get('/health/ready').expect(200)
    await emit(world, { audience: [department] })
    const answers = await Promise.all(waiting)
    expect(answers.filter(({ items }) => items.length === 1)).toHaveLength(WAITING)
  }, 60_000)
})

describe('Many writers at once', () => {
  it(
    `leave no gap for readers of two processes, and keep the order of each subject (${SECONDS} s)`,
    async () => {
      const partner = await givenPartner(world)
      const server = await serving
      const subjects = Array.from({ length: 8 }, newId)
      const counts = new Map<string, number>()
      let written = 0
      let isOver = false
      const end = Date.now() + SECONDS * 1_000

      const write = async (): Promise<void> => {
        while (Date.now() < end) {
          const subject = subjects[Math.floor(Math.random() * subjects.length)] ?? ''
          const isRolledBack = Math.random() < 0.1
          await writers
            .transaction()
            .execute(async (trx) => {
              // A number of its own before it waits for the subject: whoever commits first need not have begun first.
              await sql`select pg_current_xact_id()`.execute(trx)
              await sql`select pg_advisory_xact_lock(hashtext(${subject}))`.execute(trx)
              const n = (counts.get(subject) ?? 0) + 1
              await emitIn(world, trx, { audience: [partner.partnerId], subjectId: subject, data: { n } })
              await sleep(Math.random() * 20)
              if (isRolledBack) throw new Error('on purpose')
              counts.set(subject, n)
              written += 1
            })
            .catch(() => undefined)
        }
      }
      const read = async (baseUrl: string): Promise<{ events: PartnerEvent[]; pages: number }> => {
        const events: PartnerEvent[] = []
        let [after, pages, isLast] = ['0', 0, false]
        for (;;) {
          const answer = await fetch(`${baseUrl}${FEED}?limit=500&wait=1&after=${after}`, {
            headers: { authorization: `Bearer ${partner.secret}` },
          })
          if (answer.status !== 200) throw new Error(await answer.text())
          const { items, next } = (await answer.json()) as EventFeed
          // Places are counted: a page that skipped one would not end where it must.
          if (Number(next) !== Number(after) + items.length) throw new Error(`A gap after ${after}`)
          events.push(...items)
          pages += 1
          after = next
          if (isLast && items.length === 0) return { events, pages }
          isLast = isOver
          await sleep(240) // a key makes 600 calls a minute, for both readers
        }
      }
      const reading = [read(world.baseUrl), read(server.url)]
      await Promise.all(Array.from({ length: 20 }, write))
      isOver = true
      const [first, second] = await Promise.all(reading)

      const seen = first?.events ?? []
      expect(second?.events.map(({ id }) => id)).toEqual(seen.map(({ id }) => id))
      expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length)
      expect(seen).toHaveLength(written)
      for (const subject of subjects) {
        const own = seen.filter((event) => event.subject === subject).map(({ data }) => data['n'])
        expect(own).toEqual(Array.from({ length: counts.get(subject) ?? 0 }, (_, index) => index + 1))
      }
      if (process.env['FEED_SECONDS'] !== undefined) {
        const lines = `${written} events of 20 writers in ${SECONDS} s, ${first?.pages ?? 0} and ${second?.pages ?? 0} pages: no gap`
        process.stdout.write(`${lines}\n`)
      }
    },
    SECONDS * 1_000 + 60_000,
  )
})

describe('A process that stops', () => {
  it('answers those who wait, and ends', async () => {
    const { secret } = await givenPartner(world)
    const { url, child } = await serving
    const waiting = fetch(`${url}${FEED}?wait=25`, { headers: { authorization: `Bearer ${secret}` } })
    await untilUsed(secret)
    const ended = once(child, 'exit')
    const startedAt = Date.now()
    child.kill('SIGTERM')
    expect(await (await waiting).json()).toEqual({ items: [], next: '0' })
    expect(await ended).toEqual([0, null])
    expect(Date.now() - startedAt).toBeLessThan(15_000)
  }, 60_000)
})
