import type { EventFeed } from '@progress-ess/shared/partner-events'
import type autocannon from 'autocannon'
import type { BenchDatabase } from './database.ts'
import { type Deliveries, measureDeliveries } from './deliveries.ts'
import { compare, type Measure, round, type Side } from './load.ts'
import type { Server } from './servers.ts'
import { kindsOf, recordStatements } from './statements.ts'
import type { World } from './world.ts'

export type PartnerBench = {
  readonly database: BenchDatabase
  readonly world: World
  readonly api: Server
  readonly floor: Server
  readonly rounds: number
  readonly seconds: number
}
export type PartnerMeasures = {
  readonly writes: readonly (Measure & { readonly name: string; readonly statements: number })[]
  readonly feed: Measure
  readonly deliveries: Deliveries
}

const CONNECTIONS = 10
const AMOUNT = 200
const JSON_TYPE = { 'content-type': 'application/json' }

type Ask = { readonly path: string; readonly body: string }

let people = 0

/** Somebody new each time: whoever was referred before would be looked for among ever more duplicates. */
function referralTo(partnerId: string): Ask {
  people += 1
  const body = {
    party: {
      kind: 'holder',
      firstName: 'Ada',
      lastName: 'Exemple',
      email: `ada${people}@example.test`,
      phone: `01 ${String(10_000_000 + people)}`,
      communeCode: '92050',
      organisationName: null,
      identifier: null,
    },
    project: { title: 'Conserverie solidaire', summary: 'Des invendus en bocaux.', stage: 'preparing' },
    subject: 'creation',
    activity: 'artisanal',
    recipients: [{ partnerId }],
    basis: 'public_task',
    consent: null,
  }
  return { path: '/api/v1/referrals', body: JSON.stringify(body) }
}

/** A partner of the département, whose agent the manager of the world is, too. */
async function addPartner(url: string, headers: Record<string, string>): Promise<string> {
  const post = async (path: string, body: object): Promise<{ partnerId: string }> => {
    const answer = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) })
    if (!answer.ok) throw new Error(await answer.text())
    return (await answer.json()) as { partnerId: string }
  }
  const { partnerId } = await post('/api/v1/partners', {
    kind: 'cma',
    name: `CMA ${Date.now()}`,
    connection: 'full',
    contactEmail: 'cma@example.test',
  })
  const today = new Date().toISOString().slice(0, 10)
  await post(`/api/v1/partners/${partnerId}/agreements`, {
    title: 'Convention',
    signedOn: today,
    startsOn: today,
    endsOn: null,
  })
  return partnerId
}

/** Each connection asks for the next one of these, once the answer before has come. */
function sideOf({ url, processorMs }: Server, headers: Record<string, string>, next: () => Ask): Side {
  const request: autocannon.Request = {
    method: 'POST',
    setupRequest: (given) => ({ ...given, ...next(), headers: { ...headers } }),
  }
  const setupClient = (client: autocannon.Client): void => {
    ;(client as unknown as { setRequests: (requests: autocannon.Request[]) => void }).setRequests([request])
  }
  return { load: () => round({ url, connections: CONNECTIONS, amount: AMOUNT, setupClient }), processorMs }
}

async function measureWrite(
  { database, api, floor, rounds }: PartnerBench,
  headers: Record<string, string>,
  { name, next }: { name: string; next: () => Ask },
): Promise<PartnerMeasures['writes'][number]> {
  const recorder = await recordStatements(database.appUrl)
  let answer = ''
  const ask = async (): Promise<void> => {
    const { path, body } = next()
    const response = await recorder.app.inject({ method: 'POST', url: path, body, headers: { ...headers } })
    if (response.statusCode >= 300) throw new Error(response.body)
    answer = response.body
  }
  await ask()
  const kinds = (await recorder.during(ask)).flatMap(({ text }) => kindsOf(text))
  await recorder.close()
  await database.owner.query(
    'insert into floor_body (path, body) values ($1, $2) on conflict (path) do update set body = excluded.body',
    [name, answer],
  )
  let row = 0
  const { body } = referralTo('')
  const floorNext = (): Ask => {
    row = (row % 1_000) + 1
    return {
      path: `/write/${row}?recipe=${kinds.join(',')}&path=${encodeURIComponent(name)}`,
      body,
    }
  }
  const measure = await compare(sideOf(floor, JSON_TYPE, floorNext), sideOf(api, headers, next), rounds)
  return { name, statements: kinds.length, ...measure }
}

async function measureFeed(bench: PartnerBench, headers: Record<string, string>): Promise<Measure> {
  const { database, api, floor, rounds, seconds } = bench
  const path = '/api/v1/events?limit=100'
  const body = await (await fetch(api.url + path, { headers })).text()
  if ((JSON.parse(body) as EventFeed).items.length < 100) throw new Error('The feed is too short to be measured')
  const recorder = await recordStatements(database.appUrl)
  const sent = await recorder.during(() => recorder.app.inject({ method: 'GET', url: path, headers: { ...headers } }))
  await recorder.close()
  const query = sent.find(({ text }) => text.includes('from "partner_event"'))
  if (query === undefined) throw new Error('The feed asks for no events')
  await database.owner.query('insert into floor_body (path, body) values ($1, $2)', [path, body])
  await database.owner.query('insert into floor_query (path, text, query_values) values ($1, $2, $3)', [
    path,
    query.text,
    JSON.stringify(query.values),
  ])
  const side = ({ url, processorMs }: Server, prefix = ''): Side => ({
    load: () => round({ url: `${url}${prefix}${path}`, connections: CONNECTIONS, seconds, headers }),
    processorMs,
  })
  return compare(side(floor, '/same-query'), side(api), rounds)
}

/** What partners do: refer somebody, tell of an assignment, read the feed, and be told. */
export async function measurePartners(bench: PartnerBench): Promise<PartnerMeasures> {
  const { database, world, api } = bench
  const headers = { ...JSON_TYPE, authorization: `Bearer ${world.managerToken}` }
  const partnerId = await addPartner(api.url, headers)
  const create = await measureWrite(bench, headers, { name: 'Referral', next: () => referralTo(partnerId) })
  const { rows } = await database.owner.query<{ id: string }>(
    `select assignment_id as id from referral_assignment where recipient_partner_id = $1 and status = 'sent'`,
    [partnerId],
  )
  const cancelNext = (): Ask => {
    const id = rows.pop()?.id
    if (id === undefined) throw new Error('No assignment is left')
    return {
      path: `/api/v1/assignments/${id}/events`,
      body: JSON.stringify({ event: 'cancel', reasonCode: 'duplicate' }),
    }
  }
  const event = await measureWrite(bench, headers, { name: 'Event on an assignment', next: cancelNext })
  return {
    writes: [create, event],
    feed: await measureFeed(bench, headers),
    deliveries: await measureDeliveries(database, partnerId, bench.rounds),
  }
}
