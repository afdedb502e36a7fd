import { newId } from '../../src/kit/ids.ts'
import type { TestApp } from './app.ts'

let rna = 0
const nextRna = (): string => `W9${String((rna += 1)).padStart(8, '0')}`

/**
 * So many awards of a call, with the rows that they hang on, and nothing booked: for tests of the ledger alone, which
 * must not depend on how a decision comes about.
 */
export async function givenAwards(world: TestApp, callId: string, count: number): Promise<string[]> {
  const rows = Array.from({ length: count }, () => [newId(), newId(), newId(), newId()] as const)
  const [organisations, applications, decisions, awards] = [0, 1, 2, 3].map((index) => rows.map((row) => row[index]))
  const from = 'from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[]) as t (o, a, d, w, rna)'
  const ids = [organisations, applications, decisions, awards, rows.map(nextRna)]
  await world.asOwner(
    `insert into organisation (organisation_id, rna, name, legal_form_code, family, postcode, commune_code, commune_name,
                               created_at, updated_at)
     select o, rna, 'Association d’essai', '9220',
            'association', '92000', '92050', 'Nanterre', now(), now() ${from}`,
    ids,
  )
  await world.asOwner(
    `insert into application (application_id, call_id, organisation_id, number, status, revision_number, submitted_at,
                              created_at, updated_at)
     select a, '${callId}', o, a::text, 'admissible', 1, now(), now(), now() ${from}`,
    ids,
  )
  await world.asOwner(
    `insert into decision (decision_id, call_id, application_id, place, outcome, amount_cents, status, decided_at,
                           created_at, updated_at)
     select d, '${callId}', a, 1, 'awarded', 1, 'decided', now(), now(), now() ${from}`,
    ids,
  )
  await world.asOwner(
    `insert into award (award_id, call_id, application_id, decision_id, amount_cents, status, committed_at, updated_at)
     select w, '${callId}', a, d, 1, 'committed', now(), now() ${from}`,
    ids,
  )
  return rows.map((row) => row[3])
}
