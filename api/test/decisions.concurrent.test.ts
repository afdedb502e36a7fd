import { beforeAll, describe, expect, it } from '@jest/globals'
import type { Award, Decision, Envelope } from '@progress-ess/shared/awards'
import type { Problem } from '@progress-ess/shared/kit'
import { givenApp } from './support/app.ts'
import { type ChildServer, givenSession, startServer } from './support/child-server.ts'
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
let second: ChildServer | null = null
let token = ''

beforeAll(async () => {
  // One after the other: each looks for a free port.
  const first = await startServer(world)
  second = await startServer(world)
  servers = [first.url, second.url]
  token = await givenSession(world, world.accountOf('manager'), 'double')
}, 120_000)

const givenCall = () =>
  givenPublishedCall(world, {
    opensAt: new Date(now.getTime() - DAY).toISOString(),
    closesAt: new Date(now.getTime() + DAY).toISOString(),
  })

/** Asks one of the two processes, in turn. */
async function post(path: string, turn: number, content?: object): Promise<{ status: number; body: unknown }> {
  const answer = await fetch(`${servers[turn % servers.length]!}/api/v1${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, ...(content && { 'content-type': 'application/json' }) },
    ...(content && { body: JSON.stringify(content) }),
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

/** Published results with awards that were accepted, a reserve list, and lines that still wait for their decision. */
async function givenMixed() {
  const { callId } = await givenCall()
  const awarded = await givenProposedAwards(world, callId, 12, 5_000 * EUROS)
  for (const id of awarded) await world.as('manager').post(`/api/v1/decisions/${id}/confirmation`).expect(200)
  const reserve = await givenProposedAwards(world, callId, 30, 4_000 * EUROS)
  await world.asOwner(
    `update decision d set outcome = 'reserve', amount_cents = null, reserve_rank = r.rank, status = 'published',
                           decided_at = now(), published_at = now()
       from (select id, row_number() over () as rank from unnest($1::uuid[]) as t (id)) r where d.decision_id = r.id`,
    [reserve],
  )
  for (const status of ['notified', 'accepted']) {
    await world.asOwner(`update award set status = '${status}', accepted_at = now() where call_id = $1`, [callId])
  }
  await world.asOwner(`update call set status = 'results_published', results_published_at = now() where call_id = $1`, [
    callId,
  ])
  const proposed = await givenProposedAwards(world, callId, 20, 6_000 * EUROS)
  const { awards } = await moneyOf(callId)
  return { callId, proposed, awardIds: awards.map(({ awardId }) => awardId) }
}

const reasonOf = { reason: 'Projet abandonné.' }

describe('Decisions, renunciations and offers at once in two processes, one of them killed', () => {
  it('keeps every sum, offers nothing twice and loses no cent', async () => {
    const { callId, proposed, awardIds } = await givenMixed()
    const acts = [
      ...awardIds.slice(0, 10).map((id) => ({ path: `/awards/${id}/renunciation`, body: reasonOf })),
      ...proposed.map((id) => ({ path: `/decisions/${id}/confirmation`, body: undefined })),
      ...Array.from({ length: 20 }, () => ({ path: `/calls/${callId}/reserve-offers`, body: undefined })),
    ].sort((a, b) => (a.path.slice(-20) < b.path.slice(-20) ? -1 : 1))
    expect(acts).toHaveLength(50)
    let answered = 0
    const answers = await Promise.allSettled(
      acts.map(async ({ path, body }, turn) => {
        const answer = await post(path, turn, body)
        answered += 1
        if (answered === 12) second?.child.kill('SIGKILL')
        return answer
      }),
    )
    expect(second?.child.killed).toBe(true)
    const statuses = answers.flatMap((one) => (one.status === 'fulfilled' ? [one.value.status] : []))
    expect(statuses.filter((status) => status !== 200 && status !== 409)).toEqual([])
    await expectSums(callId)

    // Whoever heard nothing asks again, of the process that is left; then all is as if nobody had been killed.
    const [first = ''] = servers
    servers = [first]
    for (const id of awardIds.slice(0, 10)) await post(`/awards/${id}/renunciation`, 0, reasonOf)
    await post(`/calls/${callId}/reserve-offers`, 0)
    const { envelope, awards } = await expectSums(callId)
    expect(awards.filter(({ status }) => status === 'renounced')).toHaveLength(10)
    const released = envelope.entries.filter(({ kind }) => kind === 'release')
    expect(released.map(({ awardId }) => awardId).sort()).toEqual(awardIds.slice(0, 10).sort())
    expect(sum(released.map(({ amountCents }) => amountCents))).toBe(10 * 5_000 * EUROS)
    // Less is left than the next of the reserve list, who asks for 4,000 €, could get.
    expect(envelope.leftCents).toBeLessThan(4_000 * EUROS)
  }, 120_000)
})

/** Every total is the sum of what it stands for; no file has two offers; nothing is promised beyond the envelope. */
async function expectSums(callId: string) {
  const money = await moneyOf(callId)
  const { envelope, awards } = money
  const offers = await world.asOwner<{ applicationId: string; amountCents: number; rank: number }>(
    `select application_id as "applicationId", amount_cents::int as "amountCents", reserve_rank as rank
       from reserve_offer where call_id = $1 and status = 'offered' order by reserve_rank`,
    [callId],
  )
  const living = awards.filter(({ status }) => status !== 'renounced')
  expect(envelope.isConsistent).toBe(true)
  expect(envelope.committedCents).toBe(sum(living.map(({ amountCents }) => amountCents)))
  expect(envelope.heldCents).toBe(sum(offers.map(({ amountCents }) => amountCents)))
  expect(envelope.leftCents).toBe(10_000_000 - envelope.committedCents - envelope.heldCents)
  expect(envelope.leftCents).toBeGreaterThanOrEqual(0)
  expect(new Set(offers.map(({ applicationId }) => applicationId)).size).toBe(offers.length)
  // In the order of the ranks, none left out.
  expect(offers.map(({ rank }) => rank)).toEqual(offers.map((_, index) => index + 1))
  return money
}
