import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from 'kysely'
import type pg from 'pg'
import type { PreparingClient } from './prepared.ts'

const WRITES: ReadonlySet<string> = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE'])

type PooledClient = Pick<PreparingClient, 'ask'> & Pick<pg.PoolClient, 'release'>

/** One connection of the pool, as Kysely wants it. */
class PooledConnection implements DatabaseConnection {
  readonly #client: PooledClient
  #isSound = true

  constructor(client: PooledClient) {
    this.#client = client
  }

  async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    const { command, rowCount, rows } = await this.#client.ask(sql, parameters)
    // The commit of a transaction in which something failed is answered kindly.
    if (sql === 'commit' && command !== 'COMMIT') throw new Error('The transaction had failed: its commit kept nothing')
    return { rows: rows as Row[], ...(WRITES.has(command) ? { numAffectedRows: BigInt(rowCount ?? 0) } : {}) }
  }

  streamQuery(): never {
    throw new Error('Pages are read instead of streams')
  }

  discard(): void {
    this.#isSound = false
  }

  release(): void {
    this.#client.release(!this.#isSound)
  }
}

/** Closes the connection instead of giving it back to the pool: nobody knows what is open on it. */
export function discard(connection: DatabaseConnection): void {
  if (connection instanceof PooledConnection) connection.discard()
}

/** PostgreSQL over what `driver` hands out. */
export const dialectOf = (driver: Driver): Dialect => ({
  createDriver: () => driver,
  createAdapter: () => new PostgresAdapter(),
  createQueryCompiler: () => new PostgresQueryCompiler(),
  createIntrospector: (db) => new PostgresIntrospector(db),
})

const asking = (text: string) => async (connection: DatabaseConnection) => {
  await connection.executeQuery(CompiledQuery.raw(text))
}

/** The pool makes clients of the class that it was given (`createPool`), which its types do not tell. */
const clientOf = (client: pg.PoolClient): PooledClient => client as unknown as PooledClient

/** A connection of the pool for each query. */
export const pooled = (pool: pg.Pool): Driver => ({
  init: async () => undefined,
  acquireConnection: async () => new PooledConnection(clientOf(await pool.connect())),
  releaseConnection: async (connection) => {
    if (connection instanceof PooledConnection) connection.release()
  },
  beginTransaction: asking('begin'),
  commitTransaction: asking('commit'),
  rollbackTransaction: asking('rollback'),
  destroy: () => pool.end(),
})
