import { describe, expect, it } from '@jest/globals'
import type { GrantAgreement, AgreementTemplate, AwardAgreement } from '@progress-ess/shared/agreements'
import type { Envelope } from '@progress-ess/shared/awards'
import type { AwardPayments } from '@progress-ess/shared/payments'
import { etagOf } from '../src/kit/etag.ts'
import { givenApp } from './support/app.ts'
import { codeOf, OPEN } from './support/given-application.ts'
import { givenAward, givenBankAccount, givenPlan } from './support/given-award.ts'
import { givenPublishedCall } from './support/given-call.ts'

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

/** Signed by both: the award is agreed. */
async function givenSigned(cents?: number) {
  const given = await givenDrafted(cents)
  await agent.post(`${given.path}/sending`).expect(200)
  await sendFile(`${given.path}/signed-copy`, given.award.owner).expect(201)
  await agent.post(`${given.path}/signature`).send({ signedOn: '2023-01-09' }).expect(200)
  return given
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

    const sent = (await agent.post(`${path}/sending`).expect(200)).body as GrantAgreement
    expect(sent).toMatchObject({ status: 'sent', sentSha256: expect.stringMatching(/^[0-9a-f]{64}$/) })
    const seen = (await agreementOf(award.awardId, award.owner)).agreement
    expect(seen).toMatchObject({ body: null, blocks: sent.blocks, allowedActions: ['return_copy'] })
    expect(seen?.blocks.map((block) => block.text).join()).toContain('Former deux bénévoles.')

    expect(codeOf(await agent.post(`${path}/signature`).send({ signedOn: '2023-01-09' }).expect(409))).toBe(
      'signed-copy-missing',
    )
    await sendFile(`${path}/signed-copy`, award.owner).expect(201)
    expect(codeOf(await agent.post(`${path}/signature`).send({ signedOn: '2024-01-09' }).expect(422))).toBe(
      'day-in-future',
    )
    expect((await moneyOf(award.awardId)).items[0]?.obstacles).toContain('agreement-not-signed')
    await agent.post(`${path}/signature`).send({ signedOn: '2023-01-09' }).expect(200)
    await agent.post(`${path}/signed-copy/link`).expect(201)
    const { awardStatus, items } = await moneyOf(award.awardId)
    expect([awardStatus, items[0]?.obstacles]).toEqual(['agreed', ['bank-account-missing']])
    await world.runJobs()
    expect(world.sent.map(({ subject }) => subject).join()).not.toMatch(/Jardins|€/)
  })

  it('is taken back, corrected and sent again; what was sent is void', async () => {
    const { path, award, agreement } = await givenDrafted()
    await agent.post(`${path}/sending`).expect(200)
    await sendFile(`${path}/signed-copy`, award.owner).expect(201)
    const { body } = await agent.post(`${path}/reopening`).send({ reason: 'Erreur de date.' }).expect(200)
    expect(body).toMatchObject({ status: 'drafted', revision: 2, hasSignedCopy: false })
    expect((await agreementOf(award.awardId, award.owner)).agreement).toBeNull()
    await agent.post(`${path}/sending`).expect(200)
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
    expect(codeOf(await agent.post(`${path}/sending`).expect(409))).toBe('plan-not-whole')
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
