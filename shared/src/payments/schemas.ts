import { Type, type Static } from 'typebox'
import { AwardStatus } from '../applications/schemas.ts'
import {
  Cents,
  Day,
  Instant,
  Line,
  Nullable,
  Page,
  Reason,
  Strict,
  Text,
  Uuid,
  Version,
  Words,
} from '../kit/primitives.ts'
import { PaymentDue, PaymentKind } from './settings.ts'

export const BankAccountStatus = Words(
  ['proposed', 'confirmed', 'rejected', 'withdrawn', 'replaced'],
  'BankAccountStatus',
)
export type BankAccountStatus = Static<typeof BankAccountStatus>

export const BankAccountAction = Words(['attach', 'confirm', 'reject', 'withdraw'], 'BankAccountAction')
export type BankAccountAction = Static<typeof BankAccountAction>

/** An account of an organisation. Its number is never shown whole. */
export const BankAccount = Strict(
  {
    bankAccountId: Uuid,
    organisationId: Uuid,
    organisationName: Type.String(),
    holder: Type.String(),
    /** Whether the holder has the name of the organisation. */
    isHolderTheOrganisation: Type.Boolean(),
    ibanMasked: Type.String(),
    bic: Nullable(Type.String()),
    status: BankAccountStatus,
    proposedAt: Instant,
    /** Null for the organisation when an agent did it. */
    proposedByName: Nullable(Type.String()),
    decidedAt: Nullable(Instant),
    decidedByName: Nullable(Type.String()),
    /** What was checked, or why it was rejected. */
    decisionNote: Nullable(Type.String()),
    holderReason: Nullable(Type.String()),
    /** Why it was confirmed without the document of the bank. */
    proofReason: Nullable(Type.String()),
    hasProof: Type.Boolean(),
    /** Whether who reads this would confirm it without a document: none, one that cannot be opened, or his own. */
    needsProofReason: Type.Boolean(),
    version: Version,
    allowedActions: Type.Array(BankAccountAction),
  },
  'BankAccount',
)
export type BankAccount = Static<typeof BankAccount>

export const BankAccountList = Strict(
  { items: Type.Array(BankAccount), allowedActions: Type.Array(Words(['propose'])) },
  'BankAccountList',
)
export type BankAccountList = Static<typeof BankAccountList>

/** As people type it: with or without spaces. */
const Iban = Type.String({ minLength: 15, maxLength: 50, pattern: '^[A-Za-z0-9\\s.-]+$' })

export const NewBankAccount = Strict(
  {
    holder: Line(140),
    iban: Iban,
    bic: Type.Optional(
      Nullable(Type.String({ pattern: '^[A-Za-z]{6}[A-Za-z0-9]{2}([A-Za-z0-9]{3})?$', maxLength: 11 })),
    ),
  },
  'NewBankAccount',
)
export type NewBankAccount = Static<typeof NewBankAccount>

/**
 * The second person types the number again, from the document, and says what was checked: why another holder is paid, and
 * where the number was read without the document.
 */
export const BankAccountCheck = Strict(
  { iban: Iban, note: Reason, holderReason: Type.Optional(Reason), proofReason: Type.Optional(Reason) },
  'BankAccountCheck',
)
export type BankAccountCheck = Static<typeof BankAccountCheck>

export const PaymentStatus = Words(
  ['planned', 'requested', 'approved', 'ordered', 'paid', 'failed', 'cancelled'],
  'PaymentStatus',
)
export type PaymentStatus = Static<typeof PaymentStatus>

export const PaymentAction = Words(['request', 'approve', 'send_back', 'pay', 'fail', 'cancel'], 'PaymentAction')
export type PaymentAction = Static<typeof PaymentAction>

/** Why an instalment cannot be asked for yet. */
export const PaymentObstacle = Words(
  ['award-not-accepted', 'agreement-not-signed', 'report-not-accepted', 'date-not-reached', 'bank-account-missing'],
  'PaymentObstacle',
)
export type PaymentObstacle = Static<typeof PaymentObstacle>

export const Payment = Strict(
  {
    paymentId: Uuid,
    awardId: Uuid,
    place: Type.Integer(),
    kind: PaymentKind,
    amountCents: Cents,
    due: PaymentDue,
    dueOn: Nullable(Day),
    status: PaymentStatus,
    /** What is still missing before it can be asked for; empty afterwards. */
    obstacles: Type.Array(PaymentObstacle),
    /** The account that it was asked for on. */
    ibanMasked: Nullable(Type.String()),
    requestedAt: Nullable(Instant),
    /** Names are for the service alone. */
    requestedByName: Nullable(Type.String()),
    approvedAt: Nullable(Instant),
    approvedByName: Nullable(Type.String()),
    paymentListId: Nullable(Uuid),
    listNumber: Nullable(Type.String()),
    mandateNumber: Nullable(Type.String()),
    paidOn: Nullable(Day),
    failedReason: Nullable(Type.String()),
    returnedReason: Nullable(Type.String()),
    version: Version,
    allowedActions: Type.Array(PaymentAction),
  },
  'Payment',
)
export type Payment = Static<typeof Payment>

export const PlannedInstalment = Strict(
  { kind: PaymentKind, amountCents: Cents, due: PaymentDue, dueOn: Nullable(Day) },
  'PlannedInstalment',
)
export type PlannedInstalment = Static<typeof PlannedInstalment>

export const PaymentPlan = Strict(
  { items: Type.Array(PlannedInstalment, { minItems: 0, maxItems: 12 }) },
  'PaymentPlan',
)
export type PaymentPlan = Static<typeof PaymentPlan>

/** The money of one award: its plan, what was paid, and where it goes. */
export const AwardPayments = Strict(
  {
    awardId: Uuid,
    callId: Uuid,
    applicationId: Uuid,
    number: Type.String(),
    projectTitle: Type.String(),
    organisationId: Uuid,
    organisationName: Type.String(),
    awardStatus: AwardStatus,
    /** What the ledger commits to it now, and what was paid of it, refunds taken off. */
    committedCents: Cents,
    paidCents: Cents,
    ibanMasked: Nullable(Type.String()),
    items: Type.Array(Payment),
    /** What the settings of the call propose, while there is no plan. */
    suggestion: Type.Array(PlannedInstalment),
    allowedActions: Type.Array(Words(['plan'])),
  },
  'AwardPayments',
)
export type AwardPayments = Static<typeof AwardPayments>

/** A payment in the lists of the service. */
export const PaymentRow = Strict(
  {
    paymentId: Uuid,
    awardId: Uuid,
    callId: Uuid,
    callCode: Type.String(),
    number: Type.String(),
    projectTitle: Type.String(),
    organisationId: Uuid,
    organisationName: Type.String(),
    kind: PaymentKind,
    amountCents: Cents,
    status: PaymentStatus,
    ibanMasked: Nullable(Type.String()),
    listNumber: Nullable(Type.String()),
    failedReason: Nullable(Type.String()),
    requestedByName: Nullable(Type.String()),
    updatedAt: Instant,
    version: Version,
    allowedActions: Type.Array(PaymentAction),
  },
  'PaymentRow',
)
export type PaymentRow = Static<typeof PaymentRow>
export const PaymentPage = Page(PaymentRow, 'PaymentPage')

/** What the accountant did with an ordered payment. */
export const PaymentOutcome = Type.Union([
  Strict(
    { outcome: Type.Literal('paid'), paidOn: Day, mandateNumber: Nullable(Line(40)), mandatedOn: Nullable(Day) },
    'PaidOutcome',
  ),
  Strict({ outcome: Type.Literal('failed'), reason: Reason }, 'FailedOutcome'),
])
export type PaymentOutcome = Static<typeof PaymentOutcome>

export const PaymentListLine = Strict(
  {
    place: Type.Integer(),
    paymentId: Uuid,
    number: Type.String(),
    organisationName: Type.String(),
    kind: PaymentKind,
    amountCents: Cents,
    ibanMasked: Type.String(),
    mandateNumber: Nullable(Type.String()),
    mandatedOn: Nullable(Day),
    paidOn: Nullable(Day),
    rejectedReason: Nullable(Type.String()),
  },
  'PaymentListLine',
)
export type PaymentListLine = Static<typeof PaymentListLine>

const LIST = {
  paymentListId: Uuid,
  callId: Uuid,
  number: Type.String(),
  year: Type.Integer(),
  paymentCount: Type.Integer(),
  totalCents: Cents,
  /** Of its lines: paid, and rejected by the accountant or the bank. */
  paidCount: Type.Integer(),
  rejectedCount: Type.Integer(),
  madeAt: Instant,
  madeByName: Type.String(),
}
export const PaymentListSummary = Strict(LIST, 'PaymentListSummary')
export type PaymentListSummary = Static<typeof PaymentListSummary>

export const PaymentList = Strict({ ...LIST, lines: Type.Array(PaymentListLine) }, 'PaymentList')
export type PaymentList = Static<typeof PaymentList>

/** The list as it came back from the accountant: the columns `ligne`, `mandat`, `dateMandat`, `datePaiement` and `rejet` are read. */
export const MandateImport = Strict({ csv: Text(400_000, 1) }, 'MandateImport')

export const MandateImportResult = Strict(
  {
    /** Lines that changed something, and lines that say what is known already. */
    changedCount: Type.Integer(),
    unchangedCount: Type.Integer(),
    paidCents: Cents,
    rejectedCents: Cents,
  },
  'MandateImportResult',
)
export type MandateImportResult = Static<typeof MandateImportResult>
