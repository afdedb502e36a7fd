import { once } from 'node:events'
import { describe, expect, it } from '@jest/globals'
import type { AwardRules, Scenario, ScenarioPreview, ScenarioSummary } from '@progress-ess/shared/awards'
import type { Job } from '@progress-ess/shared/jobs'
import { newId } from '../src/kit/ids.ts'
import { runRules } from '../src/modules/awards/scenarios.service.ts'
import { JobRunner, type JobWork, purgeEndedJobs } from '../src/modules/jobs/index.ts'
import { jobWorks } from '../src/tasks.ts'
import { givenApp } from './support/app.ts'
import { startStuckRunner } from './support/child-server.ts'
import { contextOf } from './support/context.ts'
import { givenPublishedCall } from './support/given-call.ts'
import { createTestLogger } from './support/logger.ts'
import { TEST_SETTINGS } from './support/settings.ts'

const NOW = '2023-03-10T09:00:00.000Z'
const EUROS = 100
/** More than an optimum of is answered at once. */
const MANY = 110
const world = await givenApp({ now: '2023-01-10T09:00:00.000Z' })
const second = await world.givenAccount({ roles: ['evaluator'] })
const call = await givenPublishedCall(world)
await givenManyFiles()
world.clock.set(NOW)

const published = call.awardRules
const optimum: AwardRules = {
  ...published,
  method: { kind: 'optimum', objectives: ['scoreTimesAmount'], amounts: { kind: 'indivisible' } },
}
const withEnvelope = (euros: number): AwardRules => ({
  ...optimum,
  envelope: { ...optimum.envelope, totalCents: euros * EUROS },
})

/** Admissible files of as many organisations, all marked by two evaluators, on a locked panel. */
async function givenManyFiles(): Promise<void> {
  const rows = Array.from({ length: MANY }, (_, index) => [newId(), newId(), String(index).padStart(3, '0')] as const)
  const columns = [0, 1, 2].map((index) => rows.map((row) => row[index] ?? ''))
  const from = 'from unnest($1::uuid[], $2::uuid[], $3::text[]) as t (o, a, n)'
  await world.asOwner(
    `insert into organisation (organisation_id, rna, name, legal_form_code, family, postcode, commune_code, commune_name,
                               created_at, updated_at)
     select o, 'W92' || lpad(n, 7, '0'), 'Association ' || n, '9220', 'association', '92000', '92050', 'Nanterre', now(), now()
     from unnest($1::uuid[], $2::text[]) as t (o, n)`,
    [columns[0], columns[2]],
  )
  await world.asOwner(
    `insert into application (application_id, call_id, organisation_id, number, status, revision_number, requested_cents,
                              charges_cents, submitted_at, last_submitted_at, created_at, updated_at)
     select a, '${call.callId}', o, '${call.code}-' || n, 'admissible', 1, (3000 + (n::integer * 997) % 6000) * 100, 2000000,
            now(), now(), now(), now() ${from}`,
    columns,
  )
  await world.asOwner(
    `insert into application_revision (application_id, number, kind, content, fingerprint, submitted_by, submitted_at)
     select a, 1, 'submission', '{}', repeat('a', 64), $2, now() from unnest($1::uuid[]) as t (a)`,
    [columns[1], world.accountOf('applicant').accountId],
  )
  for (const evaluatorId of [world.accountOf('evaluator').accountId, second.accountId]) {
    await world.asOwner(
      `insert into evaluation (evaluation_id, call_id, application_id, evaluator_id, status, revision_number, marks,
                               declared_at, submitted_at, created_at, updated_at)
       select gen_random_uuid(), '${call.callId}', a, $3, 'locked', 1,
              (select jsonb_object_agg(id, jsonb_build_object('value', 3 + (n::integer * k * k) % 3, 'isNotApplicable', false,
                                                              'comment', null))
                 from unnest(array['need', 'publics', 'innovation', 'soundness', 'roots']) with ordinality as c (id, k)),
              now(), now(), now(), now()
       from unnest($1::uuid[], $2::text[]) as t (a, n)`,
      [columns[1], columns[2], evaluatorId],
    )
  }
  await world.asOwner('insert into panel (call_id, locked_at, locked_by) values ($1, now(), $2)', [
    call.callId,
    world.accountOf('manager').accountId,
  ])
}

const path = `/api/v1/calls/${call.callId}`
const preview = (rules: AwardRules) => world.as('agent').post(`${path}/scenario-previews`).send({ rules })
const keep = (label: string, rules: AwardRules) =>
  world.as('manager').post(`${path}/scenarios`).send({ label, rules, departureReason: 'Pour comparer avec l’optimum.' })
const read = async (jobId: string): Promise<Job> =>
  (await world.as('agent').get(`/api/v1/jobs/${jobId}`).expect(200)).body as Job
const asked = async (answer: ReturnType<typeof preview>): Promise<Job> => (await answer.expect(202)).body as Job
const scenarios = async (): Promise<ScenarioSummary[]> =>
  ((await world.as('agent').get(`${path}/scenarios`).expect(200)).body as { items: ScenarioSummary[] }).items

function runnerWith(work?: JobWork): JobRunner {
  const surroundings = {
    db: world.db,
    clock: world.clock,
    settings: TEST_SETTINGS,
    logger: createTestLogger([], () => true),
  }
  return new JobRunner(surroundings, work === undefined ? jobWorks : { preview: work, scenario: work })
}
const nothing: JobWork = () => Promise.resolve(() => Promise.resolve({ result: { none: true } }))
/** Begins the next job and says so; it ends only when nobody wants it any more. */
function givenEndless(): { readonly work: JobWork; readonly begun: Promise<string> } {
  let begin: (jobId: string) => void
  const begun = new Promise<string>((resolve) => (begin = resolve))
  const work: JobWork = ({ job, signal }) =>
    new Promise((_, reject) => {
      begin(job.jobId)
      signal.addEventListener('abort', () => reject(new Error('ended')))
    })
  return { work, begun }
}

describe('A run of many files', () => {
  it('is a job: asked for again it is the same one, and its result is that of a run within the request', async () => {
    const rules = withEnvelope(200_000)
    const first = await preview(rules).expect(202)
    const job = first.body as Job
    expect(first.headers['location']).toBe(`/api/v1/jobs/${job.jobId}`)
    expect(job).toMatchObject({
      kind: 'preview',
      status: 'waiting',
      progress: null,
      ahead: 0,
      allowedActions: ['cancel'],
    })
    expect((await asked(preview(rules))).jobId).toBe(job.jobId)

    const told: unknown[] = []
    await runnerWith((running) =>
      jobWorks.preview({ ...running, tell: (progress) => void told.push(progress) }),
    ).drain()
    expect(told).toContainEqual({ phase: 'solving', done: expect.any(Number), total: null })
    expect(await read(job.jobId)).toMatchObject({ status: 'done', problem: null, allowedActions: [] })
    const shown = (await preview(rules).expect(200)).body as ScenarioPreview
    const direct = await runRules(world.db, call.callId, rules)
    expect([shown.resultSha256, shown.lines.length]).toEqual([direct.resultSha256, MANY])

    // What is known already is kept at once.
    const kept = (await keep('Optimum', rules).expect(201)).body as Scenario
    expect(kept.resultSha256).toBe(direct.resultSha256)
  })

  it('keeps the scenario in the name of who asked for it, once', async () => {
    const rules = withEnvelope(190_000)
    const [one, same] = [await asked(keep('Gardée', rules)), await asked(keep('Gardée', rules))]
    expect(same.jobId).toBe(one.jobId)
    await Promise.all([runnerWith().drain(), runnerWith().drain()])
    const { scenarioId } = await read(one.jobId)
    const { body } = await world.as('agent').get(`/api/v1/scenarios/${scenarioId}`).expect(200)
    expect(body).toMatchObject({
      label: 'Gardée',
      departureReason: 'Pour comparer avec l’optimum.',
    })
    expect((await scenarios()).filter(({ label }) => label === 'Gardée')).toHaveLength(1)
    const [row] = await world.asOwner('select created_by from scenario where scenario_id = $1', [scenarioId])
    expect(row).toEqual({ created_by: world.accountOf('manager').accountId })
  })

  it('fails with what the request would have been refused with', async () => {
    const quotas: AwardRules['quotas'] = [
      { id: 'q', label: 'Q', files: { by: 'neverFunded' }, measure: 'count', min: MANY + 1, priority: 1 },
    ]
    const { jobId } = await asked(preview({ ...withEnvelope(900_000), quotas }))
    await runnerWith().drain()
    expect(await read(jobId)).toMatchObject({ status: 'failed', problem: { code: 'award-rules-contradictory' } })
  })

  it('takes the place of what the same person tried before', async () => {
    const before = await asked(preview(withEnvelope(101_000)))
    const after = await asked(preview(withEnvelope(102_000)))
    await runnerWith(nothing).drain()
    expect([(await read(before.jobId)).status, (await read(after.jobId)).status]).toEqual(['cancelled', 'done'])
  })
})

describe('A job', () => {
  it('is cancelled while it waits, and while it runs: then nothing is kept', async () => {
    const waiting = await asked(keep('Annulée', withEnvelope(103_000)))
    await world.as('agent').post(`/api/v1/jobs/${waiting.jobId}/cancellation`).expect(200)
    const { jobId } = await asked(keep('Annulée aussi', withEnvelope(103_000)))
    const { work, begun } = givenEndless()
    const running = runnerWith(work).drain()
    expect(await begun).toBe(jobId)
    expect(await read(jobId)).toMatchObject({ status: 'running', allowedActions: ['cancel'] })
    await world.as('agent').post(`/api/v1/jobs/${jobId}/cancellation`).expect(200)
    await running
    expect(await read(jobId)).toMatchObject({ status: 'cancelled', scenarioId: null, allowedActions: [] })
    const again = await world.as('agent').post(`/api/v1/jobs/${jobId}/cancellation`).expect(409)
    expect(again.body).toMatchObject({ code: 'job-wrong-status' })
    expect((await scenarios()).filter(({ label }) => label.startsWith('Annulée'))).toEqual([])
  })

  it('goes to another process when its own is killed, from the start', async () => {
    const { jobId } = await asked(preview(withEnvelope(104_000)))
    const child = await startStuckRunner(world)
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect((await read(jobId)).status).toBe('running')
    // It may still live, for all that is known.
    world.clock.set(new Date())
    await runnerWith(nothing).drain()
    expect((await read(jobId)).status).toBe('running')
    world.clock.set(new Date(Date.now() + 60_000))
    await runnerWith(nothing).drain()
    expect(await read(jobId)).toMatchObject({ status: 'done', progress: null })
    world.clock.set(NOW)
  })

  it('is let go by a process that is stopped, and what a former one makes late is not kept', async () => {
    const { jobId } = await asked(preview(withEnvelope(105_000)))
    const { work, begun } = givenEndless()
    const stopping = runnerWith(work)
    const drained = stopping.drain()
    await begun
    await stopping.stop()
    await drained
    expect((await read(jobId)).status).toBe('waiting')

    const late: JobWork = async () => {
      // Meanwhile another process takes it, because this one says nothing.
      world.clock.advance(60_000)
      await runnerWith(nothing).drain()
      return () => Promise.reject(new Error('kept late'))
    }
    await runnerWith(late).drain()
    expect((await read(jobId)).status).toBe('done')
    world.clock.set(NOW)
  })

  it('fails when nobody who begins it comes to its end', async () => {
    const { jobId } = await asked(preview(withEnvelope(106_000)))
    await runnerWith(() => Promise.reject(new Error('a fault of ours'))).drain()
    expect(await read(jobId)).toMatchObject({ status: 'failed', problem: { code: 'internal-error' } })
  })

  it('is one of twenty at the most', async () => {
    const jobs = []
    for (let n = 0; n < 20; n += 1) jobs.push(await asked(keep(`Simulation ${n}`, withEnvelope(110_000))))
    expect(jobs.at(-1)?.ahead).toBe(19)
    expect((await keep('Simulation 20', withEnvelope(110_000)).expect(409)).body).toMatchObject({
      code: 'too-many-jobs',
    })
    const { body } = await world.as('agent').get(`${path}/jobs`).expect(200)
    expect((body as { items: Job[] }).items[0]).toMatchObject({ label: 'Simulation 19', status: 'waiting' })
    for (const { jobId } of jobs) await world.as('agent').post(`/api/v1/jobs/${jobId}/cancellation`).expect(200)
  })

  it('is forgotten a day after its end', async () => {
    const { jobId } = await asked(preview(withEnvelope(107_000)))
    await runnerWith(nothing).drain()
    world.clock.advance(23 * 3_600_000)
    await purgeEndedJobs(contextOf(world))
    await read(jobId)
    world.clock.advance(2 * 3_600_000)
    await purgeEndedJobs(contextOf(world))
    await world.as('agent').get(`/api/v1/jobs/${jobId}`).expect(404)
    world.clock.set(NOW)
  })

  it('keeps its end, asked directly of PostgreSQL with the application’s role', async () => {
    const { jobId } = await asked(preview(withEnvelope(108_000)))
    await runnerWith(nothing).drain()
    await expect(world.pool.query(`update job set status = 'waiting' where job_id = $1`, [jobId])).rejects.toThrow(
      'keeps what it was asked for',
    )
  })
})
