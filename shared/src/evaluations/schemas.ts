import { Type, type Static } from 'typebox'
import { RevisionContent } from '../applications/schemas.ts'
import { Instant, Nullable, Page, Reason, Strict, Text, Uuid, Version, Words } from '../kit/primitives.ts'
import { CriterionId, Grid } from './grid-schema.ts'

export const EvaluationStatus = Words(
  ['assigned', 'accepted', 'in_progress', 'submitted', 'locked', 'recused'],
  'EvaluationStatus',
)
export type EvaluationStatus = Static<typeof EvaluationStatus>

export const EvaluationAction = Words(
  ['declare_no_conflict', 'save', 'submit', 'recuse', 'send_back', 'set_aside', 'lock', 'unlock', 'unassign'],
  'EvaluationAction',
)
export type EvaluationAction = Static<typeof EvaluationAction>

/** One criterion’s mark, in the units of its scale; `null` = not marked yet. N/A only where the criterion allows it. */
export const Mark = Strict(
  {
    value: Nullable(Type.Integer({ minimum: 0, maximum: 1_000 })),
    isNotApplicable: Type.Boolean(),
    comment: Nullable(Text(4_000)),
  },
  'Mark',
)
export type Mark = Static<typeof Mark>

export const Marks = Type.Record(CriterionId, Mark, { title: 'Marks', maxProperties: 40 })
export type Marks = Static<typeof Marks>

/** An exact score: `numerator / denominator` as integers in text, and its two decimals for display only. */
export const ExactScore = Strict(
  {
    numerator: Type.String({ maxLength: 400 }),
    denominator: Type.String({ maxLength: 400 }),
    display: Type.String({ maxLength: 40 }),
  },
  'ExactScore',
)
export type ExactScore = Static<typeof ExactScore>

export const EvaluationChange = Type.Object(
  { marks: Type.Optional(Marks), generalComment: Type.Optional(Nullable(Text(8_000))) },
  { title: 'EvaluationChange', additionalProperties: false, minProperties: 1 },
)
export type EvaluationChange = Static<typeof EvaluationChange>

/**
 * What may be seen before the conflict question is answered: who asks, for what, nothing of the file. Who has left a file keeps its
 * number, to name it to the service, and his reason.
 */
export const Evaluation = Strict(
  {
    evaluationId: Uuid,
    callId: Uuid,
    callTitle: Type.String(),
    applicationId: Uuid,
    applicationNumber: Type.String(),
    /** Null, as the organisation and its commune, for an evaluator who is recused. */
    projectTitle: Nullable(Type.String()),
    organisationName: Nullable(Type.String()),
    communeName: Nullable(Type.String()),
    evaluatorId: Uuid,
    evaluatorName: Type.String(),
    status: EvaluationStatus,
    dueAt: Nullable(Instant),
    /** The revision that was, or will be, read. Null before the declaration. */
    revisionNumber: Nullable(Type.Integer()),
    marks: Marks,
    generalComment: Nullable(Type.String()),
    markedCount: Type.Integer(),
    criteriaCount: Type.Integer(),
    /** On 100, over the criteria marked so far. */
    total: Nullable(ExactScore),
    recusedReason: Nullable(Type.String()),
    sentBackReason: Nullable(Type.String()),
    submittedAt: Nullable(Instant),
    version: Version,
    updatedAt: Instant,
    allowedActions: Type.Array(EvaluationAction),
  },
  'Evaluation',
)
export type Evaluation = Static<typeof Evaluation>
export const EvaluationPage = Page(Evaluation, 'EvaluationPage')

export const EvaluationFile = Strict(
  {
    applicationId: Uuid,
    number: Type.String(),
    revisionNumber: Type.Integer(),
    submittedAt: Instant,
    content: RevisionContent,
    form: Type.Array(
      Strict(
        { questionId: Type.String(), sectionTitle: Type.String(), label: Type.String(), kind: Type.String() },
        'ReadQuestion',
      ),
    ),
    grid: Grid,
  },
  'EvaluationFile',
)
export type EvaluationFile = Static<typeof EvaluationFile>

export const NewEvaluation = Strict(
  { applicationId: Uuid, evaluatorId: Uuid, dueAt: Type.Optional(Instant) },
  'NewEvaluation',
)

/** Many at once: each pair answers for itself. */
export const NewEvaluations = Strict(
  { items: Type.Array(NewEvaluation, { minItems: 1, maxItems: 200 }) },
  'NewEvaluations',
)
export const AssignmentOutcome = Strict(
  { applicationId: Uuid, evaluatorId: Uuid, evaluationId: Nullable(Uuid), code: Nullable(Type.String()) },
  'AssignmentOutcome',
)

export const Recusal = Strict(
  {
    kind: Words(['family', 'member', 'employee', 'client', 'competitor', 'public-stance', 'other'], 'ConflictKind'),
    reason: Reason,
  },
  'Recusal',
)

/** One line of the board: a file with its evaluations and its score so far. */
export const BoardLine = Strict(
  {
    applicationId: Uuid,
    number: Type.String(),
    projectTitle: Type.String(),
    organisationName: Type.String(),
    status: Type.String(),
    evaluations: Type.Array(
      Strict(
        {
          evaluationId: Uuid,
          evaluatorId: Uuid,
          evaluatorName: Type.String(),
          status: EvaluationStatus,
          markedCount: Type.Integer(),
          total: Nullable(ExactScore),
        },
        'BoardCell',
      ),
    ),
    score: Nullable(ExactScore),
    eliminatedBy: Nullable(Type.String()),
    /** Largest difference between two evaluators, in points on 100; null with fewer than two. */
    spread: Nullable(ExactScore),
    isDivergent: Type.Boolean(),
    missingEvaluations: Type.Integer(),
  },
  'BoardLine',
)
export type BoardLine = Static<typeof BoardLine>

export const Panel = Strict(
  {
    callId: Uuid,
    isLocked: Type.Boolean(),
    lockedAt: Nullable(Instant),
    criteriaCount: Type.Integer(),
    evaluators: Type.Array(
      Strict(
        {
          evaluatorId: Uuid,
          displayName: Type.String(),
          assigned: Type.Integer(),
          submitted: Type.Integer(),
          recused: Type.Integer(),
        },
        'PanelEvaluator',
      ),
    ),
    lines: Type.Array(BoardLine),
    /** What prevents the lock. */
    gaps: Type.Array(Strict({ code: Type.String(), detail: Type.String(), applicationId: Nullable(Uuid) }, 'PanelGap')),
    allowedActions: Type.Array(Words(['assign', 'lock', 'unlock'])),
  },
  'Panel',
)
export type Panel = Static<typeof Panel>

export const PanelUnlock = Strict({ reason: Reason }, 'PanelUnlock')
