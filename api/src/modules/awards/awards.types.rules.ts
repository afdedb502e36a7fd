import type {
  AwardMethod,
  AwardRules,
  CeilingLimit,
  LineOutcome,
  LineReasonCode,
  Lock,
  Objective,
  Quota,
  ScenarioTotals,
  Selector,
  TieBreak,
} from '@progress-ess/shared/awards'
import type { Fraction } from '../../kit/fraction.rules.ts'

/** The engine in which each method came, or last changed what it gives. */
const METHOD_VERSIONS: Readonly<Record<AwardMethod['kind'], string>> = {
  rankAndCut: '1.0.0',
  tiers: '1.1.0',
  proportional: '1.1.0',
  equalShares: '1.1.0',
  optimum: '1.2.0',
}

/** The engine in which lots, quotas and locks came. */
const CONSTRAINED_VERSION = '1.2.0'

/**
 * Version of the computation that rules ask for: stored with each scenario, so that an old result can be told from a new
 * engine’s. A method that comes later leaves the results of the others as they are, to the byte.
 */
export const engineVersionOf = ({ method, envelope, quotas, locks }: AwardRules): string =>
  envelope.lots === undefined && quotas === undefined && locks === undefined
    ? METHOD_VERSIONS[method.kind]
    : CONSTRAINED_VERSION

/** One file as the rules see it: no name, no text, only what decides. */
export type ScoredFile = {
  /** Of this file alone, within its call. */
  readonly number: string
  readonly organisationKey: string
  readonly state: 'admissible' | 'inadmissible' | 'withdrawn'
  readonly requestedCents: number
  /** Charges of the project, without volunteers. */
  readonly budgetCents: number
  /** Place of the submission that completed the file among those of the call, from 1; 0 when the rules do not look at it. */
  readonly completePlace: number
  /** False for all when the rules do not look at it. */
  readonly isNeverFunded: boolean
  /** Which of the values that lots and quotas name are the file’s own; absent when they name none. */
  readonly facts?: Readonly<Partial<Record<Exclude<Selector['by'], 'neverFunded'>, readonly string[]>>>
  /** On 100, as the rules rank on it; null when nobody evaluated the file. */
  readonly score: Fraction | null
  readonly criterionMeans: Readonly<Record<string, Fraction | null>>
  readonly eliminatedBy: string | null
  /** Place in the draw: ascending hexadecimal text. */
  readonly drawKey: string
}

export type ScenarioInput = {
  readonly rules: AwardRules
  /** Score under which no file is funded, on 100; null without one. */
  readonly threshold: Fraction | null
  /** Decimals that a score is told with: those that ranks are rounded to, else 2. */
  readonly decimals: number
  readonly files: readonly ScoredFile[]
}

/** The amounts between which an award of one file may lie, in cents. */
export type Bounds = {
  /** The most it may get, and what bound it. */
  readonly ceilingCents: number
  readonly limit: CeilingLimit
  /** The least that an award may be: the floor, or the whole request when that is lower. */
  readonly leastCents: number
  /** The least that a partial award may be; null when the rules allow none, or when only all of the ceiling will do. */
  readonly partialCents: number | null
}

/** A file in the order in which money is served. */
export type RankedFile = Bounds & {
  readonly file: ScoredFile
  readonly score: Fraction
  /** Shared by equal scores: 1, 2, 2, 4. */
  readonly rank: number
}

/** What holds a file’s place before the ranking is served. */
export type HeldBy = { readonly lock: Lock } | { readonly quota: Quota }

/** What became of one file at its turn. */
export type Served = {
  readonly entry: RankedFile
  /** What was left of the envelope, or of the file’s lot, before it: where files share, after the floors of those before it. */
  readonly leftCents: number
  /** What it leaves less to those behind it: its award, or where files share its floor. */
  readonly takenCents: number
  readonly awardCents: number
  /** `shared`: less than its ceiling, as all who share; `at-floor`: its share would have been less than its floor. */
  readonly how:
    | 'full'
    | 'partial'
    | 'shared'
    | 'at-floor'
    | 'locked-in'
    | 'locked-out'
    | 'misfit'
    | 'after-cut'
    | 'never-fits'
    | 'same-organisation'
    | 'quota-full'
    | 'in-part'
    | 'not-in-optimum'
  /** Rank of the file at which the service had stopped before this one; null while it goes on. */
  readonly cutRank: number | null
  /** The first file of the same organisation that was served before. */
  readonly sameAs: string | null
  /** The quota that an award of so many cents would have taken over its most. */
  readonly quota: { readonly quota: Quota; readonly neededCents: number } | null
  readonly held: HeldBy | null
  /** Under the optimum: what it is worth, and what it would be with the file in (null: no set holds it, or not asked). */
  readonly worth?: { readonly objective: Objective; readonly value: string; readonly withIt: string | null }
}

/** What a file takes at its turn, and whether nobody of its pot is served after it. A `misfit` takes nothing. */
export type Taken = Pick<Served, 'how' | 'takenCents' | 'awardCents'> & {
  readonly isLast: boolean
  /** The least rise of the pot that would change this; Infinity when none does. */
  readonly lackCents: number
}

/** How a method lets files take money. */
export type Manner = {
  readonly take: (entry: RankedFile, leftCents: number) => Taken
  /** What is set aside for a file that a quota or a lock holds a place for. */
  readonly holdOf: (entry: RankedFile, lock?: Lock) => Pick<Served, 'how' | 'takenCents' | 'awardCents'>
}

/** In proportion to what files share. */
export type ShareBy = 'request' | 'scoreTimesRequest' | 'tier' | 'equal'

type Is<Code extends LineReasonCode, Facts extends Readonly<Record<string, string | number | null>>> = {
  readonly code: Code
  readonly facts: Readonly<Facts>
}

/** Why a line has its amount: amounts in cents, scores in decimal text (docs/award-rules.md). */
export type Reason =
  | Is<'funded', { awardCents: number }>
  | Is<'funded-capped', { limit: CeilingLimit; ceilingCents: number; requestedCents: number }>
  | Is<'funded-partial', { leftCents: number; neededCents: number }>
  | Is<'funded-share', { by: ShareBy; awardCents: number; ceilingCents: number; sharers: number }>
  | Is<'funded-at-floor', { by: ShareBy; awardCents: number; ceilingCents: number; sharers: number }>
  | Is<'funded-by-quota' | 'displaced-by', { quota: string; label: string }>
  | Is<'quota-full', { quota: string; label: string; max: number; measure: Quota['measure']; neededCents: number }>
  | Is<'funded-in-part', { awardCents: number; ceilingCents: number }>
  | Is<'not-in-optimum', { objective: Objective; value: string; withIt: string | null }>
  | Is<'locked-in' | 'locked-out', { reason: string }>
  | Is<'floors-exhausted', { leftCents: number; neededCents: number; cutRank: number | null }>
  | Is<'envelope-exhausted', { leftCents: number; neededCents: number; cutRank: number | null }>
  | Is<'below-floor', { leftCents: number; ceilingCents: number; floorCents: number }>
  | Is<'below-tiers', { leastScore: string; missing: string }>
  | Is<'same-organisation', { number: string | null }>
  | Is<'lost-tie', { by: TieBreak['by'] | 'number'; criterion: string | null; place: number; of: number }>
  | Is<'below-threshold', { threshold: string; missing: string }>
  | Is<'eliminated', { criterion: string }>
  | Is<'inadmissible' | 'withdrawn' | 'not-evaluated', Readonly<Record<string, never>>>

/** An exact score in text, and decimals of it for display only. */
export type TextScore = { readonly numerator: string; readonly denominator: string; readonly display: string }

/** The least change that would fund the file, everything else staying as it is. */
export type Counterfactual = {
  /** From the present envelope up, in cents; null when none funds it. */
  readonly leastEnvelopeCents: number | null
  readonly leastEnvelopeInFullCents: number | null
  /** Null when no score up to 100 funds it. */
  readonly leastScore: TextScore | null
  /** Only when the search for an envelope ended before all were tried. */
  readonly searchedToCents?: number
}

export type ResultLine = {
  readonly number: string
  /** Null out of the ranking. */
  readonly rank: number | null
  readonly score: TextScore | null
  readonly requestedCents: number
  readonly ceilingCents: number
  readonly limit: CeilingLimit
  readonly awardCents: number
  readonly outcome: LineOutcome
  readonly reserveRank: number | null
  /** The deciding one first. */
  readonly reasons: readonly Reason[]
  /** Null for a file that is funded in full, inadmissible or withdrawn. */
  readonly counterfactual: Counterfactual | null
}

export type ScenarioResult = {
  readonly engineVersion: string
  readonly totals: ScenarioTotals
  readonly lines: readonly ResultLine[]
}

/** What a long run is at: the programmes of an optimum, what it would be with others in, least envelopes, lines. */
export type RunPhase = 'solving' | 'exchanges' | 'envelopes' | 'lines'
/** Told on the way, for whoever waits: so many of so many; null where nobody knows how many there will be. */
export type Tell = (phase: RunPhase, done: number, total: number | null) => void
export const silent: Tell = () => undefined
