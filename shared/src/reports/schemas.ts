import { Type, type Static } from 'typebox'
import { AwardStatus } from '../applications/schemas.ts'
import { StoredFile } from '../files/schemas.ts'
import { Cents, Day, Instant, Line, Nullable, Reason, Strict, Text, Uuid, Version, Words } from '../kit/primitives.ts'

export const ReportStatus = Words(['due', 'submitted', 'changes_requested', 'accepted'], 'ReportStatus')
export type ReportStatus = Static<typeof ReportStatus>

export const ReportAction = Words(['edit', 'submit', 'request_changes', 'accept', 'move_due'], 'ReportAction')
export type ReportAction = Static<typeof ReportAction>

const LineId = Type.String({ pattern: '^[0-9A-Z]{2,3}([.-][0-9a-z-]{1,40})?$', maxLength: 45 })
/** Up to ten million euros a line, as in a budget. */
const LineCents = Type.Integer({ minimum: 0, maximum: 1_000_000_000 })

/** What was spent, or came in, on one line of the budget. */
export const ReportActual = Strict(
  { lineId: LineId, detail: Nullable(Line(200)), actualCents: Nullable(LineCents) },
  'ReportActual',
)
export type ReportActual = Static<typeof ReportActual>

export const ReportIndicator = Strict(
  { label: Line(200), target: Line(200, 0), actual: Line(200, 0) },
  'ReportIndicator',
)
export type ReportIndicator = Static<typeof ReportIndicator>

const WRITTEN = {
  actuals: Type.Array(ReportActual, { maxItems: 120 }),
  indicators: Type.Array(ReportIndicator, { maxItems: 20 }),
  /** What was done, what came of it, why figures differ from the plan, and how shared costs were allocated. */
  done: Text(10_000),
  results: Text(10_000),
  gaps: Text(10_000),
  beneficiaryCount: Nullable(Type.Integer({ minimum: 0, maximum: 10_000_000 })),
}

/** What an organisation writes. */
export const ReportContent = Strict(WRITTEN, 'ReportContent')
export type ReportContent = Static<typeof ReportContent>

/** A save: only what changed. */
export const ReportChange = Type.Object(
  {
    actuals: Type.Optional(WRITTEN.actuals),
    indicators: Type.Optional(WRITTEN.indicators),
    done: Type.Optional(WRITTEN.done),
    results: Type.Optional(WRITTEN.results),
    gaps: Type.Optional(WRITTEN.gaps),
    beneficiaryCount: Type.Optional(WRITTEN.beneficiaryCount),
  },
  { title: 'ReportChange', additionalProperties: false, minProperties: 1 },
)
export type ReportChange = Static<typeof ReportChange>

/** A line of the budget: planned, done, and its share in ten-thousandths; null where nothing was planned or written. */
export const ReportLine = Strict(
  {
    lineId: Type.String(),
    detail: Nullable(Type.String()),
    plannedCents: Cents,
    actualCents: Nullable(Cents),
    executedBp: Nullable(Type.Integer()),
  },
  'ReportLine',
)
export type ReportLine = Static<typeof ReportLine>

/** Of as many lines as a report may have, each at its most. */
const TotalCents = Type.Integer({ minimum: 0, maximum: 240 * 1_000_000_000 })

export const ReportTotals = Strict(
  {
    plannedChargesCents: TotalCents,
    actualChargesCents: TotalCents,
    plannedResourcesCents: TotalCents,
    actualResourcesCents: TotalCents,
    executedBp: Nullable(Type.Integer()),
    /** What was paid beyond the award times the share of the charges that was spent: a hint for who claims back. */
    unspentCents: Cents,
  },
  'ReportTotals',
)
export type ReportTotals = Static<typeof ReportTotals>

/** Why a report cannot be submitted yet. */
export const ReportGap = Words(['actuals-missing', 'done-missing', 'results-missing', 'gaps-missing'], 'ReportGap')
export type ReportGap = Static<typeof ReportGap>

export const Report = Strict(
  {
    reportId: Uuid,
    awardId: Uuid,
    applicationId: Uuid,
    callId: Uuid,
    number: Type.String(),
    projectTitle: Type.String(),
    organisationId: Uuid,
    organisationName: Type.String(),
    status: ReportStatus,
    dueOn: Day,
    /** Owed, and its day is over. */
    isLate: Type.Boolean(),
    lines: Type.Array(ReportLine),
    totals: ReportTotals,
    indicators: Type.Array(ReportIndicator),
    done: Type.String(),
    results: Type.String(),
    gaps: Type.String(),
    beneficiaryCount: Nullable(Type.Integer()),
    files: Type.Array(StoredFile),
    missing: Type.Array(ReportGap),
    submittedAt: Nullable(Instant),
    signatoryName: Nullable(Type.String()),
    signatoryQuality: Nullable(Type.String()),
    changesMessage: Nullable(Type.String()),
    acceptedAt: Nullable(Instant),
    version: Version,
    allowedActions: Type.Array(ReportAction),
  },
  'Report',
)
export type Report = Static<typeof Report>

export const ReportSubmission = Strict(
  { isCertified: Type.Literal(true), signatoryName: Line(120), signatoryQuality: Line(120) },
  'ReportSubmission',
)
export type ReportSubmission = Static<typeof ReportSubmission>

export const ReportDue = Strict({ dueOn: Day, reason: Reason }, 'ReportDue')

export const RefundStatus = Words(['claimed', 'recovered', 'cancelled'], 'RefundStatus')
export type RefundStatus = Static<typeof RefundStatus>
export const RefundAction = Words(['recover', 'cancel', 'release'], 'RefundAction')
export type RefundAction = Static<typeof RefundAction>

export const Refund = Strict(
  {
    refundId: Uuid,
    awardId: Uuid,
    amountCents: Cents,
    reason: Type.String(),
    status: RefundStatus,
    dueOn: Day,
    isLate: Type.Boolean(),
    claimedAt: Instant,
    recoveredOn: Nullable(Day),
    cancelledReason: Nullable(Type.String()),
    /** Its money went back to the envelope. */
    releasedAt: Nullable(Instant),
    version: Version,
    allowedActions: Type.Array(RefundAction),
  },
  'Refund',
)
export type Refund = Static<typeof Refund>

/** The end of an award: its report, what is claimed back, and whether it can be settled. */
export const AwardClosing = Strict(
  {
    awardId: Uuid,
    awardStatus: AwardStatus,
    report: Nullable(Report),
    refunds: Type.Array(Refund),
    allowedActions: Type.Array(Words(['open_report', 'claim_refund', 'settle', 'terminate'])),
  },
  'AwardClosing',
)
export type AwardClosing = Static<typeof AwardClosing>

export const NewRefund = Strict(
  { amountCents: Type.Integer({ minimum: 1, maximum: 100_000_000_000 }), reason: Reason, dueOn: Day },
  'NewRefund',
)
export type NewRefund = Static<typeof NewRefund>

export const RefundRecovery = Strict({ recoveredOn: Day }, 'RefundRecovery')
