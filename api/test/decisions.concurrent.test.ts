import { beforeAll, describe, expect, it } from '@jest/globals'
import type { Award, Decision, Envelope } from '@progress-ess/shared/awards'
import type { Problem } from '@progress-ess/shared/kit'
import { givenApp } from './support/app.ts'
import { givenSession, startServer } from './support/child-server.ts'
import { givenProposedAwards } from './support/given-awards.ts'
import { givenPublishedCall } from './support/given-call.ts'

const DAY = 24 * 3_600_000
const EUROS = 100
/** The envelope of 100,000 € pays for seven of 14,000 €. */
const AMOUNT = 14_000 * EUROS
const COUNT = 50
const PAID_FOR = 7

// The processes that decide live by the real clock.
const now = new Date()
const world = await givenApp({ now: now.toISOString() })
let servers: readonly string[] = []
let token = ''

beforeAll(async () => {
  // One after the other: each looks for a free port.
  servers = [(await startServer(world)).url, (await startServer(world)).url]
  token = await givenSession(world, world.accountOf('manager'), 'double')
}, 120_000)

const givenCall = () =>
  givenPublishedCall(world, {
    opensAt: new Date(now.getTime() - DAY).toISOString(),
    closesAt: new Date(now.getTime() + DAY).toISOString(),
  })

/** Asks one of the two processes, in turn. */
async function post(path: string, turn: number): Promise<{ status: number; body: unknown }> {
  const answer = await fetch(`${servers[turn % servers.length]!}/api/v1${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
  })
  return { status: answer.status, body: await answer.json() }
}

async function moneyOf(callId: string): Promise<{ envelope: Envelope; awards: Award[] }> {
  const manager = world.as('manager')
  const { body: envelope } = await manager.get(`/api/v1/calls/${callId}/envelope`).expect(200)
  const { body: awards } = await manager.get(`/api/v1/calls/${callId}/awards`).expect(200)
  return { envelope: envelope as Envelope, awards: (awards as { items: Award[] }).items }
}

const sum = (cents: readonly number[]): number => cents.reduce((total, each) => total + each, 0)

describe('Fifty decisions at once in two processes, on an envelope that pays for seven', () => {
  it('lets exactly seven through; every other one hears what is left; the ledger is the sum of the awards', async () => {
    const { callId } = await givenCall()
    const decisions = await givenProposedAwards(world, callId, COUNT, AMOUNT)

    const answers = await Promise.all(decisions.map((id, turn) => post(`/decisions/${id}/confirmation`, turn)))
    const through = answers.filter(({ status }) => status === 200)
    const refused = answers.filter(({ status }) => status === 409)
    expect([through.length, refused.length]).toEqual([PAID_FOR, COUNT - PAID_FOR])
    for (const { body } of through) expect(body as Decision).toMatchObject({ status: 'decided', amountCents: AMOUNT })
    for (const { body } of refused) {
      expect(body as Problem).toMatchObject({ code: 'envelope-exceeded', context: { neededCents: AMOUNT } })
    }

    const { envelope, awards } = await moneyOf(callId)
    const ledger = envelope.entries.filter(({ kind }) => kind === 'commit').map(({ amountCents }) => amountCents)
    expect(awards).toHaveLength(PAID_FOR)
    expect([envelope.committedCents, sum(ledger), sum(awards.map(({ amountCents }) => amountCents))]).toEqual([
      PAID_FOR * AMOUNT,
      PAID_FOR * AMOUNT,
      PAID_FOR * AMOUNT,
    ])
    expect([envelope.leftCents, envelope.isConsistent]).toEqual([10_000_000 - PAID_FOR * AMOUNT, true])
    const left = await world.asOwner<{ count: number }>(
      "select count(*)::int as count from decision where call_id = $1 and status = 'proposed'",
      [callId],
    )
    expect(left[0]?.count).toBe(COUNT - PAID_FOR)
  }, 120_000)

  it('decides one line once, whichever process is asked, however often', async () => {
    const { callId } = await givenCall()
    const [decision = ''] = await givenProposedAwards(world, callId, 1, AMOUNT)
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, turn) => post(`/decisions/${decision}/confirmation`, turn)),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    const codes = answers.filter(({ status }) => status !== 200).map(({ body }) => (body as Problem).code)
    expect([...new Set(codes)]).toEqual(['decision-wrong-status'])
    const { envelope, awards } = await moneyOf(callId)
    expect([envelope.committedCents, awards.length]).toEqual([AMOUNT, 1])
  }, 120_000)
})
