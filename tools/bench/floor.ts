import { createHash } from 'node:crypto'
import process from 'node:process'
import Fastify from 'fastify'
import pg from 'pg'

/**
 * What the API is measured against: a bare Fastify and prepared statements, nothing else. A read asks PostgreSQL the same
 * one query as the API and answers the same bytes (`/same-query/…`); below that, it fetches the answer itself, which lies
 * ready in a row (any other path). A write runs a transaction with as many statements of the same kinds.
 */
const pool = new pg.Pool({ connectionString: process.env['FLOOR_DATABASE_URL'], max: 10 })

const KINDS = {
  lock: 'select id, body, version from floor_row where id = $1 for update',
  read: 'select body, version from floor_row where id = $1',
  update: 'update floor_row set body = $2, version = version + 1 where id = $1 returning version',
  count: 'update floor_counter set n = n + 1 where id = $1 returning n',
  insert: 'insert into floor_log (row_id, body) values ($1, $2)',
} as const
export type FloorStatement = keyof typeof KINDS

const BODY = new Set<FloorStatement>(['update', 'insert'])
const bodyOf = `select body from floor_body where path = $1`

async function answer(path: string): Promise<string> {
  const { rows } = await pool.query<{ body: string }>({ name: 'body', text: bodyOf, values: [path] })
  return rows[0]?.body ?? ''
}

const app = Fastify()
app.get('/*', async (request, reply) => reply.type('application/json; charset=utf-8').send(await answer(request.url)))

type Query = { readonly name: string; readonly text: string; readonly values: unknown[]; readonly body: string }
const queries = new Map<string, Query>()

/** The API’s own query for this path, and the bytes of its answer: read once. */
async function queryOf(path: string): Promise<Query> {
  const known = queries.get(path)
  if (known !== undefined) return known
  const { rows } = await pool.query<Omit<Query, 'name'>>(
    'select text, query_values as values, body from floor_query join floor_body using (path) where path = $1',
    [path],
  )
  const [row] = rows
  if (row === undefined) throw new Error(`no query is known for ${path}`)
  const query = { ...row, name: createHash('sha256').update(row.text).digest('base64url') }
  queries.set(path, query)
  return query
}

/** One prepared query, the one that the API asks, and the bytes that the API answers. */
app.get('/same-query/*', async (request, reply) => {
  const { name, text, values, body } = await queryOf(request.url.slice('/same-query'.length))
  await pool.query({ name, text, values })
  return reply.type('application/json; charset=utf-8').send(body)
})

app.post<{ Params: { row: string }; Querystring: { recipe: string; path: string } }>(
  '/write/:row',
  async (request, reply) => {
    const statements = request.query.recipe.split(',') as FloorStatement[]
    const text = JSON.stringify(request.body)
    const client = await pool.connect()
    try {
      await client.query('begin')
      for (const kind of statements) {
        const id = kind === 'count' ? '0' : request.params.row
        await client.query({ name: kind, text: KINDS[kind], values: BODY.has(kind) ? [id, text] : [id] })
      }
      await client.query('commit')
    } finally {
      client.release()
    }
    return reply.type('application/json; charset=utf-8').send(await answered(request.query.path))
  },
)

/** A write answers bytes that lie ready: its statements are those of the transaction. */
const ready = new Map<string, string>()
async function answered(path: string): Promise<string> {
  const known = ready.get(path) ?? (await answer(path))
  ready.set(path, known)
  return known
}

process.stdout.write(`listening on ${await app.listen({ port: 0, host: '127.0.0.1' })}\n`)
