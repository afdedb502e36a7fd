import { beforeAll, describe, expect, it } from '@jest/globals'
import { type Call, CallPhase, type CallSummary } from '@progress-ess/shared/calls'
import type { ActionAvailability, Problem } from '@progress-ess/shared/kit'
import { inTransaction, type Role } from '../src/kit/context.ts'
import { newId } from '../src/kit/ids.ts'
import { markResultsPublished } from '../src/modules/calls/index.ts'
import { type Client, givenApp } from './support/app.ts'
import { contextOf } from './support/context.ts'
import { givenDraftCall, givenPublishedCall } from './support/given-call.ts'
import { givenOrganisation } from './support/given-organisation.ts'

const NOW = '2023-01-10T09:00:00.000Z'
const world = await givenApp({ now: NOW })
const PHASES = CallPhase.enum as readonly CallPhase[]

type Listed = { items: CallSummary[]; next: string | null }

async function list(client: Client, query: object = {}): Promise<Listed> {
  const { body } = await client
    .get('/api/v1/calls')
    .query({ limit: 100, ...query })
    .expect(200)
  return body as Listed
}

async function read(who: Role, { callId }: { callId: string }): Promise<Call> {
  const { body } = await world.as(who).get(`/api/v1/calls/${callId}`).expect(200)
  return body as Call
}

async function publishResults(callId: string): Promise<void> {
  const { accountId, displayName } = world.accountOf('manager')
  const actor = { kind: 'account', accountId, displayName, roles: ['manager'], sessionId: accountId } as const
  await inTransaction(contextOf(world, actor), (ctx) => markResultsPublished(ctx, callId))
}

/** One submitted file with one evaluation in this state: enough for the call to know that somebody evaluates. */
async function givenEvaluation({ callId }: Call, status: 'assigned' | 'recused'): Promise<void> {
  const { organisation } = await givenOrganisation(world)
  const applicationId = newId()
  await world.asOwner(
    `insert into application (application_id, call_id, organisation_id, number, status, revision_number, submitted_at,
                              created_at, updated_at)
     values ($1::uuid, $2, $3, $1::text, 'submitted', 1, $4, $4, $4)`,
    [applicationId, callId, organisation.organisationId, NOW],
  )
  await world.asOwner(
    `insert into evaluation (evaluation_id, call_id, application_id, evaluator_id, status, recused_reason, recused_at,
                             created_at, updated_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $8)`,
    [
      newId(),
      callId,
      applicationId,
      world.accountOf('evaluator').accountId,
      status,
      status === 'recused' ? 'Lien' : null,
      status === 'recused' ? NOW : null,
      NOW,
    ],
  )
}

describe('a call in each phase', () => {
  const calls = new Map<CallPhase, Call>()

  beforeAll(async () => {
    // At NOW the first four are before, in and after their time; the clock of the closed ones stood earlier.
    const past = { opensAt: '2022-11-01T08:00:00.000Z', closesAt: '2022-12-31T22:59:59.000Z' }
    calls.set('draft', await givenDraftCall(world))
    calls.set('announced', await givenPublishedCall(world, { opensAt: '2023-01-10T09:00:00.001Z' }))
    calls.set('open', await givenPublishedCall(world, { opensAt: NOW }))
    world.clock.set('2022-10-01T08:00:00.000Z')
    calls.set('grace', await givenPublishedCall(world, { ...past, closesAt: NOW, graceMinutes: 1 }))
    calls.set('closed', await givenPublishedCall(world, { ...past, closesAt: '2023-01-10T08:59:00Z', graceMinutes: 1 }))
    for (const phase of ['evaluating', 'deliberating', 'decided', 'archived'] as const) {
      calls.set(phase, await givenPublishedCall(world, past))
    }
    world.clock.set(NOW)
    await givenEvaluation(calls.get('closed')!, 'recused')
    await givenEvaluation(calls.get('evaluating')!, 'assigned')
    await givenEvaluation(calls.get('deliberating')!, 'assigned')
    await world.asOwner('insert into panel (call_id, locked_at) values ($1, $2)', [
      calls.get('deliberating')!.callId,
      NOW,
    ])
    await publishResults(calls.get('decided')!.callId)
    await publishResults(calls.get('archived')!.callId)
    const manager = world.as('manager')
    await manager.post(`/api/v1/calls/${calls.get('archived')!.callId}/archival`).expect(200)
    calls.set('cancelled', await givenPublishedCall(world))
    await manager
      .post(`/api/v1/calls/${calls.get('cancelled')!.callId}/cancellation`)
      .send({ reason: 'Sans objet' })
      .expect(200)
  })

  it.each(PHASES)('%s: the page says so, and the filter finds this call alone', async (phase) => {
    const call = calls.get(phase)!
    expect((await read('agent', call)).phase).toBe(phase)
    const { items } = await list(world.as('agent'), { phase })
    expect(items.map(({ callId, phase: found }) => [callId, found])).toEqual([[call.callId, phase]])
  })

  it('is listed to everybody, except a draft; the latest edition first', async () => {
    const all = await list(world.as('agent'))
    const editions = all.items.map(({ edition }) => edition)
    expect(all.items).toHaveLength(PHASES.length)
    expect(editions).toEqual([...editions].sort((a, b) => b - a))
    for (const client of [world.anonymous, world.as('applicant'), world.as('evaluator')]) {
      const { items } = await list(client)
      expect(items.map(({ phase }) => phase).sort()).toEqual(PHASES.filter((phase) => phase !== 'draft').sort())
      expect((await list(client, { phase: 'draft' })).items).toEqual([])
    }
    for (const role of ['manager', 'admin'] as const) {
      expect((await list(world.as(role), { phase: 'draft' })).items).toHaveLength(1)
    }
  })

  it('is listed once over all pages', async () => {
    const seen: string[] = []
    let after: string | null = null
    do {
      const page: Listed = await list(world.as('agent'), { limit: 3, ...(after === null ? {} : { after }) })
      seen.push(...page.items.map(({ callId }) => callId))
      after = page.next
    } while (after !== null)
    expect(seen).toEqual((await list(world.as('agent'))).items.map(({ callId }) => callId))
  })

  it.each(PHASES.flatMap((phase) => (['agent', 'manager', 'admin'] as const).map((role) => [phase, role] as const)))(
    '%s: every action is allowed or refused with a reason to the %s',
    async (phase, role) => {
      const call = calls.get(phase)!
      const { body } = await world.as(role).get(`/api/v1/calls/${call.callId}/actions`).expect(200)
      const { items } = body as { items: ActionAvailability[] }
      const allowed = items.filter(({ isAllowed }) => isAllowed).map(({ action }) => action)
      expect(items.map(({ action }) => action).sort()).toEqual(
        ['add_erratum', 'archive', 'cancel', 'close_later', 'edit', 'publish', 'publish_results'].sort(),
      )
      expect((await read(role, call)).allowedActions).toEqual(allowed)
      for (const item of items) {
        expect(item.isAllowed ? [item.code, item.detail] : [typeof item.code, typeof item.detail]).toEqual(
          item.isAllowed ? [null, null] : ['string', 'string'],
        )
      }
      if (role === 'admin') expect(allowed).toEqual([])
    },
  )

  it('tells the manager what he may do in each phase', async () => {
    const actions = async (phase: CallPhase) => (await read('manager', calls.get(phase)!)).allowedActions
    expect(await actions('draft')).toEqual(['edit', 'publish', 'cancel'])
    expect(await actions('announced')).toEqual(['close_later', 'add_erratum', 'cancel'])
    expect(await actions('grace')).toEqual(['close_later', 'add_erratum', 'cancel'])
    expect(await actions('deliberating')).toEqual(['add_erratum', 'cancel'])
    expect(await actions('decided')).toEqual(['add_erratum', 'archive'])
    expect(await actions('archived')).toEqual([])
    expect(await actions('cancelled')).toEqual([])
  })

  it('publishes results only when every submitted file is decided', async () => {
    const call = await givenPublishedCall(world)
    world.clock.set('2023-02-06T22:59:59.000Z')
    expect((await read('manager', call)).allowedActions).toContain('publish_results')
    await givenEvaluation(call, 'assigned')
    const { body } = await world.as('manager').get(`/api/v1/calls/${call.callId}/actions`).expect(200)
    expect((body as { items: ActionAvailability[] }).items).toContainEqual(
      expect.objectContaining({ action: 'publish_results', isAllowed: false, code: 'decisions-incomplete' }),
    )
    world.clock.set(NOW)
  })

  it('offers the public nothing to do', async () => {
    for (const phase of PHASES.filter((one) => one !== 'draft')) {
      const { body } = await world.anonymous.get(`/api/v1/calls/${calls.get(phase)!.callId}`).expect(200)
      expect(body).toMatchObject({ phase, allowedActions: [] })
    }
  })
})

describe('GET /calls', () => {
  it.each([
    ['an unknown phase', { phase: 'sleeping' }],
    ['a cursor of its own making', { after: 'abc' }],
    ['an unknown filter', { theme: 'x' }],
    ['too many at once', { limit: 101 }],
  ])('refuses %s', async (_what, query) => {
    await world.anonymous.get('/api/v1/calls').query(query).expect(400)
  })
})

describe('GET /calls/:callId', () => {
  it('answers with the version as ETag, and the server’s clock', async () => {
    const { callId, version } = await givenPublishedCall(world)
    const answer = await world.anonymous.get(`/api/v1/calls/${callId}`).expect(200)
    expect(answer.headers['etag']).toBe(`"${version}"`)
    expect(answer.body).toMatchObject({ serverNow: NOW, programme: 'Progr’ESS' })
  })

  it('hides a draft from everybody but those who work on it', async () => {
    const { callId } = await givenDraftCall(world)
    for (const client of [world.anonymous, world.as('applicant'), world.as('evaluator'), world.as('partner')]) {
      const { body } = await client.get(`/api/v1/calls/${callId}`).expect(404)
      expect((body as Problem).code).toBe('call-not-found')
    }
    for (const role of ['agent', 'manager', 'admin'] as const)
      await world.as(role).get(`/api/v1/calls/${callId}`).expect(200)
  })
})

describe('GET /calls/:callId/eligibility', () => {
  const ask = (callId: string, query: object) => world.anonymous.get(`/api/v1/calls/${callId}/eligibility`).query(query)
  const association = { legalFormCode: '9220', hasEsusApproval: false, communeCode: '92050' }

  it.each([
    ['an association of the département', {}, true, 'eligible'],
    ['an association elsewhere', { communeCode: '75056' }, false, 'territory-not-eligible'],
    ['a company without approval', { legalFormCode: '5710' }, false, 'esus-required'],
    ['an approved company', { legalFormCode: '5710', hasEsusApproval: true }, true, 'eligible'],
    ['a foundation', { legalFormCode: '9300' }, false, 'family-not-eligible'],
    ['an administration', { legalFormCode: '7112' }, false, 'legal-form-not-accepted'],
  ])('%s', async (_who, change, isEligible, code) => {
    const { callId } = await givenPublishedCall(world)
    const { body } = await ask(callId, { ...association, ...change }).expect(200)
    expect(body).toMatchObject({ isEligible, code })
  })

  it('refuses what is no question, and a call that is not public', async () => {
    const { callId } = await givenDraftCall(world)
    await ask(callId, association).expect(404)
    await ask(callId, { ...association, hasEsusApproval: 'maybe' }).expect(400)
    await ask(callId, { ...association, communeCode: 'Nanterre' }).expect(400)
  })
})
