import { describe, expect, it } from '@jest/globals'
import type {
  AwardRules,
  DrawBeacon,
  Results,
  RulesExample,
  ScenarioLine,
  ScenarioPreview,
} from '@progress-ess/shared/awards'
import type { Call } from '@progress-ess/shared/calls'
import type { Problem } from '@progress-ess/shared/kit'
import { etagOf } from '../src/kit/etag.ts'
import { newId } from '../src/kit/ids.ts'
import { commitmentOf, drawKeyOf, mixedSeed } from '../src/modules/awards/awards.draw.ts'
import { givenApp } from './support/app.ts'
import { givenDraftCall, givenPublishedCall } from './support/given-call.ts'
import { givenOrganisation } from './support/given-organisation.ts'

const NOW = '2023-01-10T09:00:00.000Z'
const EUROS = 100
const world = await givenApp({ now: NOW })
const second = await world.givenAccount({ roles: ['evaluator'] })
const EVALUATORS = [world.accountOf('evaluator').accountId, second.accountId]

const marks = JSON.stringify(
  Object.fromEntries(
    ['need', 'publics', 'innovation', 'soundness', 'roots'].map((id) => [
      id,
      { value: 4, isNotApplicable: false, comment: null },
    ]),
  ),
)

/** One admissible file that asks for 8,000 €, marked 4 out of 5 throughout, by as many evaluators as given. */
async function givenEvaluatedFile({ callId }: Call, number: string, evaluators = EVALUATORS): Promise<void> {
  const { organisation } = await givenOrganisation(world)
  const applicationId = newId()
  await world.asOwner(
    `insert into application (application_id, call_id, organisation_id, number, status, revision_number, requested_cents,
                              charges_cents, submitted_at, last_submitted_at, created_at, updated_at)
     values ($1, $2, $3, $4, 'admissible', 1, $5, $6, $7, $7, $7, $7)`,
    [applicationId, callId, organisation.organisationId, number, 8_000 * EUROS, 20_000 * EUROS, NOW],
  )
  await world.asOwner(
    `insert into application_revision (application_id, number, kind, content, fingerprint, submitted_by, submitted_at)
     values ($1, 1, 'submission', '{}', $2, $3, $4)`,
    [applicationId, 'a'.repeat(64), world.accountOf('applicant').accountId, NOW],
  )
  for (const evaluatorId of evaluators) {
    await world.asOwner(
      `insert into evaluation (evaluation_id, call_id, application_id, evaluator_id, status, revision_number, marks,
                               declared_at, submitted_at, created_at, updated_at)
       values ($1, $2, $3, $4, 'locked', 1, $5, $6, $6, $6, $6)`,
      [newId(), callId, applicationId, evaluatorId, marks, NOW],
    )
  }
}

/** A published call whose rules are changed before: its seed is its own, so that they are made from the draft’s. */
async function givenCallWith(rules: (own: AwardRules) => AwardRules): Promise<Call> {
  const draft = await givenDraftCall(world)
  const path = `/api/v1/calls/${draft.callId}`
  await world
    .as('agent')
    .patch(path)
    .set('if-match', etagOf(draft.version))
    .send({ awardRules: rules(draft.awardRules) })
    .expect(200)
  const { status, body } = await world.as('manager').post(`${path}/publication`)
  if (status !== 200) throw new Error(JSON.stringify(body))
  return body as Call
}

async function givenLockedPanel(numbers: readonly string[], rules?: (own: AwardRules) => AwardRules): Promise<Call> {
  const call = rules === undefined ? await givenPublishedCall(world) : await givenCallWith(rules)
  for (const number of numbers) await givenEvaluatedFile(call, `${call.code}-${number}`)
  await world.asOwner('insert into panel (call_id, locked_at, locked_by) values ($1, $2, $3)', [
    call.callId,
    NOW,
    world.accountOf('manager').accountId,
  ])
  return call
}

const preview = ({ callId }: Call, rules?: AwardRules) =>
  world
    .as('manager')
    .post(`/api/v1/calls/${callId}/scenario-previews`)
    .send(rules === undefined ? {} : { rules })

async function linesOf(call: Call): Promise<ScenarioLine[]> {
  const { body } = await preview(call).expect(200)
  return (body as ScenarioPreview).lines
}

const resultsOf = ({ callId }: Call) => world.anonymous.get(`/api/v1/calls/${callId}/results`)

/** Only what the reading of results looks at: what leads to a publication is tested where it is done. */
const markPublished = ({ callId }: Call) =>
  world.asOwner("update call set status = 'results_published', results_published_at = $2 where call_id = $1", [
    callId,
    '2023-03-01T09:00:00.000Z',
  ])

describe('files that nothing but the draw tells apart', () => {
  it('are served in an order that anyone draws again from the seed that the results reveal', async () => {
    const call = await givenLockedPanel(['0001', '0002', '0003', '0004', '0005', '0006'])
    const order = (await linesOf(call)).map(({ number }) => number)
    await resultsOf(call).expect(404)

    await markPublished(call)
    const { draw } = (await resultsOf(call).expect(200)).body as Results
    const seedHex = draw?.seedHex ?? ''
    const committed = call.awardRules.tieBreak.find(({ by }) => by === 'draw')
    expect(committed).toMatchObject({ seedCommitment: draw?.seedCommitment })
    expect(commitmentOf(seedHex)).toBe(draw?.seedCommitment)
    expect(order).toEqual([...order].sort((a, b) => (drawKeyOf(seedHex, a) < drawKeyOf(seedHex, b) ? -1 : 1)))
  })

  it('are not drawn with the seed of another call, which may be public already', async () => {
    const [call, other] = [await givenLockedPanel(['0001']), await givenPublishedCall(world)]
    const { body } = await preview(call, { ...call.awardRules, tieBreak: other.awardRules.tieBreak.slice(-1) }).expect(
      422,
    )
    expect(body as Problem).toMatchObject({ code: 'award-rules-invalid', errors: [{ keyword: 'seed-unknown' }] })
  })
})

describe('a draw that a public value is mixed into', () => {
  const BEACON = {
    source: 'Les numéros du Loto du 1er mars 2023',
    at: '2023-03-01T20:00:00.000Z',
    fallback: 'Ceux du 4',
  }
  const withBeacon = (rules: AwardRules): AwardRules => ({
    ...rules,
    tieBreak: rules.tieBreak.map((one) => (one.by === 'draw' ? { ...one, beacon: BEACON } : one)),
  })
  const beaconOf = ({ callId }: Call) => `/api/v1/calls/${callId}/draw-beacon`
  const record = (call: Call, value: string) =>
    world.as('manager').post(beaconOf(call)).send({ value, isFallback: false })

  it('waits for that value, takes it once, from the instant on that the rules name, and reveals it', async () => {
    const call = await givenLockedPanel(['0001', '0002', '0003', '0004', '0005', '0006'], withBeacon)
    const missing = await preview(call).expect(409)
    expect(missing.body as Problem).toMatchObject({ code: 'draw-beacon-missing', context: { at: BEACON.at } })
    expect((await record(call, '4').expect(409)).body).toMatchObject({ code: 'draw-beacon-early' })

    world.clock.set(BEACON.at)
    const both = await Promise.all([record(call, '3, 8, 21, 30, 44'), record(call, '1, 2, 3, 4, 5')])
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409])
    const kept = (await world.as('agent').get(beaconOf(call)).expect(200)).body as DrawBeacon
    const taken = both.find(({ status }) => status === 201)?.body as DrawBeacon
    expect(kept).toMatchObject({ ...BEACON, value: taken.value, isFallback: false, allowedActions: [] })
    expect((await record(call, '9').expect(409)).body).toMatchObject({ code: 'draw-beacon-recorded' })

    const order = (await linesOf(call)).map(({ number }) => number)
    await markPublished(call)
    const { draw } = (await resultsOf(call).expect(200)).body as Results
    expect(draw?.beacon).toEqual({ source: BEACON.source, at: BEACON.at, value: taken.value, isFallback: false })
    const seed = mixedSeed(draw?.seedHex ?? '', taken.value ?? '')
    expect(order).toEqual([...order].sort((a, b) => (drawKeyOf(seed, a) < drawKeyOf(seed, b) ? -1 : 1)))
    world.clock.set(NOW)
  })

  it('is no other than that of the published rules', async () => {
    const call = await givenLockedPanel(['0001'])
    expect((await preview(call, withBeacon(call.awardRules)).expect(422)).body).toMatchObject({
      code: 'award-rules-invalid',
      errors: [{ keyword: 'beacon-unknown' }],
    })
    expect((await record(call, '4').expect(404)).body).toMatchObject({ code: 'draw-beacon-not-asked' })
  })

  it('keeps the closing from moving to where it is known', async () => {
    const { callId } = await givenCallWith(withBeacon)
    const later = world.as('manager').put(`/api/v1/calls/${callId}/closing`)
    const refused = await later.send({ closesAt: BEACON.at, reason: 'Pour laisser plus de temps.' })
    expect([refused.status, (refused.body as Problem).code]).toEqual([409, 'later-than-draw'])
  })

  it('cannot be known before the closing', async () => {
    const early = (rules: AwardRules): AwardRules => ({
      ...rules,
      tieBreak: rules.tieBreak.map((one) =>
        one.by === 'draw' ? { ...one, beacon: { ...BEACON, at: '2023-01-11T00:00:00.000Z' } } : one,
      ),
    })
    await expect(givenLockedPanel([], early)).rejects.toThrow('before-the-closing')
  })
})

it('a file with fewer evaluations than the grid asks for is not ranked', async () => {
  const call = await givenLockedPanel(['0001'])
  await givenEvaluatedFile(call, `${call.code}-0002`, EVALUATORS.slice(0, 1))
  const lines = await linesOf(call)
  expect(lines.map(({ rank, reasons }) => [rank, reasons[0]?.code])).toEqual([
    [1, 'funded'],
    [null, 'not-evaluated'],
  ])
})

describe('other methods than the published one', () => {
  const EQUAL = { kind: 'equalShares' } as const

  it('are tried and kept with their own version of the engine, and say why each line has its amount', async () => {
    const call = await givenLockedPanel(['0001', '0002', '0003'])
    const envelope = { ...call.awardRules.envelope, totalCents: 15_000 * EUROS }
    const rules = {
      ...call.awardRules,
      envelope,
      method: EQUAL,
      amount: { ...call.awardRules.amount, capCents: 1_000_000 },
    }
    const { lines, engineVersion } = (await preview(call, rules).expect(200)).body as ScenarioPreview
    expect(lines.map(({ awardCents }) => awardCents)).toEqual([500_000, 500_000, 500_000])
    expect(lines[0]?.reasons).toEqual([
      { code: 'funded-share', facts: { by: 'equal', awardCents: 500_000, ceilingCents: 800_000, sharers: 3 } },
    ])
    expect(engineVersion).toBe('1.1.0')

    const { body } = await world
      .as('manager')
      .post(`/api/v1/calls/${call.callId}/scenarios`)
      .set('idempotency-key', newId())
      .send({ label: 'Parts égales', rules, departureReason: 'La commission veut aider tout le monde.' })
      .expect(201)
    expect(body).toMatchObject({ rules: { method: EQUAL }, engineVersion: '1.1.0', totals: { fundedCount: 3 } })
  })

  it('are refused where they contradict themselves', async () => {
    const call = await givenLockedPanel(['0001'])
    const tiers = [
      { minScore: 7_500, rate: 5_000 },
      { minScore: 8_500, rate: 10_000 },
    ]
    const method = { kind: 'tiers', tiers, overflow: 'scaleDown' } as const
    const { body } = await preview(call, { ...call.awardRules, method }).expect(422)
    expect(body).toMatchObject({
      code: 'award-rules-invalid',
      errors: [{ pointer: '/body/rules/method/tiers/1', keyword: 'tiers-not-descending' }],
    })
  })
})

describe('the worked example', () => {
  const tried = ({ callId }: Call, rules: AwardRules) =>
    world.as('agent').post(`/api/v1/calls/${callId}/award-rules-trials`).send({ rules })

  it('follows the rules that are typed, before there is any file, and keeps nothing', async () => {
    const call = await givenPublishedCall(world)
    const amount = { ...call.awardRules.amount, floorCents: 0 }
    const rules = { ...call.awardRules, amount, method: { kind: 'equalShares' as const } }
    const { body } = await tried(call, rules).expect(200)
    const { lines, totals } = body as RulesExample
    expect(lines.map(({ number, awardCents }) => `${number} ${awardCents / EUROS}`)).toEqual(
      // One award an organisation: G is of that of A.
      ['A 8700', 'B 8700', 'C 8600', 'D 6000', 'E 5000', 'F 3000', 'G 0', 'H 0'],
    )
    expect(totals).toMatchObject({ envelopeCents: 40_000 * EUROS, fundedCount: 6 })
  })

  it('refuses rules that contradict themselves, and a call that does not exist', async () => {
    const call = await givenPublishedCall(world)
    const amount = { ...call.awardRules.amount, capCents: 0, floorCents: 0 }
    const refused = await tried(call, { ...call.awardRules, amount }).expect(422)
    expect(refused.body).toMatchObject({ code: 'award-rules-invalid' })
    await tried({ ...call, callId: newId() }, call.awardRules).expect(404)
  })
})
