import { Type } from 'typebox'
import { ReasonGiven } from '../applications/schemas.ts'
import { FileLink, StoredFile } from '../files/schemas.ts'
import { endpoint } from '../kit/endpoint.ts'
import { Line, Strict, Text, Uuid } from '../kit/primitives.ts'
import {
  AwardClosing,
  NewRefund,
  Refund,
  RefundRecovery,
  Report,
  ReportChange,
  ReportDue,
  ReportSubmission,
} from './schemas.ts'

const tags = ['reports'] as const
const AwardParams = Type.Object({ awardId: Uuid })
const ReportParams = Type.Object({ reportId: Uuid })
const RefundParams = Type.Object({ refundId: Uuid })
const ACT = ['report-not-found', 'report-wrong-status'] as const
const CLAIM = ['refund-not-found', 'refund-wrong-status'] as const

export const getAwardClosing = endpoint({
  operationId: 'getAwardClosing',
  summary: 'The report on an award, what is claimed back, and whether it can be settled',
  tags,
  method: 'GET',
  path: '/awards/:awardId/closing',
  params: AwardParams,
  response: { 200: AwardClosing },
  refusals: ['award-not-found'],
})

export const openReport = endpoint({
  operationId: 'openReport',
  summary: 'Open the report that an accepted award owes; the system does so by itself within the hour',
  tags,
  method: 'POST',
  path: '/awards/:awardId/report',
  params: AwardParams,
  response: { 201: Report },
  refusals: ['award-not-found', 'award-wrong-status'],
})

export const getReport = endpoint({
  operationId: 'getReport',
  summary: 'Read a report: the budget executed against the plan, texts, indicators, files',
  tags,
  method: 'GET',
  path: '/reports/:reportId',
  params: ReportParams,
  response: { 200: Report },
  refusals: ['report-not-found'],
})

export const saveReport = endpoint({
  operationId: 'saveReport',
  summary: 'Save what changed in a report that is owed',
  tags,
  isVersioned: true,
  method: 'PATCH',
  path: '/reports/:reportId',
  params: ReportParams,
  body: ReportChange,
  response: { 200: Report },
  refusals: [...ACT, 'organisation-read-only', 'budget-line-unknown'],
})

export const submitReport = endpoint({
  operationId: 'submitReport',
  summary: 'Submit a report, certified by who signs it',
  tags,
  isVersioned: true,
  method: 'POST',
  path: '/reports/:reportId/submission',
  params: ReportParams,
  body: ReportSubmission,
  response: { 200: Report },
  refusals: [...ACT, 'organisation-read-only', 'report-incomplete', 'file-infected'],
})

export const requestReportChanges = endpoint({
  operationId: 'requestReportChanges',
  summary: 'Give a submitted report back with what is to be corrected',
  tags,
  isVersioned: true,
  method: 'POST',
  path: '/reports/:reportId/changes',
  params: ReportParams,
  body: Strict({ message: Text(4_000, 10) }, 'ReportChanges'),
  response: { 200: Report },
  refusals: ACT,
})

export const acceptReport = endpoint({
  operationId: 'acceptReport',
  summary: 'Accept a submitted report: what waited for it may be paid',
  tags,
  isVersioned: true,
  method: 'POST',
  path: '/reports/:reportId/acceptance',
  params: ReportParams,
  response: { 200: Report },
  refusals: [...ACT, 'second-person-required'],
})

export const moveReportDue = endpoint({
  operationId: 'moveReportDue',
  summary: 'Give a report another day, with a reason',
  tags,
  method: 'PUT',
  path: '/reports/:reportId/due',
  params: ReportParams,
  body: ReportDue,
  response: { 200: Report },
  refusals: ACT,
})

export const attachReportFile = endpoint({
  operationId: 'attachReportFile',
  summary: 'Send a file with a report that is owed',
  tags,
  method: 'POST',
  path: '/reports/:reportId/files',
  params: ReportParams,
  querystring: Type.Object({ name: Line(200) }),
  accepts: 'file',
  response: { 201: StoredFile },
  refusals: [...ACT, 'organisation-read-only', 'too-many-files', 'file-empty', 'file-too-large', 'file-type-refused'],
})

export const removeReportFile = endpoint({
  operationId: 'removeReportFile',
  summary: 'Take a file out of a report that is owed',
  tags,
  method: 'DELETE',
  path: '/reports/:reportId/files/:fileId',
  params: Type.Object({ reportId: Uuid, fileId: Uuid }),
  response: { 200: Report },
  refusals: [...ACT, 'organisation-read-only', 'file-not-found'],
})

export const linkReportFile = endpoint({
  operationId: 'linkReportFile',
  summary: 'An address of a file of a report that works for five minutes',
  tags,
  method: 'POST',
  path: '/reports/:reportId/files/:fileId/link',
  params: Type.Object({ reportId: Uuid, fileId: Uuid }),
  response: { 201: FileLink },
  refusals: ['report-not-found', 'file-not-found', 'file-infected', 'file-not-scanned'],
})

export const claimRefund = endpoint({
  operationId: 'claimRefund',
  summary: 'Claim money back that was paid and not used as it was granted; the organisation is told',
  tags,
  isIdempotent: true,
  method: 'POST',
  path: '/awards/:awardId/refunds',
  params: AwardParams,
  body: NewRefund,
  response: { 201: Refund },
  refusals: ['award-not-found', 'refund-over-paid'],
})

export const recoverRefund = endpoint({
  operationId: 'recoverRefund',
  summary: 'Write down that claimed money has come back: only now it enters the ledger',
  tags,
  method: 'POST',
  path: '/refunds/:refundId/recovery',
  params: RefundParams,
  body: RefundRecovery,
  response: { 200: Refund },
  refusals: [...CLAIM, 'day-in-future'],
})

export const cancelRefund = endpoint({
  operationId: 'cancelRefund',
  summary: 'Give up a claim, with a reason',
  tags,
  method: 'POST',
  path: '/refunds/:refundId/cancellation',
  params: RefundParams,
  body: ReasonGiven,
  response: { 200: Refund },
  refusals: CLAIM,
})

export const releaseRefund = endpoint({
  operationId: 'releaseRefund',
  summary: 'Give recovered money back to the envelope, an act of its own',
  tags,
  method: 'POST',
  path: '/refunds/:refundId/release',
  params: RefundParams,
  response: { 200: Refund },
  refusals: [...CLAIM, 'release-over-commitment'],
})

export const terminateAward = endpoint({
  operationId: 'terminateAward',
  summary: 'Terminate an award that has no agreement, with a reason: what is not paid returns to the envelope',
  tags,
  method: 'POST',
  path: '/awards/:awardId/termination',
  params: AwardParams,
  body: ReasonGiven,
  response: { 200: AwardClosing },
  refusals: ['award-not-found', 'award-wrong-status', 'agreement-open', 'payments-under-way'],
})

export const settleAward = endpoint({
  operationId: 'settleAward',
  summary:
    'Settle an award whose report is accepted: what is not paid returns to the envelope, its agreement is closed',
  tags,
  method: 'POST',
  path: '/awards/:awardId/settlement',
  params: AwardParams,
  response: { 200: AwardClosing },
  refusals: ['award-not-found', 'award-wrong-status', 'report-not-accepted', 'refund-open', 'payments-under-way'],
})
