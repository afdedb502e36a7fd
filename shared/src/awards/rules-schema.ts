import { Type, type Static } from 'typebox'
import { CriterionId } from '../evaluations/grid-schema.ts'
import { Bp, Cents, Instant, Line, Reason, Sha256, Strict, Words } from '../kit/primitives.ts'

/** A share of what is asked, from which a partial award still makes sense. */
const MinShare = Strict({ minShareOfRequest: Bp })

/** The mean of the marks of one criterion: the higher first. */
const ByCriterion = Strict({ by: Type.Literal('criterion'), criterionId: CriterionId })

const ByFact = Strict({ by: Words(['smallerRequest', 'neverFundedFirst', 'earlierComplete']) })

/** The order that the jury gave to files it had to tell apart, by number; files that it does not name stay equal. */
const ByJury = Strict({
  by: Type.Literal('jury'),
  order: Type.Array(Line(40), { maxItems: 500, uniqueItems: true }),
})

/**
 * A public value that nobody can know or choose beforehand, mixed into the seed: who keeps the seed cannot have picked one
 * that suits him, and who knows the value cannot know the draw.
 */
export const Beacon = Strict(
  {
    /** What gives it, and how it is written, so that everybody writes the same. */
    source: Line(300),
    /** From when on it is known; after the closing of the call. */
    at: Instant,
    /** What is taken when the source gives nothing. */
    fallback: Line(300),
  },
  'Beacon',
)
export type Beacon = Static<typeof Beacon>

/** A draw that anyone can verify: the SHA-256 of its seed’s bytes is public with the call, the seed with the results. */
const ByDraw = Strict({ by: Type.Literal('draw'), seedCommitment: Sha256, beacon: Type.Optional(Beacon) })

/** Ordered: the first that tells two files apart decides. */
export const TieBreak = Type.Union([ByCriterion, ByFact, ByJury, ByDraw], { title: 'TieBreak' })
export type TieBreak = Static<typeof TieBreak>

/** Files are served in the order of their rank until the money runs out. */
export const RankAndCut = Strict(
  {
    kind: Type.Literal('rankAndCut'),
    /** A file that does not fit: stop there, or skip it and try the next. */
    onMisfit: Words(['stop', 'skip'], 'OnMisfit'),
    /** Whether the last file may get what is left. */
    lastAward: Type.Union(
      [Strict({ kind: Type.Literal('none') }), Strict({ kind: Type.Literal('partial'), ...MinShare.properties })],
      {
        title: 'LastAward',
      },
    ),
  },
  'RankAndCut',
)
export type RankAndCut = Static<typeof RankAndCut>

/** The share of a request that files from a score on may get. */
export const Tier = Strict(
  {
    /** On 100, in ten-thousandths: 8500 is 85 points. */
    minScore: Bp,
    rate: Type.Integer({ minimum: 1, maximum: 10_000 }),
  },
  'Tier',
)
export type Tier = Static<typeof Tier>

/**
 * A score gives a right to a share of the request: that of the first tier that it reaches. Where this comes to more than
 * the envelope, files are served in the order of their rank, in full, until one no longer fits, or all are scaled down.
 */
export const Tiers = Strict(
  {
    kind: Type.Literal('tiers'),
    /** From the highest score down, each with a lower share than the one before. */
    tiers: Type.Array(Tier, { minItems: 1, maxItems: 10 }),
    overflow: Words(['rankAndCut', 'scaleDown'], 'TierOverflow'),
  },
  'Tiers',
)

/** All ranked files share the envelope in proportion to what they may get, times their score or not. */
export const Proportional = Strict(
  { kind: Type.Literal('proportional'), weightBy: Words(['request', 'scoreTimesRequest'], 'WeightBy') },
  'Proportional',
)

/** All ranked files get the same, those who may get less than that what they may, and the others share what this leaves. */
export const EqualShares = Strict({ kind: Type.Literal('equalShares') }, 'EqualShares')

export const Objective = Words(['scoreTimesAmount', 'count', 'amount', 'scoreSum'], 'Objective')
export type Objective = Static<typeof Objective>

/**
 * The set of files and amounts that is worth the most under all constraints, to the unit: the first objective decides, each
 * next one among what is equal so far. Scores count in hundredths of a point. One euro more may change the whole set.
 */
export const Optimum = Strict(
  {
    kind: Type.Literal('optimum'),
    objectives: Type.Array(Objective, { minItems: 1, maxItems: 4, uniqueItems: true }),
    /** All that a file may get or nothing, or any amount from a share of its request on. */
    amounts: Type.Union(
      [
        Strict({ kind: Type.Literal('indivisible') }),
        Strict({ kind: Type.Literal('divisible'), ...MinShare.properties }),
      ],
      { title: 'OptimumAmounts' },
    ),
  },
  'Optimum',
)
export type Optimum = Static<typeof Optimum>

export const AwardMethod = Type.Union([RankAndCut, Tiers, Proportional, EqualShares, Optimum], { title: 'AwardMethod' })
export type AwardMethod = Static<typeof AwardMethod>

const GroupId = Type.String({ pattern: '^[a-z][a-zA-Z0-9-]{0,39}$', maxLength: 40 })

/**
 * Some of the files. `theme`: those with one of these answers to the question `theme` of the form; `territory`: whose
 * organisation sits in one of these communes or départements (`92`, `92050`); `organisationKind`: of these families.
 */
export const Selector = Type.Union(
  [
    Strict({
      by: Words(['theme', 'territory', 'organisationKind']),
      in: Type.Array(Line(80), { minItems: 1, maxItems: 100, uniqueItems: true }),
    }),
    Strict({ by: Type.Literal('neverFunded') }),
  ],
  { title: 'Selector' },
)
export type Selector = Static<typeof Selector>

/** A part of the envelope for some of the files, who get nothing of the rest. A file in two lots is of the first. */
export const Lot = Strict({ id: GroupId, label: Line(120), totalCents: Cents, files: Selector }, 'Lot')
export type Lot = Static<typeof Lot>

/** At least, or at most, so many files or cents for some of the files. */
export const Quota = Strict(
  {
    id: GroupId,
    label: Line(120),
    files: Selector,
    measure: Words(['count', 'amount'], 'QuotaMeasure'),
    min: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000_000_000 })),
    max: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000_000_000 })),
    /** Which minimum has its files first, where there are several: the lowest number. */
    priority: Type.Integer({ minimum: 1, maximum: 100 }),
  },
  'Quota',
)
export type Quota = Static<typeof Quota>

/** What people settle for one file before the rules are run. The reason is published with the results. */
export const Lock = Strict(
  {
    number: Line(40),
    award: Type.Union(
      [
        Strict({ kind: Type.Literal('in') }),
        Strict({ kind: Type.Literal('out') }),
        Strict({ kind: Type.Literal('amount'), amountCents: Cents }),
      ],
      { title: 'LockedAward' },
    ),
    reason: Reason,
  },
  'Lock',
)
export type Lock = Static<typeof Lock>

/** How scores become euros under the envelope; frozen and hashed at the publication of the call. */
export const AwardRules = Strict(
  {
    schemaVersion: Type.Literal(1),
    envelope: Strict({
      totalCents: Cents,
      /** Amounts are rounded down to a multiple of this. */
      roundToCents: Type.Integer({ minimum: 1, maximum: 10_000_000 }),
      /** Absent without lots. Files of no lot share what the lots leave. */
      lots: Type.Optional(Type.Array(Lot, { minItems: 1, maxItems: 20 })),
    }),
    amount: Strict({
      capCents: Cents,
      floorCents: Cents,
      maxShareOfBudget: Bp,
    }),
    method: AwardMethod,
    tieBreak: Type.Array(TieBreak, { minItems: 1, maxItems: 10 }),
    /** Absent without quotas. */
    quotas: Type.Optional(Type.Array(Quota, { minItems: 1, maxItems: 20 })),
    /** Absent without locks. Only scenarios have some: a call that is being written has no files yet. */
    locks: Type.Optional(Type.Array(Lock, { minItems: 1, maxItems: 500 })),
    perOrganisation: Strict({ max: Type.Integer({ minimum: 1, maximum: 100 }) }),
    reserve: Strict({
      size: Type.Union([Type.Integer({ minimum: 0, maximum: 1_000 }), Type.Null()]),
      offerDays: Type.Integer({ minimum: 1, maximum: 365 }),
    }),
  },
  'AwardRules',
)
export type AwardRules = Static<typeof AwardRules>
