import { Type, type Static } from 'typebox'
import { AgreementStatus } from '../agreements/schemas.ts'
import { AwardStatus } from '../applications/schemas.ts'
import { Cents, Day, Instant, Nullable, Page, Strict, Uuid, Words } from '../kit/primitives.ts'
import { PaymentStatus } from '../payments/schemas.ts'
import { ReportStatus } from '../reports/schemas.ts'

/** What somebody has to do next on an award, the most urgent first. */
export const FollowUpTask = Words(
  [
    'report-late',
    'refund-late',
    'payment-failed',
    'payment-to-approve',
    'payment-to-order',
    'signature-to-confirm',
    'report-to-judge',
    'agreement-to-draft',
    'agreement-to-send',
    'plan-to-make',
    'bank-account-to-check',
    'bank-account-missing',
    'payment-to-request',
    'payment-to-record',
    'award-to-settle',
  ],
  'FollowUpTask',
)
export type FollowUpTask = Static<typeof FollowUpTask>

/** An award with all that follows it, in one line. */
export const FollowedAward = Strict(
  {
    awardId: Uuid,
    callId: Uuid,
    callCode: Type.String(),
    applicationId: Uuid,
    number: Type.String(),
    projectTitle: Type.String(),
    organisationId: Uuid,
    organisationName: Type.String(),
    awardStatus: AwardStatus,
    committedAt: Instant,
    requestedCents: Cents,
    /** As the ledger has it now. */
    committedCents: Cents,
    paidCents: Cents,
    plannedCents: Cents,
    needsAgreement: Type.Boolean(),
    agreementStatus: Nullable(AgreementStatus),
    /** Of the payment that is furthest from being paid among those under way; null when nothing is. */
    paymentStatus: Nullable(PaymentStatus),
    reportStatus: Nullable(ReportStatus),
    reportDueOn: Nullable(Day),
    isReportLate: Type.Boolean(),
    claimedCents: Cents,
    tasks: Type.Array(FollowUpTask),
  },
  'FollowedAward',
)
export type FollowedAward = Static<typeof FollowedAward>
export const FollowedAwardPage = Page(FollowedAward, 'FollowedAwardPage')

/** All the money of an organisation with us. */
export const OrganisationMoney = Strict(
  {
    organisationId: Uuid,
    organisationName: Type.String(),
    askedCents: Cents,
    awardedCents: Cents,
    paidCents: Cents,
    /** Awarded and not paid yet. */
    owedCents: Cents,
    claimedCents: Cents,
    lateReportCount: Type.Integer(),
    items: Type.Array(FollowedAward),
  },
  'OrganisationMoney',
)
export type OrganisationMoney = Static<typeof OrganisationMoney>
