import { Type, type Static } from 'typebox'
import { CriterionId } from '../evaluations/grid-schema.ts'
import { Bp, Cents, Line, Sha256, Strict, Words } from '../kit/primitives.ts'

/** A share of what is asked, from which a partial award still makes sense. */
const MinShare = Strict({ minShareOfRequest: Bp })

/** Ordered: the first that tells two files apart decides. `draw` is verifiable: its seed is committed with the call. */
export const TieBreak = Type.Union(
  [
    Strict({ by: Type.Literal('criterion'), criterionId: CriterionId }),
    Strict({ by: Words(['smallerRequest', 'neverFundedFirst', 'earlierComplete']) }),
    Strict({
      by: Type.Literal('draw'),
      /** SHA-256 of the seed’s bytes, public with the call. */
      seedCommitment: Sha256,
      beacon: Type.Union([Line(300), Type.Null()]),
    }),
  ],
  { title: 'TieBreak' },
)
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
