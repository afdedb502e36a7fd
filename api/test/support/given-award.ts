import type { Call } from '@progress-ess/shared/calls'
import type { NewOrganisation, Organisation } from '@progress-ess/shared/organisations'
import type { Payment } from '@progress-ess/shared/payments'
import { etagOf } from '../../src/kit/etag.ts'
import { inTransaction } from '../../src/kit/context.ts'
import { newId } from '../../src/kit/ids.ts'
import { commit } from '../../src/modules/envelopes/index.ts'
import type { Account } from './accounts.ts'
import type { TestApp } from './app.ts'
import { contextOf } from './context.ts'
import { givenOrganisation } from './given-organisation.ts'

/** Passes its checks, and no bank has it. */
export const IBAN = 'FR7699999000010000000000115'
export const OTHER_IBAN = 'FR7630006000011234567890189'

export type GivenAward = {
  readonly awardId: string
  readonly applicationId: string
  readonly organisation: Organisation
  readonly owner: Account
}
type Wanted = {
  readonly cents: number
  readonly status?: string
  readonly organisation?: Partial<NewOrganisation>
  readonly of?: { readonly organisation: Organisation; readonly owner: Account }
}

/** An award of a call with its organisation, committed in the ledger: what follows it does not depend on how it came about. */
export async function givenAward(world: TestApp, { callId }: Call, wanted: Wanted): Promise<GivenAward> {
  const { cents, status = 'accepted' } = wanted
  const { organisation, owner } = wanted.of ?? (await givenOrganisation(world, wanted.organisation))
  const [applicationId, decisionId, awardId] = [newId(), newId(), newId()]
  const now = world.clock().toISOString()
  const budget = JSON.stringify([
    { lineId: '60', detail: null, amountCents: cents, fundingStatus: null },
    { lineId: '64', detail: null, amountCents: cents, fundingStatus: null },
    { lineId: '74-departement', detail: null, amountCents: cents, fundingStatus: 'requested' },
    { lineId: '75', detail: null, amountCents: cents, fundingStatus: null },
  ])
  await world.asOwner(
    `insert into application (application_id, call_id, organisation_id, number, status, revision_number, project_title, budget,
                              answers, requested_cents, charges_cents, submitted_at, created_at, updated_at)
     values ($1, $2, $3, $4, 'admissible', 1, 'Épicerie solidaire', $6::jsonb, '{"endOn": "2023-12-31"}', $5::bigint, 2 * $5::bigint, $7, $7, $7)`,
    [applicationId, callId, organisation.organisationId, `PE-${applicationId.slice(-6)}`, cents, budget, now],
  )
  await world.asOwner(
    `insert into decision (decision_id, call_id, application_id, place, outcome, amount_cents, status, decided_at, published_at,
                           created_at, updated_at)
     values ($1, $2, $3, 1, 'awarded', $4, 'published', $5, $5, $5, $5)`,
    [decisionId, callId, applicationId, cents, now],
  )
  await world.asOwner(
    `insert into award (award_id, call_id, application_id, decision_id, amount_cents, status, committed_at, notified_at, updated_at)
     values ($1, $2, $3, $4, $5, $6, $7, $7, $7)`,
    [awardId, callId, applicationId, decisionId, cents, status, now],
  )
  await inTransaction(contextOf(world), (inner) => commit(inner, { callId, awardId, amountCents: cents }))
  return { awardId, applicationId, organisation, owner }
}

/** The account that an organisation is paid on: proposed by its owner, confirmed by an agent. */
export async function givenBankAccount(
  world: TestApp,
  { organisation, owner }: GivenAward,
  iban = IBAN,
): Promise<string> {
  const { body } = await world
    .as(owner)
    .post(`/api/v1/organisations/${organisation.organisationId}/bank-accounts`)
    .send({ holder: organisation.name, iban })
    .expect(201)
  const { bankAccountId } = body as { bankAccountId: string }
  await world
    .as('agent')
    .post(`/api/v1/bank-accounts/${bankAccountId}/confirmation`)
    .set('if-match', etagOf(1))
    .send({ iban, note: 'RIB comparé.', proofReason: 'RIB lu au guichet.' })
    .expect(200)
  return bankAccountId
}

/** Instalments of an award, in cents: all due with the award itself. */
export async function givenPlan(world: TestApp, awardId: string, cents: readonly number[]): Promise<Payment[]> {
  const items = cents.map((amountCents) => ({ kind: 'interim', amountCents, due: 'award', dueOn: null }))
  const { body } = await world.as('agent').put(`/api/v1/awards/${awardId}/payments`).send({ items })
  const plan = body as { items?: Payment[] }
  if (plan.items === undefined) throw new Error(JSON.stringify(body))
  return plan.items
}

/** Asked for by an agent, approved by a manager. */
export async function givenApproved(world: TestApp, { paymentId }: { readonly paymentId: string }): Promise<void> {
  const { body } = await world.as('agent').post(`/api/v1/payments/${paymentId}/request`).expect(200)
  const read = etagOf((body as Payment).version)
  await world.as('manager').post(`/api/v1/payments/${paymentId}/approval`).set('if-match', read).expect(200)
}
