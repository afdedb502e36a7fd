import type pg from 'pg'
import { encodeCursor } from '../../api/src/kit/page.ts'
import type { World } from './world.ts'

export type ReadCase = { readonly name: string; readonly paths: readonly string[]; readonly isList: boolean }

const SORTED = { column: 'requested_cents', sort: '-requestedCents' }
const DEEP_PLACES = [0.5, 0.75, 0.95]
const SINGLE_FILES = 100

/** What agents look at: each case with the addresses that its requests go round. */
export async function readCases({ callId }: World, owner: pg.Client): Promise<ReadCase[]> {
  const list = `/api/v1/applications?callId=${callId}`
  return [
    { name: 'List, first page', isList: true, paths: [list] },
    {
      name: 'List, filtered and sorted',
      isList: true,
      paths: ['submitted', 'in_review', 'admissible'].map((status) => `${list}&status=${status}&sort=${SORTED.sort}`),
    },
    {
      name: 'List, deep page',
      isList: true,
      paths: (await deepCursors(callId, owner)).map((key) => `${list}&after=${key}`),
    },
    {
      name: 'One application',
      isList: false,
      paths: (await submittedIds(callId, owner)).map((id) => `/api/v1/applications/${id}`),
    },
  ]
}

async function deepCursors(callId: string, owner: pg.Client): Promise<string[]> {
  const cursors: string[] = []
  for (const place of DEEP_PLACES) {
    const { rows } = await owner.query<{ at: Date; id: string }>(
      `select submitted_at as at, application_id as id from application
        where call_id = $1 and status not in ('draft', 'expired') order by submitted_at desc, application_id desc
        limit 1 offset (select floor(count(*) * $2::float8)::int from application where call_id = $1 and status not in ('draft', 'expired'))`,
      [callId, place],
    )
    const row = rows[0]
    if (row !== undefined) cursors.push(encodeCursor([row.at.toISOString(), row.id]))
  }
  return cursors
}

async function submittedIds(callId: string, owner: pg.Client): Promise<string[]> {
  const { rows } = await owner.query<{ id: string }>(
    `select application_id as id from application where call_id = $1 and status = 'in_review'
      order by application_id limit $2`,
    [callId, SINGLE_FILES],
  )
  return rows.map(({ id }) => id)
}
