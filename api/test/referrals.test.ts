import { describe, expect, it } from '@jest/globals'
import type {
  Assignment,
  Message,
  NewReferral,
  PartySummary,
  Referral,
  ReferralSummary,
} from '@progress-ess/shared/referrals'
import { encodeCursor } from '../src/kit/page.ts'
import { givenApp, type Client } from './support/app.ts'
import { codeOf, pointersOf } from './support/given-application.ts'
import {
  clientOf,
  departmentId,
  event,
  givenKey,
  givenPartner,
  givenReferral,
  readReferral,
  referralTo,
} from './support/given-partners.ts'

const world = await givenApp()
const cci = await givenPartner(world, 'cci')
const cma = await givenPartner(world, 'cma')
const other = await givenPartner(world, 'other')
const home = await departmentId(world)
const agent = world.as('agent')

const DAY = 86_400_000
const NOW = '2023-01-10T09:00:00.000Z'
const first = ({ assignments }: Referral): Assignment => {
  const [assignment] = assignments
  if (assignment === undefined) throw new Error('No assignment')
  return assignment
}
const post = (client: Client, change: Partial<NewReferral>, to: readonly string[] = [cma.partnerId]) =>
  client.post('/api/v1/referrals').send(referralTo(to, change))
const at = async <T>(instant: string, work: () => Promise<T>): Promise<T> => {
  world.clock.set(instant)
  try {
    return await work()
  } finally {
    world.clock.set(NOW)
  }
}
/** Accepted by the recipient. */
async function givenAccepted(): Promise<{ referral: Referral; assignmentId: string }> {
  const referral = await givenReferral(cci.api, [cma.partnerId])
  const { assignmentId } = first(referral)
  await event(cma.api, assignmentId, { event: 'accept', ownerName: 'Pôle création' }).expect(200)
  return { referral, assignmentId }
}

describe('A referral', () => {
  it('goes from one chamber to another and comes back with its outcome', async () => {
    const referral = await givenReferral(cci.api, [cma.partnerId], { externalRef: 'CCI-1', message: 'Très motivée.' })
    expect(referral).toMatchObject({ status: 'sent', side: 'source', externalRef: 'CCI-1' })
    expect(referral.reference).toMatch(/^OR-[0-9A-Z]{4}-[0-9A-Z]{4}$/)
    expect(first(referral).clock).toEqual({
      kind: 'acknowledge',
      dueAt: '2023-01-12T09:00:00.000Z',
      isPaused: false,
      isLate: false,
      awaits: 'recipient',
    })
    const received = await readReferral(cma.api, referral.referralId)
    expect(received).toMatchObject({ status: 'received', side: 'recipient', externalRef: null })
    expect(received.party).toMatchObject({ firstName: 'Ada', phone: '0140506070' })
    const { assignmentId } = first(received)
    await event(cma.api, assignmentId, { event: 'accept', ownerName: 'Pôle création', externalRef: 'CMA-7' }).expect(
      200,
    )
    const early = await event(cma.api, assignmentId, { event: 'start' })
    expect([early.status, codeOf(early)]).toEqual([409, 'contact-missing'])
    expect(early.body).toMatchObject({
      context: { status: 'accepted', allowedEvents: 'hold,complete,no_solution,transfer' },
    })
    await cma.api
      .post(`/api/v1/assignments/${assignmentId}/contact-attempts`)
      .send({ channel: 'phone', hasReached: true })
      .expect(201)
    await event(cma.api, assignmentId, { event: 'start' }).expect(200)
    const outcomes = [{ code: 'diagnosis_done' }, { code: 'funding_obtained', amountCents: 500_000 }]
    await event(cma.api, assignmentId, { event: 'complete', outcomes }).expect(200)
    const back = await readReferral(cci.api, referral.referralId)
    expect(back).toMatchObject({ status: 'completed' })
    expect(first(back)).toMatchObject({ externalRef: 'CMA-7', ownerName: 'Pôle création', clock: null })
    expect(first(back).outcomes.map(({ code, amountCents }) => [code, amountCents])).toEqual([
      ['diagnosis_done', null],
      ['funding_obtained', 500_000],
    ])
    expect(back.history.map((one) => one.event)).toEqual(['send', 'acknowledge', 'accept', 'start', 'complete'])
  })

  it('goes from the département to both chambers; each sees its own assignment alone', async () => {
    const referral = await givenReferral(agent, [cci.partnerId, cma.partnerId])
    expect(referral.assignments).toHaveLength(2)
    const asCci = await readReferral(cci.api, referral.referralId)
    expect(asCci.assignments.map(({ recipient }) => recipient.partnerId)).toEqual([cci.partnerId])
    await event(cci.api, first(asCci).assignmentId, { event: 'decline', reasonCode: 'out_of_area' }).expect(200)
    expect((await readReferral(agent, referral.referralId)).status).toBe('sent')
    const asCma = await readReferral(cma.api, referral.referralId)
    expect(asCma.history.map((one) => one.event)).toEqual(['send', 'acknowledge'])
    expect((await readReferral(agent, referral.referralId)).status).toBe('received')
    const foreign = await event(cma.api, first(asCci).assignmentId, { event: 'accept', ownerName: 'Pôle' })
    expect([foreign.status, codeOf(foreign)]).toEqual([404, 'assignment-not-found'])
  })

  it('is kept as a draft that nobody else sees, until it is sent', async () => {
    const draft = await givenReferral(cci.api, [home], { isDraft: true, consent: null })
    expect(draft.allowedActions).toEqual(['edit', 'complete', 'discard', 'send'])
    expect(codeOf(await agent.get(`/api/v1/referrals/${draft.referralId}`).expect(404))).toBe('referral-not-found')
    const path = `/api/v1/referrals/${draft.referralId}/sending`
    expect(codeOf(await cci.api.post(path).expect(409))).toBe('consent-missing')
    const sound = await givenReferral(cci.api, [home], { isDraft: true })
    const send = `/api/v1/referrals/${sound.referralId}/sending`
    await cci.api.post(send).expect(200)
    expect(codeOf(await cci.api.post(send).expect(409))).toBe('assignment-wrong-status')
    expect(codeOf(await agent.post(send).expect(403))).toBe('source-only')
  })

  it('kept as a draft is not sent to a partner that was made inactive meanwhile', async () => {
    const gone = await givenPartner(world, 'other')
    const { referralId } = await givenReferral(cci.api, [gone.partnerId], { isDraft: true })
    const path = `/api/v1/partners/${gone.partnerId}`
    const { headers } = await world.as('manager').get(path).expect(200)
    await world
      .as('manager')
      .patch(path)
      .set('if-match', headers['etag'] ?? '')
      .send({ isActive: false })
      .expect(200)
    const sent = await cci.api.post(`/api/v1/referrals/${referralId}/sending`)
    expect([sent.status, codeOf(sent)]).toEqual([422, 'recipient-unknown'])
    expect((await readReferral(cci.api, referralId)).status).toBe('draft')
  })

  it('is corrected by its source while it is open, with its version', async () => {
    const { referralId, version } = await givenReferral(cci.api, [cma.partnerId])
    const path = `/api/v1/referrals/${referralId}`
    const stale = await cci.api
      .patch(path)
      .set('if-match', `"${version + 5}"`)
      .send({ activity: 'commercial' })
    expect([stale.status, codeOf(stale)]).toEqual([412, 'stale-version'])
    const foreign = await cma.api.patch(path).set('if-match', `"${version}"`).send({ activity: 'commercial' })
    expect([foreign.status, codeOf(foreign)]).toEqual([403, 'source-only'])
    await cci.api
      .patch(path)
      .set('if-match', `"${version}"`)
      .send({ activity: 'commercial', subject: 'funding' })
      .expect(200)
    expect(await readReferral(cma.api, referralId)).toMatchObject({ activity: 'commercial', subject: 'funding' })
    await cci.api.post(`${path}/cancellation`).send({ reasonCode: 'sent_in_error' }).expect(200)
    const { version: last } = await readReferral(cci.api, referralId)
    const closed = await cci.api.patch(path).set('if-match', `"${last}"`).send({ activity: 'artisanal' })
    expect([closed.status, codeOf(closed)]).toEqual([409, 'referral-closed'])
    expect(codeOf(await cci.api.post(`${path}/cancellation`).send({ reasonCode: 'other' }).expect(409))).toBe(
      'referral-closed',
    )
  })

  it('has one content under one reference of its sender: put twice, it is there once', async () => {
    const path = '/api/v1/referrals-by-reference/CCI-put-1'
    const created = await cci.api
      .put(path)
      .send(referralTo([cma.partnerId]))
      .expect(201)
    const changed = referralTo([cma.partnerId], { subject: 'funding' })
    const corrected = await cci.api.put(path).send(changed).expect(200)
    expect(corrected.body).toMatchObject({ referralId: (created.body as Referral).referralId, subject: 'funding' })
    const twice = await post(cci.api, { externalRef: 'CCI-put-1' })
    expect([twice.status, codeOf(twice)]).toEqual([409, 'external-ref-taken'])
    expect(twice.body).toMatchObject({ context: { referralId: (created.body as Referral).referralId } })
    const differs = await cci.api.put(path).send(referralTo([cma.partnerId], { externalRef: 'else' }))
    expect([differs.status, codeOf(differs)]).toEqual([422, 'external-ref-differs'])
    // Another partner has references of its own.
    await cma.api
      .put(path)
      .send(referralTo([cci.partnerId]))
      .expect(201)
  })

  it('put twenty times at once under a new reference, is created once and corrected by the others', async () => {
    const path = '/api/v1/referrals-by-reference/CCI-put-20'
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => cci.api.put(path).send(referralTo([cma.partnerId]))),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array.from({ length: 19 }, () => 200), 201])
    expect(new Set(answers.map(({ body }) => (body as Referral).referralId)).size).toBe(1)
  })

  it('as a draft takes other recipients, another consent and other words; once sent these are settled', async () => {
    const draft = await givenReferral(cci.api, [home], { isDraft: true, consent: null, message: 'Avant' })
    const path = `/api/v1/referrals/${draft.referralId}`
    const { recipients, consent } = referralTo([cma.partnerId])
    const change = { recipients, consent, message: 'Après' }
    const patch = (version: number, body: object) => cci.api.patch(path).set('if-match', `"${version}"`).send(body)
    expect(codeOf(await patch(draft.version, { recipients: [...recipients, ...recipients] }).expect(422))).toBe(
      'recipient-twice',
    )
    const { body } = await patch(draft.version, change).expect(200)
    const changed = body as Referral
    expect(changed.assignments.map(({ recipient }) => recipient.partnerId)).toEqual([cma.partnerId])
    const again = await patch(changed.version, { consent }).expect(200)
    await cci.api.post(`${path}/sending`).expect(200)
    const words = (await cma.api.get(`${path}/messages`).expect(200)).body as { items: Message[] }
    expect(words.items.map((one) => one.body)).toEqual(['Après'])
    const { version } = await readReferral(cci.api, (again.body as Referral).referralId)
    const settled = await patch(version, { recipients })
    expect([settled.status, codeOf(settled)]).toEqual([409, 'referral-sent'])
  })

  it('is the same one when the same key comes 200 times at once', async () => {
    const body = referralTo([cma.partnerId], { subject: 'premises' })
    const answers = await Promise.all(
      Array.from({ length: 200 }, () =>
        cci.api.post('/api/v1/referrals').set('idempotency-key', 'two-hundred-times').send(body),
      ),
    )
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]))
    expect(new Set(answers.map((answer) => (answer.body as Referral).referralId)).size).toBe(1)
    const { body: list } = await cci.api.get('/api/v1/referrals?subject=premises').expect(200)
    expect((list as { items: ReferralSummary[] }).items).toHaveLength(1)
    const reused = await cci.api
      .post('/api/v1/referrals')
      .set('idempotency-key', 'two-hundred-times')
      .send({ ...body, subject: 'legal_form' })
    expect([reused.status, codeOf(reused)]).toEqual([422, 'idempotency-key-reused'])
  }, 60_000)

  it.each<[string, Partial<NewReferral>, number, string]>([
    ['without consent', { consent: null }, 422, 'consent-missing'],
    [
      'to nobody known',
      { recipients: [{ partnerId: '01900000-0000-7000-8000-000000000000' }] },
      422,
      'recipient-unknown',
    ],
    ['from the future', { occurredAt: '2023-01-10T10:00:00.000Z' }, 422, 'occurred-later'],
    [
      'of an application, by a partner',
      { applicationId: '01900000-0000-7000-8000-000000000000' },
      404,
      'application-not-found',
    ],
    ['of nobody', { party: { ...referralTo([]).party, lastName: null } }, 422, 'party-incomplete'],
  ])('%s is refused', async (_what, change, status, code) => {
    const answer = await post(cci.api, change)
    expect([answer.status, codeOf(answer)]).toEqual([status, code])
  })

  it('to oneself, or twice to the same, is refused at its place', async () => {
    const self = await post(cci.api, {}, [cma.partnerId, cci.partnerId])
    expect([codeOf(self), pointersOf(self)]).toEqual(['recipient-unknown', ['/body/recipients/1']])
    const twice = await post(cci.api, {}, [cma.partnerId, cma.partnerId])
    expect([codeOf(twice)]).toEqual(['invalid-request'])
    const sound = referralTo([cma.partnerId])
    const again = await post(cci.api, { recipients: [...sound.recipients, ...sound.recipients] })
    expect([codeOf(again), pointersOf(again)]).toEqual(['recipient-twice', ['/body/recipients/1']])
  })

  it('needs a consent that covers the recipient and has not ended', async () => {
    const { consent } = referralTo([cci.partnerId])
    const narrow = await post(cci.api, { consent })
    expect([narrow.status, codeOf(narrow)]).toEqual([409, 'consent-too-narrow'])
    const ended = { ...referralTo([cma.partnerId]).consent, expiresAt: '2023-01-10T08:00:00.000Z' }
    expect(codeOf(await post(cci.api, { consent: ended as NewReferral['consent'] }))).toBe('consent-withdrawn')
    const long = { ...referralTo([cma.partnerId]).consent, expiresAt: '2027-01-10T08:00:00.000Z' }
    expect(codeOf(await post(cci.api, { consent: long as NewReferral['consent'] }))).toBe('consent-dates')
    await post(cci.api, { consent: null, basis: 'public_task' }).expect(201)
  })

  it('goes to partners that take its subject there', async () => {
    const { partnerId, api } = await givenPartner(world, 'other')
    const service = {
      name: 'Financement',
      subjects: ['funding'],
      communes: ['92004'],
      activity: 'any',
      capacity: 'open',
    }
    await api.post(`/api/v1/partners/${partnerId}/services`).send(service).expect(201)
    const away = await post(cci.api, { subject: 'funding' }, [partnerId])
    expect([away.status, codeOf(away)]).toEqual([409, 'recipient-does-not-serve'])
    const party = { ...referralTo([]).party, communeCode: '92004' }
    expect(codeOf(await post(cci.api, { subject: 'creation', party }, [partnerId]))).toBe('recipient-does-not-serve')
    await post(cci.api, { subject: 'funding', party }, [partnerId]).expect(201)
  })

  it('keeps a partner’s own words raw, and reads those of its code map', async () => {
    await cci.api
      .put(`/api/v1/partners/${cci.partnerId}/codes`)
      .send({ items: [{ kind: 'subject', theirs: 'FIN', ours: 'funding' }] })
      .expect(200)
    expect((await post(cci.api, { subject: 'FIN' }).expect(201)).body).toMatchObject({
      subject: 'funding',
      rawSubject: 'FIN',
    })
    const raw = (await post(cci.api, { subject: 'Truc' }).expect(201)).body as Referral
    expect(raw).toMatchObject({ subject: 'other', rawSubject: 'Truc' })
    const declined = await event(cma.api, first(raw).assignmentId, { event: 'decline', reasonCode: 'PAS-NOUS' })
    expect(declined.body).toMatchObject({ status: 'declined', reasonCode: 'other', rawReasonCode: 'PAS-NOUS' })
  })
})

describe('An event on an assignment', () => {
  it('says what it needs', async () => {
    const { assignmentId } = first(await givenReferral(cci.api, [cma.partnerId]))
    const bare = await event(cma.api, assignmentId, { event: 'accept' })
    expect([bare.status, codeOf(bare), pointersOf(bare)]).toEqual([422, 'event-field-missing', ['/body/ownerName']])
    const hold = await event(cma.api, assignmentId, { event: 'hold' })
    expect(pointersOf(hold)).toEqual(['/body/text', '/body/until'])
    const later = await event(cma.api, assignmentId, { event: 'acknowledge', occurredAt: '2023-01-10T09:10:00.000Z' })
    expect([later.status, codeOf(later)]).toEqual([422, 'occurred-later'])
  })

  it('belongs to one side', async () => {
    const { assignmentId } = first(await givenReferral(cci.api, [cma.partnerId]))
    const ofSource = await event(cci.api, assignmentId, { event: 'accept', ownerName: 'Moi' })
    expect([ofSource.status, codeOf(ofSource)]).toEqual([403, 'event-not-yours'])
    const ofTimer = await event(cma.api, assignmentId, { event: 'expire' })
    expect([ofTimer.status, codeOf(ofTimer)]).toEqual([403, 'event-not-yours'])
    const stranger = await event(other.api, assignmentId, { event: 'accept', ownerName: 'Moi' })
    expect([stranger.status, codeOf(stranger)]).toEqual([404, 'assignment-not-found'])
    const { body } = await cci.api.get(`/api/v1/assignments/${assignmentId}/actions`).expect(200)
    const allowed = (body as { items: { action: string; isAllowed: boolean }[] }).items.filter((one) => one.isAllowed)
    expect(allowed.map(({ action }) => action)).toEqual(['cancel'])
    expect(codeOf(await other.api.get(`/api/v1/assignments/${assignmentId}/actions`).expect(404))).toBe(
      'assignment-not-found',
    )
  })

  it('with an outcome of money or of an enterprise says how much, and which', async () => {
    const { assignmentId } = await givenAccepted()
    const complete = (...outcomes: object[]) => event(cma.api, assignmentId, { event: 'complete', outcomes })
    const bare = await complete({ code: 'training' }, { code: 'funding_obtained' }, { code: 'enterprise_created' })
    expect([bare.status, codeOf(bare), pointersOf(bare)]).toEqual([
      422,
      'outcome-amount-missing',
      ['/body/outcomes/1/amountCents', '/body/outcomes/2/siren'],
    ])
    const wrong = await complete({ code: 'enterprise_created', siren: '732829321' })
    expect([wrong.status, codeOf(wrong)]).toEqual([422, 'identifier-invalid'])
    const own = await complete({ code: 'SUIVI-6M' }, { code: 'enterprise_created', siren: '732829320' }).expect(200)
    expect((own.body as Assignment).outcomes).toMatchObject([
      { code: 'other', rawCode: 'SUIVI-6M' },
      { siren: '732829320' },
    ])
  })

  it('cancels for a reason of ours, or of the sender’s own that is kept raw', async () => {
    const { assignmentId } = first(await givenReferral(cci.api, [cma.partnerId]))
    const cancelled = await event(cci.api, assignmentId, { event: 'cancel', reasonCode: 'DEMENAGE' }).expect(200)
    expect(cancelled.body).toMatchObject({ status: 'cancelled', reasonCode: 'other', rawReasonCode: 'DEMENAGE' })
  })

  it('declines with somebody who might help instead, whom we know', async () => {
    const { assignmentId } = first(await givenReferral(cci.api, [cma.partnerId]))
    const decline = (suggestedPartnerId: string) =>
      event(cma.api, assignmentId, { event: 'decline', reasonCode: 'out_of_scope', suggestedPartnerId })
    const unknown = await decline(assignmentId)
    expect([unknown.status, codeOf(unknown), pointersOf(unknown)]).toEqual([
      422,
      'recipient-unknown',
      ['/body/suggestedPartnerId'],
    ])
    expect((await decline(other.partnerId).expect(200)).body).toMatchObject({ suggestedPartnerId: other.partnerId })
  })

  it('does not take up again what the person has withdrawn', async () => {
    const referral = await givenReferral(cci.api, [cma.partnerId])
    const { assignmentId } = first(referral)
    await event(cma.api, assignmentId, { event: 'decline', reasonCode: 'out_of_scope' }).expect(200)
    await cci.api.post(`/api/v1/consents/${referral.consent?.consentId ?? ''}/withdrawal`).expect(200)
    for (const client of [cci.api, cma.api]) {
      const reopened = await event(client, assignmentId, { event: 'reopen', text: 'Encore' })
      expect([reopened.status, codeOf(reopened)]).toEqual([409, 'consent-withdrawn'])
    }
  })

  it('may be told afterwards', async () => {
    const { assignmentId, referralId } = first(await givenReferral(cci.api, [cma.partnerId]))
    const occurredAt = '2023-01-09T12:00:00.000Z'
    await event(cma.api, assignmentId, { event: 'accept', ownerName: 'Pôle', occurredAt }).expect(200)
    const { history, assignments } = await readReferral(cci.api, referralId)
    // Told as before the sending, it is no answer of less than nothing: it counts from the last change.
    expect(history.at(-1)).toMatchObject({ event: 'accept', occurredAt: NOW, recordedAt: NOW })
    expect(assignments[0]).toMatchObject({ sentAt: NOW, answeredAt: NOW })
    const early = '2023-01-09T10:00:00.000Z'
    const told = await givenReferral(cci.api, [cma.partnerId], { occurredAt: early })
    await event(cma.api, first(told).assignmentId, { event: 'accept', ownerName: 'Pôle', occurredAt }).expect(200)
    const read = await readReferral(cci.api, told.referralId)
    expect(read.history.at(-1)).toMatchObject({ event: 'accept', occurredAt, recordedAt: NOW })
    expect(first(read)).toMatchObject({ sentAt: early, answeredAt: occurredAt })
  })

  it('counts no interval twice, however far back it is told', async () => {
    const accepted = await givenAccepted()
    const { assignmentId } = accepted
    await at('2023-01-12T09:00:00.000Z', async () => {
      const until = '2023-02-01T09:00:00.000Z'
      for (let turn = 0; turn < 3; turn += 1) {
        await event(cma.api, assignmentId, { event: 'hold', text: 'Congés', until, occurredAt: NOW }).expect(200)
        await event(cma.api, assignmentId, { event: 'resume' }).expect(200)
      }
      // Five working days from Tuesday, and the two that it stood still once.
      const { assignments } = await readReferral(cci.api, accepted.referral.referralId)
      expect(assignments[0]?.clock).toMatchObject({ kind: 'contact', dueAt: '2023-01-19T09:00:00.000Z' })
    })
  })

  it('told as of another millennium after a reopening leaves every list readable', async () => {
    const { referralId, assignments } = await givenReferral(cci.api, [cma.partnerId])
    const assignmentId = assignments[0]?.assignmentId ?? ''
    const occurredAt = '1000-01-01T00:00:00Z'
    const until = '2023-02-01T09:00:00.000Z'
    const tell = (body: object) => event(cma.api, assignmentId, { occurredAt, ...body }).expect(200)
    await tell({ event: 'decline', reasonCode: 'out_of_scope' })
    await tell({ event: 'reopen', text: 'Encore' })
    await tell({ event: 'accept', ownerName: 'Pôle' })
    await tell({ event: 'hold', text: 'Congés', until })
    await tell({ event: 'resume', occurredAt: NOW })
    await tell({ event: 'hold', text: 'Congés', until })
    const read = await readReferral(cci.api, referralId)
    expect(first(read)).toMatchObject({ sentAt: NOW, answeredAt: NOW })
    expect(read.history.map((one) => one.occurredAt)).toEqual(read.history.map(() => NOW))
    await cci.api.get('/api/v1/referrals?limit=100').expect(200)
  })

  it('of the source leaves the recipient’s own reference as it is', async () => {
    const { assignmentId } = first(await givenReferral(cci.api, [cma.partnerId]))
    await event(cma.api, assignmentId, { event: 'request_info', text: 'Quel local ?', externalRef: 'CMA-own' }).expect(
      200,
    )
    const given = { event: 'provide_info', text: 'Rue Exemple.', externalRef: 'CCI-own' }
    expect((await event(cci.api, assignmentId, given).expect(200)).body).toMatchObject({ externalRef: 'CMA-own' })
  })

  it('asks for information, whose clock stands still until it is given', async () => {
    const referral = await givenReferral(cci.api, [cma.partnerId])
    const { assignmentId } = first(referral)
    await event(cma.api, assignmentId, { event: 'request_info', text: 'Quel local ?' }).expect(200)
    const paused = await at('2023-01-11T09:00:00.000Z', () => readReferral(cci.api, referral.referralId))
    // Five working days from Tuesday: Tuesday; and a day that it stood still.
    expect(first(paused).clock).toEqual({
      kind: 'answer',
      dueAt: '2023-01-18T09:00:00.000Z',
      isPaused: true,
      isLate: false,
      awaits: 'source',
    })
    await at('2023-01-12T09:00:00.000Z', () =>
      event(cci.api, assignmentId, { event: 'provide_info', text: 'Rue Exemple.' }).expect(200),
    )
    const { body } = await cma.api.get(`/api/v1/referrals/${referral.referralId}/messages`).expect(200)
    const messages = (body as { items: Message[] }).items
    expect(messages.map(({ kind, body: text }) => [kind, text])).toEqual([
      ['question', 'Quel local ?'],
      ['answer', 'Rue Exemple.'],
    ])
    const late = await at('2023-01-19T09:00:00.000Z', () => readReferral(cci.api, referral.referralId))
    expect(first(late).clock).toMatchObject({ dueAt: '2023-01-19T09:00:00.000Z', isLate: true })
  })

  it('is unreachable after two attempts on different days', async () => {
    const occurredAt = '2023-01-09T07:30:00.000Z'
    const { assignmentId } = first(await givenReferral(cci.api, [cma.partnerId], { occurredAt }))
    await event(cma.api, assignmentId, { event: 'accept', ownerName: 'Pôle création', occurredAt }).expect(200)
    const path = `/api/v1/assignments/${assignmentId}/contact-attempts`
    const attempt = { channel: 'phone', hasReached: false }
    for (const attemptedAt of ['1000-01-01T00:00:00Z', '2023-01-08T09:00:00.000Z']) {
      const early = await cma.api.post(path).send({ channel: 'phone', hasReached: true, attemptedAt })
      expect([early.status, codeOf(early), pointersOf(early)]).toEqual([422, 'occurred-later', ['/body/attemptedAt']])
    }
    expect(codeOf(await event(cma.api, assignmentId, { event: 'start' }).expect(409))).toBe('contact-missing')
    await cma.api
      .post(path)
      .send({ ...attempt, attemptedAt: '2023-01-10T07:00:00.000Z' })
      .expect(201)
    await cma.api
      .post(path)
      .send({ ...attempt, attemptedAt: '2023-01-10T08:00:00.000Z' })
      .expect(201)
    expect(codeOf(await event(cma.api, assignmentId, { event: 'unreachable' }).expect(409))).toBe('attempts-missing')
    await cma.api
      .post(path)
      .send({ ...attempt, attemptedAt: '2023-01-09T08:00:00.000Z' })
      .expect(201)
    await event(cma.api, assignmentId, { event: 'unreachable' }).expect(200)
    expect(codeOf(await cma.api.post(path).send(attempt).expect(409))).toBe('assignment-wrong-status')
    expect(codeOf(await cci.api.post(path).send(attempt).expect(403))).toBe('event-not-yours')
  })

  it('holds until a date, and the timer takes it up again where it was', async () => {
    const { assignmentId, referral } = await givenAccepted()
    const past = await event(cma.api, assignmentId, {
      event: 'hold',
      text: 'Congés',
      until: '2023-01-10T08:00:00.000Z',
    })
    expect([past.status, codeOf(past)]).toEqual([422, 'until-past'])
    await event(cma.api, assignmentId, { event: 'hold', text: 'Congés', until: '2023-01-20T09:00:00.000Z' }).expect(200)
    await at('2023-01-20T09:00:00.000Z', async () => {
      await world.asOwner(`select graphile_worker.add_job('run-referral-timers')`)
      await world.runJobs()
    })
    expect((await readReferral(cci.api, referral.referralId)).status).toBe('accepted')
  })

  it('transfers to another partner, with a consent that covers it', async () => {
    const narrow = await givenReferral(cci.api, [cma.partnerId])
    const refused = await event(cma.api, first(narrow).assignmentId, {
      event: 'transfer',
      recipientId: other.partnerId,
    })
    expect([refused.status, codeOf(refused)]).toEqual([409, 'transfer-refused'])
    expect((await readReferral(cci.api, narrow.referralId)).status).toBe('sent')

    const { consent } = referralTo([cma.partnerId, other.partnerId])
    const wide = await givenReferral(cci.api, [cma.partnerId], { consent })
    await event(cma.api, first(wide).assignmentId, { event: 'transfer', recipientId: other.partnerId }).expect(200)
    const seen = await readReferral(cci.api, wide.referralId)
    expect(seen.assignments.map(({ status }) => status)).toEqual(['transferred', 'sent'])
    const child = await readReferral(other.api, wide.referralId)
    expect(first(child)).toMatchObject({ status: 'received', parentAssignmentId: first(wide).assignmentId })
    // Whoever passed it on still sees what becomes of it.
    expect((await readReferral(cma.api, wide.referralId)).assignments).toHaveLength(2)
    const back = await event(other.api, first(child).assignmentId, { event: 'transfer', recipientId: cma.partnerId })
    expect([back.status, codeOf(back)]).toEqual([409, 'transfer-refused'])
    const unknown = await event(other.api, first(child).assignmentId, { event: 'transfer', recipientId: cci.partnerId })
    expect([unknown.status, codeOf(unknown)]).toEqual([422, 'recipient-unknown'])
  })

  it('passed on, keeps its words and files between the next recipient and the source', async () => {
    const { consent } = referralTo([cma.partnerId, other.partnerId])
    const referral = await givenReferral(cci.api, [cma.partnerId], { consent })
    const path = `/api/v1/referrals/${referral.referralId}/messages`
    await event(cma.api, first(referral).assignmentId, { event: 'transfer', recipientId: other.partnerId }).expect(200)
    await other.api.post(path).send({ body: 'Pour la source', visibility: 'partners' }).expect(201)
    const texts = async (client: Client) => JSON.stringify((await client.get(path).expect(200)).body)
    expect(await texts(cci.api)).toContain('Pour la source')
    expect(await texts(other.api)).toContain('Pour la source')
    expect(await texts(cma.api)).not.toContain('Pour la source')
  })

  it('expires after 30 days without an answer, closes apart after 120 days without news, and can be reopened', async () => {
    const waiting = await givenReferral(cci.api, [cma.partnerId])
    const { referral: silent } = await givenAccepted()
    const run = async () => {
      await world.asOwner(`select graphile_worker.add_job('run-referral-timers')`)
      await world.runJobs()
    }
    await at(new Date(Date.parse(NOW) + 30 * DAY - 1).toISOString(), run)
    expect((await readReferral(cci.api, waiting.referralId)).status).toBe('sent')
    await at(new Date(Date.parse(NOW) + 30 * DAY).toISOString(), run)
    expect((await readReferral(cci.api, waiting.referralId)).status).toBe('expired')
    expect((await readReferral(cci.api, silent.referralId)).status).toBe('accepted')
    await at(new Date(Date.parse(NOW) + 120 * DAY).toISOString(), run)
    expect((await readReferral(cci.api, silent.referralId)).status).toBe('closed_no_news')
    await at(new Date(Date.parse(NOW) + 121 * DAY).toISOString(), async () => {
      await event(cci.api, first(waiting).assignmentId, { event: 'reopen', text: 'La personne attend.' }).expect(200)
    })
    expect((await readReferral(cci.api, waiting.referralId)).status).toBe('received')
  })

  it('waits for whoever holds the referral: two at once, one wins', async () => {
    const { assignmentId } = first(await givenReferral(cci.api, [cma.partnerId]))
    const answers = await Promise.all([
      event(cma.api, assignmentId, { event: 'accept', ownerName: 'Pôle' }),
      event(cma.api, assignmentId, { event: 'decline', reasonCode: 'out_of_scope' }),
      event(cci.api, assignmentId, { event: 'cancel', reasonCode: 'duplicate' }),
    ])
    const statuses = answers.map(({ status }) => status).sort()
    // An acceptance may be cancelled; nothing else follows one of the others.
    expect([[200, 409, 409].join(), [200, 200, 409].join()]).toContain(statuses.join())
  })
})

describe('Consent', () => {
  it('withdrawn cancels, hides the person from recipients, and waits for their word of erasure', async () => {
    const referral = await givenReferral(cci.api, [cma.partnerId], { message: 'Secret' })
    await readReferral(cma.api, referral.referralId)
    const consentId = referral.consent?.consentId ?? ''
    const path = `/api/v1/consents/${consentId}`
    expect(codeOf(await cma.api.post(`${path}/withdrawal`).expect(403))).toBe('source-only')
    expect(codeOf(await cma.api.post(`${path}/erasure-confirmation`).expect(409))).toBe('erasure-not-asked')
    expect(codeOf(await other.api.post(`${path}/withdrawal`).expect(404))).toBe('consent-not-found')
    const { body } = await cci.api.post(`${path}/withdrawal`).expect(200)
    expect(body).toMatchObject({ withdrawnAt: NOW, erasures: [{ partnerId: cma.partnerId, confirmedAt: null }] })
    expect(codeOf(await cci.api.post(`${path}/withdrawal`).expect(409))).toBe('consent-withdrawn')
    const hidden = await readReferral(cma.api, referral.referralId)
    expect(hidden).toMatchObject({ status: 'cancelled', party: { firstName: null, email: null, isForgotten: true } })
    expect(JSON.stringify(hidden)).not.toContain('Ada')
    expect((await cma.api.get(`/api/v1/referrals/${referral.referralId}/messages`).expect(200)).body).toEqual({
      items: [],
    })
    const { body: list } = await cma.api.get('/api/v1/referrals?search=Ada&limit=100').expect(200)
    const listed = (list as { items: ReferralSummary[] }).items.filter((one) => one.referralId === referral.referralId)
    expect(listed).toEqual([])
    expect(hidden.allowedActions).toEqual(['confirmErasure'])
    await cma.api.post(`${path}/erasure-confirmation`).expect(200)
    const seen = await readReferral(cci.api, referral.referralId)
    expect(seen.consent?.erasures).toMatchObject([{ confirmedAt: NOW }])
  })
})

describe('Messages', () => {
  it('between partners are read by both, notes by the own service alone', async () => {
    const { referralId } = await givenReferral(agent, [cci.partnerId, cma.partnerId])
    const path = `/api/v1/referrals/${referralId}/messages`
    await agent.post(path).send({ body: 'À tous', visibility: 'partners' }).expect(201)
    await agent.post(path).send({ body: 'Entre nous', visibility: 'internal' }).expect(201)
    await cci.api.post(path).send({ body: 'De la CCI', visibility: 'partners', authorName: 'Zoé' }).expect(201)
    const texts = async (client: Client) =>
      ((await client.get(path).expect(200)).body as { items: Message[] }).items.map(({ body }) => body)
    expect(await texts(agent)).toEqual(['À tous', 'Entre nous', 'De la CCI'])
    expect(await texts(cci.api)).toEqual(['À tous', 'De la CCI'])
    expect(await texts(cma.api)).toEqual(['À tous'])
    expect(codeOf(await other.api.get(path).expect(404))).toBe('referral-not-found')
    expect(codeOf(await other.api.post(path).send({ body: 'x', visibility: 'partners' }).expect(404))).toBe(
      'referral-not-found',
    )
  })
})

describe('Before sending', () => {
  it('duplicates are shown to those who see them, never merged', async () => {
    const party = { ...referralTo([]).party, firstName: 'Grace', email: 'grace@example.test', phone: null }
    const { referralId } = await givenReferral(cci.api, [cma.partnerId], { party, subject: 'legal_form' })
    const search = (client: Client, change: object = {}, subject = 'legal_form') =>
      client.post('/api/v1/referral-duplicates').send({ party: { ...party, ...change }, subject })
    const found = (await search(cci.api).expect(200)).body as { items: object[] }
    expect(found.items).toMatchObject([{ referralId, matchedBy: 'email_and_first_name', isPossibleDuplicate: true }])
    expect((await search(cci.api, {}, 'funding')).body).toMatchObject({ items: [{ isPossibleDuplicate: false }] })
    expect((await search(cci.api, { firstName: 'Rosa' })).body).toEqual({ items: [] })
    expect((await search(other.api)).body).toEqual({ items: [] })
  })

  it('a recipient learns from lists and duplicates how its own part stands, and no other', async () => {
    const party = { ...referralTo([]).party, firstName: 'Hedy', email: 'hedy@example.test', phone: null }
    const sent = await givenReferral(agent, [cci.partnerId, cma.partnerId], { party })
    const { referralId, assignments, reference } = sent
    const of = ({ partnerId }: typeof cci) =>
      assignments.find(({ recipient }) => recipient.partnerId === partnerId)?.assignmentId ?? ''
    await event(cci.api, of(cci), { event: 'decline', reasonCode: 'out_of_scope' }).expect(200)
    await event(cma.api, of(cma), { event: 'accept', ownerName: 'Pôle création' }).expect(200)
    const listed = async (client: Client, status: string) => {
      const { body } = await client.get(`/api/v1/referrals?search=${reference}&status=${status}`).expect(200)
      return (body as { items: ReferralSummary[] }).items.map((item) => [item.referralId, item.status])
    }
    expect(await listed(cci.api, 'declined')).toEqual([[referralId, 'declined']])
    expect(await listed(cci.api, 'accepted')).toEqual([])
    expect(await listed(cma.api, 'accepted')).toEqual([[referralId, 'accepted']])
    expect(await listed(agent, 'accepted')).toEqual([[referralId, 'accepted']])
    // Cci declined: it finds nobody by what it does not read any more.
    const found = (client: Client) => client.post('/api/v1/referral-duplicates').send({ party, subject: 'creation' })
    expect((await found(cci.api)).body).toEqual({ items: [] })
    expect((await found(cma.api)).body).toMatchObject({ items: [{ referralId, status: 'accepted' }] })
    const people = (await cci.api.get('/api/v1/parties?limit=100').expect(200)).body as { items: PartySummary[] }
    expect(people.items.find(({ partyId }) => partyId === sent.party.partyId)).toMatchObject({ openCount: 0 })
    expect((await agent.get('/api/v1/parties?search=hedy').expect(200)).body).toMatchObject({
      items: [{ openCount: 1 }],
    })
  })

  it('a routing is proposed: CMA for crafts, CCI for trade, both when unknown, none that is full', async () => {
    const add = async ({ partnerId, api }: typeof cci, activity: string, capacity = 'open') =>
      api
        .post(`/api/v1/partners/${partnerId}/services`)
        .send({
          name: 'Conseil',
          subjects: ['digital', 'creation', 'funding', 'legal_form'],
          communes: [],
          activity,
          capacity,
        })
        .expect(201)
    await add(cci, 'commercial')
    await add(cma, 'artisanal')
    const full = await givenPartner(world, 'cma')
    await add(full, 'any', 'full')
    const proposed = async (activity: string) => {
      const query = new URLSearchParams({ subject: 'digital', activity, communeCode: '92050' })
      const { body } = await agent.get(`/api/v1/referral-routing?${query.toString()}`).expect(200)
      const { items } = body as { items: { partnerId: string; isProposed: boolean; why: string }[] }
      expect(items.find(({ partnerId }) => partnerId === full.partnerId)).toMatchObject({
        isProposed: false,
        why: 'full',
      })
      return items.filter(({ isProposed }) => isProposed).map(({ partnerId }) => partnerId)
    }
    expect(await proposed('artisanal')).toEqual([cma.partnerId])
    expect(await proposed('commercial')).toEqual([cci.partnerId])
    expect((await proposed('unknown')).sort()).toEqual([cci.partnerId, cma.partnerId].sort())
  })
})

describe('The list', () => {
  it('is followed by the last change, inclusive, page by page, and is each partner’s own', async () => {
    const reader = await givenPartner(world, 'other')
    const made: string[] = []
    for (let index = 0; index < 5; index += 1) {
      world.clock.set(`2023-01-12T09:00:0${index}.000Z`)
      made.push((await givenReferral(agent, [reader.partnerId])).referralId)
    }
    world.clock.set(NOW)
    const seen: string[] = []
    let after: string | null = ''
    while (after !== null) {
      const query: string = after === '' ? '' : `&after=${after}`
      const { body } = await reader.api.get(`/api/v1/referrals?limit=2${query}`).expect(200)
      const page = body as { items: ReferralSummary[]; next: string | null }
      seen.push(...page.items.map(({ referralId }) => referralId))
      after = page.next
    }
    expect(seen).toEqual(made)
    const from = '2023-01-12T09:00:03.000Z'
    const { body } = await reader.api.get(`/api/v1/referrals?updatedAfter=${from}`).expect(200)
    expect((body as { items: ReferralSummary[] }).items.map(({ referralId }) => referralId)).toEqual(made.slice(3))
    const instants = [
      ...['2023-02-30T09:00:00Z', '1000-01-01T00:00:00+23:59', '2999-12-31T23:59:59-23:59'],
      ...['2023-01-10T24:00:00Z', '2023-01-10T09:00:00+24:00'],
    ]
    for (const instant of instants) {
      const odd = await reader.api.get(`/api/v1/referrals?updatedAfter=${encodeURIComponent(instant)}`)
      expect([instant, odd.status, codeOf(odd)]).toEqual([instant, 400, 'invalid-request'])
    }
    const forged = encodeCursor(['2023-02-30T09:00:00.000Z', made[0] ?? ''])
    const cursor = await reader.api.get(`/api/v1/referrals?after=${forged}`)
    expect([cursor.status, codeOf(cursor)]).toEqual([400, 'invalid-request'])
    const { body: newest } = await reader.api.get('/api/v1/referrals?sort=-updatedAt&limit=1').expect(200)
    expect((newest as { items: ReferralSummary[] }).items[0]?.referralId).toBe(made[4])
    const { body: sides } = await reader.api.get('/api/v1/referrals?side=source').expect(200)
    expect(sides).toEqual({ items: [], next: null })
  })
})

describe('The sandbox', () => {
  it('refers to canned partners alone, and shares nothing with what is real', async () => {
    const { secret } = await givenKey(world, cci.partnerId, { mode: 'test' })
    const test = clientOf(world, secret)
    const { body } = await test.get('/api/v1/partner-directory').expect(200)
    const [canned] = (body as { items: { partnerId: string }[] }).items
    const referral = await givenReferral(test, [canned?.partnerId ?? ''])
    expect(codeOf(await cci.api.get(`/api/v1/referrals/${referral.referralId}`).expect(404))).toBe('referral-not-found')
    const real = await post(test, {}, [cma.partnerId])
    expect([real.status, codeOf(real)]).toEqual([422, 'recipient-unknown'])
    const mixed = await post(cci.api, {}, [canned?.partnerId ?? ''])
    expect([mixed.status, codeOf(mixed)]).toEqual([422, 'recipient-unknown'])
  })
})

describe('Partners without a system', () => {
  it('get one mail a working day with a count, no people, and none at weekends', async () => {
    const light = await givenPartner(world, 'other')
    await world
      .as('manager')
      .patch(`/api/v1/partners/${light.partnerId}`)
      .set('if-match', '"1"')
      .send({ connection: 'light' })
    await givenReferral(agent, [light.partnerId])
    const digest = async (instant: string) =>
      at(instant, async () => {
        await world.asOwner(`select graphile_worker.add_job('digest-referrals')`)
        await world.runJobs()
        return world.sent.filter(({ recipient }) => recipient === light.partner.contactEmail).length
      })
    expect(await digest('2023-01-14T08:00:00.000Z')).toBe(0)
    expect(await digest('2023-01-16T08:00:00.000Z')).toBe(1)
    expect(await digest('2023-01-16T09:00:00.000Z')).toBe(1)
    expect(world.sent.at(-1)?.body).not.toMatch(/\bAda\b|Exemple/)
  })
})

describe('Statistics', () => {
  it('count what was sent in the days, no news apart', async () => {
    const { body } = await agent.get('/api/v1/referral-statistics?from=2023-01-10&to=2023-01-10').expect(200)
    const figures = body as Record<string, number>
    expect(figures['sent']).toBeGreaterThan(10)
    expect(figures['noNews']).toBe(2)
    const none = await agent.get('/api/v1/referral-statistics?from=2022-01-10&to=2022-01-11').expect(200)
    expect(none.body).toMatchObject({ sent: 0, medianHoursToAnswer: null, byPartner: [], declineReasons: [] })
  })
})
