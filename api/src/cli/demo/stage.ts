import type { Files } from '../../files/files.ts'
import type { AccountActor, Actor, Context } from '../../kit/context.ts'
import type { JobSurroundings } from '../../jobs/index.ts'

/** `files`: where they lie, for acts that come with one. */
export type Surroundings = Pick<JobSurroundings, 'db' | 'settings'> & { readonly files?: Files }

/** Plays use cases as somebody, at an instant of the past: the demonstration is made of real acts. */
export class Stage {
  readonly #surroundings: Surroundings
  #now = new Date('2022-11-01T08:00:00Z')

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings
  }

  get files(): Files {
    const { files } = this.#surroundings
    if (files === undefined) throw new Error('This act needs a place for its file')
    return files
  }

  /** Another one with a clock of its own, for what happens at the same time as the rest. */
  branch(): Stage {
    return new Stage(this.#surroundings).at(this.#now)
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
