import type { CurrentSession } from './session.ts'

const MOST_SESSIONS = 10_000

/**
 * Spares a page that reads five things at once four look-ups of the same session. It serves reads only, for two seconds
 * at most: a session that was ended stops writing at once, and reading within these seconds.
 */
export class SessionCache {
  readonly #entries = new Map<string, { readonly session: CurrentSession; readonly until: number }>()
  readonly #milliseconds: number

  constructor(milliseconds: number) {
    this.#milliseconds = milliseconds
  }

  get(token: string): CurrentSession | null {
    const entry = this.#entries.get(token)
    return entry !== undefined && performance.now() < entry.until ? entry.session : null
  }

  keep(token: string, session: CurrentSession): void {
    if (this.#milliseconds === 0) return
    // The oldest went in first: a map keeps the order of insertion.
    if (this.#entries.size >= MOST_SESSIONS) this.#entries.delete(String(this.#entries.keys().next().value))
    this.#entries.delete(token)
    this.#entries.set(token, { session, until: performance.now() + this.#milliseconds })
  }

  forget(token: string): void {
    this.#entries.delete(token)
  }
}
