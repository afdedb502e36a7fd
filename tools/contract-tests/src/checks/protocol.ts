import assert from 'node:assert/strict'
import { isProblem } from '@progress-ess/client'
import {
  listAssignmentActions,
  listReferralMessages,
  postReferralMessage,
  recordContactAttempt,
  type Referral,
} from '@progress-ess/shared/referrals'
import { advanceSandboxClock, createIncomingReferral } from '@progress-ess/shared/sandbox'
import { only, read, record, refuses, send, until } from '../kit.ts'
import { Skip, type Suite } from '../run.ts'
import { nowOf, type World } from '../world.ts'

/** Sent to us by the canned département; nobody has read it yet. */
async function received(world: World): Promise<Referral> {
  const { data } = await world.client.call(createIncomingReferral, { body: { scenario: 'holder' } })
  return read(world, data.referralId)
}

const attempt = (world: World, assignmentId: string, hasReached: boolean) =>
  world.client.call(recordContactAttempt, { params: { assignmentId }, body: { channel: 'phone', hasReached } })

async function advance(world: World, days: number): Promise<void> {
  try {
    await world.client.call(advanceSandboxClock, { body: { days }, timeoutMs: 300_000 })
  } catch (error) {
    if (isProblem(error, advanceSandboxClock, 'clock-too-far')) {
      throw new Skip('the clock of this sandbox is two years ahead: run with --reset')
    }
    throw error
  }
}

const statusIs =
  (...statuses: string[]) =>
  (referral: Referral): boolean =>
    statuses.includes(referral.status)

export const receiving: Suite = {
  name: 'receiving',
  checks: [
    {
      name: 'the first reading acknowledges',
      run: async (world) => {
        const referral = await received(world)
        assert.equal(referral.side, 'recipient')
        assert.equal(only(referral).status, 'received')
        assert.deepEqual(
          referral.history.map(({ event }) => event),
          ['send', 'acknowledge'],
        )
      },
    },
    {
      name: 'ask, accept, reach, start, hold, resume, complete, reopen',
      run: async (world) => {
        const { referralId, ...referral } = await received(world)
        const { assignmentId } = only(referral)
        await record(world, assignmentId, { event: 'request_info', text: 'Quel budget ?' })
        await until('the answer to our question', () => read(world, referralId), statusIs('received'))
        const accepted = await record(world, assignmentId, {
          event: 'accept',
          ownerName: 'Pôle',
          externalRef: `${world.run}-1`,
        })
        assert.equal(accepted.externalRef, `${world.run}-1`)
        const early = await refuses(record(world, assignmentId, { event: 'start' }), 409, 'contact-missing')
        assert.deepEqual(early.allowedEvents.sort(), ['complete', 'hold', 'no_solution', 'transfer'])
        await attempt(world, assignmentId, true)
        assert.equal((await record(world, assignmentId, { event: 'start' })).status, 'in_progress')
        const heldUntil = new Date((await nowOf(world)).getTime() + 5 * 86_400_000).toISOString()
        await record(world, assignmentId, { event: 'hold', text: 'Congés', until: heldUntil })
        assert.equal((await record(world, assignmentId, { event: 'resume' })).status, 'in_progress')
        const outcomes = [
          { code: 'diagnosis_done' },
          { code: 'mon-résultat' },
          { code: 'funding_obtained', amountCents: 100 },
        ]
        const done = await record(world, assignmentId, { event: 'complete', outcomes })
        assert.deepEqual(
          done.outcomes.map(({ code, rawCode, amountCents }) => [code, rawCode, amountCents]),
          [
            ['diagnosis_done', null, null],
            ['other', 'mon-résultat', null],
            ['funding_obtained', null, 100],
          ],
        )
        assert.equal(
          (await record(world, assignmentId, { event: 'reopen', text: 'Elle est revenue.' })).status,
          'received',
        )
        await record(world, assignmentId, { event: 'decline', reasonCode: 'at_capacity' })
      },
    },
    {
      name: 'a 409 lists what is possible instead, as the actions do',
      run: async (world) => {
        const { assignmentId } = only(await received(world))
        const problem = await refuses(record(world, assignmentId, { event: 'resume' }), 409, 'assignment-wrong-status')
        const { data } = await world.client.call(listAssignmentActions, { params: { assignmentId } })
        const allowed = data.items.filter(({ isAllowed }) => isAllowed).map(({ action }) => action)
        assert.deepEqual(problem.allowedEvents.sort(), allowed.sort())
        assert.ok(allowed.includes('accept') && allowed.includes('decline'))
      },
    },
    {
      name: 'each event has its fields, and its side',
      run: async (world) => {
        const { assignmentId } = only(await received(world))
        await refuses(record(world, assignmentId, { event: 'accept' }), 422, 'event-field-missing')
        await refuses(
          record(world, assignmentId, { event: 'decline', reasonCode: 'other' }),
          422,
          'event-field-missing',
        )
        await refuses(record(world, assignmentId, { event: 'cancel', reasonCode: 'other' }), 403, 'event-not-yours')
      },
    },
    {
      name: 'without a solution; unreachable after two attempts on two days; passed on to the other chamber',
      run: async (world) => {
        const first = only(await received(world)).assignmentId
        await record(world, first, { event: 'accept', ownerName: 'Pôle' })
        assert.equal((await record(world, first, { event: 'no_solution', text: 'Rien.' })).status, 'no_solution')
        const second = only(await received(world)).assignmentId
        await record(world, second, { event: 'accept', ownerName: 'Pôle' })
        await refuses(record(world, second, { event: 'unreachable' }), 409, 'attempts-missing')
        await attempt(world, second, false)
        await advance(world, 1)
        await attempt(world, second, false)
        assert.equal((await record(world, second, { event: 'unreachable' })).status, 'unreachable')
      },
    },
    {
      name: 'messages are for the partners, notes for the own service',
      run: async (world) => {
        const { referralId } = await received(world)
        const params = { referralId }
        const write = (text: string, visibility: 'partners' | 'internal') =>
          world.client.call(postReferralMessage, { params, body: { body: text, visibility } })
        await write('Bonjour', 'partners')
        await write('À rappeler', 'internal')
        const { data } = await world.client.call(listReferralMessages, { params })
        const own = data.items.filter(({ authorPartnerId }) => authorPartnerId === world.me.partner.partnerId)
        assert.deepEqual(
          own.map(({ body, visibility }) => [body, visibility]),
          [
            ['Bonjour', 'partners'],
            ['À rappeler', 'internal'],
          ],
        )
      },
    },
  ],
}

/** What a canned partner ends with, and after how many more days of the sandbox. */
const SCRIPTS: readonly (readonly [marker: string, days: number, status: string, events: readonly string[]])[] = [
  ['[complete]', 0, 'completed', ['accept', 'start', 'complete']],
  ['[decline:at_capacity]', 0, 'declined', ['decline']],
  ['[accept]', 4, 'completed', ['accept', 'start', 'complete']],
  ['[ask]', 4, 'completed', ['request_info', 'provide_info', 'accept', 'start', 'complete']],
  ['[unreachable]', 4, 'unreachable', ['accept', 'unreachable']],
  ['[no-solution]', 4, 'no_solution', ['accept', 'start', 'no_solution']],
  ['[transfer]', 4, 'completed', ['transfer']],
  ['[hold]', 20, 'completed', ['accept', 'hold', 'resume', 'start', 'complete']],
  ['[late]', 20, 'completed', ['accept', 'start', 'complete']],
  ['[silent]', 31, 'expired', ['expire']],
  ['[no-news]', 122, 'closed_no_news', ['accept', 'close_no_news']],
]

export const sending: Suite = {
  name: 'sending',
  checks: [
    {
      name: 'every canned partner answers as the sandbox says, to the end of the clock',
      run: async (world) => {
        const to = [world.cma]
        const covers = [world.cma, world.cci]
        const sent = new Map<string, string>()
        for (const [marker] of SCRIPTS) sent.set(marker, (await send(world, { marker, to, covers })).referralId)
        const look = (marker: string) => read(world, sent.get(marker) ?? '')
        const asked = await until('the question of [ask]', () => look('[ask]'), statusIs('info_requested'))
        await record(world, only(asked).assignmentId, { event: 'provide_info', text: 'Dix mille euros.' })
        let day = 0
        for (const [marker, days, status, events] of SCRIPTS) {
          if (days > day) await advance(world, days - day)
          day = Math.max(day, days)
          const ended = await until(`${marker} ${status}`, () => look(marker), statusIs(status))
          const happened = ended.history.map(({ event }) => event)
          assert.deepEqual(
            happened.filter((event) => events.includes(event)).slice(0, events.length),
            events,
            `${marker}: ${happened.join(', ')}`,
          )
        }
      },
    },
    {
      name: 'the source cancels, corrects while it is open, and opens again what was declined',
      run: async (world) => {
        const declined = await send(world, { marker: '[decline]' })
        const ended = await until('the refusal', () => read(world, declined.referralId), statusIs('declined'))
        assert.equal(only(ended).reasonCode, 'out_of_scope')
        const { assignmentId } = only(ended)
        assert.equal(
          (await record(world, assignmentId, { event: 'reopen', text: 'Un nouveau projet.' })).status,
          'received',
        )
        await until('the second refusal', () => read(world, declined.referralId), statusIs('declined'))
      },
    },
  ],
}
