import { Type, type Static } from 'typebox'
import { ExactScore } from '../evaluations/schemas.ts'
import { Nullable, Sha256, Strict, Uuid, Words } from '../kit/primitives.ts'

/** Solid: funded in 95 draws of 100 or more. Out: in 5 or less. */
export const StabilityBand = Words(['solid', 'contested', 'out'], 'StabilityBand')
export type StabilityBand = Static<typeof StabilityBand>

/** How sure the place of a file is. For those who decide: it appears in no letter and on no public page. */
export const UncertainFile = Strict(
  {
    applicationId: Uuid,
    number: Type.String(),
    projectTitle: Type.String(),
    organisationName: Type.String(),
    /** Of the run itself; null out of the ranking. */
    rank: Nullable(Type.Integer()),
    score: Nullable(ExactScore),
    isFunded: Type.Boolean(),
    /** Ten-thousandths of the draws in which the rules fund it; null for who takes no part, or when draws cannot be made. */
    fundedShare: Nullable(Type.Integer({ minimum: 0, maximum: 10_000 })),
    band: Nullable(StabilityBand),
    /** The mean of its totals, each less the severity of its evaluator, on 100, decimal text. It decides nothing. */
    correctedScore: Nullable(Type.String()),
    /** Among the files of its part; null out of the ranking. */
    correctedRank: Nullable(Type.Integer()),
    /** Files of different parts share no evaluator, not even by others: their corrected scores are not to be compared. */
    part: Nullable(Type.Integer()),
  },
  'UncertainFile',
)
export type UncertainFile = Static<typeof UncertainFile>

export const EvaluatorSeverity = Strict(
  {
    evaluatorId: Uuid,
    evaluatorName: Type.String(),
    fileCount: Type.Integer(),
    /** Points on 100 above (lenient) or below (severe) those who read the same files, decimal text; null with fewer than three files. */
    severity: Nullable(Type.String()),
    part: Type.Integer(),
  },
  'EvaluatorSeverity',
)
export type EvaluatorSeverity = Static<typeof EvaluatorSeverity>

/** Which lines round the cut are uncertain, and how severe each evaluator is (docs/award-rules.md). */
export const Uncertainty = Strict(
  {
    /** Why no draw was made: no file was read twice, or nothing is ranked. */
    notDrawnFor: Nullable(Words(['no-second-reading', 'no-ranked-file'], 'NotDrawnFor')),
    drawCount: Type.Integer(),
    /** Standard deviation of evaluators about one file, in points on 100, decimal text; null when it is unknown. */
    withinPoints: Nullable(Type.String()),
    /** Standard deviation of files among each other, what evaluators add taken off. */
    betweenPoints: Nullable(Type.String()),
    /** Draws begin here: the fingerprint of the rules. The same rules and marks draw the same. */
    seedSha256: Sha256,
    partCount: Type.Integer(),
    /** In the order of the run. */
    files: Type.Array(UncertainFile),
    /** The most severe first. */
    evaluators: Type.Array(EvaluatorSeverity),
  },
  'Uncertainty',
)
export type Uncertainty = Static<typeof Uncertainty>
