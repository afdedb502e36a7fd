import type { AccountActor, Actor, Context } from '../../kit/context.ts'
import type { JobSurroundings } from '../../jobs/index.ts'

export type Surroundings = Pick<JobSurroundings, 'db' | 'settings'>

/** Plays use cases as somebody, at an instant of the past: the demonstration is made of real acts. */
export class Stage {
  readonly #surroundings: Surroundings
  #now = new Date('2022-11-01T08:00:00Z')

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings
  }

  /** From now on it is this instant. */
  at(instant: string | Date): this {
    this.#now = new Date(instant)
    return this
  }

  as(actor: AccountActor | Actor): Context {
    const { db, settings } = this.#surroundings
    return { db, settings, actor, now: this.#now, receivedAt: this.#now, requestId: 'demonstration' }
  }
}
