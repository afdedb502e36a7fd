import { Type, type Static } from 'typebox'
import { Cents, Day, Line, Nullable, Strict, Uuid, Version, Words } from '../kit/primitives.ts'

export const PaymentKind = Words(['advance', 'interim', 'balance', 'single'], 'PaymentKind')
export type PaymentKind = Static<typeof PaymentKind>

/** When an instalment may be asked for: once the award is accepted, once the agreement is signed, once the report is accepted, or on a day. */
export const PaymentDue = Words(['award', 'agreement', 'report', 'date'], 'PaymentDue')
export type PaymentDue = Static<typeof PaymentDue>

/** One instalment of the plan that awards of a call start with; the last one takes what rounding leaves. */
export const InstalmentShare = Strict(
  {
    kind: PaymentKind,
    shareBp: Type.Integer({ minimum: 1, maximum: 10_000 }),
    due: Words(['award', 'agreement', 'report']),
  },
  'InstalmentShare',
)
export type InstalmentShare = Static<typeof InstalmentShare>

const AccountNumber = Type.String({ pattern: '^[0-9A-Z.-]{1,20}$', maxLength: 20 })

/** What the list for the public accountant says of every payment of a call. */
export const Accounting = Strict(
  {
    /** The commitment (engagement) in the finance software. */
    commitmentNumber: Nullable(Line(40)),
    deliberationNumber: Nullable(Line(60)),
    deliberationOn: Nullable(Day),
    functionCode: Nullable(AccountNumber),
    /** Budget accounts (M57): of associations and foundations, and of companies. */
    associationAccount: AccountNumber,
    companyAccount: AccountNumber,
  },
  'Accounting',
)
export type Accounting = Static<typeof Accounting>

const PROPERTIES = {
  /** Whether an agreement is signed before anything is paid: always, above the threshold of the year, or never. */
  agreement: Words(['always', 'threshold', 'never'], 'AgreementPolicy'),
  /** What an organisation may get from the département in a year without an agreement (décret 2001-495). */
  agreementThresholdCents: Cents,
  instalments: Type.Array(InstalmentShare, { minItems: 1, maxItems: 12 }),
  /** Months after the end of the exercise until the report is due (loi 2000-321, art. 10). */
  reportMonths: Type.Integer({ minimum: 1, maximum: 24 }),
  deMinimis: Words(['off', 'warn', 'block'], 'DeMinimisPolicy'),
  deMinimisRegime: Words(['general', 'sieg'], 'DeMinimisRegime'),
  /** Over three rolling years, all funders. */
  deMinimisThresholdCents: Cents,
  accounting: Accounting,
}

/** How the awards of a call are followed up. A manager may change it at any time; what was planned or signed stays. */
export const FollowUpSettings = Strict(PROPERTIES, 'FollowUpSettings')
export type FollowUpSettings = Static<typeof FollowUpSettings>

export const FollowUp = Strict(
  {
    callId: Uuid,
    ...PROPERTIES,
    /** Null as long as the defaults hold: the first change names version 1. */
    version: Version,
    allowedActions: Type.Array(Words(['edit'])),
  },
  'FollowUp',
)
export type FollowUp = Static<typeof FollowUp>

export const FOLLOW_UP_DEFAULTS: FollowUpSettings = {
  agreement: 'threshold',
  agreementThresholdCents: 2_300_000,
  instalments: [
    { kind: 'advance', shareBp: 8_000, due: 'agreement' },
    { kind: 'balance', shareBp: 2_000, due: 'report' },
  ],
  reportMonths: 6,
  deMinimis: 'warn',
  deMinimisRegime: 'general',
  deMinimisThresholdCents: 30_000_000,
  accounting: {
    commitmentNumber: null,
    deliberationNumber: null,
    deliberationOn: null,
    functionCode: null,
    associationAccount: '65748',
    companyAccount: '65742',
  },
}

/** Thresholds of the two regulations (EU) 2023/2831 and 2023/2832. */
export const DE_MINIMIS_CENTS = { general: 30_000_000, sieg: 75_000_000 } as const

export const SHARES_TOTAL = 10_000
