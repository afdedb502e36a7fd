import type { ProblemError } from '@progress-ess/shared/kit'

/** What went against the request; `plugins/errors.ts` alone turns a kind into an HTTP status. */
export type RefusalKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'notFound'
  | 'methodNotAllowed'
  | 'conflict'
  | 'stale'
  | 'versionRequired'
  | 'tooLarge'
  | 'unprocessable'
  | 'tooMany'
  | 'unavailable'

export type RefusalFacts = Readonly<Record<string, string | number | boolean | null>>
export type RefusalExtra = {
  readonly context?: RefusalFacts
  readonly errors?: readonly ProblemError[]
  /** For the log alone: it never leaves with the answer. */
  readonly cause?: unknown
}

/** A clear "no", with a stable kebab-case code. `detail` is English for integrators; pages speak by code. */
export class Refusal extends Error {
  readonly kind: RefusalKind
  readonly code: string
  readonly context: RefusalFacts | undefined
  readonly errors: readonly ProblemError[] | undefined

  constructor(kind: RefusalKind, code: string, detail: string, { context, errors, cause }: RefusalExtra = {}) {
    super(detail, cause === undefined ? {} : { cause })
    this.name = 'Refusal'
    this.kind = kind
    this.code = code
    this.context = context
    this.errors = errors
  }
}

export const notFound = (noun: string): Refusal => new Refusal('notFound', `${noun}-not-found`, `No such ${noun}`)

/** A day on which something is said to have happened is still to come. */
export const dayInFuture = (pointer: string): Refusal =>
  new Refusal('unprocessable', 'day-in-future', 'This day has not come yet', {
    errors: [{ pointer, keyword: 'day-in-future', message: 'has not come yet' }],
  })

/** The resource changed since `version` was read. */
export const staleVersion = (currentVersion: number): Refusal =>
  new Refusal('stale', 'stale-version', 'The resource was changed meanwhile', { context: { currentVersion } })
