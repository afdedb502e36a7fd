import { expect, it } from '@jest/globals'
import { Kysely, PostgresDialect } from 'kysely'
import type { Db } from '../src/db/database.ts'
import type { DB } from '../src/db/schema.ts'
import { findPartyPage } from '../src/modules/referrals/parties.queries.ts'
import { findAlikePairs } from '../src/modules/referrals/duplicates.queries.ts'
import { findReferrals } from '../src/modules/referrals/listing.queries.ts'
import { givenApp } from './support/app.ts'
import { departmentId, givenPartner } from './support/given-partners.ts'

const MANY = 4_000
const world = await givenApp({ now: '2023-01-10T09:00:00.000Z' })
const { partnerId } = await givenPartner(world)
const home = await departmentId(world)

/** Referrals both ways between the département and one partner, one a minute. */
await world.asOwner(
  `insert into party (party_id, mode, kind, first_name, last_name, email, phone, siren, owner_partner_id, created_at, updated_at)
   select ('00000000-0000-7000-8000-' || lpad(i::text, 12, '0'))::uuid, 'live', 'holder', 'Ada', 'Exemple ' || i,
          'ada' || i / 2 || '@example.test', lpad(i::text, 10, '0'), lpad(i::text, 9, '0'), $1, now(), now()
     from generate_series(1, $2::int) i`,
  [home, MANY],
)
await world.asOwner(
  `insert into referral (referral_id, mode, reference, source_partner_id, party_id, subject, activity, project_stage, basis,
                         status, occurred_at, created_at, updated_at)
   select party_id, 'live', 'OR-' || left(lpad(i::text, 8, '0'), 4) || '-' || right(lpad(i::text, 8, '0'), 4),
          case when i % 2 = 0 then $1::uuid else $2::uuid end, party_id, 'creation', 'unknown', 'idea', 'public_task', 'sent',
          at, at, at
     from (select party_id, row_number() over (order by party_id) as i from party where last_name like 'Exemple %') one,
          lateral (select timestamptz '2022-06-01T08:00:00Z' + i * interval '1 minute' as at) moment`,
  [home, partnerId],
)
await world.asOwner(
  `insert into referral_reader (partner_id, referral_id, side, party_id, updated_at)
   select reader, referral_id, case when reader = source_partner_id then 'source' else 'recipient' end, party_id, updated_at
     from referral, unnest(array[$1::uuid, $2::uuid]) reader`,
  [home, partnerId],
)
await world.asOwner(
  `insert into referral_assignment (assignment_id, referral_id, mode, recipient_partner_id, status, sent_at, created_at, updated_at)
   select referral_id, referral_id, 'live', partner_id, 'sent', updated_at, updated_at, updated_at
     from referral_reader where side = 'recipient'`,
)
await world.asOwner('vacuum analyze party, referral, referral_reader, referral_assignment')

type Plan = { 'Node Type': string; 'Actual Rows': number; 'Actual Loops': number; Plans?: Plan[] }
const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)]

/** The most rows that one node of the plan reads from a table or an index, of what a query asks. */
async function mostRead(ask: (db: Db) => Promise<unknown>): Promise<number> {
  const plans: Plan[] = []
  const pool = {
    connect: async () => {
      const client = await world.pool.connect()
      return {
        query: async (text: string, values: readonly unknown[]) => {
          const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(
            `explain (analyze, format json) ${text}`,
            [...values],
          )
          plans.push(...rows.flatMap((row) => row['QUERY PLAN'].map(({ Plan: plan }) => plan)))
          return { command: 'SELECT' as const, rowCount: 0, rows: [] }
        },
        release: () => client.release(),
      }
    },
    end: async () => undefined,
  }
  const spying = new Kysely<DB>({
    dialect: new PostgresDialect({ pool: pool as never }),
    plugins: world.db.getExecutor().plugins as never,
  })
  await ask(spying)
  if (plans.length === 0) throw new Error('No plan was seen')
  return Math.max(
    ...plans
      .flatMap(nodesOf)
      .filter((node) => node['Node Type'].endsWith('Scan'))
      .map((node) => node['Actual Rows'] * node['Actual Loops']),
  )
}

const deep = ['2022-06-02T18:00:00.000Z', '00000000-0000-7000-8000-000000002040'] as const
const ids = Array.from(
  { length: 20 },
  (_, index) => `00000000-0000-7000-8000-${String(2_000 + index).padStart(12, '0')}`,
)
const middle = '00000000-0000-7000-8000-000000002000'
const reader = { partnerId: home, now: new Date('2023-01-10T09:00:00.000Z') }

it.each<[string, (db: Db) => Promise<unknown>]>([
  ['referrals, oldest change first', (db) => findReferrals(db, reader, {}, { direction: 'asc', limit: 20 })],
  ['referrals, newest first', (db) => findReferrals(db, reader, {}, { direction: 'desc', limit: 20 })],
  ['referrals, deep', (db) => findReferrals(db, reader, {}, { direction: 'asc', limit: 20, after: deep })],
  ['referrals of one side', (db) => findReferrals(db, reader, { side: 'recipient' }, { direction: 'desc', limit: 20 })],
  [
    'referrals of a status',
    (db) => findReferrals(db, reader, { status: ['sent', 'received'] }, { direction: 'desc', limit: 20 }),
  ],
  [
    'referrals received, of a status',
    (db) => findReferrals(db, reader, { side: 'recipient', status: ['sent'] }, { direction: 'desc', limit: 20 }),
  ],
  [
    'referrals changed since',
    (db) => findReferrals(db, reader, { updatedAfter: '2022-06-03T00:00:00.000Z' }, { direction: 'asc', limit: 20 }),
  ],
  ['referrals with a partner', (db) => findReferrals(db, reader, { partnerId }, { direction: 'desc', limit: 20 })],
  ['possible duplicates', (db) => findAlikePairs(db, ids, home, reader.now)],
  ['people', (db) => findPartyPage(db, reader, {}, { limit: 20 })],
  ['people, deep', (db) => findPartyPage(db, reader, {}, { limit: 20, after: middle })],
])('a page of %s reads few rows more than it shows', async (_what, ask) => {
  expect(await mostRead(ask)).toBeLessThanOrEqual(200)
})
