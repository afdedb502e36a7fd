import { createHash } from 'node:crypto'
import pg from 'pg'

/** Texts beyond this number go unprepared: lists of variable length would otherwise fill every connection's memory. */
const MOST_STATEMENTS = 500
/** By text; null for one that is planned anew each time. */
const names = new Map<string, string | null>()

function nameOf(text: string): string | null {
  const known = names.get(text)
  if (known !== undefined) return known
  if (names.size >= MOST_STATEMENTS) return null
  const name = hasPattern(text) ? null : createHash('sha256').update(text).digest('base64url').slice(0, 24)
  names.set(text, name)
  return name
}

/** How many rows a pattern finds decides the plan, so a search is planned anew each time. */
const hasPattern = (text: string): boolean => / i?like /.test(text)

/** A migration changed a table under a plan that was prepared before it. */
const isStalePlan = (error: unknown): boolean =>
  (error as { code?: unknown }).code === '0A000' && (error as Error).message.includes('cached plan')

type Query = (config: unknown, values?: unknown, callback?: unknown) => unknown

/**
 * A connection that prepares each parametrised statement once, because planning costs more than running most of ours.
 * After a migration has made a plan stale, its statements are prepared anew, and one outside a transaction is run again.
 */
export class PreparingClient extends pg.Client {
  #epoch = 0
  #isInTransaction = false

  constructor(config?: pg.ClientConfig) {
    super(config)
    // A connection that breaks says so at its next query; without a listener it would end the process.
    this.on('error', () => undefined)
    const plain = this.query.bind(this) as Query
    const query: Query = (config, values, callback) => {
      if (typeof config !== 'string' || callback !== undefined) return plain(config, values, callback)
      this.#follow(config)
      const name = Array.isArray(values) && values.length > 0 ? nameOf(config) : null
      if (name === null) return plain(config, values)
      return this.#prepared(plain, name, config, values as unknown[])
    }
    this.query = query as typeof this.query
  }

  #follow(text: string): void {
    if (/^(begin|start transaction)/i.test(text)) this.#isInTransaction = true
    else if (/^(commit|rollback(?! to))/i.test(text)) this.#isInTransaction = false
  }

  async #prepared(plain: Query, name: string, text: string, values: unknown[]): Promise<unknown> {
    const run = () => plain({ name: `${name}${this.#epoch}`, text, values })
    try {
      return await run()
    } catch (error) {
      if (!isStalePlan(error)) throw error
      this.#epoch += 1
      if (this.#isInTransaction) throw error
      return run()
    }
  }
}
