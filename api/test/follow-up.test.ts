import { describe, expect, it } from '@jest/globals'
import type { GrantAgreement, AgreementTemplate, AwardAgreement } from '@progress-ess/shared/agreements'
import type { Envelope } from '@progress-ess/shared/awards'
import type { GrantAward } from '@progress-ess/shared/common-grants'
import type { DeMinimis, DeMinimisChecks } from '@progress-ess/shared/de-minimis'
import type { FollowedAward } from '@progress-ess/shared/money'
import type { AwardPayments, FollowUp } from '@progress-ess/shared/payments'
import type { AwardClosing, Refund, Report } from '@progress-ess/shared/reports'
import { etagOf } from '../src/kit/etag.ts'
import { newId } from '../src/kit/ids.ts'
import { openReports, remindReports } from '../src/modules/reports/index.ts'
import { givenApp } from './support/app.ts'
import { contextOf } from './support/context.ts'
import { codeOf, OPEN } from './support/given-application.ts'
import { type GivenAward, givenApproved, givenAward, givenBankAccount, givenPlan } from './support/given-award.ts'
import { givenPublishedCall } from './support/given-call.ts'
import { givenLockedPanel } from './support/given-panel.ts'

const world = await givenApp({ now: OPEN })
const [agent, manager] = [world.as('agent'), world.as('manager')]
const PDF = Buffer.from('%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF')

const agreementOf = async (awardId: string, who: Parameters<typeof world.as>[0] = 'agent'): Promise<AwardAgreement> =>
  (await world.as(who).get(`/api/v1/awards/${awardId}/agreement`).expect(200)).body as AwardAgreement
const moneyOf = async (awardId: string): Promise<AwardPayments> =>
  (await agent.get(`/api/v1/awards/${awardId}/payments`).expect(200)).body as AwardPayments
const envelopeOf = async (callId: string): Promise<Envelope> =>
  (await manager.get(`/api/v1/calls/${callId}/envelope`).expect(200)).body as Envelope
const sendFile = (path: string, who: Parameters<typeof world.as>[0]) =>
  world.as(who).post(path).query({ name: 'document.pdf' }).set('content-type', 'application/octet-stream').send(PDF)

async function givenDrafted(cents = 2_500_000) {
  const call = await givenPublishedCall(world)
  const award = await givenAward(world, call, { cents })
  await givenPlan(world, award.awardId, [cents])
  const { body } = await agent.post(`/api/v1/awards/${award.awardId}/agreement`).expect(201)
  return {
    call,
    award,
    agreement: body as GrantAgreement,
    path: `/api/v1/agreements/${(body as GrantAgreement).agreementId}`,
  }
}

const sign = (path: string, version: number, signedOn = '2023-01-09') =>
  agent.post(`${path}/signature`).set('if-match', etagOf(version)).send({ signedOn })

/** Signed by both: the award is agreed. */
async function givenSigned(cents?: number) {
  const given = await givenDrafted(cents)
  await agent.post(`${given.path}/sending`).set('if-match', etagOf(1)).expect(200)
  await sendFile(`${given.path}/signed-copy`, given.award.owner).expect(201)
  await sign(given.path, 3).expect(200)
  return given
}

async function pay(award: GivenAward, callId: string, index = 0): Promise<void> {
  const { items } = await moneyOf(award.awardId)
  await givenApproved(world, items[index]!)
  await agent.post(`/api/v1/calls/${callId}/payment-lists`).expect(201)
  const outcome = { outcome: 'paid', paidOn: '2023-01-10', mandateNumber: 'M-1', mandatedOn: null }
  await agent.post(`/api/v1/payments/${items[index]!.paymentId}/outcome`).send(outcome).expect(200)
}

describe('an agreement', () => {
  it('is needed above the threshold, drafted with its facts, frozen when it is sent, and signed by both', async () => {
    const { award, agreement, path } = await givenDrafted()
    expect(await agreementOf(award.awardId)).toMatchObject({ isNeeded: true, yearCents: 2_500_000, allowedActions: [] })
    const text = agreement.blocks.map((block) => block.text).join('\n')
    expect(text).toMatch(/25\s000,00\s€/)
    expect(text).toContain(award.organisation.name)
    expect((await agreementOf(award.awardId, award.owner)).agreement).toBeNull()

    const change = (body: string, version = agreement.version) =>
      agent.put(path).set('if-match', etagOf(version)).send({ body, conditions: 'Former deux bénévoles.' })
    expect(codeOf(await change(`${agreement.body ?? ''} {{inconnu}}`).expect(422))).toBe('placeholder-unknown')
    await change(agreement.body ?? '').expect(200)
    expect(codeOf(await change(agreement.body ?? '').expect(412))).toBe('stale-version')

    const sent = (await agent.post(`${path}/sending`).set('if-match', etagOf(2)).expect(200)).body as GrantAgreement
    expect(sent).toMatchObject({ status: 'sent', sentSha256: expect.stringMatching(/^[0-9a-f]{64}$/) })
    const seen = (await agreementOf(award.awardId, award.owner)).agreement
    expect(seen).toMatchObject({ body: null, blocks: sent.blocks, allowedActions: ['return_copy'] })
    expect(seen?.blocks.map((block) => block.text).join()).toContain('Former deux bénévoles.')

    expect(codeOf(await sign(path, 3).expect(409))).toBe('signed-copy-missing')
    await sendFile(`${path}/signed-copy`, award.owner).expect(201)
    expect(codeOf(await sign(path, 4, '2024-01-09').expect(422))).toBe('day-in-future')
    expect((await moneyOf(award.awardId)).items[0]?.obstacles).toContain('agreement-not-signed')
    // Exchanged after it was looked at: what is signed is the copy that was seen.
    await sendFile(`${path}/signed-copy`, award.owner).expect(201)
    await agent.post(`${path}/signature`).send({ signedOn: '2023-01-09' }).expect(428)
    expect(codeOf(await sign(path, 4).expect(412))).toBe('stale-version')
    await sign(path, 5).expect(200)
    await agent.post(`${path}/signed-copy/link`).expect(201)
    const { awardStatus, items } = await moneyOf(award.awardId)
    expect([awardStatus, items[0]?.obstacles]).toEqual(['agreed', ['bank-account-missing']])
    await world.runJobs()
    expect(world.sent.map(({ subject }) => subject).join()).not.toMatch(/Jardins|€/)
  })

  it('is taken back, corrected and sent again; what was sent is void', async () => {
    const { path, award, agreement } = await givenDrafted()
    await agent.post(`${path}/sending`).set('if-match', etagOf(1)).expect(200)
    await sendFile(`${path}/signed-copy`, award.owner).expect(201)
    const { body } = await agent.post(`${path}/reopening`).send({ reason: 'Erreur de date.' }).expect(200)
    expect(body).toMatchObject({ status: 'drafted', revision: 2, hasSignedCopy: false })
    expect((await agreementOf(award.awardId, award.owner)).agreement).toBeNull()
    await agent.post(`${path}/sending`).set('if-match', etagOf(4)).expect(200)
    const kept = await world.asOwner(
      'select revision, returned_file_id is not null as copy from agreement_revision where agreement_id = $1',
      [agreement.agreementId],
    )
    expect(kept).toEqual([{ revision: 1, copy: true }])
    const plan = await agent.put(`/api/v1/awards/${award.awardId}/payments`).send({ items: [] })
    expect(codeOf(plan)).toBe('agreement-sent')
    for (const change of [`body = 'x'`, `sent_text = 'x'`, `status = 'closed'`]) {
      await expect(
        world.pool.query(`update agreement set ${change} where agreement_id = '${agreement.agreementId}'`),
      ).rejects.toThrow(/word for word|does not go/)
    }
  })

  it('waits for a plan that is the award, and there is one of an award', async () => {
    const { award, path } = await givenDrafted()
    await agent.put(`/api/v1/awards/${award.awardId}/payments`).send({ items: [] }).expect(422)
    await world.asOwner('delete from payment where award_id = $1', [award.awardId])
    expect(codeOf(await agent.post(`${path}/sending`).set('if-match', etagOf(1)).expect(409))).toBe('plan-not-whole')
    expect(codeOf(await agent.post(`/api/v1/awards/${award.awardId}/agreement`).expect(409))).toBe('agreement-exists')
  })

  it('is terminated with its award: what was not paid returns, once no payment is under way', async () => {
    const { call, award, path } = await givenSigned()
    await givenBankAccount(world, award)
    const [first] = (await moneyOf(award.awardId)).items
    await agent.post(`/api/v1/payments/${first!.paymentId}/request`).expect(200)
    const terminate = () => manager.post(`${path}/termination`).send({ reason: 'Le projet est abandonné.' })
    expect(codeOf(await terminate().expect(409))).toBe('payments-under-way')
    await agent.post(`/api/v1/payments/${first!.paymentId}/return`).send({ reason: 'Projet arrêté.' }).expect(200)
    expect((await terminate().expect(200)).body).toMatchObject({ status: 'terminated' })
    expect(await moneyOf(award.awardId)).toMatchObject({ awardStatus: 'terminated', committedCents: 0 })
    expect(await envelopeOf(call.callId)).toMatchObject({ committedCents: 0, isConsistent: true })
  })

  it('starts from a text that managers change; drafted ones keep theirs', async () => {
    const { call, award, agreement } = await givenDrafted()
    const path = `/api/v1/calls/${call.callId}/agreement-text`
    const { body } = await manager.get(path).expect(200)
    const { number } = body as AgreementTemplate
    const put = (text: string, read = number) => manager.put(path).send({ number: read, body: text })
    expect(codeOf(await put('# Convention\n{{montan}} et la suite').expect(422))).toBe('placeholder-unknown')
    await put('# Convention courte\n{{montant}} pour {{projet}}').expect(200)
    expect(codeOf(await put('# Convention courte\n{{montant}} pour {{projet}}').expect(412))).toBe('stale-version')
    expect((await agreementOf(award.awardId)).agreement).toMatchObject({ textNumber: 0, body: agreement.body })
    const other = await givenAward(world, call, { cents: 10_000 })
    const drafted = await agent.post(`/api/v1/awards/${other.awardId}/agreement`).expect(201)
    expect((drafted.body as GrantAgreement).blocks).toHaveLength(2)
  })
})

const closingOf = async (awardId: string, who: Parameters<typeof world.as>[0] = 'manager'): Promise<AwardClosing> =>
  (await world.as(who).get(`/api/v1/awards/${awardId}/closing`).expect(200)).body as AwardClosing

/** An award whose report is open; its first instalment is paid. */
async function givenOwing() {
  const call = await givenPublishedCall(world)
  const award = await givenAward(world, call, { cents: 1_000_000 })
  await givenBankAccount(world, award)
  const items = [
    { kind: 'advance', amountCents: 800_000, due: 'award', dueOn: null },
    { kind: 'balance', amountCents: 200_000, due: 'report', dueOn: null },
  ]
  await agent.put(`/api/v1/awards/${award.awardId}/payments`).send({ items }).expect(200)
  await pay(award, call.callId)
  const { body } = await agent.post(`/api/v1/awards/${award.awardId}/report`).expect(201)
  return { call, award, report: body as Report, path: `/api/v1/reports/${(body as Report).reportId}` }
}

/** Half of the charges spent, all told. */
async function submit({ award, path }: { award: GivenAward; path: string }) {
  const owner = world.as(award.owner)
  const { lines, version } = (await owner.get(path).expect(200)).body as Report
  const actuals = lines.map(({ lineId, detail, plannedCents }) => ({ lineId, detail, actualCents: plannedCents / 2 }))
  const written = { actuals, done: 'Ateliers tenus.', results: 'Trente foyers.', gaps: 'Ouverture tardive.' }
  const saved = await owner.patch(path).set('if-match', etagOf(version)).send(written).expect(200)
  const signed = { isCertified: true, signatoryName: 'Camille Exemple', signatoryQuality: 'Présidente' }
  return owner
    .post(`${path}/submission`)
    .set('if-match', etagOf((saved.body as Report).version))
    .send(signed)
}

async function accept(path: string): Promise<void> {
  const { version } = (await agent.get(path).expect(200)).body as Report
  await agent.post(`${path}/acceptance`).set('if-match', etagOf(version)).expect(200)
}

describe('a report', () => {
  it('starts with the budget of the application, is saved piece by piece, submitted, corrected and accepted', async () => {
    const { award, report, path } = await givenOwing()
    expect(report).toMatchObject({
      status: 'due',
      dueOn: '2024-06-30',
      isLate: false,
      missing: ['actuals-missing', 'done-missing', 'results-missing', 'gaps-missing'],
    })
    const owner = world.as(award.owner)
    const early = await owner
      .post(`${path}/submission`)
      .set('if-match', etagOf(1))
      .send({ isCertified: true, signatoryName: 'C', signatoryQuality: 'P' })
    expect([early.status, codeOf(early)]).toEqual([422, 'report-incomplete'])
    await owner
      .patch(path)
      .set('if-match', etagOf(1))
      .send({ actuals: [{ lineId: '99', detail: null, actualCents: 1 }] })
      .expect(422)
    const { body: file } = await sendFile(`${path}/files`, award.owner).expect(201)
    const submitted = await submit({ award, path })
    expect(submitted.body).toMatchObject({
      status: 'submitted',
      totals: { executedBp: 5_000, unspentCents: 300_000 },
      files: [{ name: 'document.pdf' }],
    })
    await agent.post(`${path}/files/${(file as { fileId: string }).fileId}/link`).expect(201)
    await owner
      .patch(path)
      .set('if-match', etagOf((submitted.body as Report).version))
      .send({ done: 'Autre' })
      .expect(409)
    const read = (submitted.body as Report).version
    const ask = agent.post(`${path}/changes`).set('if-match', etagOf(read))
    await ask.send({ message: 'Détaillez la ligne 60.' }).expect(200)
    expect((await submit({ award, path })).status).toBe(200)
    // Read before it was given back and submitted anew: it is read again.
    const unread = await agent.post(`${path}/acceptance`).set('if-match', etagOf(read))
    expect([unread.status, codeOf(unread)]).toEqual([412, 'stale-version'])
    expect((await moneyOf(award.awardId)).items[1]?.obstacles).toEqual(['report-not-accepted'])
    await accept(path)
    expect((await moneyOf(award.awardId)).items[1]?.obstacles).toEqual([])
    await expect(world.pool.query(`update report set due_on = now() where status = 'accepted'`)).rejects.toThrow(
      'stays',
    )
    const stranger = await world.givenAccount({ roles: ['applicant'] })
    await world.as(stranger).get(path).expect(404)
  })

  it('is opened by a job for every award that owes one, and reminded of on working days, each stage once', async () => {
    const award = await givenAward(world, await givenPublishedCall(world), { cents: 1_000 })
    const run = async (at: string, task: typeof openReports): Promise<number> => {
      const before = world.sent.length
      await task({ ...contextOf(world), now: new Date(at) })
      await world.runJobs()
      return world.sent.slice(before).filter(({ recipient }) => recipient === award.owner.email).length
    }
    await Promise.all([run('2023-01-10T09:00:00Z', openReports), run('2023-01-10T09:00:00Z', openReports)])
    expect((await closingOf(award.awardId)).report).toMatchObject({ status: 'due', dueOn: '2024-06-30' })
    // Saturday, Monday, Monday again, the week before, the day after.
    const days = ['2024-06-01', '2024-06-03', '2024-06-03', '2024-06-24', '2024-07-01', '2024-07-02']
    const counts: number[] = []
    for (const day of days) counts.push(await run(`${day}T08:00:00Z`, remindReports))
    expect(counts).toEqual([0, 1, 0, 1, 1, 0])
    expect(world.sent.map(({ subject }) => subject).join()).not.toMatch(/Jardins|@/)
  })
})

describe('the end of an award', () => {
  it('claims back, books it when it has come, releases it apart, and settles the rest', async () => {
    const { call, award, path } = await givenOwing()
    await submit({ award, path })
    const settle = () => manager.post(`/api/v1/awards/${award.awardId}/settlement`)
    expect(codeOf(await settle().expect(409))).toBe('report-not-accepted')
    await accept(path)
    const claim = (amountCents: number) =>
      agent
        .post(`/api/v1/awards/${award.awardId}/refunds`)
        .send({ amountCents, reason: 'Dépenses non réalisées.', dueOn: '2023-03-01' })
    const { body } = await claim(300_000).expect(201)
    expect(codeOf(await claim(500_001).expect(409))).toBe('refund-over-paid')
    expect(codeOf(await settle().expect(409))).toBe('refund-open')
    expect((await envelopeOf(call.callId)).paidCents).toBe(800_000)
    const refund = `/api/v1/refunds/${(body as Refund).refundId}`
    await expect(world.pool.query(`update refund set status = 'recovered', recovered_on = now()`)).rejects.toThrow(
      'without its entry',
    )
    expect(codeOf(await agent.post(`${refund}/recovery`).send({ recoveredOn: '2024-01-01' }).expect(422))).toBe(
      'day-in-future',
    )
    const answers = await Promise.all(
      [1, 2, 3].map(() => agent.post(`${refund}/recovery`).send({ recoveredOn: '2023-01-09' })),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409])
    expect(await envelopeOf(call.callId)).toMatchObject({ paidCents: 500_000, committedCents: 1_000_000 })
    const settled = (await settle().expect(200)).body as AwardClosing
    expect(settled).toMatchObject({ awardStatus: 'settled' })
    // Settled: what was not paid returned, the balance was given up; the refunded part was released with it.
    expect(await envelopeOf(call.callId)).toMatchObject({
      paidCents: 500_000,
      committedCents: 500_000,
      isConsistent: true,
    })
    expect((await moneyOf(award.awardId)).items.map(({ status }) => status)).toEqual(['paid', 'cancelled'])
    expect((await closingOf(award.awardId)).refunds).toMatchObject([{ status: 'recovered', allowedActions: [] }])
    expect(codeOf(await manager.post(`${refund}/release`).expect(409))).toBe('release-over-commitment')
  })

  it('releases money that comes back after the settlement, once', async () => {
    const { call, award, path } = await givenOwing()
    await submit({ award, path })
    await accept(path)
    await manager.post(`/api/v1/awards/${award.awardId}/settlement`).expect(200)
    const { body } = await agent
      .post(`/api/v1/awards/${award.awardId}/refunds`)
      .send({ amountCents: 100, reason: 'Trop versé.', dueOn: '2023-03-01' })
      .expect(201)
    const refund = `/api/v1/refunds/${(body as Refund).refundId}`
    await agent.post(`${refund}/recovery`).send({ recoveredOn: '2023-01-09' }).expect(200)
    expect((await envelopeOf(call.callId)).committedCents).toBe(800_000)
    await manager.post(`${refund}/release`).expect(200)
    await manager.post(`${refund}/release`).expect(409)
    expect(await envelopeOf(call.callId)).toMatchObject({
      committedCents: 799_900,
      paidCents: 799_900,
      isConsistent: true,
    })
  })
})

describe('an award that goes on no more', () => {
  it('is terminated by a manager where it has no agreement; what was paid stays, the rest returns', async () => {
    const { call, award } = await givenOwing()
    expect((await closingOf(award.awardId)).allowedActions).toContain('terminate')
    const path = `/api/v1/awards/${award.awardId}/termination`
    const reason = { reason: 'L’association est dissoute.' }
    await agent.post(path).send(reason).expect(403)
    const { body } = await manager.post(path).send(reason).expect(200)
    expect(body).toMatchObject({ awardStatus: 'terminated', allowedActions: ['claim_refund'] })
    expect((await moneyOf(award.awardId)).items.map(({ status }) => status)).toEqual(['paid', 'cancelled'])
    expect(await envelopeOf(call.callId)).toMatchObject({
      committedCents: 800_000,
      paidCents: 800_000,
      isConsistent: true,
    })
    expect(codeOf(await manager.post(path).send(reason).expect(409))).toBe('award-wrong-status')
  })

  it('ends with its agreement where there is one', async () => {
    const { award, path } = await givenDrafted()
    const terminate = () =>
      manager.post(`/api/v1/awards/${award.awardId}/termination`).send({ reason: 'Le projet est abandonné.' })
    expect((await closingOf(award.awardId)).allowedActions).not.toContain('terminate')
    expect(codeOf(await terminate().expect(409))).toBe('agreement-open')
    await manager.post(`${path}/termination`).send({ reason: 'Le projet est abandonné.' }).expect(200)
    await terminate().expect(200)
  })

  it('is planned anew after money came back: what is paid counts net', async () => {
    const { call, award } = await givenOwing()
    const claim = agent.post(`/api/v1/awards/${award.awardId}/refunds`)
    const { body } = await claim.send({ amountCents: 100_000, reason: 'Trop versé.', dueOn: '2023-03-01' }).expect(201)
    const refund = `/api/v1/refunds/${(body as Refund).refundId}`
    await agent.post(`${refund}/recovery`).send({ recoveredOn: '2023-01-09' }).expect(200)
    // Recovered and not released, it may be paid once more.
    await givenPlan(world, award.awardId, [300_000])
    await givenPlan(world, award.awardId, [200_000, 100_000])
    await givenPlan(world, award.awardId, [300_000])
    await manager.post(`${refund}/release`).expect(200)
    expect((await givenPlan(world, award.awardId, [200_000])).map(({ status }) => status)).toEqual(['paid', 'planned'])
    const board = await agent.get(`/api/v1/followed-awards?callId=${call.callId}`).expect(200)
    const { items } = board.body as { items: FollowedAward[] }
    expect(items).toMatchObject([{ plannedCents: 900_000 }])
    expect(items[0]?.tasks).not.toContain('plan-to-make')
  })
})

describe('the board and the file of an organisation', () => {
  it('say what is to be done next, what is late, and sums that add up', async () => {
    const { call, award } = await givenOwing()
    const rows = async (query: string) =>
      (
        (await agent.get(`/api/v1/followed-awards?callId=${call.callId}${query}`).expect(200)).body as {
          items: FollowedAward[]
        }
      ).items
    expect(await rows('')).toMatchObject([
      { awardId: award.awardId, paidCents: 800_000, plannedCents: 1_000_000, tasks: [] },
    ])
    expect(await rows('&isLate=true')).toEqual([])
    await world.asOwner(`update report set due_on = '2022-12-31' where award_id = $1`, [award.awardId])
    expect(await rows('&isLate=true')).toMatchObject([{ isReportLate: true, tasks: ['report-late'] }])
    const path = `/api/v1/organisations/${award.organisation.organisationId}/money`
    const { body } = await world.as(award.owner).get(path).expect(200)
    expect(body).toMatchObject({
      askedCents: 1_000_000,
      awardedCents: 1_000_000,
      paidCents: 800_000,
      owedCents: 200_000,
      lateReportCount: 1,
      items: [{ tasks: [] }],
    })
    await world
      .as(await world.givenAccount({ roles: ['applicant'] }))
      .get(path)
      .expect(404)
  })

  it('print agreements and lists as PDF', async () => {
    const { agreement } = await givenDrafted()
    const pdf = await agent.get(`/api/v1/agreements/${agreement.agreementId}/pdf`).buffer(true).expect(200)
    expect([pdf.headers['content-type'], (pdf.body as Buffer).length > 5_000]).toEqual(['application/pdf', true])
    const { call } = await givenOwing()
    const { body } = await agent.get(`/api/v1/calls/${call.callId}/payment-lists`).expect(200)
    const [list] = (body as { items: { paymentListId: string }[] }).items
    await agent
      .get(`/api/v1/payment-lists/${list!.paymentListId}/pdf`)
      .expect(200)
      .expect('content-type', 'application/pdf')
  })
})

describe('de minimis aid', () => {
  it('is declared under oath, added to ours and to what agents know, and kept', async () => {
    const award = await givenAward(world, await givenPublishedCall(world), { cents: 1_500_000 })
    const path = `/api/v1/organisations/${award.organisation.organisationId}`
    const declare = (amountCents: number) =>
      world
        .as(award.owner)
        .post(`${path}/aid-declarations`)
        .send({
          items: [
            { grantedOn: '2022-05-01', authority: 'Région', amountCents },
            { grantedOn: '2019-05-01', authority: 'Trop ancienne', amountCents: 900 },
          ],
          isSworn: true,
          signatoryName: 'Camille Exemple',
        })
    await declare(1).expect(201)
    expect((await declare(20_000_000).expect(201)).body).toMatchObject({
      totalCents: 21_500_000,
      signatoryName: 'Camille Exemple',
    })
    const grant = { grantedOn: '2022-06-01', amountCents: 500_000, label: 'Fonds culture', isDeMinimis: true }
    const { body } = await agent.post(`${path}/known-grants`).send(grant).expect(201)
    const { items, totalCents } = body as DeMinimis
    expect([totalCents, items.map(({ source }) => source).sort()]).toEqual([22_000_000, ['award', 'declared', 'known']])
    const id = items.find(({ source }) => source === 'known')?.knownGrantId
    const removed = await agent.delete(`/api/v1/known-grants/${id!}`).expect(200)
    expect((removed.body as DeMinimis).totalCents).toBe(21_500_000)
    await agent.delete(`/api/v1/known-grants/${id!}`).expect(404)
    await expect(world.pool.query('delete from aid_declaration')).rejects.toThrow('permission denied')
    await world
      .as(await world.givenAccount({ roles: ['applicant'] }))
      .get(`${path}/de-minimis`)
      .expect(404)
  })

  it('blocks a decision above the threshold where the call says so, also two at once on one organisation', async () => {
    const { call, files } = await givenLockedPanel(world, [{ asked: 10_000, value: 5 }])
    const path = `/api/v1/calls/${call.callId}`
    const { body: follow } = await manager.get(`${path}/follow-up`).expect(200)
    const { callId: _id, version, allowedActions: _acts, ...settings } = follow as FollowUp
    await manager
      .put(`${path}/follow-up`)
      .set('if-match', etagOf(version))
      .send({ ...settings, deMinimis: 'block' })
      .expect(200)
    const organisation = `/api/v1/organisations/${files[0]!.organisation.organisationId}`
    const aids = (amountCents: number) => ({
      items: [{ grantedOn: '2022-05-01', authority: 'Région', amountCents }],
      isSworn: true,
      signatoryName: 'C',
    })
    await world.as(files[0]!.owner).post(`${organisation}/aid-declarations`).send(aids(29_500_000)).expect(201)
    const { body } = await manager.post(`${path}/scenarios`).send({ label: 'Règles' }).expect(201)
    await manager.post(`/api/v1/scenarios/${(body as { scenarioId: string }).scenarioId}/adoption`).expect(200)
    const checks = (await agent.get(`${path}/de-minimis`).expect(200)).body as DeMinimisChecks
    expect(checks).toMatchObject({
      policy: 'block',
      items: [{ beforeCents: 29_500_000, amountCents: 1_000_000, isOver: true, hasDeclaration: true }],
    })
    expect(codeOf(await manager.post(`${path}/decisions-confirmation`).expect(409))).toBe('de-minimis-exceeded')
    expect(await envelopeOf(call.callId)).toMatchObject({ committedCents: 0 })
    await world.as(files[0]!.owner).post(`${organisation}/aid-declarations`).send(aids(29_000_000)).expect(201)
    await manager.post(`${path}/decisions-confirmation`).expect(200)
    const { text } = await agent.get(`${path}/de-minimis.csv`).expect(200)
    expect(text.split('\r\n')).toHaveLength(3)
    expect(text).toContain(';10000.00;2023-')
    world.clock.set(OPEN)
  })
})

describe('the published awards after CommonGrants', () => {
  it('are listed, read and searched, with what was paid of them', async () => {
    const { call, award } = await givenOwing()
    await world.asOwner(
      `update call set status = 'results_published', results_published_at = now() where call_id = $1`,
      [call.callId],
    )
    const one = (await world.anonymous.get(`/common-grants/awards/${award.awardId}`).expect(200)).body as {
      data: GrantAward
    }
    expect(one.data).toMatchObject({
      status: { value: 'awarded' },
      funding: { awardedAmount: { amount: '10000.00', currency: 'EUR' }, disbursedAmount: { amount: '8000.00' } },
      recipientOrganizations: { primary: { name: award.organisation.name } },
    })
    const { body: all } = await world.anonymous.get('/common-grants/awards?pageSize=1').expect(200)
    expect(all).toMatchObject({ status: 200, paginationInfo: { page: 1, pageSize: 1 } })
    const search = (body: object) => world.anonymous.post('/common-grants/awards/search').send(body).expect(200)
    const { body: found } = await search({
      filters: { awardedAmountRange: { operator: 'between', value: { min: { amount: '10000', currency: 'EUR' } } } },
      search: 'epicerie',
      sorting: { sortBy: 'nothing' },
    })
    expect(found).toMatchObject({ sortInfo: { sortBy: 'lastModifiedAt', errors: ['nothing is not supported'] } })
    expect((found as { items: GrantAward[] }).items.map(({ id }) => id)).toContain(award.awardId)
    expect((await search({ filters: { status: { operator: 'in', value: ['completed'] } } })).body).toMatchObject({
      items: [],
    })
    await world.anonymous.get(`/common-grants/awards/${newId()}`).expect(404)
  })
})
