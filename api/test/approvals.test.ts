import { describe, expect, it } from '@jest/globals'
import type { ApprovalChain, ApprovalStep, ApprovalTrace, Decision, Scenario } from '@progress-ess/shared/awards'
import { inTransaction } from '../src/kit/context.ts'
import { etagOf } from '../src/kit/etag.ts'
import { newId } from '../src/kit/ids.ts'
import { announceTurns } from '../src/modules/awards/approvals.service.ts'
import type { Account } from './support/accounts.ts'
import { givenApp } from './support/app.ts'
import { contextOf } from './support/context.ts'
import { AFTER_CLOSING, codeOf, OPEN } from './support/given-application.ts'
import { givenProposedAwards } from './support/given-awards.ts'
import { givenPublishedCall } from './support/given-call.ts'
import { givenLockedPanel } from './support/given-panel.ts'

const EUROS = 100
const world = await givenApp({ now: OPEN })
const manager = world.as('manager')
const agent = world.accountOf('agent')
const director = await world.givenAccount({ roles: ['manager'], displayName: 'Directrice' })
const both = await world.givenAccount({ roles: ['agent', 'manager'] })

const CHIEF: ApprovalStep = {
  key: 'chief',
  label: 'Chef de service',
  role: 'agent',
  signerIds: [],
  fromAmountCents: 0,
  alsoRefusals: false,
}
const DIRECTOR: ApprovalStep = {
  key: 'director',
  label: 'Directrice',
  role: null,
  signerIds: [director.accountId, both.accountId],
  fromAmountCents: 12_000 * EUROS,
  alsoRefusals: false,
}

const setChain = (path: string, steps: ApprovalStep[], version = 0) =>
  manager.put(`${path}/approval-chain`).set('if-match', etagOf(version)).send({ steps })

/** Lines of 15,000 and 11,000 € and a refusal, that a manager proposed, under a chain of two steps; after the closing. */
async function givenProposal(steps: ApprovalStep[] = [CHIEF, DIRECTOR]) {
  world.clock.set(OPEN)
  const { callId } = await givenPublishedCall(world)
  world.clock.set(AFTER_CLOSING)
  const path = `/api/v1/calls/${callId}`
  await setChain(path, steps).expect(200)
  for (const euros of [15_000, 11_000, 10_000]) await givenProposedAwards(world, callId, 1, euros * EUROS)
  await world.asOwner(
    `update decision set proposed_by = $2, outcome = case when amount_cents = 1000000 then 'refused' else outcome end,
                         amount_cents = nullif(amount_cents, 1000000) where call_id = $1`,
    [callId, world.accountOf('manager').accountId],
  )
  const [first, second, third] = await linesOf(path)
  if (first === undefined || second === undefined || third === undefined) throw new Error('three lines are needed')
  return { callId, path, first, second, third }
}

async function linesOf(path: string, who: Account = world.accountOf('manager')): Promise<Decision[]> {
  return ((await world.as(who).get(`${path}/decisions`).expect(200)).body as { items: Decision[] }).items
}

const sign = (path: string, who: Account, stepKey: string, ...lines: Decision[]) =>
  world
    .as(who)
    .post(`${path}/decision-approvals`)
    .send({ items: lines.map(({ decisionId, version }) => ({ decisionId, version, stepKey })) })
const sendBack = (path: string, who: Account, ...lines: Decision[]) =>
  world
    .as(who)
    .post(`${path}/decision-returns`)
    .send({
      items: lines.map(({ decisionId, version }) => ({ decisionId, version })),
      reason: 'Le budget est à revoir.',
    })
const resubmit = (path: string, who: Account, ...lines: Decision[]) =>
  world
    .as(who)
    .post(`${path}/decision-resubmissions`)
    .send({ items: lines.map(({ decisionId, version }) => ({ decisionId, version })) })
const decide = ({ decisionId }: Decision) => manager.post(`/api/v1/decisions/${decisionId}/confirmation`)
const seen = (answer: { status: number; body: unknown }) => [answer.status, codeOf(answer)]

describe('the chain of a call', () => {
  it('is written over the version that was read, and refused where nobody could follow it', async () => {
    const { callId } = await givenPublishedCall(world)
    const path = `/api/v1/calls/${callId}`
    const { body } = await setChain(path, [CHIEF, DIRECTOR]).expect(200)
    expect(body as ApprovalChain).toMatchObject({ steps: [CHIEF, DIRECTOR], version: 1, isFrozen: false })
    expect(seen(await setChain(path, []))).toEqual([412, 'stale-version'])
    const faults = async (steps: ApprovalStep[]) => {
      const answer = await setChain(path, steps, 1)
      expect(seen(answer)).toEqual([422, 'approval-chain-invalid'])
      return (answer.body as { errors: { pointer: string; keyword: string }[] }).errors.map(
        ({ pointer, keyword }) => `${pointer} ${keyword}`,
      )
    }
    expect(await faults([CHIEF, CHIEF])).toEqual(['/body/steps/1/key approval-step-repeated'])
    expect(await faults([{ ...DIRECTOR, signerIds: [newId()] }])).toEqual([
      '/body/steps/0/signerIds approval-signer-unknown',
    ])
    // One person cannot sign two steps of a line.
    const alone = { ...DIRECTOR, signerIds: [director.accountId] }
    expect(await faults([alone, { ...alone, key: 'again' }])).toEqual(['/body/steps approval-chain-unsignable'])
    expect(
      seen(await world.as('agent').put(`${path}/approval-chain`).set('if-match', etagOf(1)).send({ steps: [] }))[0],
    ).toBe(403)
    await setChain(path, [], 1).expect(200)
  })

  it('is frozen once decisions are proposed, for the application’s own role too, until they are taken back', async () => {
    const { path, callId, first } = await givenProposal()
    expect(seen(await setChain(path, [], 1))).toEqual([409, 'approval-chain-frozen'])
    await expect(world.pool.query('delete from approval_step where call_id = $1', [callId])).rejects.toMatchObject({
      constraint: 'approval_chain_frozen',
    })
    await sign(path, agent, 'chief', first).expect(200)
    const { body } = await manager
      .post(`${path}/proposal-withdrawal`)
      .send({ reason: 'La directrice change.' })
      .expect(200)
    expect(body).toMatchObject({ isFrozen: false, allowedActions: ['edit'] })
    expect(await linesOf(path)).toEqual([])
    await setChain(path, [], 1).expect(200)
    expect(seen(await manager.post(`${path}/proposal-withdrawal`).send({ reason: 'Encore une fois.' }))).toEqual([
      409,
      'no-proposed-decision',
    ])
  })
})

describe('deciding', () => {
  it('waits for each step that the amount asks for, in order; what is ready is decided', async () => {
    const { path, first, second, third } = await givenProposal()
    expect(first.approvals).toMatchObject({ state: 'waiting', waitsFor: 'chief', countsCents: 15_000 * EUROS })
    expect(first.approvals.steps.map(({ key }) => key)).toEqual(['chief', 'director'])
    expect(second.approvals.steps.map(({ key }) => key)).toEqual(['chief'])
    expect(third).toMatchObject({ outcome: 'refused', approvals: { state: 'not_needed' } })
    const refused = await decide(first)
    expect(seen(refused)).toEqual([409, 'approvals-missing'])
    expect(refused.body).toMatchObject({ context: { missing: 2, steps: 'Chef de service, Directrice' } })

    expect(seen(await sign(path, director, 'director', first))).toEqual([409, 'approval-not-yours'])
    await sign(path, agent, 'chief', first, second).expect(200)
    const { body } = await manager.post(`${path}/decisions-confirmation`).expect(200)
    expect((body as { items: Decision[] }).items.map(({ status }) => status)).toEqual([
      'proposed',
      'decided',
      'decided',
    ])
    expect(seen(await manager.post(`${path}/decisions-confirmation`))).toEqual([409, 'approvals-missing'])
    expect(seen(await manager.post(`${path}/results-publication`))).toEqual([409, 'decisions-incomplete'])
    await sign(path, director, 'director', first).expect(200)
    await decide(first).expect(200)
    await manager.post(`${path}/results-publication`).expect(200)

    const trace = await world
      .as('agent')
      .get(`/api/v1/applications/${first.applicationId}/decision-approvals`)
      .expect(200)
    expect((trace.body as { items: ApprovalTrace[] }).items).toMatchObject([
      { act: 'approve', stepLabel: 'Chef de service', byName: agent.displayName, isInForce: true },
      { act: 'approve', stepLabel: 'Directrice', byName: 'Directrice', amountCents: 15_000 * EUROS, isInForce: true },
    ])
    const told = await manager.get(`/api/v1/applications/${first.applicationId}/decision`).expect(200)
    expect(told.body).toMatchObject({ approvedBy: [{ label: 'Chef de service' }, { label: 'Directrice' }] })
  })

  it('asks nobody where there is no chain', async () => {
    const { path, first } = await givenProposal([])
    expect(first.approvals).toMatchObject({ state: 'not_needed', steps: [] })
    await manager.post(`${path}/decisions-confirmation`).expect(200)
  })

  it('asks for refusals where a step says so', async () => {
    const { path, third } = await givenProposal([{ ...CHIEF, alsoRefusals: true }])
    expect(third.approvals).toMatchObject({ state: 'waiting', countsCents: null })
    expect(seen(await decide(third))).toEqual([409, 'approvals-missing'])
    await sign(path, agent, 'chief', third).expect(200)
    await decide(third).expect(200)
  })
})

describe('whoever signs', () => {
  it('is neither who adopted the scenario nor who changed the line, and signs one step of it', async () => {
    const { path, first, second } = await givenProposal([{ ...CHIEF, role: 'manager' }, DIRECTOR])
    expect(seen(await sign(path, world.accountOf('manager'), 'chief', first))).toEqual([409, 'approver-is-proposer'])
    await sign(path, both, 'chief', first).expect(200)
    expect(seen(await sign(path, both, 'director', first))).toEqual([409, 'approver-signed-already'])
    const changed = await world
      .as(director)
      .put(`/api/v1/decisions/${second.decisionId}`)
      .set('if-match', etagOf(second.version))
      .send({ outcome: 'awarded', amountCents: 10_000 * EUROS, departureReason: 'Après débat du jury.' })
      .expect(200)
    const line = changed.body as Decision
    expect(line.approvals.proposedByName).toBe('Directrice')
    for (const who of [director, world.accountOf('manager')]) {
      expect(seen(await sign(path, who, 'chief', line))).toEqual([409, 'approver-is-proposer'])
    }
    expect((await linesOf(path, both)).map(({ allowedActions }) => allowedActions.includes('approve'))).toEqual([
      false,
      true,
      false,
    ])
  })

  it('signs what was seen: a changed line loses its signatures, and an old version or step is refused', async () => {
    const { path, first, second } = await givenProposal()
    await sign(path, agent, 'chief', first, second).expect(200)
    const { body } = await manager
      .put(`/api/v1/decisions/${second.decisionId}`)
      .set('if-match', etagOf(second.version))
      .send({ outcome: 'awarded', amountCents: 10_500 * EUROS, departureReason: 'Après débat du jury.' })
      .expect(200)
    expect((body as Decision).approvals).toMatchObject({ state: 'waiting', waitsFor: 'chief' })
    expect(seen(await decide(second))).toEqual([409, 'approvals-missing'])
    expect(seen(await sign(path, agent, 'chief', second))).toEqual([412, 'stale-version'])
    // The step whose turn it was is signed by now: nobody signs the next one without saying so.
    expect(seen(await sign(path, both, 'chief', first))).toEqual([409, 'approval-wrong-state'])
    // All or none.
    expect(seen(await sign(path, agent, 'chief', body as Decision, first))).toEqual([409, 'approver-signed-already'])
    expect((await linesOf(path))[1]?.approvals.state).toBe('waiting')
  })

  it('is one of two at the same moment', async () => {
    const { path, first } = await givenProposal()
    await sign(path, agent, 'chief', first).expect(200)
    const answers = await Promise.all([
      ...[director, both, director, both].map((who) => sign(path, who, 'director', first)),
      decide(first),
    ])
    expect(answers.slice(0, 4).filter(({ status }) => status === 200)).toHaveLength(1)
    const rows = await world.asOwner(
      `select step_key from decision_approval where decision_id = $1 and act = 'approve' order by step_key`,
      [first.decisionId],
    )
    expect(rows).toEqual([{ step_key: 'chief' }, { step_key: 'director' }])
  })

  it('finds no line of another call, and no call that is not there', async () => {
    const [one, other] = [await givenProposal(), await givenProposal()]
    expect(seen(await sign(one.path, agent, 'chief', one.first, other.first))).toEqual([404, 'decision-not-found'])
    expect(seen(await sign(`/api/v1/calls/${newId()}`, agent, 'chief', one.first))).toEqual([404, 'call-not-found'])
    expect((await linesOf(one.path))[0]?.approvals.waitsFor).toBe('chief')
    expect((await world.as('evaluator').post(`${one.path}/decision-approvals`).send({ items: [] })).status).toBe(403)
  })
})

describe('sending back', () => {
  it('takes what was signed away, until the line is proposed again', async () => {
    const { path, first } = await givenProposal()
    await sign(path, agent, 'chief', first).expect(200)
    await sendBack(path, director, first).expect(200)
    const [returned] = await linesOf(path)
    expect(returned?.approvals).toMatchObject({
      state: 'sent_back',
      waitsFor: null,
      sentBack: { byName: 'Directrice', reason: 'Le budget est à revoir.' },
    })
    expect(seen(await decide(first))).toEqual([409, 'approvals-missing'])
    expect(seen(await sign(path, director, 'director', first))).toEqual([409, 'approval-wrong-state'])
    expect(seen(await sendBack(path, director, first))).toEqual([409, 'approval-wrong-state'])
    const { body } = await resubmit(path, both, first).expect(200)
    const [again] = (body as { items: Decision[] }).items
    if (again === undefined) throw new Error('no line')
    expect(again.approvals).toMatchObject({ state: 'waiting', waitsFor: 'chief' })
    await sign(path, agent, 'chief', again).expect(200)
    expect(seen(await sign(path, both, 'director', again))).toEqual([409, 'approver-is-proposer'])
    await sign(path, director, 'director', again).expect(200)
    await decide(again).expect(200)
  })

  it('is open to who signed, also when all signed', async () => {
    const { path, first, second } = await givenProposal()
    await sign(path, agent, 'chief', first, second).expect(200)
    await sendBack(path, agent, first, second).expect(200)
    expect(seen(await sendBack(path, both, second))).toEqual([409, 'approval-wrong-state'])
    expect(seen(await sendBack(path, both, first))).toEqual([409, 'approval-wrong-state'])
  })
})

describe('a scenario', () => {
  it('adopted anew starts from nothing; a place on the reserve list is signed for the most that it may bring', async () => {
    const { call } = await givenLockedPanel(world, [
      { asked: 15_000, value: 5 },
      { asked: 12_000, value: 4 },
      { asked: 13_000, value: 3 },
    ])
    const path = `/api/v1/calls/${call.callId}`
    await setChain(path, [CHIEF, DIRECTOR]).expect(200)
    const rules = { ...call.awardRules, envelope: { ...call.awardRules.envelope, totalCents: 28_000 * EUROS } }
    const departureReason = 'Une part est réservée.'
    const { body } = await manager
      .post(`${path}/scenarios`)
      .send({ label: 'Moins', rules, departureReason })
      .expect(201)
    const { scenarioId } = body as Scenario
    await manager.post(`/api/v1/scenarios/${scenarioId}/adoption`).expect(200)
    await sign(path, agent, 'chief', ...(await linesOf(path))).expect(200)
    await world.as(both).post(`/api/v1/scenarios/${scenarioId}/adoption`).expect(200)
    const lines = await linesOf(path)
    expect(lines.map(({ outcome, approvals }) => [outcome, approvals.state, approvals.countsCents])).toEqual([
      ['awarded', 'waiting', 15_000 * EUROS],
      ['awarded', 'waiting', 12_000 * EUROS],
      ['reserve', 'waiting', 13_000 * EUROS],
    ])
    await sign(path, agent, 'chief', ...lines).expect(200)
    await sign(path, director, 'director', ...lines).expect(200)
    await manager.post(`${path}/decisions-confirmation`).expect(200)
    await manager.post(`${path}/results-publication`).expect(200)
    const made = await manager.post(`${path}/reserve-offers`).expect(200)
    expect((made.body as { offers: { amountCents: number }[] }).offers).toMatchObject([{ amountCents: 13_000 * EUROS }])
    await expect(
      world.pool.query(
        `insert into reserve_offer select * from jsonb_populate_record(null::reserve_offer,
           (select to_jsonb(o) || jsonb_build_object('reserve_offer_id', gen_random_uuid(), 'amount_cents', o.amount_cents + 1, 'ceiling_cents', o.amount_cents + 1)
              from reserve_offer o where call_id = $1))`,
        [call.callId],
      ),
    ).rejects.toMatchObject({ constraint: 'money_within_approvals' })
  })
})

describe('mails', () => {
  const told = () => world.sent.splice(0).map(({ recipient, subject }) => [recipient, subject])

  it('go to those whose turn it is, one a person whatever the number of lines, and to who proposed what comes back', async () => {
    const { path, callId, first, second } = await givenProposal()
    await world.runJobs()
    told()
    const later = async () => {
      world.clock.advance(60_000)
      await world.asOwner(`update graphile_worker._private_jobs set run_at = now() where run_at > now()`)
      await world.runJobs()
    }
    await inTransaction(contextOf(world), (inner) => announceTurns(inner, callId))
    await later()
    const code = 'ESSAI'
    expect(told()).toEqual([
      [agent.email, expect.stringContaining(code)],
      [both.email, expect.stringContaining(code)],
    ])
    await sign(path, agent, 'chief', first, second).expect(200)
    await later()
    expect(
      told()
        .map(([to]) => to)
        .sort(),
    ).toEqual([director.email, both.email].sort())
    await inTransaction(contextOf(world), (inner) => announceTurns(inner, callId))
    await later()
    expect(told()).toEqual([])
    await sendBack(path, director, first).expect(200)
    await later()
    expect(told()).toEqual([[world.accountOf('manager').email, expect.stringMatching(/renvoyées|sent back/)]])
    const { body } = await world.as(director).get('/api/v1/approval-tasks').expect(200)
    expect((body as { items: { callId: string }[] }).items.filter((one) => one.callId === callId)).toEqual([])
    const tasks = await manager.get('/api/v1/approval-tasks').expect(200)
    expect((tasks.body as { items: object[] }).items).toContainEqual(
      expect.objectContaining({ callId, waitingCount: 0, returnedCount: 1 }),
    )
  })
})

describe('PostgreSQL', () => {
  const insertAct = (line: Decision, change: Record<string, unknown>) => {
    const row = {
      decision_approval_id: newId(),
      call_id: line.callId,
      application_id: line.applicationId,
      decision_id: line.decisionId,
      round: 1,
      act: 'approve',
      step_key: 'chief',
      step_label: '',
      account_id: agent.accountId,
      decision_version: line.version,
      outcome: line.outcome,
      amount_cents: line.amountCents,
      at: world.clock(),
      ...change,
    }
    const names = Object.keys(row)
    return world.pool.query(
      `insert into decision_approval (${names.join(', ')}) values (${names.map((_, index) => `$${index + 1}`).join(', ')})`,
      Object.values(row),
    )
  }

  it('refuses what the service would, to the application’s own role', async () => {
    const { path, first, second } = await givenProposal()
    const refused = (constraint: string) => expect.objectContaining({ constraint }) as unknown
    await expect(
      world.pool.query(`update decision set status = 'decided', decided_at = now() where decision_id = $1`, [
        first.decisionId,
      ]),
    ).rejects.toEqual(refused('decision_has_its_approvals'))
    const award = (amount: number) =>
      world.pool.query(
        `insert into award (award_id, call_id, application_id, decision_id, amount_cents, status, committed_at, updated_at)
         values ($1, $2, $3, $4, $5, 'committed', now(), now())`,
        [newId(), second.callId, second.applicationId, second.decisionId, amount],
      )
    await expect(award(1)).rejects.toEqual(refused('money_within_approvals'))
    await expect(insertAct(first, { step_key: 'director', account_id: director.accountId })).rejects.toEqual(
      refused('approvals_in_order'),
    )
    await expect(insertAct(first, { account_id: world.accountOf('manager').accountId })).rejects.toEqual(
      refused('approval_by_another'),
    )
    await expect(insertAct(first, { account_id: director.accountId })).rejects.toEqual(refused('approval_by_who_may'))
    await expect(insertAct(first, { amount_cents: 1 })).rejects.toEqual(refused('approval_of_what_stands'))
    await insertAct(second, {})
    await expect(insertAct(second, {})).rejects.toEqual(refused('approvals_in_order'))
    await expect(world.pool.query('delete from decision_approval')).rejects.toThrow(/permission denied/)
    await decide(second).expect(200)
    // What is decided keeps what was signed.
    await expect(
      world.pool.query('update decision set amount_cents = amount_cents - 1 where decision_id = $1', [
        second.decisionId,
      ]),
    ).rejects.toEqual(refused('decision_stays'))
    await expect(world.pool.query('delete from decision where decision_id = $1', [second.decisionId])).rejects.toThrow()
    // An administrator replaces who signs; what is asked for stays.
    const admin = world.as('admin')
    const replace = (steps: ApprovalStep[]) =>
      admin.put(`${path}/approval-chain`).set('if-match', etagOf(1)).send({ steps })
    expect(seen(await replace([CHIEF]))).toEqual([409, 'approval-chain-frozen'])
    expect(seen(await setChain(path, [{ ...CHIEF, role: 'admin' }, DIRECTOR], 1))).toEqual([
      409,
      'approval-chain-frozen',
    ])
    await replace([{ ...CHIEF, role: 'admin' }, DIRECTOR]).expect(200)
    expect(seen(await sign(path, agent, 'chief', first))).toEqual([409, 'approval-not-yours'])
    await sign(path, world.accountOf('admin'), 'chief', first).expect(200)
    await expect(
      world.pool.query('update award set amount_cents = amount_cents + 1 where decision_id = $1', [second.decisionId]),
    ).rejects.toEqual(refused('money_within_approvals'))
    expect((await linesOf(path)).map(({ status }) => status)).toEqual(['proposed', 'decided', 'proposed'])
  })

  it('counts nothing that was signed of a line that was under the same id before, nor by who has left the staff', async () => {
    const { path, first } = await givenProposal([CHIEF])
    await sign(path, agent, 'chief', first).expect(200)
    await world.asOwner(
      `create table again as select * from decision where decision_id = '${first.decisionId}';
       delete from decision where decision_id = '${first.decisionId}';
       insert into decision select * from again; drop table again`,
    )
    const [again] = await linesOf(path)
    expect(again?.approvals).toMatchObject({ state: 'waiting', waitsFor: 'chief' })
    const left = await world.givenAccount({ roles: ['agent'] })
    await world.asOwner(`update account set roles = '{applicant}' where account_id = $1`, [left.accountId])
    await expect(insertAct(first, { round: 2, account_id: left.accountId })).rejects.toMatchObject({
      constraint: 'approval_by_who_may',
    })
  })
})

/** Makes somebody of the staff a member of the organisation that asks for this money. */
const givenMember = ({ accountId }: Account, { applicationId }: Decision) =>
  world.asOwner(
    `insert into organisation_member (organisation_id, account_id, role, status, since)
     select organisation_id, $1, 'editor', 'active', now() from application where application_id = $2`,
    [accountId, applicationId],
  )

describe('whoever belongs to the organisation of a line', () => {
  it('neither changes, signs, returns nor decides it, whatever his roles, and is not asked to', async () => {
    const { path, callId, first, second } = await givenProposal([{ ...CHIEF, role: 'manager', signerIds: [] }])
    const member = await world.givenAccount({ roles: ['applicant', 'agent', 'manager'] })
    await givenMember(member, first)
    const own = 'own-organisation'
    expect(seen(await sign(path, member, 'chief', first))).toEqual([409, own])
    expect(seen(await sendBack(path, member, first))).toEqual([409, own])
    const change = { outcome: 'awarded', amountCents: 1_000 * EUROS, departureReason: 'Pour nous' }
    const changing = world
      .as(member)
      .put(`/api/v1/decisions/${first.decisionId}`)
      .set('if-match', etagOf(first.version))
    expect(seen(await changing.send(change))).toEqual([409, own])
    const [line, other] = await linesOf(path, member)
    expect([line?.allowedActions, other?.allowedActions]).toEqual([[], ['change', 'approve', 'send_back']])
    const tasks = await world.as(member).get('/api/v1/approval-tasks').expect(200)
    expect((tasks.body as { items: { callId: string; waitingCount: number }[] }).items).toContainEqual(
      expect.objectContaining({ callId, waitingCount: 1 }),
    )

    await sign(path, director, 'chief', first, second).expect(200)
    expect(seen(await world.as(member).post(`/api/v1/decisions/${first.decisionId}/confirmation`))).toEqual([409, own])
    const { body } = await world.as(member).post(`${path}/decisions-confirmation`).expect(200)
    const states = (body as { items: Decision[] }).items.map(({ status }) => status)
    expect(states.slice(0, 2)).toEqual(['proposed', 'decided'])
    const update = `update decision set status = 'decided', decided_by = $2, decided_at = now() where decision_id = $1`
    await expect(world.pool.query(update, [first.decisionId, member.accountId])).rejects.toMatchObject({
      constraint: 'decided_by_another',
    })
    expect(seen(await world.as(member).post(`${path}/decisions-confirmation`))).toEqual([409, own])
    await decide(first).expect(200)
  })

  it('loses with the role by which he signed what he might take back', async () => {
    const { path, first } = await givenProposal([CHIEF])
    const leaving = await world.givenAccount({ roles: ['agent', 'manager'] })
    await sign(path, leaving, CHIEF.key, first).expect(200)
    // Between the reading of his roles and his act: PostgreSQL sees it.
    await world.asOwner(`update account set roles = '{manager}' where account_id = $1`, [leaving.accountId])
    expect(seen(await sendBack(path, leaving, first))).toEqual([409, 'approval-not-yours'])
  })
})
