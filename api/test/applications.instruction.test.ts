import { beforeEach, describe, expect, it } from '@jest/globals'
import type { Application, Correction, HistoryEntry, RevisionDifference } from '@progress-ess/shared/applications'
import { etagOf } from '../src/kit/etag.ts'
import { newId } from '../src/kit/ids.ts'
import { givenApp } from './support/app.ts'
import * as given from './support/given-application.ts'

const { codeOf, pointersOf } = given
const NOW = '2023-01-10T09:00:00.000Z'
const world = await givenApp({ now: NOW })
beforeEach(() => world.clock.set(NOW))

const DUE = '2023-02-20T22:59:59.000Z'
const ASKED = { fields: ['/answers/need', '/budget'], message: 'Précisez le besoin et le budget.', dueAt: DUE }

/** A file in which the need and the budget were reopened. */
async function givenCorrection(): Promise<given.File> {
  const file = await given.givenInReview(world)
  await given.instruct(world, file, 'corrections', ASKED).expect(201)
  return file
}

/** A decision of the jury on the file, whatever made it. */
async function givenDecision({ applicationId, call }: given.File, status: 'proposed' | 'decided' | 'published') {
  await world.asOwner(
    `insert into decision (decision_id, call_id, application_id, place, outcome, amount_cents, reason, status, decided_at,
                           published_at, created_at, updated_at)
     values ($1, $2, $3, 1, 'awarded', 800000, 'Projet utile', $4, now(), case when $4 = 'published' then now() end, now(), now())`,
    [newId(), call.callId, applicationId, status],
  )
}

const actAs = (file: given.File, what: string, body: object = {}) =>
  world.as(file.owner).post(`${file.path}/${what}`).send(body)

describe('POST /applications/:applicationId/review', () => {
  it('is refused while the applicant may still change the file, and opens from the closing on', async () => {
    const file = await given.givenSubmitted(world)
    expect(codeOf(await given.instruct(world, file, 'review').expect(409))).toBe('call-still-open')
    world.clock.set(given.CLOSING)
    const { body } = await given.instruct(world, file, 'review').expect(200)
    expect(body).toMatchObject({
      status: 'in_review',
      hasUnsubmittedChanges: false,
      allowedActions: ['request_correction', 'declare_admissible', 'declare_inadmissible'],
    })
    expect(codeOf(await given.instruct(world, file, 'review').expect(409))).toBe('application-wrong-status')
  })

  it('waits for the end of the grace', async () => {
    const file = await given.givenSubmitted(world, { change: { graceMinutes: 30 } })
    world.clock.set('2023-02-06T23:29:58.999Z')
    expect(codeOf(await given.instruct(world, file, 'review').expect(409))).toBe('call-still-open')
    world.clock.set('2023-02-06T23:29:59.000Z')
    await given.instruct(world, file, 'review').expect(200)
  })

  it('is about what was submitted: changes that were not do not count', async () => {
    const file = await given.givenSubmitted(world)
    await given.save(world, file, { answers: { title: 'Trop tard' }, budget: given.budgetOf(15_000, 30_000) })
    world.clock.set(given.AFTER_CLOSING)
    await given.instruct(world, file, 'review').expect(200)
    expect(await given.readAs(world, file, file.owner)).toMatchObject({
      projectTitle: 'Épicerie solidaire',
      hasUnsubmittedChanges: false,
      totals: { requestedCents: 1_000_000 },
    })
  })

  it('is for agents', async () => {
    const file = await given.givenSubmitted(world)
    world.clock.set(given.AFTER_CLOSING)
    for (const who of [file.owner, 'admin', 'evaluator'] as const) {
      expect(codeOf(await given.instruct(world, file, 'review', undefined, who).expect(403))).toBe('role-not-allowed')
    }
    await given.instruct(world, file, 'review', undefined, 'manager').expect(200)
  })

  it('knows no draft', async () => {
    const file = await given.givenDraft(world)
    expect(codeOf(await given.instruct(world, file, 'review').expect(404))).toBe('application-not-found')
  })
})

describe('POST /applications/:applicationId/corrections', () => {
  it('reopens the chosen fields until a date, and says so by mail', async () => {
    const file = await given.givenInReview(world)
    await world.runJobs()
    world.sent.length = 0
    const { body } = await given.instruct(world, file, 'corrections', ASKED).expect(201)
    expect(body).toMatchObject({
      status: 'correction_requested',
      correction: { ...ASKED, baseRevision: 1, requestedAt: given.AFTER_CLOSING, answeredAt: null, endedAt: null },
      isImplicitRejectionSuspended: true,
      allowedActions: ['end_correction'],
    })
    expect(await given.readAs(world, file, file.owner)).toMatchObject({
      editableFields: ASKED.fields,
      allowedActions: ['edit', 'withdraw', 'resubmit'],
    })
    await world.runJobs()
    expect(world.sent).toHaveLength(1)
    const [mail] = world.sent
    expect(mail?.recipient).toBe(file.owner.email)
    for (const part of [
      '– À quel besoin répond-il ?',
      '– Budget',
      ASKED.message,
      'lundi 20 février 2023',
      'L. 114-5',
    ]) {
      expect(mail?.body).toContain(part)
    }
  })

  it('lets only the reopened fields change', async () => {
    const file = await givenCorrection()
    expect((await given.save(world, file, { answers: { need: 'Le besoin, précisé.' } })).status).toBe(200)
    const closed = await given.save(world, file, { answers: { need: 'X', title: 'Y' }, contactName: 'Z' })
    expect([closed.status, codeOf(closed)]).toEqual([409, 'field-not-reopened'])
    expect(pointersOf(closed)).toEqual(['/body/answers/title', '/body/contact'])
    expect(await given.readAs(world, file, file.owner)).toMatchObject({
      answers: { need: 'Le besoin, précisé.', title: 'Épicerie solidaire' },
    })
  })

  it('refuses a date that has passed, unknown fields, a missing message, and a second correction', async () => {
    const file = await given.givenInReview(world)
    const ask = (change: object) => given.instruct(world, file, 'corrections', { ...ASKED, ...change })
    const past = await ask({ dueAt: given.AFTER_CLOSING }).expect(422)
    expect([codeOf(past), pointersOf(past)]).toEqual(['due-date-passed', ['/body/dueAt']])
    expect(codeOf(await ask({ fields: ['/answers/colour'] }).expect(422))).toBe('field-unknown')
    expect(codeOf(await ask({ fields: ['/status'] }).expect(400))).toBe('invalid-request')
    expect(codeOf(await ask({ message: 'Non' }).expect(400))).toBe('invalid-request')
    await ask({}).expect(201)
    expect(codeOf(await ask({}).expect(409))).toBe('application-wrong-status')
  })

  it('is not for applicants', async () => {
    const file = await given.givenInReview(world)
    expect(codeOf(await actAs(file, 'corrections', ASKED).expect(403))).toBe('role-not-allowed')
  })
})

describe('the answer to a correction', () => {
  it('is a new revision, fresh until an agent decides, and the clock runs on', async () => {
    const file = await givenCorrection()
    world.clock.set('2023-02-13T09:00:00.000Z')
    await given.save(world, file, { budget: given.budgetOf(9_000, 18_000) })
    const answer = await given.submit(world, file)
    expect(answer.status).toBe(200)
    expect(answer.body).toMatchObject({
      status: 'in_review',
      revisionNumber: 2,
      correction: null,
      editableFields: [],
      submittedAt: NOW,
      // Received on 10 January; it stood from 8 to 13 February.
      implicitRejectionAt: '2023-03-15T09:00:00.000Z',
      isImplicitRejectionSuspended: false,
    })
    const { body: corrections } = await world.as('agent').get(`${file.path}/corrections`).expect(200)
    expect((corrections as { items: Correction[] }).items).toMatchObject([
      { answeredAt: '2023-02-13T09:00:00.000Z', baseRevision: 1, answerRevision: 2, endedAt: null },
    ])
    const { body: revisions } = await world.as('agent').get(`${file.path}/revisions`).expect(200)
    expect(revisions).toMatchObject({ items: [{ kind: 'submission' }, { kind: 'resubmission' }] })

    const isFresh = async () => {
      const { body } = await world.as('agent').get('/api/v1/applications').query({ callId: file.call.callId })
      return (body as { items: { hasFreshAnswer: boolean }[] }).items[0]?.hasFreshAnswer
    }
    expect(await isFresh()).toBe(true)
    await given.instruct(world, file, 'admissibility', { decision: 'admissible' }).expect(200)
    expect(await isFresh()).toBe(false)
  })

  it('is refused from its date on, for a save as for a submission', async () => {
    const file = await givenCorrection()
    world.clock.set('2023-02-20T22:59:58.999Z')
    expect((await given.save(world, file, { answers: { need: 'À temps' } })).status).toBe(200)
    world.clock.set(DUE)
    expect(codeOf(await given.save(world, file, { answers: { need: 'Trop tard' } }))).toBe('correction-overdue')
    const late = await given.submit(world, file)
    expect([late.status, codeOf(late)]).toEqual([409, 'correction-overdue'])
  })

  it('may be given up by the agent: the file is again what was submitted, the clock stood until the date', async () => {
    const file = await givenCorrection()
    await given.save(world, file, { budget: given.budgetOf(15_000, 30_000) })
    expect(await given.readAs(world, file, 'agent')).toMatchObject({ totals: { requestedCents: 1_000_000 } })
    world.clock.set('2023-03-01T09:00:00.000Z')
    expect(await given.readAs(world, file, 'agent')).toMatchObject({
      isImplicitRejectionSuspended: false,
      implicitRejectionAt: '2023-03-22T22:59:59.000Z',
    })
    const { body } = await given.instruct(world, file, 'correction-end', { reason: 'Sans réponse' }).expect(200)
    expect(body).toMatchObject({
      status: 'in_review',
      correction: null,
      revisionNumber: 1,
      hasUnsubmittedChanges: false,
      totals: { requestedCents: 1_000_000 },
      implicitRejectionAt: '2023-03-22T22:59:59.000Z',
    })
    expect(await given.readAs(world, file, file.owner)).toMatchObject({ totals: { requestedCents: 1_000_000 } })
    const again = await given.instruct(world, file, 'correction-end', { reason: 'Sans réponse' }).expect(409)
    expect(codeOf(again)).toBe('application-wrong-status')
  })

  it('may be asked for again afterwards', async () => {
    const file = await givenCorrection()
    await given.instruct(world, file, 'correction-end', { reason: 'Répondu par téléphone' }).expect(200)
    await given.instruct(world, file, 'corrections', { ...ASKED, fields: ['/contact'] }).expect(201)
    const saved = await given.save(world, file, { contactPhone: '0147000000' })
    expect(saved.status).toBe(200)
    expect(codeOf(await given.save(world, file, { budget: [] }))).toBe('field-not-reopened')
  })
})

describe('PUT /applications/:applicationId/admissibility', () => {
  const decide = (file: given.File, body: object) => given.instruct(world, file, 'admissibility', body)

  it('declares admissible, or inadmissible with its reason', async () => {
    const [one, other] = [await given.givenInReview(world), await given.givenInReview(world)]
    expect((await decide(one, { decision: 'admissible' }).expect(200)).body).toMatchObject({
      status: 'admissible',
      inadmissibleReason: null,
      allowedActions: ['reinstate'],
    })
    const reason = 'Hors du département.'
    expect((await decide(other, { decision: 'inadmissible', reason }).expect(200)).body).toMatchObject({
      status: 'inadmissible',
      inadmissibleReason: reason,
    })
  })

  it('asks for the reason of an inadmissibility', async () => {
    const file = await given.givenInReview(world)
    const answer = await decide(file, { decision: 'inadmissible' }).expect(422)
    expect([codeOf(answer), pointersOf(answer)]).toEqual(['reason-required', ['/body/reason']])
    expect(codeOf(await decide(file, { decision: 'perhaps' }).expect(400))).toBe('invalid-request')
  })

  it('is refused before the review and a second time', async () => {
    const file = await given.givenSubmitted(world)
    expect(codeOf(await decide(file, { decision: 'admissible' }).expect(409))).toBe('application-wrong-status')
    world.clock.set(given.AFTER_CLOSING)
    await given.instruct(world, file, 'review').expect(200)
    await decide(file, { decision: 'admissible' }).expect(200)
    expect(codeOf(await decide(file, { decision: 'admissible' }).expect(409))).toBe('application-wrong-status')
  })

  it('is taken back with a reason, unless a decision was made', async () => {
    const file = await given.givenInReview(world)
    await decide(file, { decision: 'inadmissible', reason: 'Hors du département.' }).expect(200)
    expect(codeOf(await given.instruct(world, file, 'reinstatement', {}).expect(400))).toBe('invalid-request')
    const { body } = await given.instruct(world, file, 'reinstatement', { reason: 'Lu trop vite' }).expect(200)
    expect(body).toMatchObject({ status: 'in_review', inadmissibleReason: null })
    await decide(file, { decision: 'admissible' }).expect(200)
    await givenDecision(file, 'decided')
    const late = await given.instruct(world, file, 'reinstatement', { reason: 'Lu trop vite' }).expect(409)
    expect(codeOf(late)).toBe('decision-exists')
  })
})

describe('withdrawing', () => {
  it('is for the applicant, and the file comes back where it was', async () => {
    const file = await given.givenSubmitted(world)
    const { body } = await actAs(file, 'withdrawal', { reason: 'Local perdu' }).expect(200)
    expect(body).toMatchObject({ status: 'withdrawn', withdrawnReason: 'Local perdu', allowedActions: ['restore'] })
    expect(codeOf(await actAs(file, 'withdrawal').expect(409))).toBe('application-wrong-status')
    expect((await actAs(file, 'restoration').expect(200)).body).toMatchObject({
      status: 'submitted',
      withdrawnReason: null,
    })
    expect(codeOf(await actAs(file, 'restoration').expect(409))).toBe('application-wrong-status')
    expect(codeOf(await given.instruct(world, file, 'withdrawal', {}).expect(403))).toBe('role-not-allowed')
  })

  it('is undone by an agent after the closing, by the applicant no more', async () => {
    const file = await given.givenInReview(world)
    await given.instruct(world, file, 'admissibility', { decision: 'admissible' }).expect(200)
    await actAs(file, 'withdrawal').expect(200)
    expect(codeOf(await actAs(file, 'restoration').expect(409))).toBe('call-closed')
    const { body } = await given.instruct(world, file, 'restoration').expect(200)
    expect(body).toMatchObject({ status: 'admissible' })
  })

  it('keeps a correction that was running', async () => {
    const file = await givenCorrection()
    await actAs(file, 'withdrawal').expect(200)
    const { body } = await given.instruct(world, file, 'restoration').expect(200)
    expect(body).toMatchObject({ status: 'correction_requested', correction: { dueAt: DUE } })
  })

  it('and restoring are refused once a decision was made; a proposal is none', async () => {
    const file = await given.givenInReview(world)
    await givenDecision(file, 'proposed')
    await actAs(file, 'withdrawal').expect(200)
    await world.asOwner(`update decision set status = 'decided' where application_id = $1`, [file.applicationId])
    expect(codeOf(await given.instruct(world, file, 'restoration').expect(409))).toBe('decision-exists')
    const other = await given.givenInReview(world)
    await givenDecision(other, 'decided')
    expect(codeOf(await actAs(other, 'withdrawal').expect(409))).toBe('decision-exists')
  })

  it('is not for strangers nor readers', async () => {
    const file = await given.givenSubmitted(world)
    const [stranger, reader] = [
      await world.givenAccount({ roles: ['applicant'] }),
      await world.givenAccount({ roles: ['applicant'] }),
    ]
    await world
      .as(file.owner)
      .post(`/api/v1/organisations/${file.organisation.organisationId}/members`)
      .send({ email: reader.email, role: 'reader' })
      .expect(201)
    for (const what of ['withdrawal', 'restoration']) {
      const as = (who: typeof reader) => world.as(who).post(`${file.path}/${what}`).send({})
      expect(codeOf(await as(stranger).expect(404))).toBe('application-not-found')
      expect(codeOf(await as(reader).expect(403))).toBe('organisation-read-only')
    }
  })
})

describe('the decision', () => {
  it('is told to the applicant only after its publication', async () => {
    const file = await given.givenInReview(world)
    await givenDecision(file, 'decided')
    const listed = async () => {
      const { body } = await world.as(file.owner).get('/api/v1/applications').expect(200)
      return (body as { items: Application[] }).items[0]?.decision
    }
    expect((await given.readAs(world, file, file.owner)).decision).toBeNull()
    expect(await listed()).toBeNull()
    await world.asOwner(`update decision set status = 'published', published_at = $2 where application_id = $1`, [
      file.applicationId,
      given.AFTER_CLOSING,
    ])
    const told = {
      outcome: 'awarded',
      amountCents: 800_000,
      reserveRank: null,
      reason: 'Projet utile',
      publishedAt: given.AFTER_CLOSING,
      awardStatus: null,
    }
    expect((await given.readAs(world, file, file.owner)).decision).toEqual(told)
    expect(await listed()).toEqual(told)
  })
})

describe('PUT /applications/:applicationId/extension', () => {
  const UNTIL = '2023-02-12T11:00:00.000Z'
  const extend = (file: given.File, until: string, who: 'agent' | 'admin' = 'agent') =>
    given.instruct(world, file, 'extension', { until, reason: 'Panne du service' }, who)

  it('gives a draft more time without showing it, and says so by mail', async () => {
    const file = await given.givenCompleteDraft(world)
    const { body } = await extend(file, UNTIL).expect(200)
    expect(body).toEqual({ applicationId: file.applicationId, extendedUntil: UNTIL })
    expect(await given.readAs(world, file, file.owner)).toMatchObject({ closesAt: UNTIL, extendedUntil: UNTIL })
    await world.as('agent').get(file.path).expect(404)
    await world.runJobs()
    const mail = world.sent.filter(({ recipient }) => recipient === file.owner.email).at(-1)
    expect(mail?.body).toContain('dimanche 12 février 2023')
    expect(mail?.body).toContain('Panne du service')
  })

  it('does not make a submitted file look changed', async () => {
    const file = await given.givenSubmitted(world)
    await extend(file, UNTIL).expect(200)
    expect(await given.readAs(world, file, file.owner)).toMatchObject({ hasUnsubmittedChanges: false, version: 4 })
  })

  it('refuses an instant that is not later than the closing, or than the extension before', async () => {
    const file = await given.givenDraft(world, { change: { graceMinutes: 10 } })
    const code = async (until: string) => codeOf(await extend(file, until).expect(422))
    expect(await code(given.CLOSING)).toBe('extension-not-later')
    expect(await code('2023-02-06T23:09:59.000Z')).toBe('extension-not-later')
    await extend(file, UNTIL).expect(200)
    expect(await code(UNTIL)).toBe('extension-not-later')
    expect(pointersOf(await extend(file, UNTIL).expect(422))).toEqual(['/body/until'])
  })

  it('gives way to a closing that moves later still', async () => {
    const file = await given.givenDraft(world)
    await extend(file, UNTIL).expect(200)
    const closesAt = '2023-02-20T22:59:59.000Z'
    await world
      .as('manager')
      .put(`/api/v1/calls/${file.call.callId}/closing`)
      .send({ closesAt, reason: 'Vacances scolaires' })
      .expect(200)
    expect(await given.readAs(world, file, file.owner)).toMatchObject({ closesAt, extendedUntil: UNTIL })
  })

  it('is refused under instruction, to administrators, and in a call that was cancelled', async () => {
    const file = await given.givenInReview(world)
    expect(codeOf(await extend(file, UNTIL).expect(409))).toBe('application-wrong-status')
    expect(codeOf(await extend(file, UNTIL, 'admin').expect(403))).toBe('role-not-allowed')
    world.clock.set(NOW)
    const other = await given.givenDraft(world)
    await world
      .as('manager')
      .post(`/api/v1/calls/${other.call.callId}/cancellation`)
      .send({ reason: 'Budget non voté' })
      .expect(200)
    expect(codeOf(await extend(other, UNTIL).expect(409))).toBe('call-closed')
    const unknown = { ...other, path: `/api/v1/applications/${newId()}` }
    expect(codeOf(await extend(unknown, UNTIL).expect(404))).toBe('application-not-found')
  })
})

describe('the difference between two revisions', () => {
  it('names what changed as the form does', async () => {
    const file = await given.givenSubmitted(world)
    await given.save(world, file, {
      answers: { publics: ['tous', 'aines'], communes: ['92050', '92036'], partners: 'La ville', need: 'Autre besoin' },
      budget: [
        ...given.budgetOf(9_000, 19_000).slice(0, 2),
        { lineId: '74-region', detail: null, amountCents: 1_000_000, fundingStatus: 'granted' },
      ],
    })
    await given.submit(world, file)
    const { body } = await world.as('agent').get(`${file.path}/revisions/2/changes`).query({ from: 1 }).expect(200)
    const { items } = body as { items: RevisionDifference[] }
    expect(items.map(({ label, before, after, kind }) => [kind, label, before, after])).toEqual([
      ['changed', 'À quel besoin répond-il ?', 'Le quartier n’a plus de commerce.', 'Autre besoin'],
      ['changed', 'Publics concernés', 'Tous les habitants, Familles', 'Tous les habitants, Personnes âgées'],
      ['changed', 'Communes où l’action a lieu', 'Nanterre', 'Nanterre, Gennevilliers'],
      ['added', 'Avec quels partenaires ?', null, 'La ville'],
      ['changed', 'Achats', '2000000', '1900000'],
      ['changed', expect.stringContaining('Département'), '1000000', '900000'],
      ['added', expect.stringContaining('Région'), null, '1000000'],
      ['added', expect.stringContaining('Région'), null, 'accordé'],
      ['removed', expect.any(String), '1000000', null],
    ])
    const back = await world.as(file.owner).get(`${file.path}/revisions/1/changes`).query({ from: 2 }).expect(200)
    expect((back.body as { items: unknown[] }).items).toHaveLength(items.length)
  })

  it('is empty between a revision and itself, and unknown for one that is not there', async () => {
    const file = await given.givenSubmitted(world)
    const changes = (to: number, from: number) =>
      world.as(file.owner).get(`${file.path}/revisions/${to}/changes`).query({ from })
    expect((await changes(1, 1).expect(200)).body).toEqual({ from: 1, to: 1, items: [] })
    expect(codeOf(await changes(2, 1).expect(404))).toBe('revision-not-found')
  })
})

describe('GET /applications/:applicationId/history', () => {
  it('tells what happened, newest first, without the saves, and hides agents from applicants', async () => {
    const file = await givenCorrection()
    await given.instruct(world, file, 'correction-end', { reason: 'Sans réponse' }).expect(200)
    const historyOf = async (who: Parameters<typeof world.as>[0]) => {
      const { body } = await world.as(who).get(`${file.path}/history`).expect(200)
      return (body as { items: HistoryEntry[] }).items.map(({ operation, actorName, detail }) => [
        operation,
        actorName,
        detail,
      ])
    }
    expect(await historyOf('agent')).toEqual([
      ['endCorrection', 'Test agent', 'Sans réponse'],
      ['requestCorrection', 'Test agent', null],
      ['openReview', 'Test agent', null],
      ['submitApplication', 'Test applicant', null],
      ['startApplication', 'Test applicant', null],
    ])
    expect((await historyOf(file.owner)).map(([, name]) => name)).toEqual([
      null,
      null,
      null,
      'Test applicant',
      'Test applicant',
    ])
  })
})

describe('two agents at once', () => {
  it('decide once: the second learns that the file has moved on', async () => {
    const file = await given.givenInReview(world)
    const answers = await Promise.all([
      given.instruct(world, file, 'admissibility', { decision: 'admissible' }),
      given.instruct(world, file, 'admissibility', { decision: 'inadmissible', reason: 'Hors du département.' }),
      given.instruct(world, file, 'corrections', ASKED),
    ])
    const won = answers.filter(({ status }) => status < 300)
    expect(won).toHaveLength(1)
    expect(answers.filter((answer) => codeOf(answer) === 'application-wrong-status')).toHaveLength(2)
    const { version } = await given.readAs(world, file, 'agent')
    expect(won[0]?.headers['etag']).toBe(etagOf(version))
  })
})
