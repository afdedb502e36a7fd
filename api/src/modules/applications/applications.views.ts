import type { Application, ApplicationSummary, Correction, PublishedDecision } from '@progress-ess/shared/applications'
import { titleOf } from './answers.rules.ts'
import { totalsOf } from './budget.rules.ts'
import type { ApplicationRow } from './applications.queries.ts'
import { allowedActions, type ApplicationRole, editableFields, type Situation } from './applications.rules.ts'
import { readClock, type SilenceClock } from './implicit-rejection.rules.ts'
import type { ListRow } from './listing.queries.ts'

const iso = (instant: Date | null): string | null => instant?.toISOString() ?? null

const later = (one: Date | null, other: Date | null): Date | null =>
  one === null || (other !== null && other > one) ? other : one

/** Until when a file may be submitted, without the grace: what people are told. */
const closingOf = (row: { callClosesAt: Date | null; extendedUntil: Date | null }): Date | null =>
  later(row.callClosesAt, row.extendedUntil)

type Timed = Pick<ApplicationRow, 'callClosesAt' | 'graceMinutes' | 'extendedUntil'>

/** The instant from which the applicant is late: the closing with its grace, or the file’s extension if later. */
export const deadlineOf = ({ callClosesAt, graceMinutes, extendedUntil }: Timed): Date | null =>
  later(callClosesAt && new Date(callClosesAt.getTime() + graceMinutes * 60_000), extendedUntil)

/** Whether the working copy was edited after the last submission. */
export const hasUnsubmittedChanges = (row: { version: number; submittedVersion: number | null }): boolean =>
  row.submittedVersion !== null && row.version > row.submittedVersion

type Clocked = Pick<ApplicationRow, 'implicitRejectionAt' | 'implicitRejectionSuspendedAt' | 'correctionDueAt'>

export const clockOf = (row: Clocked): SilenceClock => ({
  term: row.implicitRejectionAt,
  suspendedAt: row.implicitRejectionSuspendedAt,
  correctionDueAt: row.correctionDueAt,
})

const RUNS: ReadonlySet<ApplicationRow['callStatus']> = new Set(['published', 'results_published', 'archived'])

export const situationOf = (row: ApplicationRow, now: Date): Situation => ({
  status: row.status,
  withdrawnFrom: row.withdrawnFrom,
  hasOpened: RUNS.has(row.callStatus) && row.opensAt !== null && now >= row.opensAt,
  isOver: row.callStatus === 'results_published' || row.callStatus === 'archived',
  deadline: deadlineOf(row),
  correctionDueAt: row.correctionDueAt,
  hasDecision: row.decisionStatus === 'decided' || row.decisionStatus === 'published',
})

type DecisionColumns = Pick<
  ListRow,
  | 'decisionOutcome'
  | 'decisionAmountCents'
  | 'decisionReserveRank'
  | 'decisionReason'
  | 'decisionPublishedAt'
  | 'awardStatus'
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
    awardStatus: row.awardStatus,
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
  const clock = readClock(clockOf(row), now)
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
    projectTitle: titleOf(row.answers),
    answers: row.answers,
    budget: row.budget,
    totals: totalsOf(row.budget),
    contactName: row.contactName,
    contactPhone: row.contactPhone,
    editableFields: editableFields(situation, roles, row.correctionFields ?? [], now),
    correction: runningCorrection(row),
    revisionNumber: row.revisionNumber,
    hasUnsubmittedChanges: hasUnsubmittedChanges(row),
    submittedAt: iso(row.submittedAt),
    closesAt: iso(closingOf(row)),
    extendedUntil: iso(row.extendedUntil),
    implicitRejectionAt: iso(clock.term),
    isImplicitRejectionSuspended: clock.isSuspended,
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

export const toApplicationSummary = (row: ListRow, now: Date): ApplicationSummary => ({
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
  implicitRejectionAt: iso(readClock(clockOf(row), now).term),
  correctionDueAt: iso(row.correctionDueAt),
  hasFreshAnswer: row.hasFreshAnswer,
  decision: toDecision(row),
})
