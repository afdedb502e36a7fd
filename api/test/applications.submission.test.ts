import { request as httpRequest } from 'node:http'
import { beforeEach, describe, expect, it } from '@jest/globals'
import type { Application, Receipt, Revision, RevisionSummary } from '@progress-ess/shared/applications'
import { fingerprintOf } from '../src/kit/canonical.ts'
import { APPEAL_TEXT } from '../src/kit/legal.ts'
import { givenApp } from './support/app.ts'
import * as given from './support/given-application.ts'
import { givenPublishedCall } from './support/given-call.ts'
import { ESUS_COMPANY } from './support/given-organisation.ts'
import { TEST_SETTINGS } from './support/settings.ts'

const { codeOf, pointersOf } = given
const NOW = '2023-01-10T09:00:00.000Z'
const world = await givenApp({ now: NOW })
beforeEach(() => world.clock.set(NOW))

async function revisionsOf({ path, owner }: given.File): Promise<RevisionSummary[]> {
  const { body } = await world.as(owner).get(`${path}/revisions`).expect(200)
  return (body as { items: RevisionSummary[] }).items
}

/** Sends the head of a submission, lets `meanwhile` happen, then sends its body. */
function submitSlowly({ path, owner }: given.File, version: number, meanwhile: () => void): Promise<number> {
  const body = JSON.stringify(given.submissionOf())
  return new Promise((resolve, reject) => {
    const request = httpRequest(`${world.baseUrl}${path}/submission`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${owner.token}`,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'if-match': `"${version}"`,
        // The server answers 100 once it has the request’s head: then, and not before, the clock moves.
        expect: '100-continue',
      },
    })
    request.on('error', reject)
    request.on('response', (answer) => {
      answer.resume()
      resolve(answer.statusCode ?? 0)
    })
    request.on('continue', () => {
      meanwhile()
      request.end(body)
    })
    request.flushHeaders()
  })
}

describe('POST /applications/:applicationId/submission', () => {
  it('freezes a numbered revision whose fingerprint anyone can compute', async () => {
    const file = await given.givenCompleteDraft(world)
    const answer = await given.submit(world, file)
    expect([answer.status, answer.headers['etag']]).toEqual([201, '"3"'])
    expect(answer.body).toMatchObject({
      status: 'submitted',
      number: `${file.call.code}-0001`,
      revisionNumber: 1,
      hasUnsubmittedChanges: false,
      submittedAt: NOW,
      implicitRejectionAt: '2023-03-10T09:00:00.000Z',
      isImplicitRejectionSuspended: false,
      allowedActions: ['edit', 'submit', 'withdraw'],
    })
    const [summary] = await revisionsOf(file)
    const { body } = await world.as(file.owner).get(`${file.path}/revisions/1`).expect(200)
    const { content, fingerprint } = body as Revision
    expect(summary).toMatchObject({ number: 1, kind: 'submission', submittedAt: NOW, fingerprint })
    expect(fingerprintOf(content)).toBe(fingerprint)
    expect(content).toMatchObject({
      organisation: { name: file.organisation.name, siren: file.organisation.siren, family: 'association' },
      answers: given.COMPLETE_ANSWERS,
      budget: given.budgetOf(),
      totals: { requestedCents: 1_000_000, chargesCents: 2_000_000 },
      declarations: [...given.OF_AN_ASSOCIATION].sort(),
      signatoryName: 'Camille Exemple',
    })
  })

  it('makes a second revision of changes before the closing; number and clock stay', async () => {
    const file = await given.givenSubmitted(world)
    world.clock.set('2023-01-20T09:00:00.000Z')
    const edited = await given.save(world, file, { answers: { title: 'Épicerie et café' } })
    expect(edited.body).toMatchObject({ status: 'submitted', hasUnsubmittedChanges: true, revisionNumber: 1 })
    const answer = await given.submit(world, file)
    expect(answer.status).toBe(200)
    expect(answer.body).toMatchObject({
      number: `${file.call.code}-0001`,
      revisionNumber: 2,
      hasUnsubmittedChanges: false,
      submittedAt: NOW,
      implicitRejectionAt: '2023-03-10T09:00:00.000Z',
    })
    expect((await revisionsOf(file)).map(({ number, kind }) => [number, kind])).toEqual([
      [1, 'submission'],
      [2, 'update'],
    ])
  })

  it('shows agents what was submitted, not what is being changed', async () => {
    const file = await given.givenSubmitted(world)
    await given.save(world, file, { answers: { title: 'Secret' }, budget: given.budgetOf(15_000, 30_000) })
    expect(await given.readAs(world, file, 'agent')).toMatchObject({
      projectTitle: 'Épicerie solidaire',
      totals: { requestedCents: 1_000_000 },
    })
    const { body } = await world.as('agent').get('/api/v1/applications').query({ callId: file.call.callId })
    expect((body as { items: unknown[] }).items).toMatchObject([
      { projectTitle: 'Épicerie solidaire', requestedCents: 1_000_000 },
    ])
    expect(await given.readAs(world, file, file.owner)).toMatchObject({ projectTitle: 'Secret' })
    await given.submit(world, file)
    expect(await given.readAs(world, file, 'agent')).toMatchObject({
      projectTitle: 'Secret',
      totals: { requestedCents: 1_500_000 },
    })
  })

  it('refuses an incomplete file, with pointers, and keeps nothing', async () => {
    const file = await given.givenCompleteDraft(world)
    const unbalanced = given.budgetOf().slice(0, 2)
    await given.save(world, file, { answers: { need: '  ', endOn: '2023-01-01' }, budget: unbalanced })
    const answer = await given.submit(world, file)
    expect([answer.status, codeOf(answer)]).toEqual([422, 'application-incomplete'])
    expect(pointersOf(answer)).toEqual(['/answers/need', '/answers/endOn', '/budget'])
    expect(await given.readAs(world, file, file.owner)).toMatchObject({ status: 'draft', number: null, version: 3 })
    expect(await revisionsOf(file)).toEqual([])
  })

  it('refuses without the declarations of its legal form, and names them', async () => {
    const file = await given.givenCompleteDraft(world)
    const answer = await given.submit(world, file, given.submissionOf(given.OF_A_COMPANY))
    expect([answer.status, codeOf(answer)]).toEqual([422, 'declaration-missing'])
    expect((answer.body as { errors: { keyword: string }[] }).errors.map(({ keyword }) => keyword)).toEqual([
      'republican-commitment',
      'associations-charter',
    ])
  })

  it('takes a company with an ESUS approval without the contrat d’engagement républicain', async () => {
    const file = await given.givenSubmitted(world, { organisation: ESUS_COMPANY })
    expect(await given.readAs(world, file, file.owner)).toMatchObject({ status: 'submitted', family: 'company' })
  })

  it('refuses a company whose approval has ended meanwhile', async () => {
    const file = await given.givenCompleteDraft(world, { organisation: ESUS_COMPANY })
    await world.asOwner(`update organisation set esus_ends_on = '2023-01-09' where organisation_id = $1`, [
      file.organisation.organisationId,
    ])
    const answer = await given.submit(world, file, given.submissionOf(given.OF_A_COMPANY))
    expect([answer.status, codeOf(answer)]).toEqual([409, 'organisation-not-eligible'])
    expect(answer.body).toMatchObject({ context: { reason: 'esus-required' } })
  })

  it('refuses or only warns above the cap, as the call says', async () => {
    const strict = await given.givenCompleteDraft(world, { change: { overCapPolicy: 'refuse' } })
    await given.save(world, strict, { budget: given.budgetOf(15_001, 40_000) })
    const refused = await given.submit(world, strict)
    expect([refused.status, codeOf(refused), pointersOf(refused)]).toEqual([422, 'amount-over-cap', ['/budget']])
    await given.save(world, strict, { budget: given.budgetOf(15_000, 40_000) })
    expect((await given.submit(world, strict)).status).toBe(201)

    const warning = await given.givenCompleteDraft(world)
    await given.save(world, warning, { budget: given.budgetOf(15_001, 40_000) })
    expect((await given.submit(world, warning)).status).toBe(201)
  })

  it('asks for the version, and refuses another one', async () => {
    const file = await given.givenCompleteDraft(world)
    const blind = world.as(file.owner).post(`${file.path}/submission`).send(given.submissionOf())
    expect(codeOf(await blind.expect(428))).toBe('version-required')
    const stale = await given.submit(world, file, given.submissionOf(), 1)
    expect([stale.status, codeOf(stale)]).toEqual([412, 'stale-version'])
    expect(stale.body).toMatchObject({ context: { currentVersion: 2 } })
  })

  it('refuses a malformed body', async () => {
    const file = await given.givenCompleteDraft(world)
    for (const body of [{}, { ...given.submissionOf(), more: 1 }, given.submissionOf(['loyalty' as never])]) {
      const answer = await given.submit(world, file, body)
      expect([answer.status, codeOf(answer)]).toEqual([400, 'invalid-request'])
    }
  })

  it('is not for readers of the organisation, strangers or agents', async () => {
    const file = await given.givenCompleteDraft(world)
    const reader = await world.givenAccount({ roles: ['applicant'] })
    await world
      .as(file.owner)
      .post(`/api/v1/organisations/${file.organisation.organisationId}/members`)
      .send({ email: reader.email, role: 'reader' })
      .expect(201)
    const stranger = await world.givenAccount({ roles: ['applicant'] })
    const as = (who: typeof reader | 'agent') =>
      world.as(who).post(`${file.path}/submission`).set('if-match', '"2"').send(given.submissionOf())
    expect(codeOf(await as(reader).expect(403))).toBe('organisation-read-only')
    expect(codeOf(await as(stranger).expect(404))).toBe('application-not-found')
    expect(codeOf(await as('agent').expect(403))).toBe('role-not-allowed')
  })
})

describe('the same submission sent again', () => {
  it('gets the first answer for the same key, and makes one revision', async () => {
    const file = await given.givenCompleteDraft(world)
    const send = () =>
      world
        .as(file.owner)
        .post(`${file.path}/submission`)
        .set({ 'if-match': '"2"', 'idempotency-key': 'submission-0001' })
        .send(given.submissionOf())
    const answers = await Promise.all([send(), send(), send()])
    const late = await send()
    expect([...answers, late].map(({ status }) => status)).toEqual([201, 201, 201, 201])
    expect(new Set([...answers, late].map(({ body }) => JSON.stringify(body))).size).toBe(1)
    expect(await revisionsOf(file)).toHaveLength(1)
    const other = await world
      .as(file.owner)
      .post(`${file.path}/submission`)
      .set({ 'if-match': '"2"', 'idempotency-key': 'submission-0001' })
      .send({ ...given.submissionOf(), signatoryName: 'Quelqu’un d’autre' })
    expect([other.status, codeOf(other)]).toEqual([422, 'idempotency-key-reused'])
  })

  it('is answered 412 without a key, and makes one revision, also at once', async () => {
    const file = await given.givenCompleteDraft(world)
    const answers = await Promise.all([2, 2, 2, 2].map((version) => given.submit(world, file, undefined, version)))
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 412, 412, 412])
    expect(await revisionsOf(file)).toHaveLength(1)
  })
})

describe('numbers', () => {
  it('are all different when twenty organisations submit at once', async () => {
    const call = await givenPublishedCall(world)
    const files = await Promise.all(Array.from({ length: 20 }, () => given.givenCompleteDraft(world, { call })))
    const answers = await Promise.all(files.map((file) => given.submit(world, file)))
    expect(answers.map(({ status }) => status)).toEqual(files.map(() => 201))
    const numbers = answers.map(({ body }) => (body as Application).number)
    const expected = files.map((_, index) => `${call.code}-${String(index + 1).padStart(4, '0')}`)
    expect(numbers.sort()).toEqual(expected)
  })

  it('are given in the transaction of the revision and the mail: all of it, or nothing', async () => {
    const file = await given.givenCompleteDraft(world)
    await world.asOwner(`alter table mail add constraint no_receipt check (template <> 'receipt') not valid`)
    const failed = await world.quietly(() => given.submit(world, file))
    await world.asOwner('alter table mail drop constraint no_receipt')
    expect(failed.status).toBe(500)
    expect(await given.readAs(world, file, file.owner)).toMatchObject({ status: 'draft', number: null, version: 2 })
    expect(await revisionsOf(file)).toEqual([])
    expect((await given.submit(world, file)).body).toMatchObject({ number: `${file.call.code}-0001` })
  })
})

describe('the instant that counts', () => {
  const LAST = '2023-02-06T22:59:58.999Z'

  it('is the arrival of the request: begun before the closing and read after it counts', async () => {
    const file = await given.givenCompleteDraft(world)
    world.clock.set(LAST)
    const status = await submitSlowly(file, 2, () => world.clock.set('2023-02-06T23:00:40.000Z'))
    expect(status).toBe(201)
    expect(await revisionsOf(file)).toMatchObject([{ submittedAt: LAST }])
    expect(await given.readAs(world, file, file.owner)).toMatchObject({ submittedAt: LAST })
  })

  it('is late exactly at the closing', async () => {
    const file = await given.givenCompleteDraft(world)
    world.clock.set(given.CLOSING)
    expect(await submitSlowly(file, 2, () => undefined)).toBe(409)
    const answer = await given.submit(world, file)
    expect([answer.status, codeOf(answer)]).toEqual([409, 'call-closed'])
  })

  it('is late exactly at the end of the grace, and in time before', async () => {
    const change = { graceMinutes: 5 }
    const [early, late] = [
      await given.givenCompleteDraft(world, { change }),
      await given.givenCompleteDraft(world, { change }),
    ]
    world.clock.set('2023-02-06T23:04:58.999Z')
    expect((await given.submit(world, early)).status).toBe(201)
    world.clock.set('2023-02-06T23:04:59.000Z')
    expect(codeOf(await given.submit(world, late))).toBe('call-closed')
  })

  it('is later for a file that was given more time, and for that one alone', async () => {
    const call = await givenPublishedCall(world)
    const [lucky, other] = [
      await given.givenCompleteDraft(world, { call }),
      await given.givenCompleteDraft(world, { call }),
    ]
    const until = '2023-02-10T11:00:00.000Z'
    await given.instruct(world, lucky, 'extension', { until, reason: 'Panne du service' }).expect(200)
    world.clock.set('2023-02-10T10:59:59.999Z')
    expect(codeOf(await given.submit(world, other))).toBe('call-closed')
    expect((await given.submit(world, lucky)).status).toBe(201)
    expect(codeOf(await given.instruct(world, lucky, 'review').expect(409))).toBe('call-still-open')
    world.clock.set(until)
    expect(codeOf(await given.submit(world, lucky))).toBe('call-closed')
    await given.instruct(world, lucky, 'review').expect(200)
  })
})

describe('the receipt', () => {
  it('tells what the law asks for, also to agents', async () => {
    const file = await given.givenSubmitted(world)
    const [revision] = await revisionsOf(file)
    const { name, address, email, phone } = TEST_SETTINGS.service
    for (const who of [file.owner, 'agent'] as const) {
      const { body } = await world.as(who).get(`${file.path}/receipt`).expect(200)
      const expected: Receipt = {
        applicationId: file.applicationId,
        number: `${file.call.code}-0001`,
        revisionNumber: 1,
        projectTitle: 'Épicerie solidaire',
        organisationName: file.organisation.name,
        receivedAt: NOW,
        fingerprint: revision?.fingerprint ?? '',
        service: { name, address, email, phone },
        implicitRejectionAt: '2023-03-10T09:00:00.000Z',
        appealText: APPEAL_TEXT,
      }
      expect(body).toEqual(expected)
    }
  })

  it('does not exist before a submission', async () => {
    const file = await given.givenDraft(world)
    expect(codeOf(await world.as(file.owner).get(`${file.path}/receipt`).expect(409))).toBe('not-submitted')
  })

  it('is sent once to owners and editors, in their language, with the date of the implicit rejection', async () => {
    const file = await given.givenCompleteDraft(world)
    const members = `/api/v1/organisations/${file.organisation.organisationId}/members`
    const [editor, reader] = [
      await world.givenAccount({ roles: ['applicant'] }),
      await world.givenAccount({ roles: ['applicant'] }),
    ]
    await world.as(file.owner).post(members).send({ email: editor.email, role: 'editor' }).expect(201)
    await world.as(file.owner).post(members).send({ email: reader.email, role: 'reader' }).expect(201)
    await world.asOwner(`update account set locale = 'en' where account_id = $1`, [editor.accountId])
    await world.runJobs()
    world.sent.length = 0
    await given.submit(world, file)
    await world.runJobs()
    const number = `${file.call.code}-0001`
    expect(world.sent.map(({ recipient }) => recipient).sort()).toEqual([file.owner.email, editor.email].sort())
    const french = world.sent.find(({ recipient }) => recipient === file.owner.email)
    expect(french?.subject).toBe(`Progr’ESS : accusé de réception du dossier ${number}`)
    const parts = [
      `Demande n° ${number} (Épicerie solidaire)`,
      'mardi 10 janvier 2023',
      'réputée rejetée le vendredi 10 mars 2023',
      `http://localhost:3000/mes-dossiers/${file.applicationId}/recepisse`,
      TEST_SETTINGS.service.email,
      APPEAL_TEXT,
    ]
    for (const part of parts) expect(french?.body).toContain(part)
    const english = world.sent.find(({ recipient }) => recipient === editor.email)
    expect(english?.body).toContain('deemed rejected on Friday')
  })
})

describe('revisions', () => {
  it('are never changed nor deleted, not even by the database’s owner', async () => {
    const { applicationId } = await given.givenSubmitted(world)
    for (const act of ['update application_revision set number = 9', 'delete from application_revision']) {
      await expect(world.asOwner(`${act} where application_id = $1`, [applicationId])).rejects.toThrow('append-only')
    }
  })

  it('are found by number only', async () => {
    const file = await given.givenSubmitted(world)
    expect(codeOf(await world.as(file.owner).get(`${file.path}/revisions/2`).expect(404))).toBe('revision-not-found')
    await world.as(file.owner).get(`${file.path}/revisions/0`).expect(400)
  })
})
