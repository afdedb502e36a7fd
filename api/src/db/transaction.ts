import { nextTick } from 'node:process'
import { setImmediate } from 'node:timers/promises'
import { CompiledQuery, type DatabaseConnection, type Driver, Kysely, type QueryResult } from 'kysely'
import type { Db, Trx } from './database.ts'
import { dialectOf, discard } from './driver.ts'
import { names } from './names.ts'
import type { DB } from './schema.ts'

/**
 * A connection while a transaction is open on it. `begin` leaves with the first statement. Statements that do not wait for
 * one another (`Promise.all`) leave together, and PostgreSQL runs them one after the other, in the order in which they were
 * given; Kysely's own transactions would wait for each answer before sending the next.
 */
class OpenTransaction implements DatabaseConnection {
  readonly #connection: DatabaseConnection
  readonly #begun: Promise<unknown>
  #isOpen = true
  #failure: unknown = null
  #committed: Promise<unknown> | null = null

  constructor(connection: DatabaseConnection) {
    this.#connection = connection
    this.#begun = connection.executeQuery(CompiledQuery.raw('begin'))
    // Each statement waits for it too, and fails with it.
    this.#begun.catch(() => undefined)
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    if (!this.#isOpen) throw new Error('A statement came after the end of its transaction')
    try {
      const [result] = await Promise.all([this.#connection.executeQuery<Row>(query), this.#begun])
      return result
    } catch (error) {
      this.#failure ??= error
      throw error
    }
  }

  streamQuery(): never {
    throw new Error('A transaction does not stream')
  }

  /**
   * The commit leaves in one packet with what is asked from now until we wait for PostgreSQL again: a lock that others wait for is
   * held for one round trip less. Nothing can be asked after it. Where one of those statements fails, PostgreSQL keeps nothing.
   */
  readonly commitBehind = (): void => {
    // Queued before the packet is sent, and after every promise that is settled by then.
    nextTick(() => {
      // The work may have failed meanwhile, and its rollback be on its way.
      if (!this.#isOpen) return
      this.#isOpen = false
      this.#committed = this.#sendCommit()
      // Whoever waits for the end hears of it.
      this.#committed.catch(() => undefined)
    })
  }

  #sendCommit(): Promise<unknown> {
    return this.#connection.executeQuery(CompiledQuery.raw('commit'))
  }

  /** After a failure PostgreSQL keeps nothing, whatever is asked. */
  async commit(): Promise<void> {
    this.#isOpen = false
    this.#refuseFailed()
    try {
      await (this.#committed ??= this.#sendCommit())
    } catch (error) {
      // What nobody waited for has failed before the commit, but may be told after it, in the same turn.
      await setImmediate()
      this.#refuseFailed()
      throw error
    }
  }

  #refuseFailed(): void {
    if (this.#failure !== null) throw this.#failure as Error
  }

  /** Closed before it is sent: what still runs beside the statement that failed must not write after the end. */
  async rollback(): Promise<void> {
    this.#isOpen = false
    await this.#connection.executeQuery(CompiledQuery.raw('rollback'))
  }
}

const unsupported = async (): Promise<never> => {
  throw new Error('A transaction neither nests nor ends itself')
}

const driverOf = (transaction: OpenTransaction): Driver => ({
  init: async () => undefined,
  acquireConnection: async () => transaction,
  releaseConnection: async () => undefined,
  beginTransaction: unsupported,
  commitTransaction: unsupported,
  rollbackTransaction: unsupported,
  destroy: unsupported,
})

class KyselyInTransaction extends Kysely<DB> {
  override get isTransaction(): boolean {
    return true
  }
}

const kyselyOn = (transaction: OpenTransaction): Trx =>
  new KyselyInTransaction({ dialect: dialectOf(driverOf(transaction)), plugins: [names] }) as unknown as Trx

/**
 * Runs `work` in one transaction on one connection: what it wrote is there, or nothing. `work` may call `commitBehind` right before it asks
 * its last statements, when no answer to them could change its mind: the commit then leaves with them.
 */
export async function transact<T>(db: Db, work: (trx: Trx, commitBehind: () => void) => Promise<T>): Promise<T> {
  return db.getExecutor().provideConnection(async (connection) => {
    const transaction = new OpenTransaction(connection)
    try {
      const result = await work(kyselyOn(transaction), transaction.commitBehind)
      await transaction.commit()
      return result
    } catch (error) {
      // What went wrong first is told, not that the connection broke with it.
      await transaction.rollback().catch(() => discard(connection))
      throw error
    }
  })
}
