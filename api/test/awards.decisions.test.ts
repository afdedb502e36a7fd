import { describe, expect, it } from '@jest/globals'
import type {
  ApplicantDecision,
  Award,
  Decision,
  Envelope,
  Results,
  Scenario,
  ScenarioPreview,
  Uncertainty,
  VerificationBundle,
} from '@progress-ess/shared/awards'
import type { Call } from '@progress-ess/shared/calls'
import type { Aid, Catalog, GivingPackage, OpenYear, OpenYearSummary } from '@progress-ess/shared/open-data'
import { verify } from '../../tools/verify/src/verify.ts'
import { etagOf } from '../src/kit/etag.ts'
import { newId } from '../src/kit/ids.ts'
import { givenApp } from './support/app.ts'
import { codeOf, OPEN } from './support/given-application.ts'
import { givenLockedPanel } from './support/given-panel.ts'

const EUROS = 100
const world = await givenApp({ now: OPEN })
const manager = world.as('manager')

/** Three files, 15,000, 12,000 and 10,000 €, and an envelope for the first two and a half of the third. */
const THREE = [
  { asked: 15_000, value: 5 },
  { asked: 12_000, value: 4 },
  { asked: 10_000, value: 3 },
]
const withEnvelope = (call: Call, euros: number): Call['awardRules'] => ({
  ...call.awardRules,
  envelope: { ...call.awardRules.envelope, totalCents: euros * EUROS },
})

async function givenThree() {
  const { call, files } = await givenLockedPanel(world, THREE)
  return { call, files, path: `/api/v1/calls/${call.callId}` }
}

const decisionsOf = async (path: string): Promise<Decision[]> =>
  ((await manager.get(`${path}/decisions`).expect(200)).body as { items: Decision[] }).items

const envelopeOf = async (path: string): Promise<Envelope> =>
  (await manager.get(`${path}/envelope`).expect(200)).body as Envelope

async function givenAdopted() {
  const given = await givenThree()
  const { body } = await manager.post(`${given.path}/scenarios`).send({ label: 'Règles publiées' }).expect(201)
  const { scenarioId } = body as Scenario
  await manager.post(`/api/v1/scenarios/${scenarioId}/adoption`).expect(200)
  return { ...given, scenarioId }
}

async function givenPublished() {
  const given = await givenAdopted()
  await manager.post(`${given.path}/decisions-confirmation`).expect(200)
  await manager.post(`${given.path}/results-publication`).expect(200)
  return given
}

const change = (decision: Decision, wanted: object) =>
  manager
    .put(`/api/v1/decisions/${decision.decisionId}`)
    .set('if-match', etagOf(decision.version))
    .send({ outcome: 'awarded', departureReason: 'Le jury y tient, après débat.', ...wanted })

describe('scenarios', () => {
  it('give the same bytes for the same rules and scores, kept or not', async () => {
    const { path } = await givenThree()
    const [first, second] = [
      (await manager.post(`${path}/scenario-previews`).send({}).expect(200)).body as ScenarioPreview,
      (await manager.post(`${path}/scenarios`).send({ label: 'Le même' }).expect(201)).body as Scenario,
    ]
    expect(second.resultSha256).toBe(first.resultSha256)
    expect(second.snapshotSha256).toBe(first.snapshotSha256)
    expect(first.lines.map(({ awardCents }) => awardCents / EUROS)).toEqual([15_000, 12_000, 10_000])
  })

  it('tell how sure each place is, the same for the same rules and marks, and how severe each evaluator', async () => {
    const { path, files } = await givenThree()
    const estimate = async (body = {}): Promise<Uncertainty> =>
      (await manager.post(`${path}/uncertainty-estimates`).send(body).expect(200)).body as Uncertainty
    const first = await estimate()
    expect(first.files.map(({ rank, isFunded }) => [rank, isFunded])).toEqual([
      [1, true],
      [2, true],
      [3, true],
    ])
    expect(first.evaluators.reduce((sum, { fileCount }) => sum + fileCount, 0)).toBeGreaterThanOrEqual(files.length)
    expect(first.notDrawnFor === null).toBe(first.drawCount === 1_000)
    expect(await estimate()).toEqual(first)
    const { body } = await world.as('evaluator').post(`${path}/uncertainty-estimates`).send({})
    expect((body as { status: number }).status).toBe(403)
  })

  it('hold the order of submissions and first fundings only where their rules look at them', async () => {
    const { path, call, files } = await givenThree()
    const tieBreak = [{ by: 'neverFundedFirst' }, { by: 'earlierComplete' }]
    const given = { label: 'Autres égalités', rules: { ...call.awardRules, tieBreak }, departureReason: 'Pour voir.' }
    await manager.post(`${path}/scenarios`).send({ label: 'Publiées' }).expect(201)
    await manager.post(`${path}/scenarios`).send(given).expect(201)
    const rows = await world.db
      .selectFrom('scenario')
      .select('snapshot')
      .where('callId', '=', call.callId)
      .orderBy('label', 'desc')
      .execute()
    const held = rows.map(({ snapshot }) => snapshot.files.map((one) => [one.completePlace, one.isNeverFunded]))
    // All were submitted in the same moment of the test's clock.
    expect(held).toEqual([files.map(() => [0, false]), files.map(() => [1, true])])
    const { items } = (await manager.get(`${path}/scenarios`).expect(200)).body as { items: Scenario[] }
    expect(items.map(({ isCurrent }) => isCurrent)).toEqual([true, true])
  })

  it('that depart from the published rules need a written reason', async () => {
    const { call, path } = await givenThree()
    const rules = withEnvelope(call, 32_000)
    const refused = await manager.post(`${path}/scenarios`).send({ label: 'Moins', rules })
    expect([refused.status, codeOf(refused)]).toEqual([422, 'departure-reason-required'])
    const { body } = await manager
      .post(`${path}/scenarios`)
      .send({ label: 'Moins', rules, departureReason: 'Une part est réservée.' })
      .expect(201)
    const { lines, isPublishedRules, totals } = body as Scenario
    expect(isPublishedRules).toBe(false)
    // The last one gets what is left, since that is at least half of its request.
    expect(lines.map(({ awardCents }) => awardCents / EUROS)).toEqual([15_000, 12_000, 5_000])
    expect(lines[2]?.reasons[0]).toMatchObject({ code: 'funded-partial', facts: { leftCents: 5_000 * EUROS } })
    expect(totals).toMatchObject({ leftCents: 0, fundedCount: 3 })
  })

  it('hold what lots and quotas look at and nothing else, and keep a lock', async () => {
    const { path, call } = await givenThree()
    const before = (await manager.post(`${path}/scenario-previews`).send({}).expect(200)).body as ScenarioPreview
    const own = { by: 'territory', in: ['75', '92'] }
    const rules = {
      ...call.awardRules,
      quotas: [
        { id: 'q1', label: 'Du département', files: own, measure: 'count', max: 2, priority: 1 },
        {
          id: 'q2',
          label: 'Autres familles',
          files: { by: 'organisationKind', in: ['mutual'] },
          measure: 'count',
          min: 1,
          priority: 2,
        },
      ],
      locks: [{ number: before.lines[0]?.number ?? '', award: { kind: 'out' }, reason: 'Se retire, par téléphone.' }],
    }
    const given = { label: 'Des places', rules, departureReason: 'Pour voir.' }
    const { body } = await manager.post(`${path}/scenarios`).send(given).expect(201)
    const { lines, totals, isCurrent } = body as Scenario
    expect(isCurrent).toBe(true)
    expect(totals.quotas).toEqual([
      { id: 'q1', reached: 2, isMet: true },
      { id: 'q2', reached: 0, isMet: false },
    ])
    expect(lines.map(({ reasons }) => reasons[0]?.code)).toEqual(['locked-out', 'funded', 'funded'])
    const { snapshot } = await world.db
      .selectFrom('scenario')
      .select('snapshot')
      .where('callId', '=', call.callId)
      .executeTakeFirstOrThrow()
    expect(snapshot.files[0]?.facts).toEqual({ territory: ['92'], organisationKind: [] })
    const tooMany = { ...rules, locks: [{ ...rules.locks[0], number: 'PE0-0000' }] }
    const refused = await manager.post(`${path}/scenario-previews`).send({ rules: tooMany })
    expect([refused.status, codeOf(refused)]).toEqual([422, 'award-rules-invalid'])
    expect(refused.body).toMatchObject({ errors: [{ pointer: '/body/rules/locks/0', keyword: 'lock-unknown-file' }] })
  })

  it('find the optimum in a thread beside the requests, the same bytes kept or not', async () => {
    const { path, call } = await givenThree()
    const method = { kind: 'optimum', objectives: ['count'], amounts: { kind: 'indivisible' } }
    const rules = { ...withEnvelope(call, 26_000), method }
    const tried = (await manager.post(`${path}/scenario-previews`).send({ rules }).expect(200)).body as ScenarioPreview
    const given = { label: 'Le meilleur ensemble', rules, departureReason: 'Pour voir.' }
    const kept = (await manager.post(`${path}/scenarios`).send(given).expect(201)).body as Scenario
    expect(kept.resultSha256).toBe(tried.resultSha256)
    // Two files at the most, 15,000 and 10,000 €: the better ranked are kept.
    expect(kept.lines.map(({ awardCents }) => awardCents / EUROS)).toEqual([15_000, 0, 10_000])
    expect(kept.totals.optimum).toEqual({ objective: 'count', value: '2', isUnique: false })
    expect(kept.lines[1]?.reasons[0]).toMatchObject({ code: 'not-in-optimum', facts: { value: '2', withIt: '2' } })
  })

  it('are refused where no award keeps their rules, each rule by its name: on these files, or on any', async () => {
    const { path, call } = await givenThree()
    const files = { by: 'territory', in: ['92'] }
    const quota = { id: 'q1', label: 'Du département', files, measure: 'count', priority: 1 }
    const method = { kind: 'optimum', objectives: ['count'], amounts: { kind: 'indivisible' } }
    const onThese = { ...call.awardRules, method, quotas: [{ ...quota, min: 4 }] }
    const refused = await manager.post(`${path}/scenario-previews`).send({ rules: onThese })
    expect([refused.status, codeOf(refused)]).toEqual([422, 'award-rules-contradictory'])
    expect(refused.body).toMatchObject({
      errors: [{ pointer: '/body/rules/quotas/0', keyword: 'contradicts-quota-min' }],
      context: { '/quotas/0 quota-min': 1 },
    })
    const second = { ...quota, id: 'q2', files: { by: 'territory', in: ['92050'] }, min: 3 }
    const onAny = { ...call.awardRules, quotas: [{ ...quota, max: 2 }, second] }
    const trial = await manager.post(`${path}/award-rules-trials`).send({ rules: onAny })
    expect([trial.status, codeOf(trial)]).toEqual([422, 'award-rules-contradictory'])
    expect((trial.body as { errors: { pointer: string; keyword: string }[] }).errors).toMatchObject([
      { pointer: '/body/rules/quotas/0', keyword: 'contradicts-quota-max' },
      { pointer: '/body/rules/quotas/1', keyword: 'contradicts-quota-min' },
    ])
  })

  it('go out of date when the panel is reopened, and cannot be adopted then', async () => {
    const { path } = await givenThree()
    const { scenarioId } = (await manager.post(`${path}/scenarios`).send({ label: 'Avant' }).expect(201))
      .body as Scenario
    await manager.post(`${path}/panel-unlock`).send({ reason: 'Une note à revoir.' }).expect(200)
    const answer = await manager.post(`/api/v1/scenarios/${scenarioId}/adoption`)
    expect([answer.status, codeOf(answer)]).toEqual([409, 'panel-not-locked'])
  })

  it('are adopted again when the panel was reopened, which nobody does once something is decided', async () => {
    const { path } = await givenAdopted()
    const [line] = await decisionsOf(path)
    const confirm = ({ decisionId }: Decision) => manager.post(`/api/v1/decisions/${decisionId}/confirmation`)
    const reopen = () => manager.post(`${path}/panel-unlock`).send({ reason: 'Une note à revoir.' })
    if (line === undefined) throw new Error('no line')
    await reopen().expect(200)
    const open = await confirm(line)
    expect([open.status, codeOf(open)]).toEqual([409, 'panel-not-locked'])
    world.clock.advance(60_000)
    await manager.post(`${path}/panel-lock`).expect(200)
    const before = await confirm(line)
    expect([before.status, codeOf(before)]).toEqual([409, 'scenario-outdated'])
    expect((await decisionsOf(path))[0]?.allowedActions).toEqual([])
    const { body } = await manager.post(`${path}/scenarios`).send({ label: 'Après' }).expect(201)
    await manager.post(`/api/v1/scenarios/${(body as Scenario).scenarioId}/adoption`).expect(200)
    const [again] = await decisionsOf(path)
    if (again === undefined) throw new Error('no line')
    await confirm(again).expect(200)
    const late = await reopen()
    expect([late.status, codeOf(late)]).toEqual([409, 'decision-exists'])
  })

  it('are adopted by a manager, not by an agent, and not after a decision', async () => {
    const { path, scenarioId } = await givenAdopted()
    await world.as('agent').post(`/api/v1/scenarios/${scenarioId}/adoption`).expect(403)
    await manager.post(`/api/v1/scenarios/${scenarioId}/adoption`).expect(200)
    const [first] = await decisionsOf(path)
    await manager.post(`/api/v1/decisions/${first?.decisionId ?? ''}/confirmation`).expect(200)
    const answer = await manager.post(`/api/v1/scenarios/${scenarioId}/adoption`)
    expect([answer.status, codeOf(answer)]).toEqual([409, 'decision-exists'])
  })
})

describe('PUT /decisions/:decisionId', () => {
  it('changes a line with its reason; the version before is refused afterwards', async () => {
    const { path } = await givenAdopted()
    const [, second] = await decisionsOf(path)
    if (second === undefined) throw new Error('no second line')
    const { body } = await change(second, { amountCents: 9_000 * EUROS }).expect(200)
    expect(body).toMatchObject({ amountCents: 9_000 * EUROS, proposedCents: 12_000 * EUROS, status: 'proposed' })
    const stale = await change(second, { amountCents: 8_000 * EUROS })
    expect([stale.status, codeOf(stale)]).toEqual([412, 'stale-version'])
  })

  it.each([
    ['amount-required', { amountCents: null }],
    ['amount-over-request', { amountCents: 12_001 * EUROS }],
    ['amount-under-floor', { amountCents: 2_999 * EUROS }],
    ['amount-required', { outcome: 'refused', amountCents: 1_000 * EUROS }],
  ])('is refused as %s', async (code, wanted) => {
    const { path } = await givenAdopted()
    const [, second] = await decisionsOf(path)
    if (second === undefined) throw new Error('no second line')
    const answer = await change(second, wanted)
    expect([answer.status, codeOf(answer)]).toEqual([422, code])
  })

  it('never touches a line that is decided', async () => {
    const { path } = await givenAdopted()
    await manager.post(`${path}/decisions-confirmation`).expect(200)
    const [first] = await decisionsOf(path)
    if (first === undefined) throw new Error('no line')
    const answer = await change(first, { amountCents: 9_000 * EUROS })
    expect([answer.status, codeOf(answer)]).toEqual([409, 'decision-wrong-status'])
  })
})

describe('deciding', () => {
  it('commits the money of each award, once', async () => {
    const { path } = await givenAdopted()
    const [first] = await decisionsOf(path)
    const confirm = () => manager.post(`/api/v1/decisions/${first?.decisionId ?? ''}/confirmation`)
    const answers = await Promise.all([confirm(), confirm(), confirm()])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409])
    expect(await envelopeOf(path)).toMatchObject({ committedCents: 15_000 * EUROS, isConsistent: true })
  })

  it('all at once decides nothing when the envelope cannot pay for all, and says what is left', async () => {
    const { path } = await givenAdopted()
    await manager
      .post(`${path}/envelope/allocations`)
      .send({ amountCents: -70_000 * EUROS, reason: 'Crédits repris par l’assemblée.' })
      .expect(201)
    const answer = await manager.post(`${path}/decisions-confirmation`)
    expect([answer.status, codeOf(answer)]).toEqual([409, 'envelope-exceeded'])
    // Of the whole act, not of the line at which it failed.
    expect(answer.body).toMatchObject({ context: { leftCents: 30_000 * EUROS, neededCents: 37_000 * EUROS } })
    expect((await decisionsOf(path)).map(({ status }) => status)).toEqual(['proposed', 'proposed', 'proposed'])
    expect(await envelopeOf(path)).toMatchObject({ committedCents: 0, leftCents: 30_000 * EUROS, isConsistent: true })
  })
})

describe('a file that is withdrawn between the scenario and the decision', () => {
  it('gets nothing, is passed over, and is no laureate', async () => {
    const { path, files } = await givenAdopted()
    const [first] = files
    if (first === undefined) throw new Error('no file')
    await world
      .as(first.owner)
      .post(`${first.path}/withdrawal`)
      .send({ reason: 'Le projet est abandonné.' })
      .expect(200)
    const line = (await decisionsOf(path)).find(({ applicationId }) => applicationId === first.applicationId)
    expect(line).toMatchObject({ status: 'proposed', allowedActions: [] })
    const refused = await manager.post(`/api/v1/decisions/${line?.decisionId}/confirmation`)
    expect([refused.status, codeOf(refused)]).toEqual([409, 'application-wrong-status'])

    await manager.post(`${path}/decisions-confirmation`).expect(200)
    expect((await envelopeOf(path)).committedCents).toBe(22_000 * EUROS)
    await manager.post(`${path}/results-publication`).expect(200)
    const { laureates } = (await world.anonymous.get(`${path}/results`).expect(200)).body as Results
    expect(laureates.map(({ amountCents }) => amountCents / EUROS)).toEqual([12_000, 10_000])
    const late = await manager.post(`/api/v1/decisions/${line?.decisionId}/confirmation`)
    expect(late.status).toBe(409)
  })

  it('is either decided or withdrawn, when both come at once', async () => {
    const { path, files } = await givenAdopted()
    const lines = await decisionsOf(path)
    for (const file of files) {
      const line = lines.find(({ applicationId }) => applicationId === file.applicationId)
      const [decided, withdrawn] = await Promise.all([
        manager.post(`/api/v1/decisions/${line?.decisionId}/confirmation`),
        world.as(file.owner).post(`${file.path}/withdrawal`).send({ reason: 'Le projet est abandonné.' }),
      ])
      expect([decided.status, withdrawn.status].sort()).toEqual([200, 409])
    }
  })
})

describe('publication', () => {
  it('waits until every file is decided', async () => {
    const { path } = await givenAdopted()
    const answer = await manager.post(`${path}/results-publication`)
    expect([answer.status, codeOf(answer)]).toEqual([409, 'decisions-incomplete'])
    await world.anonymous.get(`${path}/results`).expect(404)
  })

  it('tells each applicant his decision, the public the laureates, and nobody before', async () => {
    const { path, files } = await givenAdopted()
    const [file] = files
    if (file === undefined) throw new Error('no file')
    await manager.post(`${path}/decisions-confirmation`).expect(200)
    const early = await world.as(file.owner).get(`${file.path}/decision`)
    expect([early.status, codeOf(early)]).toEqual([404, 'decision-not-found'])
    expect((await world.as(file.owner).get(file.path).expect(200)).body).toMatchObject({ decision: null })

    await manager.post(`${path}/results-publication`).expect(200)
    const { body } = await world.as(file.owner).get(`${file.path}/decision`).expect(200)
    const { criteria, ...decision } = body as ApplicantDecision
    expect(decision).toMatchObject({ outcome: 'awarded', amountCents: 15_000 * EUROS })
    // The parameters of its own score, with their weights.
    expect(criteria.map(({ mean }) => mean)).toEqual(criteria.map(() => '5.00'))
    expect(criteria.reduce((sum, { weight }) => sum + weight, 0)).toBe(100)
    const stranger = files[1]?.owner
    if (stranger === undefined) throw new Error('no stranger')
    await world.as(stranger).get(`${file.path}/decision`).expect(404)

    const results = (await world.anonymous.get(`${path}/results`).expect(200)).body as Results
    expect(results).toMatchObject({ awardedCents: 37_000 * EUROS, submittedCount: 3 })
    expect(results.byCommune.reduce((sum, { amountCents }) => sum + amountCents, 0)).toBe(37_000 * EUROS)
    expect(results.byCommune.reduce((sum, { laureateCount }) => sum + laureateCount, 0)).toBe(results.laureates.length)
    for (const { communeCode, amountCents } of results.byCommune) {
      const there = results.laureates.filter((laureate) => laureate.communeCode === communeCode)
      expect(there.reduce((sum, laureate) => sum + laureate.amountCents, 0)).toBe(amountCents)
    }
    const csv = await world.anonymous.get(`${path}/results.csv`).expect(200)
    expect(csv.text.trim().split('\n')).toHaveLength(1 + results.laureates.length)
  })

  it('lets anyone compute the awards again, from a bundle that names nobody', async () => {
    const { path, files } = await givenAdopted()
    await manager.post(`${path}/decisions-confirmation`).expect(200)
    const early = await world.anonymous.get(`${path}/verification-bundle`)
    expect([early.status, codeOf(early)]).toEqual([404, 'results-not-published'])
    await manager.post(`${path}/results-publication`).expect(200)
    const { body, text } = await world.anonymous.get(`${path}/verification-bundle`).expect(200)
    const bundle = body as VerificationBundle
    expect(await verify(bundle)).toMatchObject({ isIdentical: true })
    expect(bundle.evaluations.length).toBeGreaterThan(files.length)
    const sirens = await world.asOwner<{ siren: string; name: string }>('select siren, name from organisation')
    const people = await world.asOwner<{ name: string; email: string }>(
      'select display_name as name, email from account',
    )
    const words = [...sirens.map(({ siren }) => siren), ...sirens.map(({ name }) => name)]
    for (const { name, email } of people) words.push(name, email)
    const ids = files.map(({ path: address }) => address.split('/').at(-1) ?? '')
    expect([...words, ...ids].filter((word) => text.includes(word))).toEqual([])
    // Of the files no instant, and nothing that these rules do not look at.
    expect(JSON.stringify(bundle.snapshot)).not.toMatch(/\dT\d/)
    expect(bundle.snapshot.files.map((one) => [one.completePlace, one.isNeverFunded])).toEqual(
      files.map(() => [0, false]),
    )
  })

  it('offers no bundle of a call that is not there, nor one that would tell more than it needs', async () => {
    const missing = await world.anonymous.get(`/api/v1/calls/${newId()}/verification-bundle`)
    expect([missing.status, codeOf(missing)]).toEqual([404, 'call-not-found'])
    const { path } = await givenPublished()
    const callId = path.split('/').at(-1)
    const { snapshot } = await world.db
      .selectFrom('scenario')
      .select('snapshot')
      .where('callId', '=', callId!)
      .executeTakeFirstOrThrow()
    for (const more of [{ organisationKey: '012345674' }, { completeAt: '2023-02-01T10:00:00.000Z' }]) {
      const files = snapshot.files.map((one, index) => (index === 0 ? { ...one, ...more } : one))
      await world.asOwner('alter table scenario disable trigger user')
      await world.asOwner('update scenario set snapshot = $2 where call_id = $1', [
        callId,
        JSON.stringify({ ...snapshot, files }),
      ])
      await world.asOwner('alter table scenario enable trigger user')
      const old = await world.anonymous.get(`${path}/verification-bundle`)
      expect([old.status, codeOf(old)]).toEqual([404, 'bundle-not-available'])
    }
  })

  it('sends one mail to each organisation, with nothing of the decision in its subject', async () => {
    await world.runJobs()
    const before = world.sent.length
    const { files } = await givenPublished()
    await world.runJobs()
    const addresses = files.map(({ owner }) => owner.email)
    const mails = world.sent.slice(before).filter(({ body }) => body.includes('/decision'))
    expect(mails.map(({ recipient }) => recipient).sort()).toEqual([...addresses].sort())
    expect(mails.map(({ subject }) => subject).join()).not.toMatch(/€|attrib|refus|Épicerie/i)
  })
})

describe('an award', () => {
  const awardsOf = async (path: string): Promise<Award[]> =>
    ((await manager.get(`${path}/awards`).expect(200)).body as { items: Award[] }).items

  it('is renounced by its beneficiary: the money returns by an entry of its own', async () => {
    const { path, files } = await givenPublished()
    const award = (await awardsOf(path)).find(({ applicationId }) => applicationId === files[0]?.applicationId)
    const owner = files[0]?.owner
    if (award === undefined || owner === undefined) throw new Error('no award')
    const renounce = () =>
      world.as(owner).post(`/api/v1/awards/${award.awardId}/renunciation`).send({ reason: 'Projet abandonné.' })
    await renounce().expect(200)
    expect(codeOf(await renounce().expect(409))).toBe('award-wrong-status')
    const { committedCents, entries, isConsistent } = await envelopeOf(path)
    expect([committedCents, isConsistent]).toEqual([22_000 * EUROS, true])
    expect(entries.filter(({ kind }) => kind === 'release').map(({ amountCents }) => amountCents)).toEqual([
      15_000 * EUROS,
    ])
  })

  it('does not exist for the others', async () => {
    const { path, files } = await givenPublished()
    const award = (await awardsOf(path)).find(({ applicationId }) => applicationId === files[0]?.applicationId)
    const stranger = files[1]?.owner
    if (award === undefined || stranger === undefined) throw new Error('no award')
    for (const act of ['acceptance', 'renunciation']) {
      const answer = await world
        .as(stranger)
        .post(`/api/v1/awards/${award.awardId}/${act}`)
        .send(act === 'renunciation' ? { reason: 'Ce n’est pas la mienne.' } : undefined)
      expect([answer.status, codeOf(answer)]).toEqual([404, 'award-not-found'])
    }
  })
})

describe('Open data', () => {
  const openYear = async (year: number): Promise<OpenYear> =>
    (await world.anonymous.get(`/api/v1/open-data/years/${year}`).expect(200)).body as OpenYear

  it('tell anyone every award of a published call, by the year of its decision, in each format', async () => {
    const before = await openYear(2023)
    const { call } = await givenPublished()
    const { items, totalCents, funder } = await openYear(2023)
    const own = items.filter(({ callId }) => callId === call.callId)
    expect(own.map(({ amountCents }) => amountCents).sort((a, b) => b - a)).toEqual(
      THREE.map(({ asked }) => asked * EUROS),
    )
    expect(totalCents).toBe(before.totalCents + 37_000 * EUROS)
    expect(funder.siret).toBe('00000001800010')

    const csv = await world.anonymous.get('/api/v1/open-data/years/2023/subventions.csv').expect(200)
    expect(csv.headers['content-type']).toBe('text/csv; charset=utf-8')
    const [header = '', ...lines] = csv.text.trimEnd().split('\r\n')
    expect(header).toBe(
      'nomAttribuant,idAttribuant,dateConvention,referenceDecision,nomBeneficiaire,idBeneficiaire,rnaBeneficiaire,objet,montant,nature,conditionsVersement,datesPeriodeVersement,idRAE,notificationUE,pourcentageSubvention,dispositifAide',
    )
    expect(lines).toHaveLength(items.length)

    const giving = await world.anonymous.get('/api/v1/open-data/years/2023/360giving.json').expect(200)
    expect((giving.body as GivingPackage).grants).toHaveLength(items.length)

    const years = await world.anonymous.get('/api/v1/open-data/years').expect(200)
    const [year] = (years.body as { items: OpenYearSummary[] }).items.filter((one) => one.year === 2023)
    expect(year).toMatchObject({ grantCount: items.length, totalCents })

    const aids = (await world.anonymous.get('/api/v1/open-data/aids').expect(200)).body as Aid[]
    expect(aids.find(({ id }) => id === call.callId)).toMatchObject({ titre: call.title, types_aides: 'financement' })
    const catalog = (await world.anonymous.get('/api/v1/open-data/catalog').expect(200)).body as Catalog
    expect(catalog['dcat:dataset'].map((dataset) => dataset['@id'])).toContain(
      'http://localhost:3000/api/v1/open-data/years/2023',
    )
  })

  it('speak CommonGrants to whoever looks for calls', async () => {
    const { call } = await givenLockedPanel(world, THREE)
    const list = await world.anonymous.get('/common-grants/opportunities?pageSize=1').expect(200)
    expect(list.body).toMatchObject({ status: 200, message: 'Success', paginationInfo: { page: 1, pageSize: 1 } })
    const { body } = await world.anonymous.get(`/common-grants/opportunities/${call.callId}`).expect(200)
    expect((body as { data: unknown }).data).toMatchObject({
      id: call.callId,
      status: { value: 'closed' },
      funding: { maxAwardAmount: { amount: '15000.00', currency: 'EUR' } },
    })
    const search = { filters: { status: { operator: 'in', value: ['closed'] } }, search: call.title }
    const found = await world.anonymous.post('/common-grants/opportunities/search').send(search).expect(200)
    expect((found.body as { items: { id: string }[] }).items.map(({ id }) => id)).toContain(call.callId)

    const gone = await world.anonymous.get(`/common-grants/opportunities/${newId()}`).expect(404)
    expect(gone.body).toEqual({
      status: 404,
      message: expect.any(String) as unknown,
      errors: [{ code: 'call-not-found' }],
    })
    await world.anonymous.get('/common-grants/opportunities/x').expect(400)
    await world.anonymous.get('/common-grants/opportunities?page=0').expect(400)
    await world.anonymous.post('/common-grants/opportunities/search').send([]).expect(400)
    const deep = `{"filters":{"customFilters":{"x":${'['.repeat(6_000)}${']'.repeat(6_000)}}}}`
    const sent = world.anonymous.post('/common-grants/opportunities/search').set('content-type', 'application/json')
    await sent.send(deep).expect(400)
    await world.anonymous
      .post('/common-grants/opportunities/search')
      .send({ search: 'x'.repeat(20_000) })
      .expect(413)
    await world.anonymous
      .post('/common-grants/opportunities/search')
      .send({ filters: { status: 'open' } })
      .expect(400)
  })

  it('say nothing of what is decided but not published, and drop what was given back', async () => {
    const { call, path } = await givenAdopted()
    await manager.post(`${path}/decisions-confirmation`).expect(200)
    const has = async () => (await openYear(2023)).items.filter(({ callId }) => callId === call.callId)
    expect(await has()).toEqual([])
    await manager.post(`${path}/results-publication`).expect(200)
    expect(await has()).toHaveLength(3)
    const { body } = await manager.get(`${path}/awards`).expect(200)
    const [award] = (body as { items: Award[] }).items
    world.clock.advance(60_000)
    await manager
      .post(`/api/v1/awards/${award?.awardId ?? ''}/renunciation`)
      .set('if-match', etagOf(award?.version ?? 0))
      .send({ reason: 'Le projet ne se fera pas' })
      .expect(200)
    expect((await has()).map(({ grantId }) => grantId)).not.toContain(award?.awardId)
    expect(await has()).toHaveLength(2)
    const years = await world.anonymous.get('/api/v1/open-data/years').expect(200)
    expect((years.body as { items: OpenYearSummary[] }).items[0]?.updatedAt).toBe(world.clock().toISOString())
  })

  it('flag what the law wants published, from all awards of a beneficiary in a year', async () => {
    const [first, second] = [await givenPublished(), await givenPublished()]
    const flags = async ({ call }: typeof first) =>
      (await openYear(2023)).items.filter(({ callId }) => callId === call.callId).map(({ publishBy }) => publishBy)
    expect(await flags(first)).toEqual([null, null, null])
    // The structure of the first call’s largest award has the second call’s too: 27,000 € in the year.
    await world.asOwner(
      `update application set organisation_id = (select organisation_id from application where call_id = $1 and requested_cents = 1500000)
        where call_id = $2 and requested_cents = 1200000`,
      [first.call.callId, second.call.callId],
    )
    expect((await flags(first)).filter((day) => day !== null)).toHaveLength(1)
    expect((await flags(second)).filter((day) => day !== null)).toHaveLength(1)
    const { body } = await world.anonymous.get('/api/v1/open-data/years').expect(200)
    expect((body as { items: OpenYearSummary[] }).items[0]).toMatchObject({ year: 2023, compulsoryCount: 2 })
  })
})
