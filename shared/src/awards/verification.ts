import { Type, type Static } from 'typebox'
import { DecisionOutcome } from '../applications/schemas.ts'
import { CriterionId, Grid } from '../evaluations/grid-schema.ts'
import { Cents, Instant, Nullable, Sha256, Strict, Uuid, Words } from '../kit/primitives.ts'
import { AwardRules } from './rules-schema.ts'
import { COMPUTED, RevealedDraw, ScenarioTotals } from './schemas.ts'

/** `numerator/denominator`, reduced. */
const TextFraction = Type.String({ pattern: '^-?\\d+/[1-9]\\d*$' })

/** What the rules look at of one file. */
export const BundleFile = Strict(
  {
    /** Of this file alone, within its call. */
    number: Type.String(),
    /** A pseudonym: files of one organisation have the same. */
    organisationKey: Type.String(),
    state: Words(['admissible', 'inadmissible', 'withdrawn']),
    requestedCents: Cents,
    budgetCents: Cents,
    /** Place of the submission that completed it among those of the call; 0 when the rules do not look at it. */
    completePlace: Type.Integer({ minimum: 0 }),
    /** False for all when the rules do not look at it. */
    isNeverFunded: Type.Boolean(),
    /** Which of the values that lots and quotas name are the file’s own; absent when they name none. */
    facts: Type.Optional(
      Type.Partial(
        Strict({
          theme: Type.Array(Type.String()),
          territory: Type.Array(Type.String()),
          organisationKind: Type.Array(Type.String()),
        }),
      ),
    ),
    score: Nullable(TextFraction),
    criterionMeans: Type.Record(CriterionId, Nullable(TextFraction)),
    eliminatedBy: Nullable(CriterionId),
    /** Place in the draw: ascending hexadecimal text; empty when the rules draw nothing. */
    drawKey: Type.String(),
  },
  'BundleFile',
)

/** One evaluator’s marks on one file, without comments. */
export const BundleEvaluation = Strict(
  {
    number: Type.String(),
    /** A pseudonym, the same on every file of the call. */
    evaluator: Type.String(),
    marks: Type.Record(
      CriterionId,
      Strict({ value: Nullable(Type.Integer()), isNotApplicable: Type.Boolean() }, 'BundleMark'),
    ),
  },
  'BundleEvaluation',
)
export type BundleEvaluation = Static<typeof BundleEvaluation>

export const BundleLine = Strict({ number: Type.String(), ...COMPUTED }, 'BundleLine')

/** What was decided on a file. It may depart from what the rules computed: people decide. */
export const BundleDecision = Strict(
  { number: Type.String(), outcome: DecisionOutcome, amountCents: Nullable(Cents) },
  'BundleDecision',
)
export type BundleDecision = Static<typeof BundleDecision>

/**
 * Everything that anyone needs to compute the awards of a call again, on another machine and without this service: the
 * published rules and grid, the marks, the seed of the draw, the result and its fingerprints. It names no person and no
 * organisation; files go by their number. Fingerprints are SHA-256 of canonical JSON (RFC 8785).
 */
export const VerificationBundle = Strict(
  {
    bundleVersion: Type.Literal(1),
    callId: Uuid,
    callCode: Type.String(),
    callTitle: Type.String(),
    publishedAt: Instant,
    engineVersion: Type.String(),
    /** Of the rules that were published with the call. Those below differ only where `departureReason` says why. */
    publishedRulesSha256: Sha256,
    departureReason: Nullable(Type.String()),
    grid: Grid,
    rules: AwardRules,
    draw: Nullable(RevealedDraw),
    evaluations: Type.Array(BundleEvaluation),
    snapshot: Strict({ callId: Uuid, files: Type.Array(BundleFile) }, 'BundleSnapshot'),
    result: Strict(
      { engineVersion: Type.String(), totals: ScenarioTotals, lines: Type.Array(BundleLine) },
      'BundleResult',
    ),
    decisions: Type.Array(BundleDecision),
    rulesSha256: Sha256,
    snapshotSha256: Sha256,
    resultSha256: Sha256,
    isDemo: Type.Boolean(),
  },
  'VerificationBundle',
)
export type VerificationBundle = Static<typeof VerificationBundle>
