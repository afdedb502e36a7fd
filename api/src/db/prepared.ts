import { createHash } from 'node:crypto'
import { nextTick } from 'node:process'
import type { Duplex } from 'node:stream'
import pg from 'pg'
import { names } from './names.ts'

/** Texts beyond this number go unprepared: lists of variable length would otherwise fill every connection's memory. */
const MOST_STATEMENTS = 500
/** By text; null for one that is planned anew each time. */
const prepared = new Map<string, string | null>()

function nameOf(text: string): string | null {
  const known = prepared.get(text)
  if (known !== undefined) return known
  if (prepared.size >= MOST_STATEMENTS) return null
  const name = hasPattern(text) ? null : createHash('sha256').update(text).digest('base64url').slice(0, 24)
  prepared.set(text, name)
  return name
}

/** How many rows a pattern finds decides the plan, so a search is planned anew each time. */
const hasPattern = (text: string): boolean => / i?like /.test(text)

/** A migration changed a table under a plan that was prepared before it. */
const isStalePlan = (error: unknown): boolean =>
  (error as { code?: unknown }).code === '0A000' && (error as Error).message.includes('cached plan')

type Answer = Pick<pg.QueryResult, 'command' | 'rowCount' | 'rows'>
type Done = (error: Error | null, answer: Answer) => void
type RowDescription = { readonly fields: { name: string }[] }

/** The part of `pg.Query` that its types leave out. */
interface DescribedQuery extends pg.Submittable {
  handleRowDescription(message: RowDescription): void
}
const PlainQuery = pg.Query as unknown as new (config: pg.QueryConfig, done: Done) => DescribedQuery

/**
 * Gives the columns our names when they are described: once for a result, and its rows are made with them. Keys inside
 * jsonb are people’s data (answers, criteria), and stay.
 */
class NamingQuery extends PlainQuery {
  override handleRowDescription(message: RowDescription): void {
    for (const field of message.fields) field.name = names.ofColumn(field.name)
    super.handleRowDescription(message)
  }
}

/**
 * A connection that prepares each parametrised statement once, because planning costs more than running most of ours.
 * After a migration has made a plan stale, its statements are prepared anew, and one outside a transaction is run again.
 */
export class PreparingClient extends pg.Client {
  #epoch = 0
  #isInTransaction = false
  #isGathering = false

  constructor(config?: pg.ClientConfig) {
    super(config)
    // A connection that breaks says so at its next query; without a listener it would end the process.
    this.on('error', () => undefined)
  }

  /** Asks one statement. It does not wait for the answers to those before it, which PostgreSQL gives in their order. */
  async ask(text: string, values: readonly unknown[]): Promise<Answer> {
    this.#follow(text)
    this.#gather()
    const name = values.length > 0 ? nameOf(text) : null
    const send = () =>
      this.#send({ text, values: [...values], ...(name === null ? {} : { name: `${name}${this.#epoch}` }) })
    try {
      return await send()
    } catch (error) {
      Error.captureStackTrace(error as Error) // the driver’s own leads to its socket
      if (name === null || !isStalePlan(error)) throw error
      this.#epoch += 1
      if (this.#isInTransaction) throw error
      return send()
    }
  }

  #send(config: pg.QueryConfig): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.query(new NamingQuery(config, (error, answer) => (error === null ? resolve(answer) : reject(error))))
    })
  }

  /** What is asked before we next wait leaves in one packet. */
  #gather(): void {
    if (this.#isGathering) return
    this.#isGathering = true
    const { stream } = (this as unknown as { readonly connection: { readonly stream: Duplex } }).connection
    stream.cork()
    nextTick(() => {
      this.#isGathering = false
      stream.uncork()
    })
  }

  #follow(text: string): void {
    if (/^(begin|start transaction)/i.test(text)) this.#isInTransaction = true
    else if (/^(commit|rollback(?! to))/i.test(text)) this.#isInTransaction = false
  }
}
