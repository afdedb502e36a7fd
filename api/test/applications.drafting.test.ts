import { beforeEach, describe, expect, it } from '@jest/globals'
import type { Application, Completeness } from '@progress-ess/shared/applications'
import type { ActionAvailability } from '@progress-ess/shared/kit'
import type { MemberRole } from '@progress-ess/shared/organisations'
import { etagOf } from '../src/kit/etag.ts'
import { startApplication } from '../src/modules/applications/applications.service.ts'
import type { Account } from './support/accounts.ts'
import { givenApp } from './support/app.ts'
import { contextOf } from './support/context.ts'
import * as given from './support/given-application.ts'
import { givenDraftCall, givenPublishedCall } from './support/given-call.ts'
import { ESUS_COMPANY, givenOrganisation } from './support/given-organisation.ts'

const { codeOf, pointersOf } = given
const NOW = '2023-01-10T09:00:00.000Z'
const world = await givenApp({ now: NOW })
beforeEach(() => world.clock.set(NOW))

const start = (who: Account, callId: string, organisationId: string) =>
  world.as(who).post('/api/v1/applications').send({ callId, organisationId })

async function givenMember(file: given.File, role: MemberRole): Promise<Account> {
  const member = await world.givenAccount({ roles: ['applicant'] })
  const path = `/api/v1/organisations/${file.organisation.organisationId}/members`
  await world.as(file.owner).post(path).send({ email: member.email, role }).expect(201)
  return member
}

const operationsOf = async (applicationId: string): Promise<string[]> => {
  const rows = await world.asOwner<{ operation: string }>(
    'select operation from audit_entry where subject_id = $1 order by at, position',
    [applicationId],
  )
  return rows.map(({ operation }) => operation)
}

describe('POST /applications', () => {
  it('starts a draft that says what may be done with it', async () => {
    const call = await givenPublishedCall(world)
    const { organisation, owner } = await givenOrganisation(world)
    const answer = await start(owner, call.callId, organisation.organisationId).expect(201)
    expect(answer.headers['etag']).toBe('"1"')
    expect(answer.body).toMatchObject({
      callCode: call.code,
      organisationName: organisation.name,
      status: 'draft',
      number: null,
      answers: {},
      budget: [],
      editableFields: ['*'],
      revisionNumber: 0,
      hasUnsubmittedChanges: false,
      closesAt: given.CLOSING,
      implicitRejectionAt: null,
      serverNow: NOW,
      allowedActions: ['edit', 'submit', 'discard'],
    })
    expect(await operationsOf((answer.body as Application).applicationId)).toEqual(['startApplication'])
  })

  it('answers the one that exists instead of a second one, also to a reader', async () => {
    const file = await given.givenDraft(world)
    const { callId } = file.call
    const again = await start(file.owner, callId, file.organisation.organisationId).expect(200)
    expect((again.body as Application).applicationId).toBe(file.applicationId)
    const reader = await givenMember(file, 'reader')
    await start(reader, callId, file.organisation.organisationId).expect(200)
  })

  it('makes one file when two people start at once', async () => {
    const { callId } = await givenPublishedCall(world)
    const { organisation, owner } = await givenOrganisation(world)
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => start(owner, callId, organisation.organisationId)),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 201])
    expect(new Set(answers.map(({ body }) => (body as Application).applicationId)).size).toBe(1)
  })

  it('answers a repeated key as the first time', async () => {
    const { callId } = await givenPublishedCall(world)
    const { organisation, owner } = await givenOrganisation(world)
    const once = await start(owner, callId, organisation.organisationId).set('idempotency-key', 'start-0001')
    const twice = await start(owner, callId, organisation.organisationId).set('idempotency-key', 'start-0001')
    expect([once.status, twice.status]).toEqual([201, 201])
    expect(twice.body).toEqual(once.body)
    expect(twice.headers['idempotency-replayed']).toBe('true')
  })

  it('keeps what a repeated key is answered in its transaction, for a process that dies before it answers', async () => {
    const { callId } = await givenPublishedCall(world)
    const { organisation, owner } = await givenOrganisation(world)
    const actor = { kind: 'account', ...owner, sessionId: owner.accountId } as const
    const keyed = { owner: owner.accountId, key: 'start-0002', operation: 'POST', requestSha256: '', isTaken: false }
    const ctx = { ...contextOf(world, actor), keyed }
    const { application } = await startApplication(ctx, { callId, organisationId: organisation.organisationId })
    const kept = await world.asOwner<{ body: string }>(`select body from idempotency_record where key = 'start-0002'`)
    expect(JSON.parse(kept[0]?.body ?? '')).toEqual(application)
  })

  it('refuses before the opening, from the deadline on, and for a call that was cancelled', async () => {
    const early = await givenPublishedCall(world, { opensAt: '2023-01-20T08:00:00.000Z' })
    const { organisation, owner } = await givenOrganisation(world)
    const { organisationId } = organisation
    expect(codeOf(await start(owner, early.callId, organisationId).expect(409))).toBe('call-not-open')

    const call = await givenPublishedCall(world)
    world.clock.set(given.CLOSING)
    expect(codeOf(await start(owner, call.callId, organisationId).expect(409))).toBe('call-closed')

    world.clock.set(NOW)
    await world
      .as('manager')
      .post(`/api/v1/calls/${call.callId}/cancellation`)
      .send({ reason: 'Budget non voté' })
      .expect(200)
    expect(codeOf(await start(owner, call.callId, organisationId).expect(409))).toBe('call-not-open')
  })

  it('refuses who may not apply: a company without ESUS approval, an organisation from elsewhere', async () => {
    const { callId } = await givenPublishedCall(world)
    const reasonFor = async (wanted: Parameters<typeof givenOrganisation>[1]) => {
      const { organisation, owner } = await givenOrganisation(world, wanted)
      const answer = await start(owner, callId, organisation.organisationId).expect(409)
      expect(codeOf(answer)).toBe('organisation-not-eligible')
      return (answer.body as { context: { reason: string } }).context.reason
    }
    expect(await reasonFor({ legalFormCode: '5710' })).toBe('esus-required')
    const paris = { street: null, postcode: '75011', communeCode: '75111', communeName: 'Paris' }
    expect(await reasonFor({ address: paris })).toBe('territory-not-eligible')
  })

  it('knows no draft call, and no organisation of others', async () => {
    const draft = await givenDraftCall(world)
    const call = await givenPublishedCall(world)
    const mine = await givenOrganisation(world)
    const theirs = await givenOrganisation(world)
    const { organisationId } = mine.organisation
    expect(codeOf(await start(mine.owner, draft.callId, organisationId).expect(404))).toBe('call-not-found')
    const stranger = await start(mine.owner, call.callId, theirs.organisation.organisationId).expect(404)
    expect(codeOf(stranger)).toBe('organisation-not-found')
  })

  it('lets a reader start nothing', async () => {
    const file = await given.givenDraft(world)
    const reader = await givenMember(file, 'reader')
    const other = await givenPublishedCall(world)
    const answer = await start(reader, other.callId, file.organisation.organisationId).expect(403)
    expect(codeOf(answer)).toBe('organisation-read-only')
  })
})

describe('PATCH /applications/:applicationId', () => {
  it('keeps partial answers question by question, and moves the version on', async () => {
    const file = await given.givenDraft(world)
    const first = await given.save(world, file, { answers: { title: 'Le projet', need: 'Un besoin' } })
    expect(first.headers['etag']).toBe('"2"')
    expect(first.body).toMatchObject({ version: 2, projectTitle: 'Le projet' })
    const second = await given.save(world, file, { answers: { need: null, beneficiaryCount: 30 }, contactPhone: '01' })
    expect(second.body).toMatchObject({
      version: 3,
      answers: { title: 'Le projet', beneficiaryCount: 30 },
      contactPhone: '01',
    })
    expect((second.body as Application).answers).not.toHaveProperty('need')
  })

  it('replaces the budget whole and computes its totals, volunteers apart', async () => {
    const file = await given.givenDraft(world)
    const line = (lineId: string, amountCents: number) => ({ lineId, detail: null, amountCents, fundingStatus: null })
    const budget = [...given.budgetOf(10_000, 15_000), line('864', 300_00), line('870', 200_00)]
    const { body } = await given.save(world, file, { budget })
    expect((body as Application).totals).toEqual({
      chargesCents: 1_500_000,
      resourcesCents: 1_500_000,
      gapCents: 0,
      volunteerChargesCents: 300_00,
      volunteerResourcesCents: 200_00,
      requestedCents: 1_000_000,
      shareBp: 6_667,
      otherPublicCents: 0,
    })
    const lighter = await given.save(world, file, { budget: [] })
    expect(lighter.body).toMatchObject({ budget: [], totals: { chargesCents: 0, shareBp: null } })
  })

  it.each<[string, object, string[]]>([
    ['a text for a number', { beneficiaryCount: 'douze' }, ['/body/answers/beneficiaryCount']],
    ['a number below its least', { beneficiaryCount: 0 }, ['/body/answers/beneficiaryCount']],
    ['a number above its most', { beneficiaryCount: 1_000_001 }, ['/body/answers/beneficiaryCount']],
    ['a text that is too long', { title: 'x'.repeat(121) }, ['/body/answers/title']],
    ['two lines for one', { title: 'une\ndeux' }, ['/body/answers/title']],
    ['a day that does not exist', { startOn: '2023-02-30' }, ['/body/answers/startOn']],
    ['an unknown option', { publics: ['martiens'] }, ['/body/answers/publics']],
    ['an option twice', { publics: ['tous', 'tous'] }, ['/body/answers/publics']],
    ['an unknown commune', { communes: ['92999'] }, ['/body/answers/communes']],
    ['an unknown question', { colour: 'bleu', need: 'Un besoin' }, ['/body/answers/colour']],
    ['several at once', { title: 12, need: true }, ['/body/answers/title', '/body/answers/need']],
  ])('refuses %s, names the answer and keeps nothing', async (_, answers, pointers) => {
    const file = await given.givenDraft(world)
    const answer = await given.save(world, file, { answers, contactName: 'Camille' })
    expect([answer.status, codeOf(answer)]).toEqual([422, 'answer-invalid'])
    expect(pointersOf(answer)).toEqual(pointers)
    expect(await given.readAs(world, file, file.owner)).toMatchObject({ version: 1, answers: {}, contactName: null })
  })

  it('takes the largest budget that the contract allows, and nothing above it', async () => {
    const file = await given.givenDraft(world)
    const line = { lineId: '60', detail: null, amountCents: 1_000_000_000, fundingStatus: null }
    const { body } = await given.save(world, file, { budget: Array.from({ length: 100 }, () => line) })
    expect(body).toMatchObject({ totals: { chargesCents: 100_000_000_000 } })
    const more = await given.save(world, file, { budget: [{ ...line, amountCents: 1_000_000_001 }] })
    expect([more.status, pointersOf(more)]).toEqual([400, ['/body/budget/0/amountCents']])
  })

  it('refuses lines that the accounting plan does not have', async () => {
    const file = await given.givenDraft(world)
    const unknown = { lineId: '99', detail: null, amountCents: 1, fundingStatus: null }
    const answer = await given.save(world, file, { budget: [...given.budgetOf(), unknown] })
    expect([answer.status, codeOf(answer), pointersOf(answer)]).toEqual([
      422,
      'budget-line-unknown',
      ['/body/budget/3/lineId'],
    ])
  })

  it('refuses a malformed body as a whole', async () => {
    const file = await given.givenDraft(world)
    for (const body of [{}, { colour: 1 }, { budget: [{ lineId: '60' }] }, { contactName: 'a\u0000b' }]) {
      expect(codeOf(await given.save(world, file, body))).toBe('invalid-request')
    }
  })

  it('asks for the version that was read', async () => {
    const file = await given.givenDraft(world)
    const answer = await world.as(file.owner).patch(file.path).send({ contactName: 'Camille' }).expect(428)
    expect(codeOf(answer)).toBe('version-required')
  })

  it('refuses a stale version, with the current one, and keeps what was saved', async () => {
    const file = await given.givenDraft(world)
    await given.save(world, file, { answers: { title: 'Premier' } })
    const stale = await given.save(world, file, { answers: { title: 'Second' } }, 1)
    expect([stale.status, codeOf(stale)]).toEqual([412, 'stale-version'])
    expect(stale.body).toMatchObject({ context: { currentVersion: 2 } })
    expect(stale.headers['etag']).toBe('"2"')
    expect(await given.readAs(world, file, file.owner)).toMatchObject({ projectTitle: 'Premier' })
  })

  it('lets one of several saves at once win; the others learn the version that won', async () => {
    const file = await given.givenDraft(world)
    const titles = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
    const answers = await Promise.all(titles.map((title) => given.save(world, file, { answers: { title } }, 1)))
    const won = answers.filter(({ status }) => status === 200)
    expect(won).toHaveLength(1)
    const lost = answers.filter(({ status }) => status === 412)
    expect(lost.map(({ body }) => (body as { context: unknown }).context)).toEqual(
      Array.from({ length: 7 }, () => ({ currentVersion: 2 })),
    )
    const kept = won[0]?.body as Application | undefined
    expect((await given.readAs(world, file, file.owner)).projectTitle).toBe(kept?.projectTitle)
  })

  it('is for owners and editors; readers read', async () => {
    const file = await given.givenDraft(world)
    const [reader, editor] = [await givenMember(file, 'reader'), await givenMember(file, 'editor')]
    const saveAs = (who: Account, version: number) =>
      world.as(who).patch(file.path).set('if-match', etagOf(version)).send({ contactName: 'Camille' })
    expect(codeOf(await saveAs(reader, 1).expect(403))).toBe('organisation-read-only')
    expect(await given.readAs(world, file, reader)).toMatchObject({ editableFields: [], allowedActions: [] })
    await saveAs(editor, 1).expect(200)
  })

  it('is refused from the deadline on, and goes on within the grace', async () => {
    const file = await given.givenDraft(world, { change: { graceMinutes: 10 } })
    world.clock.set('2023-02-06T23:09:58.999Z')
    expect((await given.save(world, file, { contactName: 'Camille' })).status).toBe(200)
    world.clock.set('2023-02-06T23:09:59.000Z')
    const late = await given.save(world, file, { contactName: 'Camille' })
    expect([late.status, codeOf(late)]).toEqual([409, 'call-closed'])
  })
})

describe('a file', () => {
  it('does not exist for strangers, nor as a draft for staff', async () => {
    const file = await given.givenDraft(world)
    const stranger = await world.givenAccount({ roles: ['applicant'] })
    for (const who of [stranger, 'agent', 'manager', 'admin'] as const) {
      for (const path of ['', '/completeness', '/actions', '/revisions', '/corrections', '/history', '/receipt']) {
        expect(codeOf(await world.as(who).get(`${file.path}${path}`).expect(404))).toBe('application-not-found')
      }
    }
    const request = world.as(stranger).patch(file.path).set('if-match', '"1"').send({ contactName: 'X' })
    expect(codeOf(await request.expect(404))).toBe('application-not-found')
    await world.as(stranger).delete(file.path).expect(404)
  })

  it('does not exist for somebody whose request to join is waiting', async () => {
    const file = await given.givenDraft(world)
    const asking = await world.givenAccount({ roles: ['applicant'] })
    await world.asOwner(
      `insert into organisation_member (organisation_id, account_id, role, status, since) values ($1, $2, 'editor', 'requested', now())`,
      [file.organisation.organisationId, asking.accountId],
    )
    await world.as(asking).get(file.path).expect(404)
  })

  it('is read by agents, managers and administrators once it is submitted, and changed by none of them', async () => {
    const file = await given.givenSubmitted(world)
    for (const who of ['agent', 'manager', 'admin'] as const) {
      expect(await given.readAs(world, file, who)).toMatchObject({ status: 'submitted', editableFields: [] })
    }
    expect((await given.readAs(world, file, 'admin')).allowedActions).toEqual([])
    expect((await given.readAs(world, file, 'agent')).allowedActions).toEqual(['extend'])
    const saveAs = world.as('agent').patch(file.path).set('if-match', '"3"').send({ contactName: 'X' })
    expect(codeOf(await saveAs.expect(403))).toBe('role-not-allowed')
  })

  it('stays his own for an agent who is a member of its organisation', async () => {
    const both = await world.givenAccount({ roles: ['applicant', 'agent'] })
    const file = await given.givenDraft(world, { owner: both })
    expect((await given.readAs(world, file, both)).allowedActions).toEqual(['edit', 'submit', 'discard', 'extend'])
    expect((await given.save(world, file, { contactName: 'Camille' })).status).toBe(200)
  })
})

describe('GET /applications/:applicationId/completeness', () => {
  const completenessOf = async ({ path, owner }: given.File): Promise<Completeness> =>
    (await world.as(owner).get(`${path}/completeness`).expect(200)).body as Completeness

  it('lists what an empty draft lacks, as pointers', async () => {
    const { isComplete, gaps, declarations } = await completenessOf(await given.givenDraft(world))
    expect(isComplete).toBe(false)
    expect(gaps.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual([
      '/answers/title required',
      '/answers/summary required',
      '/answers/need required',
      '/answers/description required',
      '/answers/startOn required',
      '/answers/endOn required',
      '/answers/publics required',
      '/answers/beneficiaryCount required',
      '/answers/communes required',
      '/answers/team required',
      '/answers/indicators required',
      '/budget budget-empty',
      '/contactName required',
    ])
    expect(declarations).toEqual(given.OF_AN_ASSOCIATION)
  })

  it('is complete with warnings when too much is asked and the call only warns', async () => {
    const file = await given.givenCompleteDraft(world)
    expect(await completenessOf(file)).toEqual({
      isComplete: true,
      gaps: [],
      declarations: given.OF_AN_ASSOCIATION,
    })
    await given.save(world, file, { budget: given.budgetOf(17_000, 20_000) })
    const { isComplete, gaps } = await completenessOf(file)
    expect(isComplete).toBe(true)
    expect(gaps.map(({ code, severity }) => `${severity} ${code}`)).toEqual([
      'warning amount-over-cap',
      'warning share-over-limit',
    ])
  })

  it('asks no contrat d’engagement républicain of a company, and looks at its ESUS approval', async () => {
    const file = await given.givenCompleteDraft(world, { organisation: ESUS_COMPANY })
    expect(await completenessOf(file)).toEqual({ isComplete: true, gaps: [], declarations: given.OF_A_COMPANY })
    await given.save(world, file, { answers: { endOn: '2027-06-30' } })
    expect((await completenessOf(file)).gaps).toMatchObject([
      { pointer: '/organisation/esusApproval', code: 'esus-ends-early', severity: 'warning' },
    ])
    await world.asOwner(`update organisation set esus_ends_on = '2023-01-09' where organisation_id = $1`, [
      file.organisation.organisationId,
    ])
    expect((await completenessOf(file)).gaps).toMatchObject([
      { pointer: '/organisation/esusApproval', code: 'esus-required', severity: 'error' },
    ])
  })
})

describe('DELETE /applications/:applicationId', () => {
  it('deletes a draft with its reminders; the audit trail stays', async () => {
    const file = await given.givenCompleteDraft(world)
    await world.asOwner(`insert into application_reminder values ($1, '7d', now(), now())`, [file.applicationId])
    await world.as(file.owner).delete(file.path).expect(204)
    await world.as(file.owner).get(file.path).expect(404)
    expect(await operationsOf(file.applicationId)).toEqual([
      'startApplication',
      'saveApplication',
      'discardApplication',
    ])
    const again = await start(file.owner, file.call.callId, file.organisation.organisationId)
    expect(again.status).toBe(201)
  })

  it('deletes nothing that was submitted', async () => {
    const file = await given.givenSubmitted(world)
    expect(codeOf(await world.as(file.owner).delete(file.path).expect(409))).toBe('application-wrong-status')
  })

  it('is not for readers', async () => {
    const file = await given.givenDraft(world)
    const reader = await givenMember(file, 'reader')
    expect(codeOf(await world.as(reader).delete(file.path).expect(403))).toBe('organisation-read-only')
  })
})

describe('GET /applications/:applicationId/actions', () => {
  it('gives each action, or the reason why not', async () => {
    const file = await given.givenSubmitted(world)
    const actionsOf = async (who: Account | 'agent') => {
      const { body } = await world.as(who).get(`${file.path}/actions`).expect(200)
      const { items } = body as { items: ActionAvailability[] }
      return Object.fromEntries(items.map(({ action, isAllowed, code }) => [action, isAllowed || code]))
    }
    expect(await actionsOf(file.owner)).toEqual({
      edit: true,
      submit: true,
      discard: 'application-wrong-status',
      withdraw: true,
      restore: 'application-wrong-status',
      open_review: 'role-not-allowed',
      request_correction: 'application-wrong-status',
      resubmit: 'application-wrong-status',
      end_correction: 'application-wrong-status',
      declare_admissible: 'application-wrong-status',
      declare_inadmissible: 'application-wrong-status',
      reinstate: 'application-wrong-status',
      extend: 'role-not-allowed',
    })
    expect(await actionsOf('agent')).toMatchObject({ open_review: 'call-still-open', extend: true })
    world.clock.set(given.CLOSING)
    expect(await actionsOf('agent')).toMatchObject({ open_review: true })
    expect(await actionsOf(file.owner)).toMatchObject({ edit: 'call-closed', submit: 'call-closed' })
  })
})
