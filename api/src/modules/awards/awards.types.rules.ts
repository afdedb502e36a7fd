import type { AwardRules } from '@progress-ess/shared/awards'
import type { Fraction } from '../../kit/fraction.rules.ts'

/** Version of the computation: stored with each scenario, so that an old result can be told from a new engine’s. */
export const ENGINE_VERSION = '1.0.0'

/** One file as the rules see it: no name, no text, only what decides. */
export type ScoredFile = {
  readonly id: string
  readonly number: string
  readonly organisationKey: string
  readonly state: 'admissible' | 'inadmissible' | 'withdrawn'
  readonly requestedCents: number
  /** Charges of the project, without volunteers. */
  readonly budgetCents: number
  /** Instant of the submission that completed the file, ISO 8601 in UTC. */
  readonly completeAt: string
  readonly isNeverFunded: boolean
  /** On 100, as the rules rank on it; null when nobody evaluated the file. */
  readonly score: Fraction | null
  readonly criterionMeans: Readonly<Record<string, Fraction | null>>
  readonly eliminatedBy: string | null
  /** Place in the draw: ascending hexadecimal text. */
  readonly drawKey: string
}

export type Limit = 'request' | 'cap' | 'share' | 'rounding'

/** A file in the order in which money is served, with what it may get at the most. */
export type RankedFile = {
  readonly file: ScoredFile
  readonly score: Fraction
  /** Shared by equal files: 1, 2, 2, 4. */
  readonly rank: number
  readonly ceilingCents: number
  readonly limit: Limit
  /** Under this amount an award makes no sense: the floor, or the request when that is lower. */
  readonly leastCents: number
  /** Least amount of a partial award, or null when the rules allow none. */
  readonly partialCents: number | null
}

export type Outcome = 'funded' | 'reserve' | 'refused' | 'inadmissible' | 'withdrawn'
export type Reason = { readonly code: string; readonly facts: Readonly<Record<string, string | number | null>> }

export type ScenarioInput = {
  readonly rules: AwardRules
  /** Score under which no file is funded, on 100; null without one. */
  readonly threshold: Fraction | null
  /** Decimals that a score is told with: those that ranks are rounded to, else 2. */
  readonly decimals: number
  readonly files: readonly ScoredFile[]
}
