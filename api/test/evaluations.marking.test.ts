import { describe, expect, it } from '@jest/globals'
import type { Evaluation, EvaluationFile, EvaluationPage } from '@progress-ess/shared/evaluations'
import type { Static } from 'typebox'
import { givenApp } from './support/app.ts'
import { codeOf, type File, pointersOf } from './support/given-application.ts'
import { givenPublishedCall } from './support/given-call.ts'
import {
  evaluationPath as pathOf,
  givenAdmissible,
  givenAssigned,
  givenHandedIn,
  handIn,
  mark,
  marksOf,
} from './support/given-panel.ts'
import { OPEN } from './support/given-application.ts'

const world = await givenApp({ now: OPEN })
const evaluator = world.accountOf('evaluator')
const stranger = await world.givenAccount({ roles: ['evaluator'] })
const call = await givenPublishedCall(world)

const givenFile = (): Promise<File> => givenAdmissible(world, call)
async function givenAccepted(): Promise<string> {
  const evaluationId = await givenAssigned(world, await givenFile(), evaluator)
  await world
    .as(evaluator)
    .post(`${pathOf(evaluationId)}/no-conflict`)
    .expect(200)
  return evaluationId
}

const assign = (applicationId: string, evaluatorId: string) =>
  world
    .as('agent')
    .post('/api/v1/evaluations')
    .send({ items: [{ applicationId, evaluatorId }] })
    .expect(200)

describe('POST /evaluations', () => {
  it('answers for each pair by itself', async () => {
    const { applicationId } = await givenFile()
    const unknown = world.accountOf('agent').accountId
    const { body } = await world
      .as('agent')
      .post('/api/v1/evaluations')
      .send({
        items: [
          { applicationId, evaluatorId: evaluator.accountId },
          { applicationId, evaluatorId: evaluator.accountId },
          { applicationId, evaluatorId: unknown },
          { applicationId: unknown, evaluatorId: evaluator.accountId },
        ],
      })
      .expect(200)
    expect((body as { items: { code: string | null }[] }).items.map(({ code }) => code)).toEqual([
      null,
      'evaluation-exists',
      'evaluator-unknown',
      'application-not-evaluable',
    ])
  })

  it('never gives a file to a member of the organisation that asks', async () => {
    const { applicationId, owner } = await givenFile()
    await world.asOwner("update account set roles = '{applicant,evaluator}' where account_id = $1", [owner.accountId])
    const { body } = await assign(applicationId, owner.accountId)
    expect(body).toMatchObject({ items: [{ evaluationId: null, code: 'evaluator-in-conflict' }] })
  })
})

describe('an evaluation before its declaration', () => {
  it('shows nothing of the file, not even to its evaluator, and takes no mark', async () => {
    const evaluationId = await givenAssigned(world, await givenFile(), evaluator)
    expect(
      codeOf(
        await world
          .as(evaluator)
          .get(`${pathOf(evaluationId)}/file`)
          .expect(403),
      ),
    ).toBe('conflict-not-declared')
    const saved = await mark(world, evaluator, evaluationId, { marks: marksOf(3) })
    expect([saved.status, codeOf(saved)]).toEqual([409, 'evaluation-wrong-status'])
    await world
      .as(evaluator)
      .post(`${pathOf(evaluationId)}/no-conflict`)
      .expect(200)
    const { body } = await world
      .as(evaluator)
      .get(`${pathOf(evaluationId)}/file`)
      .expect(200)
    expect((body as EvaluationFile).content.answers['title']).toBe('Épicerie solidaire')
  })

  it('does not exist for another evaluator', async () => {
    const evaluationId = await givenAssigned(world, await givenFile(), evaluator)
    const client = world.as(stranger)
    for (const answer of [
      await client.get(pathOf(evaluationId)),
      await client.get(`${pathOf(evaluationId)}/file`),
      await client.post(`${pathOf(evaluationId)}/no-conflict`),
      await client.post(`${pathOf(evaluationId)}/recusal`).send({ kind: 'family', reason: 'Une cousine y travaille.' }),
    ]) {
      expect([answer.status, codeOf(answer)]).toEqual([404, 'evaluation-not-found'])
    }
    const { body } = await client.get('/api/v1/evaluations').query({ callId: call.callId }).expect(200)
    expect((body as Static<typeof EvaluationPage>).items).toEqual([])
  })

  it('can be taken back by an agent, and not afterwards', async () => {
    const file = await givenFile()
    const first = await givenAssigned(world, file, evaluator)
    await world.as('agent').delete(pathOf(first)).expect(204)
    await world.as('agent').get(pathOf(first)).expect(404)
    const second = await givenAssigned(world, file, evaluator)
    await world
      .as(evaluator)
      .post(`${pathOf(second)}/no-conflict`)
      .expect(200)
    expect(codeOf(await world.as('agent').delete(pathOf(second)).expect(409))).toBe('evaluation-wrong-status')
  })
})

describe('GET /evaluations', () => {
  it('gives those of one evaluator, and to another evaluator never any of them', async () => {
    const file = await givenFile()
    const evaluationId = await givenAssigned(world, file, evaluator)
    await givenAssigned(world, file, stranger)
    const query = { applicationId: file.applicationId, evaluatorId: evaluator.accountId }
    const idsFor = async (who: Parameters<typeof world.as>[0]) => {
      const { body } = await world.as(who).get('/api/v1/evaluations').query(query).expect(200)
      return (body as Static<typeof EvaluationPage>).items.map((one) => one.evaluationId)
    }
    expect([await idsFor('agent'), await idsFor(evaluator), await idsFor(stranger)]).toEqual([
      [evaluationId],
      [evaluationId],
      [],
    ])
  })
})

describe('PATCH /evaluations/:evaluationId', () => {
  it('keeps partial marks and computes the total over what was marked, exactly', async () => {
    const evaluationId = await givenAccepted()
    const { need, soundness } = marksOf(4)
    const { body } = await mark(world, evaluator, evaluationId, {
      marks: { need, soundness: { ...soundness, value: 1 } },
      generalComment: 'À revoir.',
    })
    const saved = body as Evaluation
    expect(saved).toMatchObject({
      status: 'in_progress',
      markedCount: 2,
      criteriaCount: 5,
      generalComment: 'À revoir.',
    })
    const weights = Object.fromEntries(call.grid.criteria.map(({ id, weight }) => [id, weight]))
    const [a, b] = [weights['need'] ?? 0, weights['soundness'] ?? 0]
    const { numerator, denominator } = saved.total ?? { numerator: '0', denominator: '0' }
    // 100 · (a·4/5 + b·1/5) / (a + b), compared by cross product: no rounding anywhere.
    expect(BigInt(numerator) * BigInt(5 * (a + b))).toBe(BigInt(denominator) * BigInt(100 * (4 * a + b)))
  })

  it('adds to what is there: one criterion after the other', async () => {
    const evaluationId = await givenAccepted()
    const { need, publics } = marksOf(3)
    await mark(world, evaluator, evaluationId, { marks: { need } })
    const { body } = await mark(world, evaluator, evaluationId, { marks: { publics } })
    expect(Object.keys((body as Evaluation).marks).sort()).toEqual(['need', 'publics'])
  })

  it.each([
    ['criterion-unknown', { nothing: { value: 3, isNotApplicable: false, comment: null } }, '/body/marks/nothing'],
    ['mark-off-scale', { need: { value: 6, isNotApplicable: false, comment: null } }, '/body/marks/need/value'],
    [
      'not-applicable-refused',
      { need: { value: null, isNotApplicable: true, comment: null } },
      '/body/marks/need/isNotApplicable',
    ],
  ])('is refused as %s, with the place', async (code, marks, pointer) => {
    const answer = await mark(world, evaluator, await givenAccepted(), { marks })
    expect([answer.status, codeOf(answer), pointersOf(answer)]).toEqual([422, code, [pointer]])
  })

  it('of two at once takes one; the other hears the version', async () => {
    const evaluationId = await givenAccepted()
    const { version } = (await world.as(evaluator).get(pathOf(evaluationId)).expect(200)).body as Evaluation
    const answers = await Promise.all(
      [1, 2, 3, 4].map((value) => mark(world, evaluator, evaluationId, { marks: marksOf(value) }, version)),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412])
  })

  it('is the evaluator’s alone: agents read, and write nothing', async () => {
    const evaluationId = await givenAccepted()
    const saved = await mark(world, world.accountOf('agent'), evaluationId, { marks: marksOf(5) })
    expect(saved.status).toBe(403)
  })
})

describe('POST /evaluations/:evaluationId/submission', () => {
  it('names the marks and comments that are missing', async () => {
    const evaluationId = await givenAccepted()
    const { need } = marksOf(4)
    await mark(world, evaluator, evaluationId, {
      marks: { need, publics: { value: 0, isNotApplicable: false, comment: null } },
    })
    const answer = await handIn(world, evaluator, evaluationId)
    expect([answer.status, codeOf(answer)]).toEqual([409, 'evaluation-incomplete'])
    expect(pointersOf(answer).sort()).toEqual(
      ['/marks/innovation/value', '/marks/publics/comment', '/marks/roots/value', '/marks/soundness/value'].sort(),
    )
  })

  it('ends the marking, until an agent sends it back with the reason', async () => {
    const evaluationId = await givenHandedIn(world, await givenFile(), evaluator)
    const saved = await mark(world, evaluator, evaluationId, { marks: marksOf(5) })
    expect([saved.status, codeOf(saved)]).toEqual([409, 'evaluation-wrong-status'])
    await world
      .as('agent')
      .post(`${pathOf(evaluationId)}/return`)
      .send({ reason: 'Un commentaire manque.' })
      .expect(200)
    const { body } = await mark(world, evaluator, evaluationId, { marks: marksOf(5) })
    expect(body).toMatchObject({ status: 'in_progress', sentBackReason: 'Un commentaire manque.' })
  })
})

describe('POST /evaluations/:evaluationId/recusal', () => {
  it('closes the file to the evaluator, and leaves the audit trail without the reason’s text', async () => {
    const evaluationId = await givenAccepted()
    const reason = 'Ma sœur préside cette association.'
    await world
      .as(evaluator)
      .post(`${pathOf(evaluationId)}/recusal`)
      .send({ kind: 'family', reason })
      .expect(200)
    const read = await world.as(evaluator).get(`${pathOf(evaluationId)}/file`)
    expect([read.status, codeOf(read)]).toEqual([404, 'evaluation-not-found'])
    const saved = await mark(world, evaluator, evaluationId, { marks: marksOf(5) })
    expect([saved.status, codeOf(saved)]).toEqual([409, 'evaluation-wrong-status'])
    const entries = await world.asOwner<{ data: unknown }>('select data from audit_entry where subject_id = $1', [
      evaluationId,
    ])
    expect(entries.length).toBeGreaterThan(1)
    expect(JSON.stringify(entries)).not.toContain('sœur')
  })

  it('leaves the evaluator the number of the file and his reason, nothing else of it; agents see it all', async () => {
    const evaluationId = await givenAccepted()
    const client = world.as(evaluator)
    const { body: before } = await client.get(pathOf(evaluationId)).expect(200)
    const { applicationNumber, organisationName, projectTitle } = before as Evaluation
    expect([organisationName, projectTitle]).not.toContain(null)
    await mark(world, evaluator, evaluationId, { marks: marksOf(3), generalComment: 'Solide.' })
    const reason = 'Un de mes proches y travaille.'
    const recused = await client
      .post(`${pathOf(evaluationId)}/recusal`)
      .send({ kind: 'family', reason })
      .expect(200)
    const read = await client.get(pathOf(evaluationId)).expect(200)
    const list = await client.get('/api/v1/evaluations').query({ callId: call.callId, limit: 100 }).expect(200)
    const listed = (list.body as Static<typeof EvaluationPage>).items.find((one) => one.evaluationId === evaluationId)
    for (const seen of [recused.body as Evaluation, read.body as Evaluation, listed]) {
      expect(seen).toMatchObject({
        status: 'recused',
        applicationNumber,
        recusedReason: reason,
        marks: {},
        total: null,
      })
      expect([seen?.organisationName, seen?.communeName, seen?.projectTitle]).toEqual([null, null, null])
      expect(seen?.generalComment).toBeNull()
    }
    const { body: whole } = await world.as('agent').get(pathOf(evaluationId)).expect(200)
    expect(whole).toMatchObject({ organisationName, projectTitle, generalComment: 'Solide.' })
  })

  it('cannot follow a submission; then an agent sets it aside', async () => {
    const evaluationId = await givenHandedIn(world, await givenFile(), evaluator)
    const late = await world
      .as(evaluator)
      .post(`${pathOf(evaluationId)}/recusal`)
      .send({ kind: 'member', reason: 'J’y ai adhéré entre-temps.' })
    expect([late.status, codeOf(late)]).toEqual([409, 'evaluation-wrong-status'])
    const { body } = await world
      .as('agent')
      .post(`${pathOf(evaluationId)}/set-aside`)
      .send({ reason: 'Conflit découvert tard.' })
      .expect(200)
    expect((body as Evaluation).status).toBe('recused')
  })
})
