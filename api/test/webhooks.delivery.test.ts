import { afterAll, describe, expect, it } from '@jest/globals'
import type { Delivery, PartnerEvent, ShownWebhook, Webhook } from '@progress-ess/shared/partner-events'
import { Webhook as Verifier } from 'standardwebhooks'
import { etagOf } from '../src/kit/etag.ts'
import { newId } from '../src/kit/ids.ts'
import { transact } from '../src/db/transaction.ts'
import { queue } from '../src/modules/partner-events/deliveries.queries.ts'
import {
  claimLanes,
  continueLane,
  endLane,
  type Held,
  recordSuccess,
} from '../src/modules/partner-events/dispatch.queries.ts'
import { Dispatcher } from '../src/modules/partner-events/index.ts'
import { givenApp } from './support/app.ts'
import { emit } from './support/given-events.ts'
import { codeOf } from './support/given-application.ts'
import { type GivenPartner, givenPartner } from './support/given-partners.ts'
import { givenReceiver, type Received, type Receiver } from './support/receiver.ts'
import { TEST_SETTINGS } from './support/settings.ts'

const NOW = new Date().toISOString()
const HOUR = 3_600_000
const settings = { ...TEST_SETTINGS, isDemo: true }
const world = await givenApp({ now: NOW, settings })
const surroundings = { db: world.db, clock: world.clock, settings, logger: world.app.log }
const dispatcher = new Dispatcher(surroundings, { timeoutMs: 1_500 })
afterAll(() => dispatcher.stop())

type Given = { readonly partner: GivenPartner; readonly webhook: Webhook; readonly secret: string }

async function givenWebhook(receiver: Receiver, kinds: string[] = [], known?: GivenPartner): Promise<Given> {
  const partner = known ?? (await givenPartner(world))
  const { body } = await partner.api
    .post(`/api/v1/partners/${partner.partnerId}/webhooks`)
    .send({ url: receiver.url, kinds })
    .expect(201)
  return { partner, ...(body as ShownWebhook) }
}

const path = ({ webhook }: Given, what = ''): string => `/api/v1/webhooks/${webhook.webhookId}${what}`
const journal = async (given: Given): Promise<Delivery[]> =>
  ((await given.partner.api.get(path(given, '/deliveries?limit=100')).expect(200)).body as { items: Delivery[] }).items
async function read({ partner, webhook }: Given): Promise<Webhook> {
  const { body } = await partner.api.get(`/api/v1/partners/${partner.partnerId}/webhooks`).expect(200)
  const found = (body as { items: Webhook[] }).items.find(({ webhookId }) => webhookId === webhook.webhookId)
  if (found === undefined) throw new Error('The webhook is gone')
  return found
}
const emitTo = ({ partner }: Given, subjectId = newId(), n = 0) =>
  emit(world, { audience: [partner.partnerId], subjectId, data: { n } })
const eventOf = ({ body }: Received): PartnerEvent => JSON.parse(body) as PartnerEvent
const numbersOf = ({ received }: Receiver) => received.map((one) => eventOf(one).data['n'])
const later = async (milliseconds: number): Promise<void> => {
  world.clock.advance(milliseconds)
  await dispatcher.drain()
}
/** Until a statement waits for a row that another transaction holds. */
async function untilOneWaits(): Promise<void> {
  const waiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
  while ((await world.asOwner(waiting)).length === 0) await new Promise((done) => setTimeout(done, 5))
}
const resume = async (given: Given, status: 'active' | 'paused' = 'active') =>
  given.partner.api
    .patch(path(given))
    .set('if-match', etagOf((await read(given)).version))
    .send({ status })
    .expect(200)

describe('A delivery', () => {
  it('is a CloudEvent without personal data, signed as Standard Webhooks say', async () => {
    world.clock.set(new Date())
    const receiver = await givenReceiver(world)
    const given = await givenWebhook(receiver)
    const subjectId = newId()
    await emitTo(given, subjectId, 1)
    await dispatcher.drain()
    const [got] = receiver.received
    if (got === undefined) throw new Error('Nothing came')
    const event = new Verifier(given.secret).verify(got.body, got.headers as Record<string, string>) as PartnerEvent
    expect(event).toMatchObject({ specversion: '1.0', type: 'assignment.accept', subject: subjectId, data: { n: 1 } })
    expect(got.headers).toMatchObject({
      'content-type': 'application/cloudevents+json; charset=utf-8',
      'webhook-id': event.id,
    })
    expect(() => new Verifier(given.secret).verify(`${got.body} `, got.headers as Record<string, string>)).toThrow()
    const { body } = await given.partner.api.get('/api/v1/events').expect(200)
    expect((body as { items: PartnerEvent[] }).items).toEqual([event])
    expect(await journal(given)).toMatchObject([{ status: 'delivered', attempts: 1, lastStatus: 204, lastError: null }])
  })

  it('goes to those who asked for its kind alone, and to no other partner', async () => {
    const [some, none, other] = [await givenReceiver(world), await givenReceiver(world), await givenReceiver(world)]
    const given = await givenWebhook(some, ['assignment.accept'])
    await givenWebhook(none, ['assignment.decline'], given.partner)
    await givenWebhook(other)
    await emitTo(given)
    await dispatcher.drain()
    expect([some, none, other].map(({ received }) => received.length)).toEqual([1, 0, 0])
  })

  it('that fails holds back what follows of its subject, and nothing else; each attempt is signed anew', async () => {
    const [first, second] = [newId(), newId()]
    let isBroken = true
    const receiver = await givenReceiver(world, (got) => ({
      status: isBroken && eventOf(got).subject === first ? 500 : 200,
    }))
    const given = await givenWebhook(receiver)
    for (const [subject, n] of [
      [first, 1],
      [second, 2],
      [first, 3],
      [second, 4],
    ] as const) {
      await emitTo(given, subject, n)
    }
    await dispatcher.drain()
    expect(numbersOf(receiver).sort()).toEqual([1, 2, 4])
    expect((await journal(given)).map(({ status }) => status).sort()).toEqual([
      'delivered',
      'delivered',
      'waiting',
      'waiting',
    ])
    await later(4_000 * 0.9)
    expect(receiver.received).toHaveLength(3)
    await later(3_000)
    expect(receiver.received).toHaveLength(4)
    isBroken = false
    await later(60_000)
    expect(numbersOf(receiver).slice(3)).toEqual([1, 1, 3])
    const tries = receiver.received.filter((got) => eventOf(got).data['n'] === 1)
    expect(new Set(tries.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
    expect(new Set(tries.map(({ headers }) => headers['webhook-timestamp'])).size).toBe(3)
    expect(new Set(tries.map(({ headers }) => headers['webhook-signature'])).size).toBe(3)
  })

  it('waits as long as the receiver asks, within reason', async () => {
    const receiver = await givenReceiver(world, () => ({ status: 503, headers: { 'retry-after': '600' } }))
    const given = await givenWebhook(receiver)
    await emitTo(given)
    await dispatcher.drain()
    const [waiting] = await journal(given)
    expect(Date.parse(waiting?.nextAttemptAt ?? '') - world.clock().getTime()).toBe(600_000)
    receiver.answer = () => ({ status: 429, headers: { 'retry-after': '99999999' } })
    await later(600_000)
    const [again] = await journal(given)
    expect(Date.parse(again?.nextAttemptAt ?? '') - world.clock().getTime()).toBe(6 * HOUR)
  })

  it('follows no redirect, and reads no long answer', async () => {
    const target = await givenReceiver(world)
    const receiver = await givenReceiver(world, () => ({ status: 307, headers: { location: target.url } }))
    const given = await givenWebhook(receiver)
    await emitTo(given)
    await dispatcher.drain()
    expect(target.received).toEqual([])
    expect(await journal(given)).toMatchObject([{ status: 'waiting', lastStatus: 307, lastError: 'redirect' }])
    receiver.answer = () => ({ status: 200, body: 'x'.repeat(5_000_000) })
    await later(6_000)
    expect(await journal(given)).toMatchObject([{ status: 'delivered', lastStatus: 200 }])
  })

  it('is given up after 24 hours when others arrive; the next of its subject goes on', async () => {
    const subject = newId()
    const receiver = await givenReceiver(world, (got) => ({ status: eventOf(got).data['n'] === 1 ? 422 : 200 }))
    const given = await givenWebhook(receiver)
    await emitTo(given, subject, 1)
    await emitTo(given, subject, 2)
    for (let hour = 0; hour < 25; hour += 1) {
      await emitTo(given, newId(), 3)
      await later(HOUR)
    }
    const lines = await journal(given)
    expect(lines.filter(({ subject: of }) => of === subject).map(({ status }) => status)).toEqual([
      'delivered',
      'failed',
    ])
    expect(await read(given)).toMatchObject({ status: 'active', failingSince: null, waiting: 0 })
    const attempts = lines.find(({ status }) => status === 'failed')?.attempts ?? 0
    expect(attempts).toBeGreaterThanOrEqual(10)
  })
})

describe('A webhook', () => {
  it('that answers 410 is disabled, what waits is dropped, and its contact learns it', async () => {
    const receiver = await givenReceiver(world, () => ({ status: 410 }))
    const given = await givenWebhook(receiver)
    const subject = newId()
    await emitTo(given, subject, 1)
    await emitTo(given, subject, 2)
    await dispatcher.drain()
    expect(receiver.received).toHaveLength(1)
    expect(await read(given)).toMatchObject({ status: 'disabled', statusReason: 'gone', waiting: 0 })
    expect((await journal(given)).map(({ status }) => status)).toEqual(['dropped', 'dropped'])
    await emitTo(given)
    await dispatcher.drain()
    expect(await journal(given)).toHaveLength(2)
    await world.runJobs()
    expect(world.sent.map(({ recipient }) => recipient)).toContain(given.partner.partner.contactEmail)
  })

  it('that fails for 24 hours is paused, with a mail; taken up again, everything arrives in order', async () => {
    const receiver = await givenReceiver(world, () => ({ status: 500 }))
    const given = await givenWebhook(receiver)
    const subject = newId()
    await emitTo(given, subject, 1)
    await emitTo(given, subject, 2)
    world.sent.length = 0
    for (let hour = 0; hour < 26; hour += 1) await later(HOUR)
    expect(await read(given)).toMatchObject({ status: 'paused', statusReason: 'failing', waiting: 2 })
    const tries = receiver.received.length
    await later(10 * HOUR)
    expect(receiver.received).toHaveLength(tries)
    await world.runJobs()
    const mails = world.sent.filter(({ recipient }) => recipient === given.partner.partner.contactEmail)
    expect(mails).toMatchObject([{ subject: 'Progr’ESS : l’envoi de vos notifications est suspendu' }])
    receiver.answer = () => ({ status: 200 })
    await emitTo(given, subject, 3)
    await dispatcher.drain()
    expect(receiver.received).toHaveLength(tries)
    await resume(given)
    await dispatcher.drain()
    expect(numbersOf(receiver).slice(tries)).toEqual([1, 2, 3])
    expect(await read(given)).toMatchObject({ status: 'active', failingSince: null })
  })

  it('that is back after an outage gets at once what waited for a later try', async () => {
    const receiver = await givenReceiver(world, () => ({ status: 502 }))
    const given = await givenWebhook(receiver)
    await emitTo(given, newId(), 1)
    for (const pause of [0, 6_000, 40_000, 150_000]) await later(pause)
    receiver.answer = () => ({ status: 200 })
    await emitTo(given, newId(), 2)
    await dispatcher.drain()
    expect(numbersOf(receiver).slice(-2)).toEqual([2, 1])
  })

  it('keeps what comes while its partner has paused it', async () => {
    const receiver = await givenReceiver(world)
    const given = await givenWebhook(receiver)
    await resume(given, 'paused')
    await emitTo(given, newId(), 1)
    await dispatcher.drain()
    expect(receiver.received).toEqual([])
    const test = await given.partner.api.post(path(given, '/tests'))
    expect([test.status, codeOf(test)]).toEqual([409, 'webhook-not-active'])
    expect((await read(given)).allowedActions).toEqual(['update', 'rotateSecret', 'delete', 'resume'])
    expect(await journal(given)).toMatchObject([{ status: 'waiting', nextAttemptAt: null, allowedActions: [] }])
    await resume(given)
    expect(await journal(given)).toMatchObject([{ nextAttemptAt: expect.any(String), allowedActions: [] }])
    await dispatcher.drain()
    expect(numbersOf(receiver)).toEqual([1])
    expect(await journal(given)).toMatchObject([{ status: 'delivered', allowedActions: ['redeliver'] }])
  })

  it('signs with both secrets for 24 hours after a rotation', async () => {
    world.clock.set(new Date())
    const receiver = await givenReceiver(world)
    const given = await givenWebhook(receiver)
    const { body } = await given.partner.api.post(path(given, '/secret-rotation')).expect(201)
    const { secret, webhook } = body as ShownWebhook
    expect(secret).not.toBe(given.secret)
    expect(webhook.formerSecretUntil).not.toBeNull()
    await emitTo(given)
    await dispatcher.drain()
    const [got] = receiver.received
    for (const one of [secret, given.secret]) {
      expect(new Verifier(one).verify(got?.body ?? '', got?.headers as Record<string, string>)).toBeDefined()
    }
    await later(25 * HOUR)
    await emitTo(given)
    await dispatcher.drain()
    expect(receiver.received[1]?.headers['webhook-signature']).toMatch(/^v1,[^ ]+$/)
    expect((await read(given)).formerSecretUntil).toBeNull()
    world.clock.set(new Date())
  })

  it('is tried out by a test, once, that is no line of the feed', async () => {
    const receiver = await givenReceiver(world, () => ({ status: 500 }))
    const given = await givenWebhook(receiver)
    const { body } = await given.partner.api.post(path(given, '/tests')).expect(202)
    await dispatcher.drain()
    await later(HOUR)
    expect(receiver.received.map((got) => eventOf(got).type)).toEqual(['webhook.tested'])
    const { deliveryId } = body as { deliveryId: string }
    expect(await journal(given)).toMatchObject([{ deliveryId, status: 'failed', lastStatus: 500, attempts: 1 }])
    expect(await read(given)).toMatchObject({ status: 'active', failingSince: null })
    expect((await given.partner.api.get('/api/v1/events').expect(200)).body).toEqual({ items: [], next: '0' })
  })

  it('sends again one delivery, or a span, with the same ids', async () => {
    const receiver = await givenReceiver(world)
    const given = await givenWebhook(receiver)
    const subject = newId()
    for (const n of [1, 2]) await emitTo(given, subject, n)
    await dispatcher.drain()
    const [newest, oldest] = await journal(given)
    const from = world.clock().toISOString()
    world.clock.advance(60_000)
    await emitTo(given, subject, 3)
    await dispatcher.drain()
    const again = (what: object) => given.partner.api.post(path(given, '/redeliveries')).send(what)
    expect((await again({ deliveryId: newest?.deliveryId }).expect(202)).body).toEqual({ count: 1 })
    await dispatcher.drain()
    expect(numbersOf(receiver)).toEqual([1, 2, 3, 2])
    expect((await again({ from, to: from }).expect(202)).body).toEqual({ count: 2 })
    await dispatcher.drain()
    expect(numbersOf(receiver).slice(4)).toEqual([1, 2])
    const ids = receiver.received
      .filter((got) => eventOf(got).data['n'] === 1)
      .map(({ headers }) => headers['webhook-id'])
    expect(new Set(ids).size).toBe(1)
    expect(oldest?.status).toBe('delivered')
    const unknown = await again({ deliveryId: newId() })
    expect([unknown.status, codeOf(unknown)]).toEqual([404, 'delivery-not-found'])
  })

  it('forgets its journal after 30 days', async () => {
    const receiver = await givenReceiver(world)
    const given = await givenWebhook(receiver)
    await emitTo(given)
    await dispatcher.drain()
    const purge = async () => {
      await world.asOwner(`select graphile_worker.add_job('purge-deliveries')`)
      await world.runJobs()
    }
    world.clock.advance(29 * 24 * HOUR)
    await purge()
    expect(await journal(given)).toHaveLength(1)
    world.clock.advance(2 * 24 * HOUR)
    await purge()
    expect(await journal(given)).toEqual([])
    world.clock.set(new Date())
  })
})

describe('Processes', () => {
  it('that die while they deliver are followed by others, after the lease', async () => {
    const receiver = await givenReceiver(world)
    const given = await givenWebhook(receiver)
    await emitTo(given)
    await given.partner.api.get('/api/v1/events').expect(200) // gives it its place
    const until = new Date(world.clock().getTime() + 30_000)
    const taken = await claimLanes(world.db, newId(), world.clock(), until)
    expect(taken.map(({ webhookId }) => webhookId)).toContain(given.webhook.webhookId)
    await dispatcher.drain()
    expect(receiver.received).toEqual([])
    await later(30_001)
    expect(receiver.received).toHaveLength(1)
  })

  it('leave no lane while something comes that they do not see yet', async () => {
    const given = await givenWebhook(await givenReceiver(world))
    const subjectId = newId()
    await emitTo(given, subjectId)
    await given.partner.api.get('/api/v1/events').expect(200) // gives it its place
    const until = new Date(world.clock().getTime() + 30_000)
    const [taken] = await claimLanes(world.db, newId(), world.clock(), until)
    if (taken?.deliveryId == null) throw new Error('Nothing was taken')
    await recordSuccess(world.db, { ...taken, deliveryId: taken.deliveryId, status: 204, now: world.clock() })
    // The next one is queued, but not committed, when the holder of the lane asks for more.
    let asked: Promise<Held | undefined> = Promise.resolve(undefined)
    await transact(world.db, async (trx) => {
      const { deliveryId, webhookId, kind, payload } = { ...taken, deliveryId: newId() }
      const next = { deliveryId, webhookId, subjectId, place: 1e6, messageId: newId(), kind, payload }
      await queue(trx, [{ ...next, status: 'waiting', createdAt: world.clock() }], world.clock())
      asked = continueLane(world.db, taken, world.clock(), until)
      await untilOneWaits()
    })
    const held = await asked
    expect(held?.deliveryId).toBeNull()
    if (held === undefined) throw new Error('The lane was lost')
    expect(await endLane(world.db, held)).toBe(false)
    expect((await continueLane(world.db, held, world.clock(), until))?.deliveryId).not.toBeNull()
  })

  it('deliver each once when several run, in the order of each subject', async () => {
    const receiver = await givenReceiver(world, () => ({ status: 200, delayMs: 2 }))
    const given = await givenWebhook(receiver)
    const others = [1, 2].map(() => new Dispatcher(surroundings))
    for (const one of others) one.start()
    const subjects = Array.from({ length: 10 }, newId)
    for (let n = 0; n < 10; n += 1) {
      await Promise.all(subjects.map((subjectId) => emitTo(given, subjectId, n)))
    }
    const deadline = Date.now() + 60_000
    while (receiver.received.length < 100 && Date.now() < deadline) await new Promise((done) => setTimeout(done, 20))
    await Promise.all(others.map((one) => one.stop()))
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(100)
    expect(receiver.received).toHaveLength(100)
    for (const subject of subjects) {
      const own = receiver.received.filter((got) => eventOf(got).subject === subject)
      expect(own.map((got) => eventOf(got).data['n'])).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    }
  }, 90_000)

  it('let no receiver that is slow, silent, dead or broken delay another', async () => {
    const good = await givenReceiver(world)
    const slow = await givenReceiver(world, () => ({ status: 200, delayMs: 1_200 }))
    const silent = await givenReceiver(world, () => null)
    const broken = await givenReceiver(world, () => ({ status: 500 }))
    const dead: Receiver = { url: 'http://127.0.0.1:1/webhooks', received: [], answer: () => null }
    const given = await givenWebhook(good)
    for (const receiver of [slow, silent, broken, dead]) await givenWebhook(receiver, [], given.partner)
    for (let n = 0; n < 30; n += 1) await emitTo(given, newId(), n)
    const running = new Dispatcher(surroundings, { timeoutMs: 2_000 })
    const startedAt = Date.now()
    running.start()
    while (good.received.length < 30 && Date.now() < startedAt + 20_000) {
      await new Promise((done) => setTimeout(done, 20))
    }
    const took = Date.now() - startedAt
    const behind = [slow, silent].map(({ received }) => received.length)
    await running.stop()
    expect(good.received).toHaveLength(30)
    // Thirty one after the other behind a slow one would take six seconds at least; all waited while these arrived.
    expect(took).toBeLessThan(5_000)
    for (const count of behind) expect(count).toBeLessThanOrEqual(24)
  })
})
