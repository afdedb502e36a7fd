import type { Application, ApplicationSummary, Correction, PublishedDecision } from '@progress-ess/shared/applications'
import { totalsOf } from './budget.rules.ts'
import type { ApplicationRow } from './applications.queries.ts'
import { allowedActions, type ApplicationRole, editableFields, type Situation } from './applications.rules.ts'
import type { ListRow } from './listing.queries.ts'

const iso = (instant: Date | null): string | null => instant?.toISOString() ?? null

/** Until when a file may be submitted, without the grace: what people are told. */
export const closingOf = (row: { callClosesAt: Date | null; extendedUntil: Date | null }): Date | null =>
  row.extendedUntil ?? row.callClosesAt

type Timed = Pick<ApplicationRow, 'callClosesAt' | 'graceMinutes' | 'extendedUntil'>

/** The instant from which the applicant is late: the closing with its grace, or the file’s extension if later. */
export function deadlineOf({ callClosesAt, graceMinutes, extendedUntil }: Timed): Date | null {
  if (callClosesAt === null) return extendedUntil
  const general = new Date(callClosesAt.getTime() + graceMinutes * 60_000)
  return extendedUntil !== null && extendedUntil > general ? extendedUntil : general
}

export const situationOf = (row: ApplicationRow, now: Date): Situation => ({
  status: row.status,
  withdrawnFrom: row.withdrawnFrom,
  hasOpened: row.callStatus === 'published' && row.opensAt !== null && now >= row.opensAt,
  deadline: deadlineOf(row),
  correctionDueAt: row.correctionDueAt,
  hasDecision: row.decisionStatus === 'decided' || row.decisionStatus === 'published',
})

type DecisionColumns = Pick<
  ListRow,
  'decisionOutcome' | 'decisionAmountCents' | 'decisionReserveRank' | 'decisionReason' | 'decisionPublishedAt'
>

/** Nothing of a decision is told before its publication. */
function toDecision(row: DecisionColumns): PublishedDecision | null {
  const { decisionOutcome, decisionPublishedAt } = row
  if (decisionOutcome === null || decisionPublishedAt === null) return null
  return {
    outcome: decisionOutcome,
    amountCents: row.decisionAmountCents,
    reserveRank: row.decisionReserveRank,
    reason: row.decisionReason,
    publishedAt: decisionPublishedAt.toISOString(),
  }
}

function runningCorrection(row: ApplicationRow): Correction | null {
  const { correctionId, correctionRequestedAt, correctionDueAt } = row
  if (correctionId === null || correctionRequestedAt === null || correctionDueAt === null) return null
  return {
    correctionId,
    fields: row.correctionFields ?? [],
    message: row.correctionMessage ?? '',
    requestedAt: correctionRequestedAt.toISOString(),
    dueAt: correctionDueAt.toISOString(),
    answeredAt: null,
    endedAt: null,
    baseRevision: row.correctionBaseRevision ?? 0,
    answerRevision: null,
  }
}

export type Viewer = { readonly roles: readonly ApplicationRole[]; readonly now: Date }

export function toApplication(row: ApplicationRow, { roles, now }: Viewer): Application {
  const situation = situationOf(row, now)
  return {
    applicationId: row.applicationId,
    callId: row.callId,
    callTitle: row.callTitle,
    callCode: row.callCode,
    organisationId: row.organisationId,
    organisationName: row.organisationName,
    communeName: row.communeName,
    family: row.family,
    number: row.number,
    status: row.status,
    projectTitle: row.projectTitle,
    answers: row.answers,
    budget: row.budget,
    totals: totalsOf(row.budget),
    contactName: row.contactName,
    contactPhone: row.contactPhone,
    editableFields: editableFields(situation, roles, row.correctionFields ?? [], now),
    correction: runningCorrection(row),
    revisionNumber: row.revisionNumber,
    hasUnsubmittedChanges: row.submittedVersion !== null && row.version > row.submittedVersion,
    submittedAt: iso(row.submittedAt),
    closesAt: iso(closingOf(row)),
    extendedUntil: iso(row.extendedUntil),
    implicitRejectionAt: iso(row.implicitRejectionAt),
    isImplicitRejectionSuspended: row.implicitRejectionSuspendedAt !== null,
    inadmissibleReason: row.inadmissibleReason,
    withdrawnReason: row.withdrawnReason,
    decision: toDecision(row),
    version: row.version,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    serverNow: now.toISOString(),
    allowedActions: allowedActions(situation, roles, now),
  }
}

export const toApplicationSummary = (row: ListRow): ApplicationSummary => ({
  applicationId: row.applicationId,
  callId: row.callId,
  callCode: row.callCode,
  callTitle: row.callTitle,
  organisationId: row.organisationId,
  organisationName: row.organisationName,
  communeName: row.communeName,
  number: row.number,
  status: row.status,
  projectTitle: row.projectTitle,
  requestedCents: row.requestedCents,
  submittedAt: iso(row.submittedAt),
  updatedAt: row.updatedAt.toISOString(),
  closesAt: iso(closingOf(row)),
  implicitRejectionAt: iso(row.implicitRejectionAt),
  correctionDueAt: iso(row.correctionDueAt),
  hasFreshAnswer: row.hasFreshAnswer,
  decision: toDecision(row),
})
