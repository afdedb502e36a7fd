import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from '@jest/globals'
import type { Call } from '@progress-ess/shared/calls'
import type { Problem } from '@progress-ess/shared/kit'
import { canonicalJson } from '../src/kit/canonical.ts'
import { inTransaction, type Role } from '../src/kit/context.ts'
import { newId } from '../src/kit/ids.ts'
import { markResultsPublished } from '../src/modules/calls/index.ts'
import { givenApp } from './support/app.ts'
import { contextOf } from './support/context.ts'
import { givenDraftCall, givenPublishedCall, newCall } from './support/given-call.ts'
import { givenOrganisation } from './support/given-organisation.ts'

const NOW = '2023-01-10T09:00:00.000Z'
const world = await givenApp({ now: NOW })

const act = (callId: string, what: string, body?: object, who: Role = 'manager') => {
  const client = world.as(who)
  const path = `/api/v1/calls/${callId}/${what}`
  const request = what === 'closing' ? client.put(path) : client.post(path)
  return body === undefined ? request : request.send(body)
}

const codeOf = ({ body }: { body: unknown }): string => (body as Problem).code
const hash = (value: unknown): string => createHash('sha256').update(canonicalJson(value)).digest('hex')

/** What PostgreSQL answers the application’s role. */
async function refusalOf(text: string, values: unknown[] = []): Promise<string> {
  try {
    await world.pool.query(text, values)
    return 'done'
  } catch (error) {
    return (error as Error).message
  }
}

async function publishResults({ callId }: Call): Promise<void> {
  const { accountId, displayName } = world.accountOf('manager')
  const actor = { kind: 'account', accountId, displayName, roles: ['manager'], sessionId: accountId } as const
  await inTransaction(contextOf(world, actor), (ctx) => markResultsPublished(ctx, callId))
}

/** A published call whose results are published too, long after its closing. */
async function givenDecidedCall(): Promise<Call> {
  const call = await givenPublishedCall(world)
  world.clock.set('2023-04-30T10:00:00.000Z')
  await publishResults(call)
  world.clock.set(NOW)
  return call
}

/** Somebody who has a draft file in the call. */
async function givenFile({ callId }: Call): Promise<string> {
  const { organisation, owner } = await givenOrganisation(world)
  await world.asOwner(
    `insert into application (application_id, call_id, organisation_id, status, created_at, updated_at)
     values ($1, $2, $3, 'draft', $4, $4)`,
    [newId(), callId, organisation.organisationId, NOW],
  )
  return owner.email
}

async function mailsTo(recipient: string) {
  await world.runJobs()
  return world.sent.filter((mail) => mail.recipient === recipient)
}

describe('POST /calls/:callId/publication', () => {
  it('freezes form, grid and rules, and shows fingerprints that anyone can compute', async () => {
    const draft = await givenDraftCall(world)
    const call = (await act(draft.callId, 'publication').expect(200)).body as Call
    const { code, eligibility, form, grid, awardRules, opensAt, closesAt, graceMinutes, overCapPolicy } = call
    expect(call).toMatchObject({ status: 'published', phase: 'open', publishedAt: NOW, version: draft.version + 1 })
    expect(call.fingerprints).toEqual({
      form: hash(form),
      grid: hash(grid),
      awardRules: hash(awardRules),
      call: hash({ code, eligibility, form, grid, awardRules, opensAt, closesAt, graceMinutes, overCapPolicy }),
    })
    expect(call.notices).toEqual([{ kind: 'published', at: NOW, text: null, closesAt }])
    expect(call.allowedActions).toEqual(['close_later', 'add_erratum', 'cancel'])
  })

  it('allocates the envelope, leaves an audit line and an event, in one transaction', async () => {
    const { callId } = await givenPublishedCall(world)
    const { body } = await world.as('agent').get(`/api/v1/calls/${callId}/envelope`).expect(200)
    expect(body).toMatchObject({ allocatedCents: 10_000_000, leftCents: 10_000_000, isConsistent: true })
    const lines = await world.asOwner<{ operation: string }>(
      `select operation from audit_entry where subject_id = $1 union all select kind from outbox_event where subject_id = $1`,
      [callId],
    )
    expect(lines.map(({ operation }) => operation)).toEqual(
      expect.arrayContaining(['createCall', 'updateCall', 'publishCall', 'call.published']),
    )
  })

  it('refuses an incomplete call with the list of what is missing, and keeps nothing', async () => {
    const draft = (await world.as('agent').post('/api/v1/calls').send(newCall()).expect(201)).body as Call
    const { body } = await act(draft.callId, 'publication').expect(409)
    expect(body).toMatchObject({ code: 'call-incomplete' })
    expect((body as Problem).errors?.map(({ pointer }) => pointer)).toContain('/closesAt')
    await world.as('agent').get(`/api/v1/calls/${draft.callId}/envelope`).expect(404)
    await world.anonymous.get(`/api/v1/calls/${draft.callId}`).expect(404)
  })

  it('can lie in the past, when the clock does: editions are imported with their dates', async () => {
    world.clock.set('2022-11-15T09:00:00.000Z')
    const call = await givenPublishedCall(world, { opensAt: '2022-12-01T08:00:00.000Z' })
    world.clock.set(NOW)
    expect(call).toMatchObject({ phase: 'announced', publishedAt: '2022-11-15T09:00:00.000Z' })
    expect(call.notices[0]?.at).toBe('2022-11-15T09:00:00.000Z')
  })

  it('happens once, also when two managers publish at once', async () => {
    const { callId } = await givenDraftCall(world)
    const answers = await Promise.all([act(callId, 'publication'), act(callId, 'publication')])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    expect(await world.asOwner('select 1 from envelope_entry where call_id = $1', [callId])).toHaveLength(1)
  })

  it('publishes the rules that were judged: those of a draft that changes meanwhile are not', async () => {
    const { callId, version } = await givenDraftCall(world)
    const other = await world.pool.connect()
    await other.query('begin')
    await other.query('select 1 from call where call_id = $1 for update', [callId])
    const publishing = act(callId, 'publication').then((answer) => answer)
    const waiting = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
    while ((await world.asOwner(waiting)).length === 0) await setImmediate()
    await other.query('update call set version = version + 1 where call_id = $1', [callId])
    await other.query('commit')
    other.release()
    expect((await publishing).body).toMatchObject({
      code: 'stale-version',
      context: { currentVersion: version + 1 },
    })
    await act(callId, 'publication').expect(200)
  })

  it('is the manager’s', async () => {
    const { callId } = await givenDraftCall(world)
    expect(codeOf(await act(callId, 'publication', undefined, 'agent').expect(403))).toBe('role-not-allowed')
  })
})

describe('a published call, asked directly of PostgreSQL with the application’s role', () => {
  it.each([
    ['its form', `form = '{}'`],
    ['its grid', `grid = '{}'`],
    ['its award rules', `award_rules = '{}'`],
    ['its eligibility', `eligibility = '{}'`],
    ['its fingerprint', `call_sha256 = repeat('0', 64)`],
    ['its title', `title = 'Autre'`],
    ['its regulation', `description = 'Autre'`],
    ['its opening', `opens_at = opens_at + interval '1 day'`],
    ['its grace', `grace_minutes = 60`],
    ['its code', `code = 'AUTRE'`],
    ['the instant of its publication', `published_at = now()`],
  ])('keeps %s', async (_what, assignment) => {
    const { callId } = await givenPublishedCall(world)
    expect(await refusalOf(`update call set ${assignment} where call_id = $1`, [callId])).toMatch(
      'its rules are frozen',
    )
  })

  it('closes no earlier, goes back to no draft, and stays', async () => {
    const { callId } = await givenPublishedCall(world)
    const update = `update call set %s where call_id = $1`
    const earlier = update.replace('%s', `closes_at = closes_at - interval '1 second'`)
    expect(await refusalOf(earlier, [callId])).toMatch('may only close later')
    expect(await refusalOf(update.replace('%s', `status = 'draft'`), [callId])).toMatch('no draft any more')
    expect(await refusalOf('delete from call where call_id = $1', [callId])).toMatch('it stays')
  })

  it('keeps its notices and its seed', async () => {
    for (const table of ['call_notice', 'draw_seed']) {
      expect(await refusalOf(`update ${table} set call_id = call_id`)).toMatch('permission denied')
      expect(await refusalOf(`delete from ${table}`)).toMatch('permission denied')
    }
    await expect(world.asOwner('delete from call_notice')).rejects.toThrow('append-only')
  })
})

describe('PUT /calls/:callId/closing', () => {
  const later = { closesAt: '2023-02-13T22:59:59.000Z', reason: 'Vacances scolaires' }

  it('moves the closing later, in public, and tells everybody who has a file', async () => {
    const call = await givenPublishedCall(world)
    const [first, second] = [await givenFile(call), await givenFile(call)]
    const stranger = await givenFile(await givenPublishedCall(world))
    const { body } = await act(call.callId, 'closing', later).expect(200)
    expect(body).toMatchObject({ closesAt: later.closesAt, fingerprints: call.fingerprints })
    expect((body as Call).notices.at(-1)).toEqual({
      kind: 'closing_moved',
      at: NOW,
      text: later.reason,
      closesAt: later.closesAt,
    })
    for (const email of [first, second]) {
      const mails = await mailsTo(email)
      expect(mails).toHaveLength(1)
      expect(mails[0]?.body).toContain('lundi 13 février 2023 à 23:59')
      expect(mails[0]?.body).toContain('Vacances scolaires')
    }
    expect(await mailsTo(stranger)).toEqual([])
  })

  it.each([
    ['an earlier instant', '2023-02-06T22:59:58Z'],
    ['the same instant', '2023-02-06T22:59:59Z'],
  ])('refuses %s', async (_what, closesAt) => {
    const { callId } = await givenPublishedCall(world)
    expect(codeOf(await act(callId, 'closing', { ...later, closesAt }).expect(409))).toBe('closing-not-later')
  })

  it('moves it during the grace, not at its end', async () => {
    const { callId } = await givenPublishedCall(world, { graceMinutes: 10 })
    world.clock.set('2023-02-06T23:05:00.000Z')
    const passed = { ...later, closesAt: '2023-02-06T23:01:00Z' }
    expect(codeOf(await act(callId, 'closing', passed).expect(409))).toBe('closing-not-later')
    world.clock.set('2023-02-06T23:09:59.000Z')
    expect(codeOf(await act(callId, 'closing', passed).expect(409))).toBe('closing-passed')
    world.clock.set('2023-02-06T23:09:58.999Z')
    await act(callId, 'closing', later).expect(200)
    world.clock.set(NOW)
  })

  it('is the manager’s, of a published call', async () => {
    const draft = await givenDraftCall(world)
    expect(codeOf(await act(draft.callId, 'closing', later).expect(409))).toBe('call-wrong-status')
    expect(codeOf(await act(draft.callId, 'closing', later, 'agent').expect(403))).toBe('role-not-allowed')
    expect(codeOf(await act(newId(), 'closing', later).expect(404))).toBe('call-not-found')
    await act(draft.callId, 'closing', { ...later, reason: 'Bof' }).expect(400)
  })
})

describe('POST /calls/:callId/errata', () => {
  it('adds a public erratum and tells everybody who has a file', async () => {
    const call = await givenPublishedCall(world)
    const email = await givenFile(call)
    const text = 'Le plafond est de 15 000 € par projet.'
    const { body } = await act(call.callId, 'errata', { text }, 'agent').expect(201)
    expect((body as Call).notices.at(-1)).toEqual({ kind: 'erratum', at: NOW, text, closesAt: null })
    const { body: read } = await world.anonymous.get(`/api/v1/calls/${call.callId}`).expect(200)
    expect((read as Call).notices).toHaveLength(2)
    expect((await mailsTo(email))[0]?.body).toContain(text)
  })

  it('is added once when it is sent twice with one key', async () => {
    const { callId } = await givenPublishedCall(world)
    const send = () => act(callId, 'errata', { text: 'Une précision.' }).set('idempotency-key', 'erratum-0001')
    await send().expect(201)
    const { body } = await send().expect(201)
    expect((body as Call).notices).toHaveLength(2)
  })

  it('is refused for a draft', async () => {
    const { callId } = await givenDraftCall(world)
    expect(codeOf(await act(callId, 'errata', { text: 'Une précision.' }).expect(409))).toBe('call-wrong-status')
  })
})

describe('POST /calls/:callId/cancellation', () => {
  const reason = { reason: 'Budget non voté' }

  it('cancels a published call in public, with the reason, and tells everybody who has a file', async () => {
    const call = await givenPublishedCall(world)
    const email = await givenFile(call)
    const { body } = await act(call.callId, 'cancellation', reason).expect(200)
    expect(body).toMatchObject({
      status: 'cancelled',
      phase: 'cancelled',
      cancelledReason: reason.reason,
      allowedActions: [],
    })
    const { body: read } = await world.anonymous.get(`/api/v1/calls/${call.callId}`).expect(200)
    expect((read as Call).notices.at(-1)).toMatchObject({ kind: 'cancelled', text: reason.reason })
    expect((await mailsTo(email))[0]?.subject).toMatch('annulé')
  })

  it('hides a cancelled draft from the public', async () => {
    const { callId } = await givenDraftCall(world)
    await act(callId, 'cancellation', reason).expect(200)
    await world.anonymous.get(`/api/v1/calls/${callId}`).expect(404)
  })

  it('is refused once the results are published, and twice', async () => {
    const decided = await givenDecidedCall()
    expect(codeOf(await act(decided.callId, 'cancellation', reason).expect(409))).toBe('call-wrong-status')
    const { callId } = await givenPublishedCall(world)
    await act(callId, 'cancellation', reason).expect(200)
    expect(codeOf(await act(callId, 'cancellation', reason).expect(409))).toBe('call-wrong-status')
  })
})

describe('results and archive', () => {
  it('publishes no results before the end of the grace', async () => {
    const call = await givenPublishedCall(world)
    await expect(publishResults(call)).rejects.toMatchObject({ code: 'call-wrong-status' })
  })

  it('archives a call whose results are published', async () => {
    const { callId } = await givenDecidedCall()
    world.clock.set('2023-12-31T10:00:00.000Z')
    const { body } = await act(callId, 'archival').expect(200)
    world.clock.set(NOW)
    expect(body).toMatchObject({
      status: 'archived',
      phase: 'archived',
      resultsPublishedAt: '2023-04-30T10:00:00.000Z',
    })
    expect((body as Call).notices.map(({ kind }) => kind)).toEqual(['published', 'results_published', 'archived'])
  })

  it('archives no other', async () => {
    const { callId } = await givenPublishedCall(world)
    expect(codeOf(await act(callId, 'archival').expect(409))).toBe('call-wrong-status')
    expect(codeOf(await act(callId, 'archival', undefined, 'agent').expect(403))).toBe('role-not-allowed')
  })
})
