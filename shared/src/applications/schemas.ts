import { Type, type Static } from 'typebox'
import { Answers } from '../calls/form-schema.ts'
import {
  Cents,
  Day,
  Instant,
  Line,
  Nullable,
  Page,
  Reason,
  Sha256,
  Strict,
  Text,
  Uuid,
  Version,
  Words,
} from '../kit/primitives.ts'
import { EssFamily } from '../organisations/schemas.ts'

export const ApplicationStatus = Words(
  ['draft', 'submitted', 'in_review', 'correction_requested', 'admissible', 'inadmissible', 'withdrawn', 'expired'],
  'ApplicationStatus',
)
export type ApplicationStatus = Static<typeof ApplicationStatus>

export const ApplicationAction = Words(
  [
    'edit',
    'submit',
    'withdraw',
    'restore',
    'discard',
    'open_review',
    'request_correction',
    'resubmit',
    'end_correction',
    'declare_admissible',
    'declare_inadmissible',
    'reinstate',
    'extend',
    'expire',
  ],
  'ApplicationAction',
)
export type ApplicationAction = Static<typeof ApplicationAction>

/** Money asked elsewhere, or already granted. */
export const FundingStatus = Words(['requested', 'granted'], 'FundingStatus')

/** One line of the budget by accounting line; ids in `reference/budget-lines.ts`, e.g. `60` or `74-departement`. */
export const BudgetLine = Strict(
  {
    lineId: Type.String({ pattern: '^[0-9A-Z]{2,3}([.-][0-9a-z-]{1,40})?$', maxLength: 45 }),
    detail: Nullable(Line(200)),
    /** Up to ten million euros a line, so that the totals of a hundred lines stay within `Cents`. */
    amountCents: Type.Integer({ minimum: 0, maximum: 1_000_000_000 }),
    fundingStatus: Nullable(FundingStatus),
  },
  'BudgetLine',
)
export type BudgetLine = Static<typeof BudgetLine>

export const Budget = Type.Array(BudgetLine, { maxItems: 100 })
export type Budget = Static<typeof Budget>

/** Totals that the API computes from the budget. */
export const BudgetTotals = Strict(
  {
    chargesCents: Cents,
    resourcesCents: Cents,
    /** charges − resources: zero when the budget balances. */
    gapCents: Type.Integer(),
    volunteerChargesCents: Cents,
    volunteerResourcesCents: Cents,
    requestedCents: Cents,
    /** requested ÷ charges, in ten-thousandths, rounded half up; null without charges. */
    shareBp: Nullable(Type.Integer()),
    otherPublicCents: Cents,
  },
  'BudgetTotals',
)
export type BudgetTotals = Static<typeof BudgetTotals>

export const DeclarationCode = Words(
  ['accuracy', 'up-to-date', 'power-to-sign', 'republican-commitment', 'associations-charter'],
  'DeclarationCode',
)
export type DeclarationCode = Static<typeof DeclarationCode>

export const NewApplication = Strict({ callId: Uuid, organisationId: Uuid }, 'NewApplication')

/** A save: only what changed. Partial answers are fine; each is checked for its kind and bounds. */
export const ApplicationChange = Type.Object(
  {
    answers: Type.Optional(Answers),
    budget: Type.Optional(Budget),
    contactName: Type.Optional(Nullable(Line(120))),
    contactPhone: Type.Optional(Nullable(Line(30))),
  },
  { title: 'ApplicationChange', additionalProperties: false, minProperties: 1 },
)
export type ApplicationChange = Static<typeof ApplicationChange>

export const Submission = Strict(
  {
    declarations: Type.Array(DeclarationCode, { maxItems: 10, uniqueItems: true }),
    signatoryName: Line(120),
    signatoryQuality: Line(120),
  },
  'Submission',
)
export type Submission = Static<typeof Submission>

/** Why something of a file is not complete; pages have a sentence for each. */
export const ApplicationGapCode = Words(
  [
    'required',
    'dates-inverted',
    'budget-empty',
    'amount-missing',
    'budget-unbalanced',
    'volunteers-unbalanced',
    'amount-over-cap',
    'share-over-limit',
    'legal-form-not-accepted',
    'family-not-eligible',
    'esus-required',
    'esus-ends-early',
    'territory-not-eligible',
  ],
  'ApplicationGapCode',
)
export type ApplicationGapCode = Static<typeof ApplicationGapCode>

/** What still prevents the submission, as JSON pointers into the application. */
export const CompletenessGap = Strict(
  {
    pointer: Type.String(),
    code: ApplicationGapCode,
    detail: Type.String(),
    /** A warning does not prevent the submission. */
    severity: Words(['error', 'warning'], 'GapSeverity'),
  },
  'CompletenessGap',
)
export type CompletenessGap = Static<typeof CompletenessGap>

export const Completeness = Strict(
  {
    isComplete: Type.Boolean(),
    gaps: Type.Array(CompletenessGap),
    /** Which declarations this organisation must sign, by its legal form. */
    declarations: Type.Array(DeclarationCode),
  },
  'Completeness',
)
export type Completeness = Static<typeof Completeness>

export const CorrectionRequest = Strict(
  {
    /** JSON pointers that the applicant may change: `/answers/need`, `/budget`, `/contact`. */
    fields: Type.Array(Type.String({ pattern: '^/(answers/[a-z][a-zA-Z0-9]{0,39}|budget|contact)$', maxLength: 60 }), {
      minItems: 1,
      maxItems: 60,
      uniqueItems: true,
    }),
    message: Text(4_000, 10),
    dueAt: Instant,
  },
  'CorrectionRequest',
)
export type CorrectionRequest = Static<typeof CorrectionRequest>

export const Correction = Strict(
  {
    correctionId: Uuid,
    fields: Type.Array(Type.String()),
    message: Type.String(),
    requestedAt: Instant,
    dueAt: Instant,
    answeredAt: Nullable(Instant),
    endedAt: Nullable(Instant),
    baseRevision: Type.Integer(),
    answerRevision: Nullable(Type.Integer()),
  },
  'Correction',
)
export type Correction = Static<typeof Correction>

export const DecisionOutcome = Words(['awarded', 'reserve', 'refused', 'inadmissible'], 'DecisionOutcome')
export type DecisionOutcome = Static<typeof DecisionOutcome>

export const AwardStatus = Words(
  ['committed', 'notified', 'accepted', 'renounced', 'lapsed', 'agreed', 'settled', 'terminated'],
  'AwardStatus',
)
export type AwardStatus = Static<typeof AwardStatus>

/** Awards of which nothing will be paid any more: they are published no longer. */
export const ENDED_AWARDS = ['renounced', 'lapsed', 'terminated'] as const satisfies readonly AwardStatus[]

/** The outcome as its applicant may see it: only after publication. */
export const PublishedDecision = Strict(
  {
    outcome: DecisionOutcome,
    amountCents: Nullable(Cents),
    reserveRank: Nullable(Type.Integer()),
    reason: Nullable(Type.String()),
    publishedAt: Instant,
    /** What became of the award; null when there is none. */
    awardStatus: Nullable(AwardStatus),
  },
  'PublishedDecision',
)
export type PublishedDecision = Static<typeof PublishedDecision>

export const Application = Strict(
  {
    applicationId: Uuid,
    callId: Uuid,
    callTitle: Type.String(),
    callCode: Type.String(),
    organisationId: Uuid,
    organisationName: Type.String(),
    communeName: Type.String(),
    family: EssFamily,
    number: Nullable(Type.String({ description: 'Given at the first submission, e.g. `PE1-0029`' })),
    status: ApplicationStatus,
    projectTitle: Nullable(Type.String()),
    answers: Answers,
    budget: Budget,
    totals: BudgetTotals,
    contactName: Nullable(Type.String()),
    contactPhone: Nullable(Type.String()),
    /** Which parts the applicant may change now: `*` for all, or the pointers that a correction reopened. */
    editableFields: Type.Array(Type.String()),
    correction: Nullable(Correction),
    revisionNumber: Type.Integer({ description: 'Number of the last submitted revision, 0 before the first' }),
    /** Edited since the last submission. Agents always read what was submitted. */
    hasUnsubmittedChanges: Type.Boolean(),
    submittedAt: Nullable(Instant),
    /** Until when the caller’s organisation may edit and submit: the closing, or this file’s extension. */
    closesAt: Nullable(Instant),
    extendedUntil: Nullable(Instant),
    /** Silence means rejection at this instant (CRPA L231-4); while a correction runs, as if it were answered now. */
    implicitRejectionAt: Nullable(Instant),
    isImplicitRejectionSuspended: Type.Boolean(),
    inadmissibleReason: Nullable(Type.String()),
    withdrawnReason: Nullable(Type.String()),
    decision: Nullable(PublishedDecision),
    version: Version,
    createdAt: Instant,
    updatedAt: Instant,
    serverNow: Instant,
    allowedActions: Type.Array(ApplicationAction),
  },
  'Application',
)
export type Application = Static<typeof Application>

export const ApplicationSummary = Strict(
  {
    applicationId: Uuid,
    callId: Uuid,
    callCode: Type.String(),
    callTitle: Type.String(),
    organisationId: Uuid,
    organisationName: Type.String(),
    communeName: Type.String(),
    number: Nullable(Type.String()),
    status: ApplicationStatus,
    projectTitle: Nullable(Type.String()),
    requestedCents: Cents,
    submittedAt: Nullable(Instant),
    updatedAt: Instant,
    closesAt: Nullable(Instant),
    implicitRejectionAt: Nullable(Instant),
    correctionDueAt: Nullable(Instant),
    /** A correction was answered and nobody has looked at it since. */
    hasFreshAnswer: Type.Boolean(),
    decision: Nullable(PublishedDecision),
  },
  'ApplicationSummary',
)
export type ApplicationSummary = Static<typeof ApplicationSummary>
export const ApplicationPage = Page(ApplicationSummary, 'ApplicationPage')

export const ApplicationCounts = Strict(
  {
    total: Type.Integer(),
    byStatus: Type.Record(ApplicationStatus, Type.Integer()),
    submissionsByDay: Type.Array(Strict({ on: Day, count: Type.Integer() }, 'DayCount')),
    requestedCents: Cents,
    /** Files with an answered correction that nobody has looked at. */
    freshAnswers: Type.Integer(),
    evaluated: Type.Integer(),
  },
  'ApplicationCounts',
)
export type ApplicationCounts = Static<typeof ApplicationCounts>

/** The content that a revision froze. */
/** A file that a submission names, with the hash of its bytes: so the fingerprint covers them. */
export const RevisionFile = Strict(
  { fileId: Uuid, name: Type.String(), mediaType: Type.String(), byteSize: Type.Integer(), sha256: Sha256 },
  'RevisionFile',
)
export type RevisionFile = Static<typeof RevisionFile>

export const RevisionContent = Strict(
  {
    organisation: Strict(
      {
        name: Type.String(),
        siren: Nullable(Type.String()),
        siret: Nullable(Type.String()),
        rna: Nullable(Type.String()),
        legalFormCode: Type.String(),
        family: EssFamily,
        communeCode: Type.String(),
        communeName: Type.String(),
        esusEndsOn: Nullable(Day),
      },
      'RevisionOrganisation',
    ),
    answers: Answers,
    budget: Budget,
    totals: BudgetTotals,
    contactName: Nullable(Type.String()),
    contactPhone: Nullable(Type.String()),
    declarations: Type.Array(DeclarationCode),
    signatoryName: Type.String(),
    signatoryQuality: Type.String(),
    /** Absent where no answer names a file. */
    files: Type.Optional(Type.Array(RevisionFile)),
  },
  'RevisionContent',
)
export type RevisionContent = Static<typeof RevisionContent>

export const RevisionSummary = Strict(
  {
    number: Type.Integer({ minimum: 1 }),
    kind: Words(['submission', 'update', 'resubmission'], 'RevisionKind'),
    submittedAt: Instant,
    /** SHA-256 of the content’s canonical JSON (RFC 8785). */
    fingerprint: Sha256,
  },
  'RevisionSummary',
)
export const Revision = Strict({ ...RevisionSummary.properties, content: RevisionContent }, 'Revision')
export type Revision = Static<typeof Revision>
export type RevisionSummary = Static<typeof RevisionSummary>

/** One difference between two revisions. Values are JSON: texts, cents, lists. */
export const RevisionDifference = Strict(
  {
    pointer: Type.String(),
    label: Type.String(),
    before: Nullable(Type.String()),
    after: Nullable(Type.String()),
    kind: Words(['added', 'removed', 'changed'], 'DifferenceKind'),
  },
  'RevisionDifference',
)
export type RevisionDifference = Static<typeof RevisionDifference>

/** The receipt of a submission (CRPA R112-11-1). */
export const Receipt = Strict(
  {
    applicationId: Uuid,
    number: Type.String(),
    revisionNumber: Type.Integer(),
    projectTitle: Type.String(),
    organisationName: Type.String(),
    receivedAt: Instant,
    fingerprint: Sha256,
    service: Strict(
      { name: Type.String(), address: Type.String(), email: Type.String(), phone: Type.String() },
      'ServiceContact',
    ),
    implicitRejectionAt: Nullable(Instant),
    appealText: Type.String(),
  },
  'Receipt',
)
export type Receipt = Static<typeof Receipt>

export const HistoryEntry = Strict(
  {
    at: Instant,
    operation: Type.String(),
    actorName: Nullable(Type.String()),
    detail: Nullable(Type.String()),
  },
  'HistoryEntry',
)
export type HistoryEntry = Static<typeof HistoryEntry>

export const Admissibility = Strict(
  { decision: Words(['admissible', 'inadmissible']), reason: Type.Optional(Reason) },
  'Admissibility',
)
export const Extension = Strict({ until: Instant, reason: Reason }, 'Extension')
/** What an extension answers: an agent may extend a draft, whose content he does not see. */
export const ExtendedApplication = Strict({ applicationId: Uuid, extendedUntil: Instant }, 'ExtendedApplication')
export const Withdrawal = Strict({ reason: Type.Optional(Text(2_000)) }, 'Withdrawal')
export const ReasonGiven = Strict({ reason: Reason }, 'ReasonGiven')
