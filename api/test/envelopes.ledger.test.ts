import { describe, expect, it } from '@jest/globals'
import type { Envelope } from '@progress-ess/shared/awards'
import type { Problem } from '@progress-ess/shared/kit'
import { type Context, inTransaction, type Role } from '../src/kit/context.ts'
import { newId } from '../src/kit/ids.ts'
import type { Refusal } from '../src/kit/refusal.ts'
import type { Trx } from '../src/db/database.ts'
import { allocate, commit, leftOf, release } from '../src/modules/envelopes/index.ts'
import { givenApp } from './support/app.ts'
import { contextOf } from './support/context.ts'
import { givenAwards } from './support/given-awards.ts'
import { givenDraftCall, givenPublishedCall } from './support/given-call.ts'

const EUROS = 100
const ENVELOPE = 100_000 * EUROS
const world = await givenApp()
const ctx = contextOf(world)

/** Runs one booking in a transaction of its own, as the application’s role. */
const book = (work: (inner: Context<Trx>) => Promise<void>): Promise<void> => inTransaction(ctx, work)

async function envelopeOf(callId: string): Promise<Envelope> {
  const { body } = await world.as('agent').get(`/api/v1/calls/${callId}/envelope`).expect(200)
  return body as Envelope
}

const allocateOver = (callId: string, body: object, who: Role = 'manager') =>
  world.as(who).post(`/api/v1/calls/${callId}/envelope/allocations`).send(body)

const codeOf = ({ body }: { body: unknown }): string => (body as Problem).code

/** What PostgreSQL answers the application’s role. */
async function refusalOf(text: string): Promise<string> {
  try {
    await world.pool.query(text)
    return 'done'
  } catch (error) {
    return (error as Error).message
  }
}

const isConsistent = async (): Promise<boolean> =>
  (await world.asOwner('select * from envelope_discrepancy')).length === 0

describe('the ledger of an envelope', () => {
  it('commits, releases, and knows what is left', async () => {
    const { callId } = await givenPublishedCall(world)
    const [first = '', second = ''] = await givenAwards(world, callId, 2)
    await book((inner) => commit(inner, { callId, awardId: first, amountCents: 15_000 * EUROS }))
    await book((inner) => commit(inner, { callId, awardId: second, amountCents: 9_500 * EUROS }))
    await book((inner) =>
      release(inner, { callId, awardId: first, amountCents: 15_000 * EUROS, reason: 'Renoncement' }),
    )
    const envelope = await envelopeOf(callId)
    expect(envelope).toMatchObject({
      allocatedCents: ENVELOPE,
      committedCents: 9_500 * EUROS,
      paidCents: 0,
      leftCents: 90_500 * EUROS,
      isConsistent: true,
    })
    expect(envelope.entries.map(({ kind, amountCents, reason }) => [kind, amountCents, reason])).toEqual([
      ['allocate', ENVELOPE, 'Publication'],
      ['commit', 15_000 * EUROS, null],
      ['commit', 9_500 * EUROS, null],
      ['release', 15_000 * EUROS, 'Renoncement'],
    ])
    expect(envelope.entries[1]).toMatchObject({
      awardId: first,
      organisationName: 'Association d’essai',
      actorName: null,
    })
    expect(envelope.entries[0]).toMatchObject({ awardId: null, number: null, actorName: 'Test manager' })
    expect(await leftOf(ctx, callId)).toBe(90_500 * EUROS)
  })

  it('refuses one cent too much, and says how many are left', async () => {
    const { callId } = await givenPublishedCall(world)
    const [first = '', second = ''] = await givenAwards(world, callId, 2)
    await book((inner) => commit(inner, { callId, awardId: first, amountCents: ENVELOPE - 7 }))
    const attempt = book((inner) => commit(inner, { callId, awardId: second, amountCents: 8 }))
    await expect(attempt).rejects.toMatchObject({
      kind: 'conflict',
      code: 'envelope-exceeded',
      context: { leftCents: 7, neededCents: 8 },
    })
    await book((inner) => commit(inner, { callId, awardId: second, amountCents: 7 }))
    expect(await envelopeOf(callId)).toMatchObject({ committedCents: ENVELOPE, leftCents: 0 })
  })

  it('lets exactly 7 of 50 commitments at once through when it can pay for 7', async () => {
    const { callId } = await givenPublishedCall(world)
    const amountCents = Math.floor(ENVELOPE / 7)
    const awards = await givenAwards(world, callId, 50)
    const results = await Promise.allSettled(
      awards.map((awardId) => book((inner) => commit(inner, { callId, awardId, amountCents }))),
    )
    const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as Refusal] : []))
    expect(refused).toHaveLength(43)
    expect(new Set(refused.map(({ code }) => code))).toEqual(new Set(['envelope-exceeded']))
    expect(await envelopeOf(callId)).toMatchObject({ committedCents: 7 * amountCents, isConsistent: true })
    const booked = await world.asOwner<{ total: number; entries: number }>(
      `select sum(committed_cents)::float as total, count(*)::int as entries from envelope_award
        where call_id = $1 and committed_cents > 0`,
      [callId],
    )
    expect(booked).toEqual([{ total: 7 * amountCents, entries: 7 }])
    expect(await isConsistent()).toBe(true)
  })

  it('stays consistent while money comes, goes and returns at once', async () => {
    const { callId } = await givenPublishedCall(world)
    const awards = await givenAwards(world, callId, 20)
    await Promise.allSettled(
      awards.flatMap((awardId, index) => [
        book((inner) => commit(inner, { callId, awardId, amountCents: (index + 1) * 1_000 * EUROS })),
        book((inner) => release(inner, { callId, awardId, amountCents: 500 * EUROS })),
        book((inner) => allocate(inner, { callId, amountCents: index % 2 === 0 ? 5_000 * EUROS : -5_000 * EUROS })),
      ]),
    )
    const { committedCents, allocatedCents, isConsistent: holds } = await envelopeOf(callId)
    expect(committedCents).toBeLessThanOrEqual(allocatedCents)
    expect(holds && (await isConsistent())).toBe(true)
  })

  it('keeps nothing of a transaction that fails later', async () => {
    const { callId } = await givenPublishedCall(world)
    const [awardId = ''] = await givenAwards(world, callId, 1)
    const attempt = book(async (inner) => {
      await commit(inner, { callId, awardId, amountCents: 1 })
      throw new Error('later')
    })
    await expect(attempt).rejects.toThrow('later')
    expect(await envelopeOf(callId)).toMatchObject({ committedCents: 0, entries: [{ kind: 'allocate' }] })
  })

  it('takes an award for one call only, and releases no more than it committed', async () => {
    const [one, other] = [await givenPublishedCall(world), await givenPublishedCall(world)]
    const [awardId = ''] = await givenAwards(world, one.callId, 1)
    await book((inner) => commit(inner, { callId: one.callId, awardId, amountCents: 100 }))
    const foreign = book((inner) => commit(inner, { callId: other.callId, awardId, amountCents: 100 }))
    await expect(foreign).rejects.toThrow('belongs to another envelope')
    const tooMuch = book((inner) => release(inner, { callId: one.callId, awardId, amountCents: 101 }))
    await expect(tooMuch).rejects.toMatchObject({ code: 'release-over-commitment' })
    const unknown = book((inner) => commit(inner, { callId: newId(), awardId, amountCents: 1 }))
    await expect(unknown).rejects.toThrow('has no envelope')
  })
})

describe('what PostgreSQL refuses whoever connects with the application’s role', () => {
  it.each([
    ['raise an envelope', 'update envelope set allocated_cents = allocated_cents + 1'],
    ['forget a commitment', 'update envelope set committed_cents = 0'],
    ['make an envelope', `insert into envelope (call_id) values ('${newId()}')`],
    ['remove an envelope', 'delete from envelope'],
    ['change an award’s total', 'update envelope_award set paid_cents = 1'],
    ['make an award’s total', `insert into envelope_award (award_id, call_id) values ('${newId()}', '${newId()}')`],
    ['change an entry', 'update envelope_entry set amount_cents = 1'],
    ['remove an entry', 'delete from envelope_entry'],
    ['empty the ledger', 'truncate envelope_entry'],
  ])('to %s', async (_what, statement) => {
    await givenPublishedCall(world)
    expect(await refusalOf(statement)).toMatch('permission denied')
  })

  it.each([
    ['switch the booking off', 'alter table envelope_entry disable trigger all', 'must be owner'],
    ['call the booking by itself', 'select book_envelope_entry()', 'can only be called as triggers'],
    ['skip triggers', 'set session_replication_role = replica', 'permission denied'],
    ['become the owner', `set role "${new URL(world.ownerUrl).username}"`, 'permission denied'],
  ])('to %s', async (_what, statement, message) => {
    expect(await refusalOf(statement)).toMatch(message)
  })

  it('to overspend by hand, in one statement or in many', async () => {
    const { callId } = await givenPublishedCall(world)
    const awards = await givenAwards(world, callId, 2)
    const values = awards.map(
      (awardId) => `('${newId()}', '${callId}', 'commit', ${ENVELOPE / 2 + 1}, '${awardId}', now())`,
    )
    const insert = 'insert into envelope_entry (envelope_entry_id, call_id, kind, amount_cents, award_id, at) values'
    expect(await refusalOf(`${insert} ${values.join(', ')}`)).toMatch('cannot bear it')
    expect(await refusalOf(`${insert} ${values[0] ?? ''}`)).toBe('done')
    expect(await refusalOf(`${insert} ${values[1] ?? ''}`)).toMatch('cannot bear it')
    expect(await envelopeOf(callId)).toMatchObject({ committedCents: ENVELOPE / 2 + 1, isConsistent: true })
  })

  it('to pay more than was committed, in all or for one award', async () => {
    const { callId } = await givenPublishedCall(world)
    const [first = '', second = ''] = await givenAwards(world, callId, 2)
    await book((inner) => commit(inner, { callId, awardId: first, amountCents: 100 }))
    await book((inner) => commit(inner, { callId, awardId: second, amountCents: 100 }))
    const pay = (awardId: string, cents: number): Promise<string> =>
      refusalOf(`insert into envelope_entry (envelope_entry_id, call_id, kind, amount_cents, award_id, at)
                 values ('${newId()}', '${callId}', 'pay', ${cents}, '${awardId}', now())`)
    expect(await pay(first, 201)).toMatch('envelope_pays_only_what_is_committed')
    expect(await pay(first, 101)).toMatch('award_pays_only_what_is_committed')
    // Nor what would pass, without a payment that it is for.
    expect(await pay(first, 100)).toMatch('envelope_entry_pays_a_payment')
    const back = book((inner) => release(inner, { callId, awardId: first, amountCents: 101 }))
    await expect(back).rejects.toMatchObject({ code: 'release-over-commitment' })
  })

  it('even the owner, to rewrite the ledger', async () => {
    await givenPublishedCall(world)
    await expect(world.asOwner('update envelope_entry set amount_cents = 1')).rejects.toThrow('append-only')
    await expect(world.asOwner('delete from envelope_entry')).rejects.toThrow('append-only')
  })
})

describe('GET /calls/:callId/envelope', () => {
  it('is for agents, managers and admins; only the manager may allocate', async () => {
    const { callId } = await givenPublishedCall(world)
    const path = `/api/v1/calls/${callId}/envelope`
    for (const role of ['agent', 'admin'] as const) {
      expect((await world.as(role).get(path).expect(200)).body).toMatchObject({ allowedActions: [] })
    }
    expect((await world.as('manager').get(path).expect(200)).body).toMatchObject({ allowedActions: ['allocate'] })
    for (const role of ['applicant', 'evaluator'] as const) await world.as(role).get(path).expect(403)
  })

  it('does not exist before the publication', async () => {
    const { callId } = await givenDraftCall(world)
    const answer = await world.as('agent').get(`/api/v1/calls/${callId}/envelope`).expect(404)
    expect(codeOf(answer)).toBe('call-not-found')
  })
})

describe('POST /calls/:callId/envelope/allocations', () => {
  const more = { amountCents: 20_000 * EUROS, reason: 'Décision modificative' }

  it('raises the envelope, with its reason, an audit line and an event', async () => {
    const { callId } = await givenPublishedCall(world)
    const { body } = await allocateOver(callId, more).expect(201)
    expect(body).toMatchObject({ allocatedCents: 120_000 * EUROS, leftCents: 120_000 * EUROS })
    expect((body as Envelope).entries.at(-1)).toMatchObject({ ...more, kind: 'allocate', actorName: 'Test manager' })
    const { body: call } = await world.anonymous.get(`/api/v1/calls/${callId}`).expect(200)
    expect(call).toMatchObject({ envelopeCents: 120_000 * EUROS })
    const [line] = await world.asOwner<{ data: unknown }>(
      `select data from audit_entry where subject_id = $1 and operation = 'allocateEnvelope'`,
      [callId],
    )
    expect(line?.data).toEqual(more)
    expect(await world.asOwner(`select 1 from outbox_event where kind = 'envelope.allocated'`)).toHaveLength(1)
  })

  it('lowers it down to what is committed, and no further', async () => {
    const { callId } = await givenPublishedCall(world)
    const [awardId = ''] = await givenAwards(world, callId, 1)
    await book((inner) => commit(inner, { callId, awardId, amountCents: 40_000 * EUROS }))
    const lower = (euros: number) => allocateOver(callId, { amountCents: -euros * EUROS, reason: 'Gel de crédits' })
    const { body } = await lower(60_001).expect(409)
    expect(body).toMatchObject({ code: 'envelope-exceeded', context: { leftCents: 60_000 * EUROS } })
    await lower(60_000).expect(201)
    expect(await envelopeOf(callId)).toMatchObject({ allocatedCents: 40_000 * EUROS, leftCents: 0 })
  })

  it('is booked once when it is sent twice with one key', async () => {
    const { callId } = await givenPublishedCall(world)
    const send = () => allocateOver(callId, more).set('idempotency-key', 'allocation-0001')
    const [first, second] = [await send().expect(201), await send().expect(201)]
    expect(second.body).toEqual(first.body)
    expect((await envelopeOf(callId)).entries).toHaveLength(2)
  })

  it('moves no envelope of a draft or a cancelled call', async () => {
    const draft = await givenDraftCall(world)
    expect(codeOf(await allocateOver(draft.callId, more).expect(409))).toBe('call-wrong-status')
    const { callId } = await givenPublishedCall(world)
    await world.as('manager').post(`/api/v1/calls/${callId}/cancellation`).send({ reason: 'Sans objet' }).expect(200)
    expect(codeOf(await allocateOver(callId, more).expect(409))).toBe('call-wrong-status')
    const { body } = await world.as('manager').get(`/api/v1/calls/${callId}/envelope`).expect(200)
    expect(body).toMatchObject({ allowedActions: [] })
    expect(codeOf(await allocateOver(newId(), more).expect(404))).toBe('call-not-found')
  })

  it('is the manager’s', async () => {
    const { callId } = await givenPublishedCall(world)
    for (const role of ['agent', 'admin', 'applicant'] as const) await allocateOver(callId, more, role).expect(403)
  })

  it.each([
    ['nothing', { ...more, amountCents: 0 }],
    ['half a cent', { ...more, amountCents: 0.5 }],
    ['more than the contract can say', { ...more, amountCents: 100_000_000_000 }],
    ['no reason', { amountCents: 1, reason: '' }],
  ])('refuses %s', async (_what, body) => {
    const { callId } = await givenPublishedCall(world)
    expect(codeOf(await allocateOver(callId, body).expect(400))).toBe('invalid-request')
    expect((await envelopeOf(callId)).entries).toHaveLength(1)
  })
})
