import { Type, type Static } from 'typebox'
import { AwardRules } from '../awards/rules-schema.ts'
import { Grid } from '../evaluations/grid-schema.ts'
import {
  Cents,
  Day,
  Instant,
  Line,
  Nullable,
  Reason,
  Sha256,
  Strict,
  Text,
  Uuid,
  Version,
  Words,
} from '../kit/primitives.ts'
import { EssFamily } from '../organisations/schemas.ts'
import { CallForm } from './form-schema.ts'

/** What is stored; the phase is computed from it and from instants. */
export const CallStatus = Words(['draft', 'published', 'results_published', 'archived', 'cancelled'], 'CallStatus')
export type CallStatus = Static<typeof CallStatus>

export const CallPhase = Words(
  ['draft', 'announced', 'open', 'grace', 'closed', 'evaluating', 'deliberating', 'decided', 'archived', 'cancelled'],
  'CallPhase',
)
export type CallPhase = Static<typeof CallPhase>

/** Who may apply. A company is eligible only with an ESUS approval that runs at deposit. */
export const Eligibility = Strict(
  {
    families: Type.Array(EssFamily, { minItems: 1, maxItems: 5, uniqueItems: true }),
    esusCompanies: Type.Boolean(),
    /** INSEE prefixes of the territory where the organisation sits, e.g. `92`; empty = anywhere. */
    territories: Type.Array(Type.String({ pattern: '^[0-9AB]{2,5}$', maxLength: 5 }), {
      maxItems: 60,
      uniqueItems: true,
    }),
  },
  'Eligibility',
)
export type Eligibility = Static<typeof Eligibility>

/** Above the cap: refuse the submission, or warn only (the award is then capped). */
export const OverCapPolicy = Words(['refuse', 'warn'], 'OverCapPolicy')
export type OverCapPolicy = Static<typeof OverCapPolicy>

/** What an agent edits while the call is a draft. */
const editable = {
  title: Line(200),
  theme: Line(200),
  summary: Text(1_000),
  description: Text(20_000),
  documentsToPrepare: Type.Array(Line(300), { maxItems: 30 }),
  opensAt: Nullable(Instant),
  closesAt: Nullable(Instant),
  graceMinutes: Type.Integer({ minimum: 0, maximum: 1_440 }),
  evaluationEndsAt: Nullable(Instant),
  resultsExpectedOn: Nullable(Day),
  overCapPolicy: OverCapPolicy,
  eligibility: Eligibility,
  form: CallForm,
  grid: Grid,
  awardRules: AwardRules,
}

export const NewCall = Strict(
  {
    /** Prefix of the application numbers: `PE1` gives `PE1-0029`. */
    code: Type.String({ pattern: '^[A-Z0-9]{2,10}$', maxLength: 10 }),
    edition: Type.Integer({ minimum: 1, maximum: 999 }),
    title: Line(200),
    theme: Line(200),
    /** Copy form, grid, rules and texts of this call. */
    copyOf: Type.Optional(Uuid),
  },
  'NewCall',
)
export type NewCall = Static<typeof NewCall>

export const CallChange = Type.Partial(Strict(editable), {
  title: 'CallChange',
  additionalProperties: false,
  minProperties: 1,
})
export type CallChange = Static<typeof CallChange>

export const CallAction = Words(
  ['edit', 'publish', 'close_later', 'add_erratum', 'cancel', 'publish_results', 'archive'],
  'CallAction',
)
export type CallAction = Static<typeof CallAction>

/**
 * SHA-256 of canonical JSON (RFC 8785). `call`: of `{ code, eligibility, form, grid, awardRules, opensAt, closesAt,
 * graceMinutes, overCapPolicy }` as they were at the publication; a closing that moved later stands in the notices.
 */
export const Fingerprints = Strict({ form: Sha256, grid: Sha256, awardRules: Sha256, call: Sha256 }, 'Fingerprints')
export type Fingerprints = Static<typeof Fingerprints>

/** What happened to a call in public: publication, later closing, erratum, cancellation, results. */
export const CallNotice = Strict(
  {
    kind: Words(
      ['published', 'closing_moved', 'erratum', 'cancelled', 'results_published', 'archived'],
      'CallNoticeKind',
    ),
    at: Instant,
    text: Nullable(Type.String()),
    /** The closing that was announced with it. */
    closesAt: Nullable(Instant),
  },
  'CallNotice',
)
export type CallNotice = Static<typeof CallNotice>

export const Call = Strict(
  {
    callId: Uuid,
    programme: Type.String({ description: 'The programme (dispositif) that owns the edition' }),
    code: Type.String(),
    edition: Type.Integer(),
    ...editable,
    envelopeCents: Cents,
    capCents: Cents,
    status: CallStatus,
    phase: CallPhase,
    publishedAt: Nullable(Instant),
    resultsPublishedAt: Nullable(Instant),
    cancelledReason: Nullable(Type.String()),
    fingerprints: Nullable(Fingerprints),
    notices: Type.Array(CallNotice),
    serverNow: Instant,
    version: Version,
    createdAt: Instant,
    updatedAt: Instant,
    isDemo: Type.Boolean(),
    allowedActions: Type.Array(CallAction),
  },
  'Call',
)
export type Call = Static<typeof Call>

export const CallSummary = Strict(
  {
    callId: Uuid,
    code: Type.String(),
    edition: Type.Integer(),
    title: Type.String(),
    theme: Type.String(),
    summary: Type.String(),
    status: CallStatus,
    phase: CallPhase,
    opensAt: Nullable(Instant),
    closesAt: Nullable(Instant),
    resultsExpectedOn: Nullable(Day),
    resultsPublishedAt: Nullable(Instant),
    envelopeCents: Cents,
    capCents: Cents,
    isDemo: Type.Boolean(),
  },
  'CallSummary',
)
export type CallSummary = Static<typeof CallSummary>

/** Why a part of a call cannot be published as it is. */
export const CallGapCode = Words(
  [
    'required',
    'closing-in-the-past',
    'dates-inverted',
    'before-the-closing',
    'title-question-missing',
    'duplicate-id',
    'options-missing',
    'bounds-inverted',
    'weights-not-100',
    'scale-invalid',
    'mark-off-scale',
    'cap-missing',
    'floor-over-cap',
    'cap-over-envelope',
    'share-missing',
    'rounding-over-cap',
    'tiers-not-descending',
    'lots-over-envelope',
    'quota-empty',
    'quota-inverted',
    'quota-amount-shared',
    'locks-before-files',
    'criterion-unknown',
    'tie-break-not-total',
  ],
  'CallGapCode',
)
export type CallGapCode = Static<typeof CallGapCode>

/** What still prevents the publication, as pointers into the call. */
export const CallReadiness = Strict(
  {
    isReady: Type.Boolean(),
    missing: Type.Array(Strict({ pointer: Type.String(), code: CallGapCode, detail: Type.String() }, 'CallGap')),
    /** Fingerprints that a publication now would freeze. */
    fingerprints: Fingerprints,
  },
  'CallReadiness',
)
export type CallReadiness = Static<typeof CallReadiness>

export const LaterClosing = Strict({ closesAt: Instant, reason: Reason }, 'LaterClosing')
export const Erratum = Strict({ text: Text(4_000, 5) }, 'Erratum')
export const Cancellation = Strict({ reason: Reason }, 'Cancellation')

/** The answer to the three questions, by code: pages say it in their own words. */
export const EligibilityAnswer = Strict(
  {
    isEligible: Type.Boolean(),
    code: Words(
      ['eligible', 'legal-form-not-accepted', 'family-not-eligible', 'esus-required', 'territory-not-eligible'],
      'EligibilityCode',
    ),
    detail: Type.String(),
  },
  'EligibilityAnswer',
)
export type EligibilityAnswer = Static<typeof EligibilityAnswer>
