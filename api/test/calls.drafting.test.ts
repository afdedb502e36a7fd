import { createHash } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import type { Call, CallChange, CallReadiness } from '@progress-ess/shared/calls'
import type { Problem } from '@progress-ess/shared/kit'
import type { Role } from '../src/kit/context.ts'
import { etagOf } from '../src/kit/etag.ts'
import { givenApp } from './support/app.ts'
import { givenDraftCall, givenPublishedCall, newCall } from './support/given-call.ts'

const world = await givenApp()
const UNKNOWN = '0193a000-0000-7000-8000-00000000dead'

const create = (body: object, who: Role = 'agent') => world.as(who).post('/api/v1/calls').send(body)

const patch = ({ callId, version }: Call, change: CallChange, who: Role = 'agent') =>
  world.as(who).patch(`/api/v1/calls/${callId}`).set('if-match', etagOf(version)).send(change)

async function readinessOf({ callId }: Call): Promise<CallReadiness> {
  const { body } = await world.as('agent').get(`/api/v1/calls/${callId}/readiness`).expect(200)
  return body as CallReadiness
}

const codeOf = ({ body }: { body: unknown }): string => (body as Problem).code

const drawOf = ({ awardRules }: Call): string | undefined =>
  awardRules.tieBreak.flatMap((one) => (one.by === 'draw' ? [one.seedCommitment] : []))[0]

describe('POST /calls', () => {
  it('starts a draft from the regulation of the first edition', async () => {
    const answer = await create(newCall({ code: 'PE1', edition: 1 })).expect(201)
    const call = answer.body as Call
    expect(call).toMatchObject({
      programme: 'Progr’ESS',
      code: 'PE1',
      edition: 1,
      status: 'draft',
      phase: 'draft',
      envelopeCents: 10_000_000,
      capCents: 1_500_000,
      overCapPolicy: 'warn',
      eligibility: { families: ['association'], esusCompanies: true, territories: ['92'] },
      fingerprints: null,
      notices: [],
      version: 1,
      serverNow: '2023-01-10T09:00:00.000Z',
      allowedActions: ['edit'],
    })
    expect(call.form.sections.map(({ id }) => id)).toEqual(['project', 'public', 'means', 'evaluation'])
    expect(answer.headers['etag']).toBe('"1"')
  })

  it('keeps a seed of its own for the draw, of which only the SHA-256 is shown', async () => {
    const call = (await create(newCall()).expect(201)).body as Call
    const [seed] = await world.asOwner<{ commitment: string; seed_hex: string }>(
      'select commitment, seed_hex from draw_seed where call_id = $1',
      [call.callId],
    )
    expect(drawOf(call)).toBe(seed?.commitment)
    expect(
      createHash('sha256')
        .update(Buffer.from(seed?.seed_hex ?? '', 'hex'))
        .digest('hex'),
    ).toBe(seed?.commitment)
    expect(JSON.stringify(call)).not.toContain(seed?.seed_hex)
  })

  it('copies texts, form, grid and rules of another call, not its dates, and draws another seed', async () => {
    const model = await givenPublishedCall(world, {
      graceMinutes: 5,
      overCapPolicy: 'refuse',
      documentsToPrepare: ['Le budget'],
    })
    const copy = (await create(newCall({ copyOf: model.callId })).expect(201)).body as Call
    expect(copy).toMatchObject({
      description: model.description,
      documentsToPrepare: ['Le budget'],
      form: model.form,
      grid: model.grid,
      eligibility: model.eligibility,
      graceMinutes: 5,
      overCapPolicy: 'refuse',
      opensAt: null,
      closesAt: null,
      status: 'draft',
    })
    expect({ ...copy.awardRules, tieBreak: [] }).toEqual({ ...model.awardRules, tieBreak: [] })
    expect(drawOf(copy)).not.toBe(drawOf(model))
  })

  it('refuses a code that is taken, also by two at once, and a copy of nothing', async () => {
    const wanted = newCall()
    const answers = await Promise.all([create(wanted), create(wanted)])
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409])
    expect(codeOf(await create(wanted).expect(409))).toBe('call-code-taken')
    expect(codeOf(await create(newCall({ copyOf: UNKNOWN })).expect(404))).toBe('call-not-found')
  })

  it('is for agents and managers', async () => {
    await create(newCall(), 'manager').expect(201)
    for (const role of ['applicant', 'evaluator', 'admin'] as const) await create(newCall(), role).expect(403)
  })

  it.each([
    ['a code in small letters', { code: 'pe1' }],
    ['no edition', { edition: 0 }],
    ['an unknown property', { status: 'published' }],
  ])('refuses %s', async (_what, wrong) => {
    expect(codeOf(await create({ ...newCall(), ...wrong }).expect(400))).toBe('invalid-request')
  })
})

describe('PATCH /calls/:callId', () => {
  it('changes what is given, and moves the version on', async () => {
    const call = await givenDraftCall(world)
    const answer = await patch(call, { theme: 'Alimentation', graceMinutes: 15 }).expect(200)
    expect(answer.body).toEqual({
      ...call,
      theme: 'Alimentation',
      graceMinutes: 15,
      version: call.version + 1,
    })
    expect(answer.headers['etag']).toBe(etagOf(call.version + 1))
  })

  it('keeps a changed form, grid and rules as they were sent', async () => {
    const call = await givenDraftCall(world)
    const form = { sections: [{ id: 'one', title: 'Une seule', questions: call.form.sections[0]!.questions }] }
    const grid = { ...call.grid, threshold: 6_000 }
    const awardRules = { ...call.awardRules, envelope: { totalCents: 5_000_000, roundToCents: 100 } }
    const { body } = await patch(call, { form, grid, awardRules }).expect(200)
    expect(body).toMatchObject({ form, grid, awardRules, envelopeCents: 5_000_000 })
  })

  it('empties a date', async () => {
    const call = await givenDraftCall(world, { evaluationEndsAt: '2023-03-15T22:59:59.000Z' })
    expect((await patch(call, { evaluationEndsAt: null, opensAt: null }).expect(200)).body).toMatchObject({
      evaluationEndsAt: null,
      opensAt: null,
    })
  })

  it.each([
    ['both dates', { opensAt: '2023-03-01T00:00:00Z', closesAt: '2023-03-01T00:00:00Z' }],
    ['the opening alone', { opensAt: '2023-02-06T23:59:59+01:00' }],
    ['the closing alone', { closesAt: '2023-01-02T08:00:00Z' }],
  ])('refuses a closing that is not after the opening: %s', async (_what, change) => {
    const call = await givenDraftCall(world)
    const { body } = await patch(call, change).expect(422)
    expect(body).toMatchObject({ code: 'dates-inverted', errors: [{ pointer: '/body/closesAt' }] })
  })

  it('refuses a draw on a seed that the call does not keep', async () => {
    const [call, other] = [await givenDraftCall(world), await givenDraftCall(world)]
    const withSeed = (seedCommitment: string): CallChange => ({
      awardRules: { ...call.awardRules, tieBreak: [{ by: 'draw', seedCommitment }] },
    })
    for (const seed of ['0'.repeat(64), drawOf(other) ?? '']) {
      expect(codeOf(await patch(call, withSeed(seed)).expect(422))).toBe('seed-unknown')
    }
    await patch(call, withSeed(drawOf(call) ?? '')).expect(200)
  })

  it('keeps nothing of a stale version', async () => {
    const call = await givenDraftCall(world)
    await patch(call, { theme: 'Un' }).expect(200)
    const { body } = await patch(call, { theme: 'Deux' }).expect(412)
    expect(body).toMatchObject({ code: 'stale-version', context: { currentVersion: call.version + 1 } })
  })

  it('lets one of two changes at once win', async () => {
    const call = await givenDraftCall(world)
    const answers = await Promise.all(['Un', 'Deux'].map((theme) => patch(call, { theme })))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412])
  })

  it('refuses to change a published or a cancelled call', async () => {
    const published = await givenPublishedCall(world)
    expect(codeOf(await patch(published, { theme: 'Autre' }).expect(409))).toBe('call-frozen')
    const draft = await givenDraftCall(world)
    await world
      .as('manager')
      .post(`/api/v1/calls/${draft.callId}/cancellation`)
      .send({ reason: 'Sans objet' })
      .expect(200)
    expect(codeOf(await patch(draft, { theme: 'Autre' }).expect(409))).toBe('call-frozen')
  })

  it('is for agents and managers, and wants the version', async () => {
    const call = await givenDraftCall(world)
    await patch(call, { theme: 'Autre' }, 'admin').expect(403)
    expect(codeOf(await world.as('agent').patch(`/api/v1/calls/${call.callId}`).send({ theme: 'x' }).expect(428))).toBe(
      'version-required',
    )
    expect(codeOf(await patch({ ...call, callId: UNKNOWN }, { theme: 'x' }).expect(404))).toBe('call-not-found')
  })

  it.each([
    ['nothing', {}, '/body'],
    ['a leap second', { closesAt: '2016-12-31T23:59:60Z' }, '/body/closesAt'],
    ['an hour without its zone', { closesAt: '2023-02-06T23:59:59' }, '/body/closesAt'],
    ['a day that does not exist', { resultsExpectedOn: '2023-02-30' }, '/body/resultsExpectedOn'],
    ['a form without sections', { form: { sections: [] } }, '/body/form/sections'],
  ])('refuses %s', async (_what, change, pointer) => {
    const call = await givenDraftCall(world)
    const { body } = await patch(call, change as CallChange).expect(400)
    expect(body).toMatchObject({ code: 'invalid-request' })
    expect((body as Problem).errors?.map((error) => error.pointer)).toContain(pointer)
  })
})

describe('GET /calls/:callId/readiness', () => {
  it('lists what is missing, with the fingerprints of now', async () => {
    const draft = (await create(newCall()).expect(201)).body as Call
    const before = await readinessOf(draft)
    expect(before.isReady).toBe(false)
    expect(before.missing.map(({ pointer }) => pointer)).toEqual(['/summary', '/description', '/opensAt', '/closesAt'])
    const complete = await givenDraftCall(world)
    expect(await readinessOf(complete)).toMatchObject({ isReady: true, missing: [] })
  })

  it('shows another fingerprint once the grid differs', async () => {
    const call = await givenDraftCall(world)
    const before = (await readinessOf(call)).fingerprints
    await patch(call, { grid: { ...call.grid, minEvaluations: 3 } }).expect(200)
    const after = (await readinessOf(call)).fingerprints
    expect(after).toMatchObject({ form: before.form, awardRules: before.awardRules })
    expect(after.grid).not.toBe(before.grid)
    expect(after.call).not.toBe(before.call)
  })

  it('is for those who see drafts', async () => {
    const { callId } = await givenDraftCall(world)
    const path = `/api/v1/calls/${callId}/readiness`
    for (const role of ['agent', 'manager', 'admin'] as const) await world.as(role).get(path).expect(200)
    await world.as('applicant').get(path).expect(403)
    expect(codeOf(await world.as('agent').get(`/api/v1/calls/${UNKNOWN}/readiness`).expect(404))).toBe('call-not-found')
  })
})
