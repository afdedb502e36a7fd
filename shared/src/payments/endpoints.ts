import { Type } from 'typebox'
import { ReasonGiven } from '../applications/schemas.ts'
import { FileLink, StoredFile } from '../files/schemas.ts'
import { endpoint } from '../kit/endpoint.ts'
import { Line, PageQuery, Strict, Uuid } from '../kit/primitives.ts'
import {
  AwardPayments,
  BankAccount,
  BankAccountCheck,
  BankAccountList,
  MandateImport,
  MandateImportResult,
  NewBankAccount,
  Payment,
  PaymentList,
  PaymentListSummary,
  PaymentOutcome,
  PaymentPage,
  PaymentPlan,
  PaymentStatus,
} from './schemas.ts'
import { FollowUp, FollowUpSettings } from './settings.ts'

const tags = ['payments'] as const
const accounts = ['bank-accounts'] as const
const CallParams = Type.Object({ callId: Uuid })
const AccountParams = Type.Object({ bankAccountId: Uuid })
const PaymentParams = Type.Object({ paymentId: Uuid })
const ListParams = Type.Object({ paymentListId: Uuid })
const DECIDE = ['bank-account-not-found', 'bank-account-wrong-status'] as const
const ACT = ['payment-not-found', 'payment-wrong-status'] as const

export const getFollowUp = endpoint({
  operationId: 'getFollowUp',
  summary: 'How the awards of a call are followed up: agreement, instalments, report, de minimis, accounting',
  tags,
  method: 'GET',
  path: '/calls/:callId/follow-up',
  params: CallParams,
  response: { 200: FollowUp },
  refusals: ['call-not-found'],
})

export const saveFollowUp = endpoint({
  operationId: 'saveFollowUp',
  summary: 'Change how the awards of a call are followed up; what was planned or signed stays',
  tags,
  isVersioned: true,
  method: 'PUT',
  path: '/calls/:callId/follow-up',
  params: CallParams,
  body: FollowUpSettings,
  response: { 200: FollowUp },
  refusals: ['call-not-found', 'instalments-not-whole'],
})

export const listBankAccounts = endpoint({
  operationId: 'listBankAccounts',
  summary: 'The bank accounts of an organisation, the latest first: numbers are masked, history is kept',
  tags: accounts,
  method: 'GET',
  path: '/organisations/:organisationId/bank-accounts',
  params: Type.Object({ organisationId: Uuid }),
  response: { 200: BankAccountList },
  refusals: ['organisation-not-found'],
})

export const proposeBankAccount = endpoint({
  operationId: 'proposeBankAccount',
  summary: 'Propose the account that an organisation is paid on; another person confirms it after a check',
  tags: accounts,
  isIdempotent: true,
  method: 'POST',
  path: '/organisations/:organisationId/bank-accounts',
  params: Type.Object({ organisationId: Uuid }),
  body: NewBankAccount,
  response: { 201: BankAccount },
  refusals: [
    'organisation-not-found',
    'organisation-read-only',
    'iban-invalid',
    'bank-account-waiting',
    'bank-account-unchanged',
  ],
})

export const attachBankProof = endpoint({
  operationId: 'attachBankProof',
  summary: 'Send the document of the bank (RIB) with a proposed account',
  tags: accounts,
  method: 'POST',
  path: '/bank-accounts/:bankAccountId/proof',
  params: AccountParams,
  querystring: Type.Object({ name: Line(200) }),
  accepts: 'file',
  response: { 201: StoredFile },
  refusals: [...DECIDE, 'organisation-read-only', 'file-empty', 'file-too-large', 'file-type-refused'],
})

export const linkBankProof = endpoint({
  operationId: 'linkBankProof',
  summary: 'An address of the document of the bank that works for five minutes',
  tags: accounts,
  method: 'POST',
  path: '/bank-accounts/:bankAccountId/proof/link',
  params: AccountParams,
  response: { 201: FileLink },
  refusals: ['bank-account-not-found', 'file-not-found', 'file-infected', 'file-not-scanned'],
})

export const confirmBankAccount = endpoint({
  operationId: 'confirmBankAccount',
  summary: 'Confirm a proposed account as a second person, the number typed again from the document',
  tags: accounts,
  isVersioned: true,
  method: 'POST',
  path: '/bank-accounts/:bankAccountId/confirmation',
  params: AccountParams,
  body: BankAccountCheck,
  response: { 200: BankAccount },
  refusals: [
    ...DECIDE,
    'second-person-required',
    'iban-differs',
    'bank-holder-differs',
    'bank-proof-missing',
    'bank-checks-exhausted',
  ],
})

export const rejectBankAccount = endpoint({
  operationId: 'rejectBankAccount',
  summary: 'Reject a proposed account, with a reason that its organisation reads',
  tags: accounts,
  isVersioned: true,
  method: 'POST',
  path: '/bank-accounts/:bankAccountId/rejection',
  params: AccountParams,
  body: ReasonGiven,
  response: { 200: BankAccount },
  refusals: DECIDE,
})

export const withdrawBankAccount = endpoint({
  operationId: 'withdrawBankAccount',
  summary: 'Take back a proposed account',
  tags: accounts,
  method: 'POST',
  path: '/bank-accounts/:bankAccountId/withdrawal',
  params: AccountParams,
  response: { 200: BankAccount },
  refusals: [...DECIDE, 'organisation-read-only'],
})

export const getAwardPayments = endpoint({
  operationId: 'getAwardPayments',
  summary: 'The payment plan of an award and what became of each instalment',
  tags,
  method: 'GET',
  path: '/awards/:awardId/payments',
  params: Type.Object({ awardId: Uuid }),
  response: { 200: AwardPayments },
  refusals: ['award-not-found'],
})

export const planPayments = endpoint({
  operationId: 'planPayments',
  summary:
    'Plan the instalments that nobody has asked for yet; together with the others they are the award, to the cent',
  tags,
  method: 'PUT',
  path: '/awards/:awardId/payments',
  params: Type.Object({ awardId: Uuid }),
  body: PaymentPlan,
  response: { 200: AwardPayments },
  refusals: ['award-not-found', 'award-wrong-status', 'agreement-sent', 'plan-not-whole', 'due-date-required'],
})

export const requestPayment = endpoint({
  operationId: 'requestPayment',
  summary: 'Ask for an instalment that is due, on the confirmed account; again after a failure',
  tags,
  method: 'POST',
  path: '/payments/:paymentId/request',
  params: PaymentParams,
  response: { 200: Payment },
  refusals: [...ACT, 'payment-not-due', 'payment-over-award', 'bank-account-replaced', 'bank-holder-differs'],
})

export const approvePayment = endpoint({
  operationId: 'approvePayment',
  summary: 'Approve a payment, as another person than the one who asked for it',
  tags,
  isVersioned: true,
  method: 'POST',
  path: '/payments/:paymentId/approval',
  params: PaymentParams,
  response: { 200: Payment },
  refusals: [...ACT, 'second-person-required', 'bank-account-replaced', 'bank-holder-differs', 'award-wrong-status'],
})

export const sendBackPayment = endpoint({
  operationId: 'sendBackPayment',
  summary: 'Send a payment that was not ordered back to the plan, with a reason',
  tags,
  method: 'POST',
  path: '/payments/:paymentId/return',
  params: PaymentParams,
  body: ReasonGiven,
  response: { 200: Payment },
  refusals: ACT,
})

export const cancelPayment = endpoint({
  operationId: 'cancelPayment',
  summary: 'Give up an instalment that was planned, or that failed; its money stays committed until it is released',
  tags,
  method: 'POST',
  path: '/payments/:paymentId/cancellation',
  params: PaymentParams,
  response: { 200: Payment },
  refusals: ACT,
})

export const recordPayment = endpoint({
  operationId: 'recordPayment',
  summary: 'Write down what the accountant did with an ordered payment: paid on a day, or rejected for a reason',
  tags,
  method: 'POST',
  path: '/payments/:paymentId/outcome',
  params: PaymentParams,
  body: PaymentOutcome,
  response: { 200: Payment },
  refusals: [...ACT, 'payment-over-award', 'day-in-future'],
})

export const listPayments = endpoint({
  operationId: 'listPayments',
  summary: 'List payments, those that moved last first',
  tags,
  method: 'GET',
  path: '/payments',
  querystring: Type.Object({
    callId: Type.Optional(Uuid),
    status: Type.Optional(PaymentStatus),
    ...PageQuery,
  }),
  response: { 200: PaymentPage },
})

export const createPaymentList = endpoint({
  operationId: 'createPaymentList',
  summary: 'Order every approved payment of a call: one list for the public accountant, who pays',
  tags,
  isIdempotent: true,
  method: 'POST',
  path: '/calls/:callId/payment-lists',
  params: CallParams,
  response: { 201: PaymentList },
  refusals: [
    'call-not-found',
    'no-approved-payment',
    'bank-account-replaced',
    'award-wrong-status',
    'payment-wrong-status',
  ],
})

export const listPaymentLists = endpoint({
  operationId: 'listPaymentLists',
  summary: 'The payment lists of a call, the latest first',
  tags,
  method: 'GET',
  path: '/calls/:callId/payment-lists',
  params: CallParams,
  response: { 200: Strict({ items: Type.Array(PaymentListSummary) }, 'PaymentLists') },
  refusals: ['call-not-found'],
})

export const getPaymentList = endpoint({
  operationId: 'getPaymentList',
  summary: 'One payment list with its lines and what came back of them',
  tags,
  method: 'GET',
  path: '/payment-lists/:paymentListId',
  params: ListParams,
  response: { 200: PaymentList },
  refusals: ['payment-list-not-found'],
})

export const exportPaymentList = endpoint({
  operationId: 'exportPaymentList',
  summary:
    'A payment list as CSV (UTF-8, semicolons) for the finance software: the only place where account numbers are whole',
  tags,
  method: 'POST',
  path: '/payment-lists/:paymentListId/csv',
  params: ListParams,
  response: { 200: Type.String({ description: 'text/csv' }) },
  refusals: ['payment-list-not-found', 'bank-account-replaced'],
})

export const exportPaymentStatement = endpoint({
  operationId: 'exportPaymentStatement',
  summary: 'A payment list as état liquidatif: tagged PDF, account numbers masked, to be signed by the ordonnateur',
  tags,
  method: 'GET',
  path: '/payment-lists/:paymentListId/pdf',
  params: ListParams,
  response: { 200: Type.String({ description: 'application/pdf' }) },
  refusals: ['payment-list-not-found'],
})

export const importMandates = endpoint({
  operationId: 'importMandates',
  summary:
    'Read mandate numbers, days of payment and rejections back from the CSV: the whole file or nothing; the same file again changes nothing',
  tags,
  method: 'POST',
  path: '/payment-lists/:paymentListId/mandates',
  params: ListParams,
  body: MandateImport,
  response: { 200: MandateImportResult },
  refusals: ['payment-list-not-found', 'mandates-refused', 'payment-over-award'],
})
