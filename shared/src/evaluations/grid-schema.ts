import { Type, type Static } from 'typebox'
import { Bp, Line, Strict, Text, Words } from '../kit/primitives.ts'

export const CriterionId = Type.String({ pattern: '^[a-z][a-zA-Z0-9-]{0,39}$', maxLength: 40 })

/** One step of a scale with what it means, so that two readers understand the same thing. */
export const ScaleLevel = Strict(
  { mark: Type.Integer({ minimum: 0, maximum: 1_000 }), guidance: Text(500) },
  'ScaleLevel',
)

export const Scale = Strict(
  {
    min: Type.Integer({ minimum: 0, maximum: 1_000 }),
    max: Type.Integer({ minimum: 1, maximum: 1_000 }),
    step: Type.Integer({ minimum: 1, maximum: 1_000 }),
  },
  'Scale',
)

/** A mark under `minMark` eliminates the file: on each evaluator’s mark, or on the file’s mean of the criterion. */
export const Eliminatory = Strict(
  {
    minMark: Type.Integer({ minimum: 0, maximum: 1_000 }),
    basis: Words(['eachEvaluator', 'fileMean'], 'EliminatoryBasis'),
  },
  'Eliminatory',
)

export const Criterion = Strict(
  {
    id: CriterionId,
    label: Line(200),
    help: Type.Optional(Text(1_000)),
    /** Whole points; the weights of a grid add to 100. */
    weight: Type.Integer({ minimum: 1, maximum: 100 }),
    scale: Scale,
    levels: Type.Array(ScaleLevel, { maxItems: 101 }),
    naAllowed: Type.Boolean(),
    /** A mark under this one asks for a comment. */
    commentBelow: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000 })),
    eliminatory: Type.Optional(Eliminatory),
  },
  'Criterion',
)
export type Criterion = Static<typeof Criterion>

/** How applications are marked, and how marks become one score on 100 (docs/award-rules.md). */
export const Grid = Strict(
  {
    criteria: Type.Array(Criterion, { minItems: 1, maxItems: 20 }),
    /** What becomes of a weight that is not applicable. */
    na: Words(['renormalise', 'zero'], 'NotApplicableRule'),
    minEvaluations: Type.Integer({ minimum: 1, maximum: 20 }),
    combine: Words(['mean', 'median', 'trimmedMean'], 'CombineRule'),
    /** Score under which no file is funded, in hundredths of a point: 5000 = 50 points. */
    threshold: Type.Optional(Bp),
    rankOn: Type.Union(
      [
        Strict({ value: Type.Literal('exact') }),
        Strict({ value: Type.Literal('rounded'), decimals: Type.Integer({ minimum: 0, maximum: 4 }) }),
      ],
      { title: 'RankOn' },
    ),
  },
  'Grid',
)
export type Grid = Static<typeof Grid>
