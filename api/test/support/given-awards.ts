import { newId } from '../../src/kit/ids.ts'
import type { TestApp } from './app.ts'

let rna = 0
const nextRna = (): string => `W9${String((rna += 1)).padStart(8, '0')}`

type Ids = { readonly applications: string[]; readonly decisions: string[] }

/** So many admissible files with their organisations and a decision each. */
async function givenDecisions(
  world: TestApp,
  callId: string,
  count: number,
  { status, amountCents }: { status: 'proposed' | 'decided'; amountCents: number },
): Promise<Ids> {
  const rows = Array.from({ length: count }, () => [newId(), newId(), newId()] as const)
  const [organisations = [], applications = [], decisions = []] = [0, 1, 2].map((index) =>
    rows.map((row) => row[index] ?? ''),
  )
  const from = 'from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[]) as t (o, a, d, rna)'
  const ids = [organisations, applications, decisions, rows.map(nextRna)]
  await world.asOwner(
    `insert into organisation (organisation_id, rna, name, legal_form_code, family, postcode, commune_code, commune_name,
                               created_at, updated_at)
     select o, rna, 'Association d’essai', '9220',
            'association', '92000', '92050', 'Nanterre', now(), now() ${from}`,
    ids,
  )
  await world.asOwner(
    `insert into application (application_id, call_id, organisation_id, number, status, revision_number, requested_cents,
                              charges_cents, submitted_at, created_at, updated_at)
     select a, '${callId}', o, a::text, 'admissible', 1, $5::bigint, 2 * $5::bigint, now(), now(), now() ${from}`,
    [...ids, amountCents],
  )
  await world.asOwner(
    `insert into decision (decision_id, call_id, application_id, place, outcome, amount_cents, status, decided_at,
                           created_at, updated_at)
     select d, '${callId}', a, 1, 'awarded', $5::bigint, $6, case $6 when 'decided' then now() end, now(), now() ${from}`,
    [...ids, amountCents, status],
  )
  return { applications, decisions }
}

/** So many lines that wait for a decision: each would award this amount. */
export const givenProposedAwards = async (
  world: TestApp,
  callId: string,
  count: number,
  amountCents: number,
): Promise<string[]> => (await givenDecisions(world, callId, count, { status: 'proposed', amountCents })).decisions

/**
 * So many awards of a call, with the rows that they hang on, and nothing booked: for tests of the ledger alone, which
 * must not depend on how a decision comes about.
 */
export async function givenAwards(world: TestApp, callId: string, count: number): Promise<string[]> {
  const { applications, decisions } = await givenDecisions(world, callId, count, { status: 'decided', amountCents: 1 })
  const awards = applications.map(() => newId())
  await world.asOwner(
    `insert into award (award_id, call_id, application_id, decision_id, amount_cents, status, committed_at, updated_at)
     select w, '${callId}', a, d, 1, 'committed', now(), now()
       from unnest($1::uuid[], $2::uuid[], $3::uuid[]) as t (a, d, w)`,
    [applications, decisions, awards],
  )
  return awards
}
