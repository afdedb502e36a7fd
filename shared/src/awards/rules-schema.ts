import { Type, type Static } from 'typebox'
import { CriterionId } from '../evaluations/grid-schema.ts'
import { Bp, Cents, Line, Sha256, Strict, Words } from '../kit/primitives.ts'

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

/** A draw that anyone can verify: the SHA-256 of its seed’s bytes is public with the call, the seed with the results. */
const ByDraw = Strict({ by: Type.Literal('draw'), seedCommitment: Sha256 })

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

/** How scores become euros under the envelope; frozen and hashed at the publication of the call. */
export const AwardRules = Strict(
  {
    schemaVersion: Type.Literal(1),
    envelope: Strict({
      totalCents: Cents,
      /** Amounts are rounded down to a multiple of this. */
      roundToCents: Type.Integer({ minimum: 1, maximum: 10_000_000 }),
    }),
    amount: Strict({
      capCents: Cents,
      floorCents: Cents,
      maxShareOfBudget: Bp,
    }),
    method: RankAndCut,
    tieBreak: Type.Array(TieBreak, { minItems: 1, maxItems: 10 }),
    perOrganisation: Strict({ max: Type.Integer({ minimum: 1, maximum: 100 }) }),
    reserve: Strict({
      size: Type.Union([Type.Integer({ minimum: 0, maximum: 1_000 }), Type.Null()]),
      offerDays: Type.Integer({ minimum: 1, maximum: 365 }),
    }),
  },
  'AwardRules',
)
export type AwardRules = Static<typeof AwardRules>
