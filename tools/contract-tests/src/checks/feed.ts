import assert from 'node:assert/strict'
import { type EventKind, listEvents, type PartnerEvent } from '@progress-ess/shared/partner-events'
import { ASSIGNMENT_EVENTS } from '@progress-ess/shared/referrals'
import { refuses, send } from '../kit.ts'
import type { Suite } from '../run.ts'
import type { World } from '../world.ts'

/** Everything of this run, page by page. */
async function readAll({ client, feedStart }: World, limit: number): Promise<{ events: PartnerEvent[]; next: string }> {
  const events: PartnerEvent[] = []
  for (let after = feedStart; ;) {
    const { data } = await client.call(listEvents, { querystring: { after, limit } })
    if (data.items.length === 0) return { events, next: data.next }
    events.push(...data.items)
    after = data.next
  }
}

/** What the groups before cause, where the sandbox lets it happen. */
const CAUSED: readonly EventKind[] = [
  ...ASSIGNMENT_EVENTS.map((event): EventKind => `assignment.${event}`),
  'referral.changed',
  'referral.message_posted',
  'contact.attempted',
  'consent.withdrawn',
]

export const feed: Suite = {
  name: 'feed',
  checks: [
    {
      name: 'has every event once, in the same order at each reading, and next never goes back',
      run: async (world) => {
        const { events, next } = await readAll(world, 500)
        const again = await readAll(world, 7)
        assert.ok(events.length > 0, 'nothing happened in this run')
        assert.deepEqual(
          again.events.slice(0, events.length).map(({ id }) => id),
          events.map(({ id }) => id),
        )
        assert.equal(new Set(events.map(({ id }) => id)).size, events.length, 'an event came twice')
        assert.ok(BigInt(next) >= BigInt(world.feedStart), 'next went back')
      },
    },
    {
      name: 'misses nothing: each assignment goes from one state to the next',
      run: async (world) => {
        const { events } = await readAll(world, 500)
        const states = new Map<string, string>()
        for (const { type, data } of events) {
          if (!type.startsWith('assignment.')) continue
          const assignment = String(data['assignmentId'])
          const before = states.get(assignment)
          if (before !== undefined) assert.equal(data['fromStatus'], before, `a step before ${type} is missing`)
          states.set(assignment, String(data['toStatus']))
        }
      },
    },
    {
      name: 'tells of every kind of event that the checks before have caused',
      run: async (world) => {
        const { events } = await readAll(world, 500)
        const kinds = new Set<string>(events.map(({ type }) => type))
        assert.deepEqual(
          CAUSED.filter((kind) => !kinds.has(kind)),
          [],
          'not seen',
        )
      },
    },
    {
      name: 'carries no personal data',
      run: async (world) => {
        const text = JSON.stringify((await readAll(world, 500)).events)
        for (const word of [world.run, 'Essai', '01 00 00 00 00', '0100000000']) {
          assert.ok(!text.includes(word), `"${word}" stands in an event`)
        }
      },
    },
    {
      name: 'waits for news, and answers as soon as there is one',
      run: async (world) => {
        const { next } = await readAll(world, 500)
        const startedAt = Date.now()
        const waiting = world.client.call(listEvents, { querystring: { after: next, wait: 25 }, timeoutMs: 60_000 })
        await new Promise((resolve) => setTimeout(resolve, 300))
        const { referralId } = await send(world)
        const { data } = await waiting
        assert.ok(
          data.items.some(({ subject }) => subject === referralId),
          'another answer than the news',
        )
        assert.ok(Date.now() - startedAt < 20_000, 'the answer waited for its end')
      },
    },
    {
      name: 'refuses a cursor that is none',
      run: async ({ client }) => {
        await refuses(client.call(listEvents, { querystring: { after: 'yesterday' } }), 400, 'invalid-request')
      },
    },
  ],
}
