import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from '@jest/globals'
import type { PartnerEvent } from '@progress-ess/shared/partner-events'
import { inTransaction } from '../src/kit/context.ts'
import { newId } from '../src/kit/ids.ts'
import { givenApp } from './support/app.ts'
import { startSender } from './support/child-server.ts'
import { contextOf } from './support/context.ts'
import { emitIn } from './support/given-events.ts'
import { givenPartner } from './support/given-partners.ts'
import { givenReceiver, type Received } from './support/receiver.ts'

const SUBJECTS = 12
const EACH = 8
const ALL = SUBJECTS * EACH
/** Processes are killed when so many calls have come, in the instant in which the receiver has read one and not answered it. */
const KILLED_AT = [ALL / 4, ALL / 2]
/** Calls at once to one webhook: what a death may leave unnoted. */
const AT_ONCE = 8

// The processes live by the real clock.
const world = await givenApp({ now: new Date().toISOString(), settings: { isDemo: true } })

const eventOf = ({ body }: Received): PartnerEvent => JSON.parse(body) as PartnerEvent
const idOf = ({ headers }: Received): string => String(headers['webhook-id'])

describe('A process that is killed while it delivers', () => {
  it('loses nothing: every event arrives in the order of its subject, and comes twice under its own id alone', async () => {
    const senders = Array.from({ length: KILLED_AT.length + 1 }, () => startSender(world))
    let running: ChildProcess | null = null
    const receiver = await givenReceiver(world, () => {
      if (KILLED_AT.includes(receiver.received.length)) running?.kill('SIGKILL')
      return { status: 204, delayMs: 5 }
    })
    const { api, partnerId } = await givenPartner(world)
    await api.post(`/api/v1/partners/${partnerId}/webhooks`).send({ url: receiver.url, kinds: [] }).expect(201)
    const subjects = Array.from({ length: SUBJECTS }, newId)
    await inTransaction(contextOf(world), async ({ db }) => {
      for (let n = 0; n < EACH; n += 1) {
        for (const subjectId of subjects) await emitIn(world, db, { audience: [partnerId], subjectId, data: { n } })
      }
    })
    const [last, ...mortal] = await Promise.all(senders)
    for (const [index, { child, begin }] of mortal.entries()) {
      const count = KILLED_AT[index] ?? 0
      running = child
      begin()
      await once(child, 'exit')
      expect(receiver.received.length).toBeGreaterThanOrEqual(count)
      expect(receiver.received.length).toBeLessThan(count + AT_ONCE)
    }
    last?.begin()
    const known = () => new Set(receiver.received.map(idOf)).size
    const until = Date.now() + 60_000
    while (known() < ALL && Date.now() < until) await sleep(20)
    last?.child.kill('SIGTERM')

    expect(known()).toBe(ALL)
    const bodies = new Map(receiver.received.map((one) => [idOf(one), one.body]))
    expect(receiver.received.filter((one) => bodies.get(idOf(one)) !== one.body)).toEqual([])
    for (const subjectId of subjects) {
      const told = receiver.received.filter((one) => eventOf(one).subject === subjectId)
      const first = told.filter((one, index) => index === 0 || idOf(one) !== idOf(told[index - 1]!))
      expect(first.map((one) => eventOf(one).data['n'])).toEqual([...Array(EACH).keys()])
    }
    const twice = receiver.received.length - ALL
    // At least the two that were read and never noted; at most what was under way.
    expect(twice).toBeGreaterThanOrEqual(KILLED_AT.length)
    expect(twice).toBeLessThanOrEqual(KILLED_AT.length * AT_ONCE)
    const { body } = await api.get('/api/v1/events?limit=500').expect(200)
    expect(new Set((body as { items: PartnerEvent[] }).items.map(({ id }) => id))).toEqual(new Set(bodies.keys()))
  }, 120_000)
})
