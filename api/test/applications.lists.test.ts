import { beforeEach, describe, expect, it } from '@jest/globals'
import type { ApplicationCounts, ApplicationPage } from '@progress-ess/shared/applications'
import type { Call } from '@progress-ess/shared/calls'
import { Kysely, PostgresDialect } from 'kysely'
import type { Static } from 'typebox'
import type { DB } from '../src/db/schema.ts'
import { findPage, type ListFilter, type Sort } from '../src/modules/applications/listing.queries.ts'
import type { Account } from './support/accounts.ts'
import { givenApp } from './support/app.ts'
import * as given from './support/given-application.ts'
import { givenPublishedCall } from './support/given-call.ts'

type Listed = Static<typeof ApplicationPage>

const NOW = '2023-01-10T09:00:00.000Z'
const world = await givenApp({ now: NOW })
beforeEach(() => world.clock.set(NOW))

const list = async (who: Account | 'agent' | 'admin', query: object): Promise<Listed> =>
  (await world.as(who).get('/api/v1/applications').query(query).expect(200)).body as Listed
const titles = ({ items }: Listed) => items.map(({ projectTitle }) => projectTitle)

const PROJECTS = [
  { title: 'Épicerie du Parc', asked: 9_000, name: 'Les Voisins', day: 11 },
  { title: 'Zoo urbain', asked: 3_000, name: 'Œuvre commune', day: 14 },
  { title: 'Atelier vélo', asked: 12_000, name: 'Roues d’avenir', day: 12 },
  { title: 'Écrivain public', asked: 9_000, name: 'Plume et cie', day: 13 },
  { title: 'école ouverte', asked: 5_000, name: 'Savoirs', day: 15 },
] as const

/** Five submitted files on five days, and a draft. */
async function givenCallWithFiles(): Promise<{ call: Call; files: given.File[]; draft: given.File }> {
  const call = await givenPublishedCall(world)
  const draft = await given.givenCompleteDraft(world, { call })
  const files: given.File[] = []
  for (const { title, asked, name, day } of PROJECTS) {
    world.clock.set(`2023-01-${day}T09:00:00.000Z`)
    const file = await given.givenCompleteDraft(world, { call, organisation: { name } })
    await given.save(world, file, { answers: { title }, budget: given.budgetOf(asked, 20_000) })
    await given.submit(world, file)
    files.push(file)
  }
  world.clock.set(NOW)
  return { call, files, draft }
}

const { call, files, draft } = await givenCallWithFiles()
const { callId } = call

/** Page after page, until there is no more. */
async function walk(who: Account | 'agent', query: object): Promise<Listed['items']> {
  const all: Listed['items'] = []
  let after: string | null = null
  do {
    const page: Listed = await list(who, { ...query, limit: 2, ...(after === null ? {} : { after }) })
    all.push(...page.items)
    after = page.next
  } while (after !== null)
  return all
}

describe('GET /applications for agents', () => {
  it('lists submitted files, latest first, and no draft', async () => {
    expect(titles(await list('agent', { callId }))).toEqual([
      'école ouverte',
      'Zoo urbain',
      'Écrivain public',
      'Atelier vélo',
      'Épicerie du Parc',
    ])
    expect(await list('admin', { callId, status: ['draft'] })).toEqual({ items: [], next: null })
  })

  it.each<[string, string[]]>([
    ['submittedAt', ['Épicerie du Parc', 'Atelier vélo', 'Écrivain public', 'Zoo urbain', 'école ouverte']],
    ['projectTitle', ['Atelier vélo', 'école ouverte', 'Écrivain public', 'Épicerie du Parc', 'Zoo urbain']],
    ['number', ['Épicerie du Parc', 'Zoo urbain', 'Atelier vélo', 'Écrivain public', 'école ouverte']],
  ])('sorts by %s, as French people do, and gives every file once page after page', async (sort, expected) => {
    expect(titles(await list('agent', { callId, sort }))).toEqual(expected)
    expect((await walk('agent', { callId, sort })).map(({ projectTitle }) => projectTitle)).toEqual(expected)
  })

  it('sorts by amount both ways, equal amounts in a stable order', async () => {
    const up = await walk('agent', { callId, sort: 'requestedCents' })
    const down = await walk('agent', { callId, sort: '-requestedCents' })
    expect(up.map(({ requestedCents }) => requestedCents / 100)).toEqual([3_000, 5_000, 9_000, 9_000, 12_000])
    expect(down).toEqual([...up].reverse())
  })

  it.each<[string, string[]]>([
    ['epicerie', ['Épicerie du Parc']],
    ['ÉCRIVAIN', ['Écrivain public']],
    ['roues', ['Atelier vélo']],
    ['oeuvre', ['Zoo urbain']],
    ['voisins parc', ['Épicerie du Parc']],
    ['parc voisins introuvable', []],
    ['-0003', ['Atelier vélo']],
    ['zo', ['Zoo urbain']],
    ['oo', []],
    ['%', []],
    ['_', []],
    ['\\', []],
  ])('finds “%s” without accents, in title, name and number', async (search, expected) => {
    expect(titles(await list('agent', { callId, search }))).toEqual(expected)
  })

  it('finds a file by its SIREN, and by the new name of its organisation', async () => {
    const [file] = files
    expect(titles(await list('agent', { search: file?.organisation.siren }))).toEqual(['Épicerie du Parc'])
    const organisation = `/api/v1/organisations/${file?.organisation.organisationId ?? ''}`
    const { headers } = await world.as('agent').get(organisation).expect(200)
    await world
      .as('agent')
      .patch(organisation)
      .set('if-match', headers['etag'] ?? '')
      .send({ name: 'Nouvelle enseigne' })
      .expect(200)
    expect(titles(await list('agent', { callId, search: 'enseigne' }))).toEqual(['Épicerie du Parc'])
    expect(titles(await list('agent', { callId, search: 'voisins' }))).toEqual([])
  })

  it('filters by state, organisation and call together', async () => {
    const [, zoo] = files
    const { organisationId } = zoo?.organisation ?? {}
    expect(titles(await list('agent', { callId, organisationId, status: ['submitted', 'in_review'] }))).toEqual([
      'Zoo urbain',
    ])
    expect(titles(await list('agent', { callId, status: ['withdrawn', 'admissible'] }))).toEqual([])
  })

  it('refuses cursors that it did not write, and filters that it does not know', async () => {
    const cursor = (key: unknown) => Buffer.from(JSON.stringify(key)).toString('base64url')
    const id = draft.applicationId
    for (const query of [
      { after: 'abc' },
      { after: cursor(['yesterday', id]) },
      { after: cursor([NOW, 'not-an-id']) },
      { after: cursor([12, id]) },
      { after: cursor(['Titre', id]), sort: 'requestedCents' },
      { sort: 'colour' },
      { status: ['lost'] },
      { limit: 0 },
      { search: 'x'.repeat(101) },
    ]) {
      const answer = await world.as('agent').get('/api/v1/applications').query(query)
      expect([answer.status, given.codeOf(answer)]).toEqual([400, 'invalid-request'])
    }
  })
})

describe('GET /applications for an applicant', () => {
  it('lists the files of his organisations alone, drafts among them', async () => {
    const [file] = files
    expect(titles(await list(draft.owner, {}))).toEqual(['Épicerie solidaire'])
    expect((await list(file?.owner ?? draft.owner, { callId })).items).toMatchObject([
      { applicationId: file?.applicationId, status: 'submitted' },
    ])
    const stranger = await world.givenAccount({ roles: ['applicant'] })
    expect(await list(stranger, {})).toEqual({ items: [], next: null })
  })

  it.each(['submittedAt', '-submittedAt', 'number', 'projectTitle', 'requestedCents', undefined])(
    'gives every file once page after page when sorted by %s, also drafts without number and title',
    async (sort) => {
      const owner = await world.givenAccount({ roles: ['applicant'] })
      const made = [
        await given.givenDraft(world, { owner }),
        await given.givenSubmitted(world, { owner }),
        await given.givenDraft(world, { owner }),
        await given.givenSubmitted(world, { owner }),
        await given.givenCompleteDraft(world, { owner }),
      ]
      const listed = await walk(owner, sort === undefined ? {} : { sort })
      expect(listed.map(({ applicationId }) => applicationId).sort()).toEqual(
        made.map(({ applicationId }) => applicationId).sort(),
      )
    },
  )
})

describe('GET /calls/:callId/application-counts', () => {
  it('counts by state and by day in Paris, drafts apart', async () => {
    const { body } = await world.as('agent').get(`/api/v1/calls/${callId}/application-counts`).expect(200)
    const expected: ApplicationCounts = {
      total: 5,
      byStatus: {
        draft: 1,
        submitted: 5,
        in_review: 0,
        correction_requested: 0,
        admissible: 0,
        inadmissible: 0,
        withdrawn: 0,
        expired: 0,
      },
      submissionsByDay: [11, 12, 13, 14, 15].map((day) => ({ on: `2023-01-${day}`, count: 1 })),
      requestedCents: 38_000_00,
      freshAnswers: 0,
      evaluated: 0,
    }
    expect(body).toEqual(expected)
  })

  it('counts a submission of the last minutes of a day in Paris on that day', async () => {
    const late = await given.givenCompleteDraft(world)
    world.clock.set('2023-01-20T22:59:59.000Z')
    await given.submit(world, late)
    const other = await given.givenCompleteDraft(world, { call: late.call })
    world.clock.set('2023-01-20T23:00:00.000Z')
    await given.submit(world, other)
    const { body } = await world.as('agent').get(`/api/v1/calls/${late.call.callId}/application-counts`).expect(200)
    expect((body as ApplicationCounts).submissionsByDay).toEqual([
      { on: '2023-01-20', count: 1 },
      { on: '2023-01-21', count: 1 },
    ])
  })

  it('knows no other call', async () => {
    const unknown = `/api/v1/calls/${draft.applicationId}/application-counts`
    expect(given.codeOf(await world.as('agent').get(unknown).expect(404))).toBe('call-not-found')
  })
})

describe('GET /applications.csv', () => {
  const csv = async (query: object): Promise<string> =>
    (await world.as('agent').get('/api/v1/applications.csv').query(query).expect(200)).text

  it('gives what is filtered, for a spreadsheet', async () => {
    const answer = await world.as('agent').get('/api/v1/applications.csv').query({ callId, search: 'zoo' }).expect(200)
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8')
    expect(answer.headers['content-disposition']).toBe('attachment; filename="dossiers.csv"')
    expect(answer.text).toBe(
      '\uFEFFnumero;etat;projet;structure;commune;demande_eur;depose_le;appel\r\n' +
        `${call.code}-0002;submitted;Zoo urbain;Œuvre commune;Nanterre;"3000,00";2023-01-14T09:00:00.000Z;${call.code}\r\n`,
    )
  })

  it('disarms what a spreadsheet would run, and quotes what would break a line', async () => {
    const file = await given.givenCompleteDraft(world, { organisation: { name: '@SUM(A1)' } })
    await given.save(world, file, { answers: { title: '=HYPERLINK("http://x";"y")' } })
    await given.submit(world, file)
    expect(await csv({ callId: file.call.callId })).toContain(`;"'=HYPERLINK(""http://x"";""y"")";'@SUM(A1);`)
  })

  it('is not for applicants', async () => {
    const answer = await world.as(draft.owner).get('/api/v1/applications.csv').expect(403)
    expect(given.codeOf(answer)).toBe('role-not-allowed')
  })
})

describe('many files', () => {
  const MANY = 12_000

  /** So many submitted files of one call, written straight into the tables: lists are looked at, not submissions. */
  async function givenMany(): Promise<string> {
    const many = await givenPublishedCall(world)
    await world.asOwner(
      `insert into organisation (organisation_id, rna, name, legal_form_code, family, postcode, commune_code, commune_name, created_at, updated_at)
       select gen_random_uuid(), 'W77' || lpad(i::text, 7, '0'), 'Association ' || i, '9220', 'association', '92000', '92050',
              (array['Colombes', 'Clichy', 'Montrouge'])[1 + i % 3], now(), now() from generate_series(1, $1) i`,
      [MANY],
    )
    await world.asOwner(
      `insert into application (application_id, call_id, organisation_id, number, status, project_title, requested_cents,
                                revision_number, submitted_version, submitted_at, inadmissible_reason, created_at, updated_at)
       select gen_random_uuid(), $1, organisation_id, 'MANY-' || rna, (array['submitted', 'in_review', 'admissible'])[1 + i % 3],
              (array['Jardin ', 'Café ', 'Atelier '])[1 + i % 3] || i, (i * 7919) % 1500000, 1, 1,
              timestamptz '2023-01-03T08:00:00Z' + i * interval '100 s', null, now(), now()
         from (select row_number() over () as i, organisation_id, rna from organisation where rna like 'W77%') o`,
      [many.callId],
    )
    // As autovacuum would, in time: an unknown table counts as full, and a join with it then reads all organisations.
    await world.asOwner('vacuum analyze application, organisation, call, correction, decision, award')
    return many.callId
  }

  const sorts: Record<string, Sort> = {
    '-submittedAt': { column: 'submittedAt', direction: 'desc', type: 'instant' },
    requestedCents: { column: 'requestedCents', direction: 'asc', type: 'number' },
    projectTitle: { column: 'projectTitle', direction: 'asc', type: 'string' },
    number: { column: 'number', direction: 'asc', type: 'string' },
  }

  type Plan = { 'Node Type': string; 'Relation Name'?: string; 'Actual Rows': number; Plans?: Plan[] }
  const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)]

  /** The plan that PostgreSQL runs for one page, and its last row as the key of the next. */
  async function explain(filter: ListFilter, sort: Sort, after?: [string | number, string]) {
    let plan: Plan | undefined
    const scope = { accountId: null, reach: 'submitted' } as const
    const spying = new Kysely<DB>({
      dialect: new PostgresDialect({
        pool: {
          connect: async () => {
            const client = await world.pool.connect()
            return {
              query: async (text: string, values: readonly unknown[]) => {
                const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(
                  `explain (analyze, format json) ${text}`,
                  [...values],
                )
                plan = rows[0]?.['QUERY PLAN'][0].Plan
                return { command: 'SELECT' as const, rowCount: 0, rows: [] }
              },
              release: () => client.release(),
            }
          },
          end: async () => undefined,
        } as never,
      }),
      plugins: world.db.getExecutor().plugins as never,
    })
    await findPage(spying, filter, scope, sort, { limit: 20, ...(after === undefined ? {} : { after }) })
    if (plan === undefined) throw new Error('No plan was seen')
    return nodesOf(plan)
  }

  it('are listed from an index: no page reads more rows than it needs, however deep', async () => {
    const callOfMany = await givenMany()
    for (const [name, sort] of Object.entries(sorts)) {
      const column = name.replace('-', '').replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
      const [middle] = await world.asOwner<{ key: string | number | Date; id: string }>(
        `select ${column} as key, application_id as id from application where call_id = $1
          order by ${column} ${sort.direction}, application_id ${sort.direction} offset ${MANY / 2} limit 1`,
        [callOfMany],
      )
      const key = middle?.key instanceof Date ? middle.key.toISOString() : (middle?.key ?? '')
      const deep: [string | number, string] = [key, middle?.id ?? '']
      const cases: [ListFilter, [string | number, string]?][] = [
        [{ callId: callOfMany }],
        [{ callId: callOfMany }, deep],
        [{}],
        [{}, deep],
        [{ callId: callOfMany, status: ['admissible'] }],
        [{ callId: callOfMany, status: ['withdrawn'] }],
        [{ callId: callOfMany, search: 'jardin' }],
        [{ callId: callOfMany, search: 'introuvable' }],
        [{ callId: callOfMany, search: 'zz' }],
      ]
      for (const [filter, after] of cases) {
        const nodes = await explain(filter, sort, after)
        const most = Math.max(
          ...nodes.filter((node) => node['Node Type'].endsWith('Scan')).map((node) => node['Actual Rows']),
        )
        expect({ name, filter, after, most: most <= 200 ? 'few' : most }).toEqual({ name, filter, after, most: 'few' })
        expect(
          nodes.filter((node) => node['Node Type'] === 'Seq Scan').map((node) => node['Relation Name']),
        ).not.toContain('application')
      }
    }
  })

  it('are exported whole, page after page', async () => {
    const text = await csv('MANY')
    expect(text.split('\r\n')).toHaveLength(MANY + 2)
    expect(new Set(text.split('\r\n').slice(1)).size).toBe(MANY + 1)
  })

  async function csv(search: string): Promise<string> {
    return (await world.as('agent').get('/api/v1/applications.csv').query({ search }).expect(200)).text
  }
})
