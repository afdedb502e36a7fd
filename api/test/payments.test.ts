import { describe, expect, it } from '@jest/globals'
import type { Envelope } from '@progress-ess/shared/awards'
import {
  type AwardPayments,
  type BankAccount,
  type BankAccountList,
  type FollowUp,
  type Payment,
  type PaymentList,
  type PaymentRow,
} from '@progress-ess/shared/payments'
import { createVault } from '../src/kit/vault.ts'
import { etagOf } from '../src/kit/etag.ts'
import { newId } from '../src/kit/ids.ts'
import { resealBankAccounts } from '../src/modules/payments/index.ts'
import { givenApp } from './support/app.ts'
import { contextOf } from './support/context.ts'
import { givenSession, startServer } from './support/child-server.ts'
import { codeOf, OPEN, pointersOf } from './support/given-application.ts'
import { givenApproved, givenAward, givenBankAccount, givenPlan, IBAN, OTHER_IBAN } from './support/given-award.ts'
import { givenPublishedCall } from './support/given-call.ts'
import { TEST_SETTINGS } from './support/settings.ts'

const EUROS = 100
const world = await givenApp({ now: OPEN })
const [agent, manager] = [world.as('agent'), world.as('manager')]

const accountsOf = (organisationId: string): string => `/api/v1/organisations/${organisationId}/bank-accounts`
const moneyOf = async (awardId: string): Promise<AwardPayments> =>
  (await agent.get(`/api/v1/awards/${awardId}/payments`).expect(200)).body as AwardPayments
const envelopeOf = async (callId: string): Promise<Envelope> =>
  (await manager.get(`/api/v1/calls/${callId}/envelope`).expect(200)).body as Envelope

/** An award of so many euros, with a confirmed account and instalments, in cents. */
async function givenPayable(cents: readonly number[]) {
  const call = await givenPublishedCall(world)
  const award = await givenAward(world, call, { cents: cents.reduce((sum, one) => sum + one, 0) })
  await givenBankAccount(world, award)
  const payments = await givenPlan(world, award.awardId, cents)
  return { call, award, payments }
}

async function givenOrdered(cents: readonly number[]) {
  const given = await givenPayable(cents)
  for (const one of given.payments) await givenApproved(world, one)
  const { body } = await agent.post(`/api/v1/calls/${given.call.callId}/payment-lists`).expect(201)
  return { ...given, list: body as PaymentList }
}

describe('the account of an organisation', () => {
  it('is proposed by one and confirmed by another who types it again, sealed, and shown masked', async () => {
    const award = await givenAward(world, await givenPublishedCall(world), { cents: 1_000 })
    const { organisation, owner } = award
    const path = accountsOf(organisation.organisationId)
    const typed = { holder: organisation.name, iban: 'FR76 9999 9000 0100 0000 0000 115', bic: 'bnpafrpp' }
    const { body } = await world.as(owner).post(path).send(typed).expect(201)
    const one = body as BankAccount
    expect(one).toMatchObject({
      ibanMasked: 'FR76 •••• 0115',
      bic: 'BNPAFRPP',
      status: 'proposed',
      isHolderTheOrganisation: true,
    })
    const waiting = await world
      .as(owner)
      .post(path)
      .send({ ...typed, iban: OTHER_IBAN })
    expect([waiting.status, codeOf(waiting)]).toEqual([409, 'bank-account-waiting'])

    const confirm = `/api/v1/bank-accounts/${one.bankAccountId}/confirmation`
    const check = { iban: IBAN, note: 'RIB comparé avec le dossier.' }
    await world.as(owner).post(confirm).set('if-match', etagOf(1)).send(check).expect(403)
    const differs = await agent
      .post(confirm)
      .set('if-match', etagOf(1))
      .send({ ...check, iban: OTHER_IBAN })
    expect([differs.status, codeOf(differs), pointersOf(differs)]).toEqual([422, 'iban-differs', ['/body/iban']])
    // The document is exchanged after it was looked at: the account is looked at again.
    const proof = `/api/v1/bank-accounts/${one.bankAccountId}/proof`
    const pdf = Buffer.from('%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF')
    const upload = world.as(owner).post(proof).query({ name: 'rib.pdf' })
    await upload.set('content-type', 'application/octet-stream').send(pdf).expect(201)
    expect(codeOf(await agent.post(confirm).send(check).expect(428))).toBe('version-required')
    expect(codeOf(await agent.post(confirm).set('if-match', etagOf(1)).send(check).expect(412))).toBe('stale-version')
    // Who attaches a document himself, or cannot open it, confirms without one.
    const blind = async (change: string): Promise<void> => {
      await world.asOwner(
        `update file set ${change} where file_id = (select proof_file_id from bank_account where bank_account_id = $1)`,
        [one.bankAccountId],
      )
      expect(codeOf(await agent.post(confirm).set('if-match', etagOf(2)).send(check).expect(422))).toBe(
        'bank-proof-missing',
      )
    }
    await blind(`scan_status = 'infected', scanned_at = now()`)
    await blind(`scan_status = 'unscanned', scanned_at = null, uploaded_by = '${world.accountOf('agent').accountId}'`)
    await world.asOwner(`update file set uploaded_by = $1 where uploaded_by = $2`, [
      owner.accountId,
      world.accountOf('agent').accountId,
    ])
    await agent.post(confirm).set('if-match', etagOf(2)).send(check).expect(200)

    const { body: list } = await world.as(owner).get(path).expect(200)
    expect((list as BankAccountList).items).toMatchObject([
      { status: 'confirmed', decidedByName: null, decisionNote: null },
    ])
    const [row] = await world.asOwner<{ line: string }>(
      'select row_to_json(b)::text as line from bank_account b where bank_account_id = $1',
      [one.bankAccountId],
    )
    expect(row?.line).not.toContain(IBAN.slice(6, 20))
    const [trail] = await world.asOwner<{ all: string }>(`select string_agg(data::text, ' ') as all from audit_entry`)
    expect(trail?.all).not.toContain(IBAN)
    const unchanged = await world.as(owner).post(path).send(typed)
    expect(codeOf(unchanged)).toBe('bank-account-unchanged')
  })

  it('is not confirmed by the agent who proposed it, nor in another name without a reason', async () => {
    const { organisation } = await givenAward(world, await givenPublishedCall(world), { cents: 1_000 })
    const { body } = await agent
      .post(accountsOf(organisation.organisationId))
      .send({ holder: 'Camille Exemple', iban: IBAN })
      .expect(201)
    const confirm = `/api/v1/bank-accounts/${(body as BankAccount).bankAccountId}/confirmation`
    const check = { iban: IBAN, note: 'RIB comparé.', proofReason: 'RIB lu au guichet.' }
    const read = etagOf(1)
    const own = await agent.post(confirm).set('if-match', read).send(check)
    expect([own.status, codeOf(own)]).toEqual([409, 'second-person-required'])
    const other = await manager.post(confirm).set('if-match', read).send(check)
    expect([other.status, codeOf(other)]).toEqual([422, 'bank-holder-differs'])
    await manager
      .post(confirm)
      .set('if-match', read)
      .send({ ...check, holderReason: 'Compte de la structure porteuse.' })
      .expect(200)
  })

  it('is another holder’s where an editor gave the organisation that name after its award, whatever the acronym says', async () => {
    const award = await givenAward(world, await givenPublishedCall(world), { cents: 1_000 })
    const { organisationId, version } = award.organisation
    const rename = world.as(award.owner).patch(`/api/v1/organisations/${organisationId}`)
    world.clock.set(new Date(world.clock().getTime() + 60_000))
    await rename.set('if-match', etagOf(version)).send({ acronym: 'MARTIN CONSEIL' }).expect(200)
    const propose = (holder: string) =>
      world.as(award.owner).post(accountsOf(organisationId)).send({ holder, iban: IBAN }).expect(201)
    const one = (await propose('MARTIN CONSEIL')).body as BankAccount
    expect(one.isHolderTheOrganisation).toBe(false)
    const path = `/api/v1/bank-accounts/${one.bankAccountId}`
    const check = { iban: IBAN, note: 'RIB comparé.', proofReason: 'RIB lu au guichet.' }
    const answer = await agent.post(`${path}/confirmation`).set('if-match', etagOf(1)).send(check)
    expect([answer.status, codeOf(answer)]).toEqual([422, 'bank-holder-differs'])
    await agent.post(`${path}/rejection`).set('if-match', etagOf(1)).send({ reason: 'Autre titulaire.' }).expect(200)
    expect((await propose(award.organisation.name)).body).toMatchObject({ isHolderTheOrganisation: true })
    await expect(world.pool.query('delete from organisation_name')).rejects.toThrow('permission denied')
    world.clock.set(OPEN)
  })

  it('is checked again where it was checked against a name that the award was not given to', async () => {
    const { call, award, payments } = await givenPayable([1_000])
    // Checked while the organisation was called otherwise, before it ever asked for money.
    await world.asOwner(`update organisation_name set name = 'Martin Conseil' where organisation_id = $1`, [
      award.organisation.organisationId,
    ])
    const answer = await agent.post(`/api/v1/payments/${payments[0]!.paymentId}/request`)
    expect([answer.status, codeOf(answer)]).toEqual([409, 'bank-holder-differs'])
    const { body } = await world
      .as(award.owner)
      .post(accountsOf(award.organisation.organisationId))
      .send({ holder: award.organisation.name, iban: IBAN })
      .expect(201)
    await agent
      .post(`/api/v1/bank-accounts/${(body as BankAccount).bankAccountId}/confirmation`)
      .set('if-match', etagOf(1))
      .send({ iban: IBAN, note: 'RIB comparé.', proofReason: 'RIB lu.', holderReason: 'Ancien nom, statuts vus.' })
      .expect(200)
    await givenApproved(world, payments[0]!)
    await agent.post(`/api/v1/calls/${call.callId}/payment-lists`).expect(201)
  })

  it('is confirmed on a document, or says why not; a number that is guessed leaves a trace and ends', async () => {
    const { organisation, owner } = await givenAward(world, await givenPublishedCall(world), { cents: 1_000 })
    const { body } = await world
      .as(owner)
      .post(accountsOf(organisation.organisationId))
      .send({ holder: organisation.name, iban: IBAN })
      .expect(201)
    const { bankAccountId } = body as BankAccount
    const confirm = (iban: string, more: object = {}) =>
      agent
        .post(`/api/v1/bank-accounts/${bankAccountId}/confirmation`)
        .set('if-match', etagOf(1))
        .send({ iban, note: 'RIB comparé.', ...more })
    expect(codeOf(await confirm(IBAN).expect(422))).toBe('bank-proof-missing')
    // All at once they are no more than one after the other.
    const answers = await Promise.all(Array.from({ length: 12 }, () => confirm(OTHER_IBAN)))
    expect(answers.filter((answer) => codeOf(answer) === 'iban-differs')).toHaveLength(5)
    const exhausted = await confirm(IBAN, { proofReason: 'RIB lu au guichet.' })
    expect([exhausted.status, codeOf(exhausted)]).toEqual([409, 'bank-checks-exhausted'])
    const tries = await world.asOwner(
      `select from audit_entry where subject_id = $1 and operation = 'mistypeBankAccount'`,
      [bankAccountId],
    )
    expect(tries).toHaveLength(5)
  })

  it('stays in sight, and is proposed ten times a day at the most', async () => {
    const award = await givenAward(world, await givenPublishedCall(world), { cents: 1_000 })
    const { organisationId } = award.organisation
    const confirmedId = await givenBankAccount(world, award)
    await world.asOwner(
      `insert into bank_account (bank_account_id, organisation_id, holder, iban_sealed, iban_key, iban_masked, status, proposed_by,
                                 proposed_at, decided_at, updated_at)
       select gen_random_uuid(), organisation_id, holder, iban_sealed, iban_key, 'perdu', 'withdrawn', proposed_by,
              proposed_at + interval '2 days', decided_at, updated_at
         from bank_account cross join generate_series(1, 210) where bank_account_id = $1`,
      [confirmedId],
    )
    const { items } = (await agent.get(accountsOf(organisationId)).expect(200)).body as BankAccountList
    expect(items.find(({ status }) => status === 'confirmed')?.bankAccountId).toBe(confirmedId)
    const more = await world
      .as(award.owner)
      .post(accountsOf(organisationId))
      .send({ holder: award.organisation.name, iban: OTHER_IBAN })
    expect([more.status, codeOf(more)]).toEqual([429, 'too-many-requests'])
  })

  it('is replaced, and its history stays', async () => {
    const award = await givenAward(world, await givenPublishedCall(world), { cents: 1_000 })
    const { organisationId } = award.organisation
    await givenBankAccount(world, award)
    await givenBankAccount(world, award, OTHER_IBAN)
    const { items } = (await agent.get(accountsOf(organisationId)).expect(200)).body as BankAccountList
    expect(items.map(({ status, ibanMasked }) => [status, ibanMasked]).sort()).toEqual([
      ['confirmed', 'FR76 •••• 0189'],
      ['replaced', 'FR76 •••• 0115'],
    ])
    await world.runJobs()
    expect(world.sent.filter(({ subject }) => subject.includes('compte bancaire')).length).toBeGreaterThan(3)
    expect(world.sent.map(({ body }) => body).join()).not.toMatch(/FR76/)
  })

  it.each([
    ['a wrong number', { iban: 'FR7630006000011234567890188' }],
    ['a wrong BIC', { bic: 'AAAABB11X' }],
  ])('is refused with %s', async (_what, wrong) => {
    const { organisation, owner } = await givenAward(world, await givenPublishedCall(world), { cents: 1_000 })
    const answer = await world
      .as(owner)
      .post(accountsOf(organisation.organisationId))
      .send({ holder: 'A', iban: IBAN, ...wrong })
    expect([400, 422]).toContain(answer.status)
  })

  it('does not exist for strangers', async () => {
    const award = await givenAward(world, await givenPublishedCall(world), { cents: 1_000 })
    const bankAccountId = await givenBankAccount(world, award)
    const stranger = await world.givenAccount({ roles: ['applicant'] })
    await world.as(stranger).get(accountsOf(award.organisation.organisationId)).expect(404)
    await world.as(stranger).post(`/api/v1/bank-accounts/${bankAccountId}/withdrawal`).expect(404)
    await world.as(stranger).get(`/api/v1/awards/${award.awardId}/payments`).expect(404)
  })

  it('keeps its document, is resealed with a new key, and is never changed', async () => {
    const award = await givenAward(world, await givenPublishedCall(world), { cents: 1_000 })
    const { organisation, owner } = award
    const { body } = await world
      .as(owner)
      .post(accountsOf(organisation.organisationId))
      .send({ holder: organisation.name, iban: IBAN })
      .expect(201)
    const path = `/api/v1/bank-accounts/${(body as BankAccount).bankAccountId}`
    const pdf = Buffer.from('%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF')
    await world
      .as(owner)
      .post(`${path}/proof`)
      .query({ name: 'rib.pdf' })
      .set('content-type', 'application/octet-stream')
      .send(pdf)
      .expect(201)
    await agent.post(`${path}/proof/link`).expect(201)
    const key = Buffer.alloc(32, 7)
    const { seal, open, mark, keyId } = createVault([{ keyId: 'next', key }])
    const old = TEST_SETTINGS.vault
    const settings = {
      ...TEST_SETTINGS,
      vault: {
        keyId,
        seal,
        mark,
        open: (sealed: Parameters<typeof open>[0], about: string) =>
          (sealed.keyId === keyId ? open : old.open)(sealed, about),
      },
    }
    // One that no key opens is told of, and stops no other.
    await world.asOwner(
      `insert into bank_account (bank_account_id, organisation_id, holder, iban_sealed, iban_key, iban_masked, status, proposed_by,
                                 proposed_at, decided_at, updated_at)
       select '00000000-0000-7000-8000-000000000000', organisation_id, holder, iban_sealed, iban_key, 'perdu', 'withdrawn',
              proposed_by, proposed_at, proposed_at, updated_at
         from bank_account where bank_account_id = $1`,
      [(body as BankAccount).bankAccountId],
    )
    const back = { ...settings, vault: { ...old, open: settings.vault.open } }
    await expect(resealBankAccounts({ ...contextOf(world), settings })).rejects.toThrow('unable to authenticate')
    const others = `select 1 from bank_account where iban_masked <> 'perdu' and iban_key`
    expect(await world.asOwner(`${others} <> 'next'`)).toEqual([])
    await resealBankAccounts({ ...contextOf(world), settings: back })
    expect(await world.asOwner(`${others} = 'next'`)).toEqual([])
    for (const statement of [
      `update bank_account set holder = 'X'`,
      `update bank_account set iban_sealed = 'X'`,
      'delete from bank_account',
      `update bank_account set status = 'confirmed', decided_by = proposed_by, decided_at = now(), decision_note = 'X' where status = 'proposed'`,
    ]) {
      await expect(world.pool.query(statement)).rejects.toThrow(/replaced, never changed|history|confirmed_by_another/)
    }
  })
})

describe('the plan of an award', () => {
  it('starts as the settings of the call propose, and is the award to the cent', async () => {
    const call = await givenPublishedCall(world)
    const { awardId, owner } = await givenAward(world, call, { cents: 1_000_001 })
    const { suggestion } = await moneyOf(awardId)
    expect(suggestion.map(({ kind, amountCents, due }) => [kind, amountCents, due])).toEqual([
      ['advance', 800_000, 'agreement'],
      ['balance', 200_001, 'report'],
    ])
    const put = (items: object[]) => agent.put(`/api/v1/awards/${awardId}/payments`).send({ items })
    const less = await put([{ ...suggestion[0], amountCents: 799_999 }, suggestion[1]!])
    expect([less.status, codeOf(less), less.body]).toEqual([
      422,
      'plan-not-whole',
      expect.objectContaining({ context: { missingCents: 1 } }),
    ])
    await put(suggestion).expect(200)
    const { items } = (await world.as(owner).get(`/api/v1/awards/${awardId}/payments`).expect(200))
      .body as AwardPayments
    expect(items.map(({ status, obstacles }) => [status, obstacles])).toEqual([
      ['planned', ['bank-account-missing']],
      ['planned', ['report-not-accepted', 'bank-account-missing']],
    ])
    expect(items.flatMap(({ allowedActions }) => allowedActions)).toEqual([])
  })

  it('follows settings that a manager changes, with their version', async () => {
    const { callId } = await givenPublishedCall(world)
    const path = `/api/v1/calls/${callId}/follow-up`
    const { body } = await manager.get(path).expect(200)
    const { callId: _id, version, allowedActions: _acts, ...settings } = body as FollowUp
    const save = (wanted: object, read = version) =>
      manager
        .put(path)
        .set('if-match', etagOf(read))
        .send({ ...settings, ...wanted })
    const half = [{ kind: 'single', shareBp: 5_000, due: 'award' }]
    expect(codeOf(await save({ instalments: half }).expect(422))).toBe('instalments-not-whole')
    await save({ instalments: [{ kind: 'single', shareBp: 10_000, due: 'award' }] }).expect(200)
    expect(codeOf(await save({}).expect(412))).toBe('stale-version')
  })
})

describe('a payment', () => {
  it('goes from the plan to the ledger by two people, in a list, and stays paid', async () => {
    const { call, award, payments, list } = await givenOrdered([800_000, 200_000])
    expect(list).toMatchObject({ number: `${call.code}-2023-001`, paymentCount: 2, totalCents: 1_000_000 })
    const csv = (await agent.post(`/api/v1/payment-lists/${list.paymentListId}/csv`).expect(200)).text
    const [header = '', first = ''] = csv.split('\r\n')
    expect(header).toMatch(/^exercice;engagement;liste;ligne;dossier;beneficiaire;siret;titulaire;iban;bic;montant;/)
    expect(first).toContain(`;${IBAN};;8000.00;acompte;65748;;Épicerie solidaire;`)

    const back = `liste;ligne;montant;mandat;dateMandat;datePaiement;rejet\r\n${list.number};1;8000,00;M-1;01/01/2023;03/01/2023;\r\n${list.number};2;2000,00;M-2;01/01/2023;;RIB clos\r\n`
    const read = (text: string) =>
      manager.post(`/api/v1/payment-lists/${list.paymentListId}/mandates`).send({ csv: text })
    const wrong = await read(back.replace('2000,00', '2000,01'))
    expect([wrong.status, codeOf(wrong), pointersOf(wrong)]).toEqual([422, 'mandates-refused', ['/lines/2']])
    expect((await envelopeOf(call.callId)).paidCents).toBe(0)
    expect((await read(back).expect(200)).body).toEqual({
      changedCount: 2,
      unchangedCount: 0,
      paidCents: 800_000,
      rejectedCents: 200_000,
    })
    expect((await read(back).expect(200)).body).toEqual({
      changedCount: 0,
      unchangedCount: 2,
      paidCents: 0,
      rejectedCents: 0,
    })

    expect(await envelopeOf(call.callId)).toMatchObject({ paidCents: 800_000, isConsistent: true })
    const { items, paidCents } = await moneyOf(award.awardId)
    expect([paidCents, ...items.map(({ status }) => status)]).toEqual([800_000, 'paid', 'failed'])
    expect(items[0]).toMatchObject({ mandateNumber: 'M-1', paidOn: '2023-01-03' })
    // What failed is asked for again, approved again, ordered on another list.
    await givenApproved(world, payments[1]!)
    const { body: again } = await agent.post(`/api/v1/calls/${call.callId}/payment-lists`).expect(201)
    expect(again).toMatchObject({ number: `${call.code}-2023-002`, paymentCount: 1 })
    await agent
      .post(`/api/v1/payments/${payments[1]!.paymentId}/outcome`)
      .send({ outcome: 'paid', paidOn: '2023-01-05', mandateNumber: 'M-3', mandatedOn: null })
      .expect(200)
    expect((await moneyOf(award.awardId)).paidCents).toBe(1_000_000)
  })

  it('is approved by another person, says PostgreSQL too', async () => {
    const { payments } = await givenPayable([1_000])
    const [{ paymentId }] = payments as [Payment]
    await manager.post(`/api/v1/payments/${paymentId}/request`).expect(200)
    const approve = (who: Parameters<typeof world.as>[0], version: number) =>
      world.as(who).post(`/api/v1/payments/${paymentId}/approval`).set('if-match', etagOf(version))
    expect(codeOf(await approve('manager', 2).expect(409))).toBe('second-person-required')
    await expect(
      world.pool.query(
        `update payment set status = 'approved', approved_by = requested_by, approved_at = now() where payment_id = '${paymentId}'`,
      ),
    ).rejects.toThrow('payment_approved_by_another')
    const other = await world.givenAccount({ roles: ['manager'] })
    await world.as(other).post(`/api/v1/payments/${paymentId}/approval`).expect(428)
    // Given back and asked for anew since it was read: it may go elsewhere.
    await agent.post(`/api/v1/payments/${paymentId}/return`).send({ reason: 'Un doute sur le compte.' }).expect(200)
    await manager.post(`/api/v1/payments/${paymentId}/request`).expect(200)
    expect(codeOf(await approve(other, 2).expect(412))).toBe('stale-version')
    await approve(other, 4).expect(200)
    await agent.post(`/api/v1/payments/${paymentId}/return`).send({ reason: 'Un doute sur le compte.' }).expect(200)
  })

  it('is not ordered on an account that was replaced after the approval', async () => {
    const { call, award, payments } = await givenPayable([1_000])
    await givenApproved(world, payments[0]!)
    await givenBankAccount(world, award, OTHER_IBAN)
    expect(codeOf(await agent.post(`/api/v1/calls/${call.callId}/payment-lists`).expect(409))).toBe(
      'bank-account-replaced',
    )
    await agent
      .post(`/api/v1/payments/${payments[0]!.paymentId}/return`)
      .send({ reason: 'Nouveau compte.' })
      .expect(200)
    await givenApproved(world, payments[0]!)
    await agent.post(`/api/v1/calls/${call.callId}/payment-lists`).expect(201)
  })

  it('waits for the agreement above the threshold of the year, all awards added', async () => {
    const call = await givenPublishedCall(world)
    const first = await givenAward(world, call, { cents: 1_200_000 })
    await givenBankAccount(world, first)
    const [one] = await givenPlan(world, first.awardId, [1_200_000])
    expect(one?.obstacles).toEqual([])
    await givenAward(world, await givenPublishedCall(world), { cents: 1_100_001, of: first })
    expect((await moneyOf(first.awardId)).items[0]?.obstacles).toEqual(['agreement-not-signed'])
    const answer = await agent.post(`/api/v1/payments/${one!.paymentId}/request`)
    expect([answer.status, codeOf(answer)]).toEqual([409, 'payment-not-due'])
  })

  it('is listed with those that moved last first, page by page', async () => {
    const { call, payments } = await givenPayable([1_000, 2_000, 3_000])
    await agent.post(`/api/v1/payments/${payments[1]!.paymentId}/request`).expect(200)
    const path = `/api/v1/payments?callId=${call.callId}&limit=2`
    const { items, next } = (await agent.get(path).expect(200)).body as { items: PaymentRow[]; next: string }
    const { items: rest } = (await agent.get(`${path}&after=${next}`).expect(200)).body as { items: PaymentRow[] }
    expect([...items, ...rest].map(({ paymentId }) => paymentId).sort()).toEqual(
      payments.map(({ paymentId }) => paymentId).sort(),
    )
    const { items: requested } = (await agent.get(`${path}&status=requested`).expect(200)).body as {
      items: PaymentRow[]
    }
    expect(requested.map(({ paymentId }) => paymentId)).toEqual([payments[1]!.paymentId])
    await agent.get(`/api/v1/payments?after=${Buffer.from('["x"]').toString('base64url')}`).expect(400)
  })
})

describe('an award with payments under way', () => {
  it('is neither renounced nor lowered below them; nothing is promised twice', async () => {
    const { call, award, payments } = await givenPayable([700_000, 300_000])
    await givenApproved(world, payments[0]!)
    const owner = world.as(award.owner)
    const renounce = () =>
      owner.post(`/api/v1/awards/${award.awardId}/renunciation`).send({ reason: 'Le projet s’arrête.' })
    expect(codeOf(await renounce().expect(409))).toBe('payments-under-way')
    expect((await envelopeOf(call.callId)).committedCents).toBe(1_000_000)
    await agent.post(`/api/v1/calls/${call.callId}/payment-lists`).expect(201)
    const paid = { outcome: 'paid', paidOn: '2023-01-03', mandateNumber: null, mandatedOn: null }
    expect(
      codeOf(
        await agent
          .post(`/api/v1/payments/${payments[0]!.paymentId}/outcome`)
          .send({ ...paid, paidOn: '2999-01-01' })
          .expect(422),
      ),
    ).toBe('day-in-future')
    await agent.post(`/api/v1/payments/${payments[0]!.paymentId}/outcome`).send(paid).expect(200)
    expect(codeOf(await renounce().expect(409))).toBe('release-over-commitment')
    await expect(world.pool.query(`update payment set bank_account_id = null where status = 'paid'`)).rejects.toThrow(
      'stays',
    )
  })

  it('keeps what was on a list once when it is planned anew', async () => {
    const { award, payments } = await givenOrdered([1_000])
    const path = `/api/v1/payments/${payments[0]!.paymentId}`
    await agent.post(`${path}/outcome`).send({ outcome: 'failed', reason: 'RIB clos.' }).expect(200)
    await agent.post(`${path}/request`).expect(200)
    await agent.post(`${path}/return`).send({ reason: 'À replanifier.' }).expect(200)
    const items = await givenPlan(world, award.awardId, [400, 600])
    expect(items.map(({ status }) => status)).toEqual(['cancelled', 'planned', 'planned'])
  })

  it('is handed to the accountant on no account that was replaced since', async () => {
    const { award, list } = await givenOrdered([1_000])
    await givenBankAccount(world, award, OTHER_IBAN)
    const answer = await agent.post(`/api/v1/payment-lists/${list.paymentListId}/csv`)
    expect([answer.status, codeOf(answer), pointersOf(answer)]).toEqual([409, 'bank-account-replaced', ['/lines/1']])
  })

  it('is not decided upon by staff who belong to its organisation', async () => {
    const { award, payments } = await givenPayable([1_000])
    const both = await world.givenAccount({ roles: ['agent', 'manager', 'applicant'] })
    await world.asOwner(
      `insert into organisation_member (organisation_id, account_id, role, status, since) values ($1, $2, 'editor', 'active', now())`,
      [award.organisation.organisationId, both.accountId],
    )
    await world.as(both).post(`/api/v1/payments/${payments[0]!.paymentId}/request`).expect(403)
  })
})

describe('what PostgreSQL refuses whoever connects with the application’s role', () => {
  it('to pay without the ledger, twice, more than planned, another amount, or backwards', async () => {
    const { call, award, payments } = await givenOrdered([600, 400])
    const [{ paymentId }] = payments as [Payment]
    const run = (text: string) => world.pool.query(text)
    const entry = (cents: number, id = paymentId) =>
      `insert into envelope_entry (envelope_entry_id, call_id, kind, amount_cents, award_id, payment_id, at)
       values ('${newId()}', '${call.callId}', 'pay', ${cents}, '${award.awardId}', '${id}', now())`
    await expect(
      run(`update payment set status = 'paid', paid_on = now() where payment_id = '${paymentId}'`),
    ).rejects.toThrow('without its entry')
    await agent
      .post(`/api/v1/payments/${paymentId}/outcome`)
      .send({ outcome: 'paid', paidOn: '2023-01-03', mandateNumber: null, mandatedOn: null })
      .expect(200)
    await expect(run(entry(400))).rejects.toThrow('envelope_entry_payment_key')
    await expect(run(entry(400, payments[1]!.paymentId))).rejects.toThrow('pays what no payment is paid for')
    await expect(run(`update award set status = 'notified' where award_id = '${award.awardId}'`)).rejects.toThrow(
      'does not go from accepted to notified',
    )
    await expect(run(`update award set amount_cents = amount_cents + 1`)).rejects.toThrow('never made another')
    await expect(run('delete from award')).rejects.toThrow('an award stays')
    await expect(run(entry(401, payments[1]!.paymentId))).rejects.toThrow('pays_only_what_is_committed')
    await expect(run(`update payment set amount_cents = 1`)).rejects.toThrow('planned anew')
    await expect(run(`update payment set status = 'requested' where status = 'paid'`)).rejects.toThrow(
      'does not go from',
    )
    await expect(run(`delete from payment`)).rejects.toThrow('stays')
    await expect(run(`update payment_list_line set amount_cents = 1`)).rejects.toThrow('stays as it was made')
    await expect(run(`update payment_list set total_cents = 1`)).rejects.toThrow('permission denied')
    await expect(
      run(`insert into payment (payment_id, award_id, call_id, place, kind, amount_cents, due, status, created_at, updated_at)
           values ('${newId()}', '${award.awardId}', '${call.callId}', 9, 'single', 1, 'award', 'planned', now(), now())`),
    ).rejects.toThrow('does not commit that much')
  })
})

describe('under pressure', () => {
  it('two processes, one killed in the middle, and everything sent again: each payment is booked once', async () => {
    const { call, list } = await givenOrdered(Array.from({ length: 12 }, (_, index) => (index + 1) * EUROS))
    const servers = [await startServer(world), await startServer(world)]
    const token = await givenSession(world, world.accountOf('manager'), 'double')
    const outcome = { outcome: 'paid', paidOn: '2023-01-03', mandateNumber: null, mandatedOn: null }
    const post = (path: string, body: object, turn: number) =>
      fetch(`${servers[turn % 2]!.url}/api/v1${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }).then(
        ({ status }) => status,
        () => 0,
      )
    const rows = list.lines.map(
      ({ place, amountCents }) => `${list.number};${place};${amountCents / 100};M-${place};;2023-01-03;`,
    )
    const csv = ['liste;ligne;montant;mandat;dateMandat;datePaiement;rejet', ...rows].join('\n')
    const everything = list.lines.flatMap(({ paymentId }, turn) => [
      post(`/payments/${paymentId}/outcome`, outcome, turn),
      post(`/payment-lists/${list.paymentListId}/mandates`, { csv }, turn + 1),
    ])
    servers[1]!.child.kill('SIGKILL')
    await Promise.all(everything)
    await post(`/payment-lists/${list.paymentListId}/mandates`, { csv }, 0)
    const entries = (await envelopeOf(call.callId)).entries.filter(({ kind }) => kind === 'pay')
    expect(entries.map(({ amountCents }) => amountCents).sort((a, b) => a - b)).toEqual(
      list.lines.map(({ amountCents }) => amountCents),
    )
    expect(await envelopeOf(call.callId)).toMatchObject({ paidCents: 78 * EUROS, isConsistent: true })
    expect(await world.asOwner('select * from envelope_discrepancy')).toEqual([])
  }, 120_000)
})
