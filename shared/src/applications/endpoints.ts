import { Type } from 'typebox'
import { endpoint } from '../kit/endpoint.ts'
import { ActionList, Line, PageQuery, Strict, Uuid, Words } from '../kit/primitives.ts'
import {
  Admissibility,
  Application,
  ApplicationChange,
  ApplicationCounts,
  ApplicationPage,
  ApplicationStatus,
  Completeness,
  Correction,
  CorrectionRequest,
  ExtendedApplication,
  Extension,
  HistoryEntry,
  NewApplication,
  ReasonGiven,
  Receipt,
  Revision,
  RevisionDifference,
  RevisionSummary,
  Submission,
  Withdrawal,
} from './schemas.ts'

const tags = ['applications'] as const
const review = ['instruction'] as const
const ApplicationParams = Type.Object({ applicationId: Uuid })
const RevisionNumber = Type.Integer({ minimum: 1, maximum: 100_000 })

export const ApplicationSort = Words(
  ['submittedAt', '-submittedAt', 'requestedCents', '-requestedCents', 'projectTitle', 'number'],
  'ApplicationSort',
)

/** Shared by the list and its export. */
export const ApplicationFilter = {
  callId: Type.Optional(Uuid),
  organisationId: Type.Optional(Uuid),
  status: Type.Optional(Type.Array(ApplicationStatus, { minItems: 1, maxItems: 8, uniqueItems: true })),
  search: Type.Optional(Line(100)),
  sort: Type.Optional(ApplicationSort),
}

export const listApplications = endpoint({
  operationId: 'listApplications',
  summary: 'List applications: the caller’s organisations’ own, or all of them for agents (drafts excluded)',
  tags,
  method: 'GET',
  path: '/applications',
  querystring: Type.Object({ ...PageQuery, ...ApplicationFilter }),
  response: { 200: ApplicationPage },
})

export const countApplications = endpoint({
  operationId: 'countApplications',
  summary: 'The funnel of one call: counts by status, submissions by day, money asked',
  tags: review,
  method: 'GET',
  path: '/calls/:callId/application-counts',
  params: Type.Object({ callId: Uuid }),
  response: { 200: ApplicationCounts },
  refusals: ['call-not-found'],
})

export const exportApplications = endpoint({
  operationId: 'exportApplications',
  summary: 'What is filtered, as CSV (UTF-8, semicolons, streamed)',
  tags: review,
  method: 'GET',
  path: '/applications.csv',
  querystring: Type.Object(ApplicationFilter),
  response: { 200: Type.String({ description: 'text/csv' }) },
})

export const startApplication = endpoint({
  operationId: 'startApplication',
  summary: 'Start an application of an organisation to an open call; one that exists is answered instead of doubled',
  tags,
  isIdempotent: true,
  method: 'POST',
  path: '/applications',
  body: NewApplication,
  response: { 200: Application, 201: Application },
  refusals: [
    'call-not-found',
    'organisation-not-found',
    'organisation-read-only',
    'call-not-open',
    'call-closed',
    'organisation-not-eligible',
  ],
})

export const getApplication = endpoint({
  operationId: 'getApplication',
  summary: 'Read one application',
  tags,
  method: 'GET',
  path: '/applications/:applicationId',
  params: ApplicationParams,
  response: { 200: Application },
  refusals: ['application-not-found'],
})

export const saveApplication = endpoint({
  operationId: 'saveApplication',
  summary: 'Save part of an application; answers may be partial',
  tags,
  isVersioned: true,
  method: 'PATCH',
  path: '/applications/:applicationId',
  params: ApplicationParams,
  body: ApplicationChange,
  response: { 200: Application },
  refusals: [
    'application-not-found',
    'organisation-read-only',
    'application-wrong-status',
    'call-closed',
    'field-not-reopened',
    'correction-overdue',
    'answer-invalid',
    'budget-line-unknown',
  ],
})

export const getCompleteness = endpoint({
  operationId: 'getCompleteness',
  summary: 'What is missing before submission, as JSON pointers, with the declarations to sign',
  tags,
  method: 'GET',
  path: '/applications/:applicationId/completeness',
  params: ApplicationParams,
  response: { 200: Completeness },
  refusals: ['application-not-found'],
})

export const submitApplication = endpoint({
  operationId: 'submitApplication',
  summary: 'Submit an application, or the changes to a submitted one; makes an immutable numbered revision',
  description:
    'The instant that counts is the arrival of the first byte of this request. After a lost connection, send it again with the same `Idempotency-Key`: it gets the first answer. Without a key it is answered 412 when the first one went through: read the application again, its `revisionNumber` has moved. Nothing is ever submitted twice.',
  tags,
  isVersioned: true,
  isIdempotent: true,
  method: 'POST',
  path: '/applications/:applicationId/submission',
  params: ApplicationParams,
  body: Submission,
  response: { 200: Application, 201: Application },
  refusals: [
    'application-not-found',
    'organisation-read-only',
    'application-wrong-status',
    'call-not-open',
    'call-closed',
    'application-incomplete',
    'file-infected',
    'declaration-missing',
    'amount-over-cap',
    'organisation-not-eligible',
  ],
})

export const getReceipt = endpoint({
  operationId: 'getReceipt',
  summary: 'The receipt of the last submission (CRPA R112-11-1)',
  tags,
  method: 'GET',
  path: '/applications/:applicationId/receipt',
  params: ApplicationParams,
  response: { 200: Receipt },
  refusals: ['application-not-found', 'not-submitted'],
})

export const withdrawApplication = endpoint({
  operationId: 'withdrawApplication',
  summary: 'Withdraw an application',
  tags,
  method: 'POST',
  path: '/applications/:applicationId/withdrawal',
  params: ApplicationParams,
  body: Withdrawal,
  response: { 200: Application },
  refusals: ['application-not-found', 'organisation-read-only', 'application-wrong-status', 'decision-exists'],
})

export const restoreApplication = endpoint({
  operationId: 'restoreApplication',
  summary: 'Restore a withdrawn application to the state it left',
  tags,
  method: 'POST',
  path: '/applications/:applicationId/restoration',
  params: ApplicationParams,
  response: { 200: Application },
  refusals: [
    'application-not-found',
    'organisation-read-only',
    'application-wrong-status',
    'call-closed',
    'decision-exists',
  ],
})

export const discardApplication = endpoint({
  operationId: 'discardApplication',
  summary: 'Delete a draft that was never submitted',
  tags,
  method: 'DELETE',
  path: '/applications/:applicationId',
  params: ApplicationParams,
  response: { 204: Type.Null() },
  refusals: ['application-not-found', 'organisation-read-only', 'application-wrong-status'],
})

export const listRevisions = endpoint({
  operationId: 'listRevisions',
  summary: 'List the submitted revisions',
  tags,
  method: 'GET',
  path: '/applications/:applicationId/revisions',
  params: ApplicationParams,
  response: { 200: Strict({ items: Type.Array(RevisionSummary) }, 'RevisionList') },
  refusals: ['application-not-found'],
})

export const getRevision = endpoint({
  operationId: 'getRevision',
  summary: 'Read one revision, as it was frozen',
  tags,
  method: 'GET',
  path: '/applications/:applicationId/revisions/:revisionNumber',
  params: Type.Object({ applicationId: Uuid, revisionNumber: RevisionNumber }),
  response: { 200: Revision },
  refusals: ['application-not-found', 'revision-not-found'],
})

export const compareRevisions = endpoint({
  operationId: 'compareRevisions',
  summary: 'What changed between two revisions',
  tags,
  method: 'GET',
  path: '/applications/:applicationId/revisions/:revisionNumber/changes',
  params: Type.Object({ applicationId: Uuid, revisionNumber: RevisionNumber }),
  querystring: Type.Object({ from: RevisionNumber }),
  response: {
    200: Strict(
      { from: RevisionNumber, to: RevisionNumber, items: Type.Array(RevisionDifference) },
      'RevisionComparison',
    ),
  },
  refusals: ['application-not-found', 'revision-not-found'],
})

export const openReview = endpoint({
  operationId: 'openReview',
  summary: 'Open the instruction of a submitted application',
  tags: review,
  method: 'POST',
  path: '/applications/:applicationId/review',
  params: ApplicationParams,
  response: { 200: Application },
  refusals: ['application-not-found', 'application-wrong-status', 'call-still-open'],
})

export const requestCorrection = endpoint({
  operationId: 'requestCorrection',
  summary: 'Reopen chosen fields to the applicant until a date, with a reason',
  tags: review,
  method: 'POST',
  path: '/applications/:applicationId/corrections',
  params: ApplicationParams,
  body: CorrectionRequest,
  response: { 201: Application },
  refusals: ['application-not-found', 'application-wrong-status', 'due-date-passed', 'field-unknown'],
})

export const endCorrection = endpoint({
  operationId: 'endCorrection',
  summary: 'End a correction that was not answered and go on with the file as it is',
  tags: review,
  method: 'POST',
  path: '/applications/:applicationId/correction-end',
  params: ApplicationParams,
  body: ReasonGiven,
  response: { 200: Application },
  refusals: ['application-not-found', 'application-wrong-status'],
})

export const listCorrections = endpoint({
  operationId: 'listCorrections',
  summary: 'List the corrections asked of an application',
  tags,
  method: 'GET',
  path: '/applications/:applicationId/corrections',
  params: ApplicationParams,
  response: { 200: Strict({ items: Type.Array(Correction) }, 'CorrectionList') },
  refusals: ['application-not-found'],
})

export const decideAdmissibility = endpoint({
  operationId: 'decideAdmissibility',
  summary: 'Declare an application admissible, or inadmissible with the reason',
  tags: review,
  method: 'PUT',
  path: '/applications/:applicationId/admissibility',
  params: ApplicationParams,
  body: Admissibility,
  response: { 200: Application },
  refusals: ['application-not-found', 'application-wrong-status', 'reason-required'],
})

export const reinstateApplication = endpoint({
  operationId: 'reinstateApplication',
  summary: 'Take an application back into instruction, with the reason',
  tags: review,
  method: 'POST',
  path: '/applications/:applicationId/reinstatement',
  params: ApplicationParams,
  body: ReasonGiven,
  response: { 200: Application },
  refusals: ['application-not-found', 'application-wrong-status', 'decision-exists'],
})

export const extendApplication = endpoint({
  operationId: 'extendApplication',
  summary: 'Extend the closing for one application, an expired draft included; it is logged and notified',
  tags: review,
  method: 'PUT',
  path: '/applications/:applicationId/extension',
  params: ApplicationParams,
  body: Extension,
  response: { 200: ExtendedApplication },
  refusals: [
    'application-not-found',
    'application-wrong-status',
    'call-closed',
    'extension-not-later',
    'later-than-draw',
  ],
})

export const getApplicationHistory = endpoint({
  operationId: 'getApplicationHistory',
  summary: 'The history of an application, newest first',
  tags,
  method: 'GET',
  path: '/applications/:applicationId/history',
  params: ApplicationParams,
  response: { 200: Strict({ items: Type.Array(HistoryEntry) }, 'HistoryList') },
  refusals: ['application-not-found'],
})

export const listApplicationActions = endpoint({
  operationId: 'listApplicationActions',
  summary: 'Every action on the application: allowed, or refused with the reason',
  tags,
  method: 'GET',
  path: '/applications/:applicationId/actions',
  params: ApplicationParams,
  response: { 200: ActionList },
  refusals: ['application-not-found'],
})
