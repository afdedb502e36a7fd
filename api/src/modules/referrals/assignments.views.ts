import type { Assignment, ContactAttempt } from '@progress-ess/shared/referrals'
import type { AssignmentRow } from './assignments.queries.ts'
import { clockOf } from './clocks.ts'
import type { AttemptRow } from './details.queries.ts'
import type { ReferralRow } from './referrals.queries.ts'
import { type ConsentFacts, judgeConsent } from './recipients.rules.ts'
import { allowedEvents, type AssignmentRole, type Situation } from './referrals.rules.ts'

const iso = (instant: Date | null): string | null => instant?.toISOString() ?? null

const consentOf = ({ recipientIds, expiresAt, withdrawnAt }: AssignmentRow): ConsentFacts | null =>
  recipientIds === null || expiresAt === null ? null : { recipientIds, expiresAt, withdrawnAt }

export const situationOf = (row: AssignmentRow, now: Date): Situation => ({
  status: row.status,
  heldFrom: row.heldFrom,
  hasReached: row.hasReached,
  attemptDays: row.attemptDays,
  isConsented: row.basis !== 'consent' || judgeConsent(consentOf(row), row.recipientPartnerId, now).ok,
})

/** How a partner stands towards an assignment. */
export const rolesOf = (referral: ReferralRow, assignment: AssignmentRow, partnerId: string): AssignmentRole[] => [
  ...(referral.sourcePartnerId === partnerId ? (['source'] as const) : []),
  ...(assignment.recipientPartnerId === partnerId ? (['recipient'] as const) : []),
]

/** The source sees every assignment; a recipient its own and the one that it passed on. */
export const isVisible = (referral: ReferralRow, assignment: AssignmentRow, partnerId: string): boolean =>
  referral.sourcePartnerId === partnerId || seersOf(assignment).includes(partnerId)

/** Who besides the source sees an assignment, and is told of what happens to it. */
export const seersOf = ({
  recipientPartnerId,
  parentRecipientId,
}: Pick<AssignmentRow, 'recipientPartnerId' | 'parentRecipientId'>): string[] =>
  parentRecipientId === null ? [recipientPartnerId] : [recipientPartnerId, parentRecipientId]

/** Words and files of an assignment are between the source and its recipient: whoever passed it on reads none of them. */
export const isPartyTo = (referral: ReferralRow, assignment: AssignmentRow, partnerId: string): boolean =>
  rolesOf(referral, assignment, partnerId).length > 0

export const toAttempt = (row: AttemptRow): ContactAttempt => ({
  contactAttemptId: row.contactAttemptId,
  channel: row.channel,
  hasReached: row.hasReached,
  attemptedAt: row.attemptedAt.toISOString(),
})

/** As both sides see it; whoever passed it on, and looks on without a role, sees how it stands, since when, and what came of it. */
export const toAssignment = (
  row: AssignmentRow,
  { roles, attempts, now }: { roles: readonly AssignmentRole[]; attempts: readonly AttemptRow[]; now: Date },
): Assignment => {
  const isOnlooker = roles.length === 0
  return {
    assignmentId: row.assignmentId,
    referralId: row.referralId,
    recipient: { partnerId: row.recipientPartnerId, kind: row.recipientKind, name: row.recipientName },
    parentAssignmentId: row.parentAssignmentId,
    serviceId: isOnlooker ? null : row.partnerServiceId,
    serviceName: isOnlooker ? null : row.serviceName,
    externalRef: isOnlooker ? null : row.externalRef,
    status: row.status,
    ownerName: isOnlooker ? null : row.ownerName,
    heldUntil: isOnlooker ? null : iso(row.heldUntil),
    reasonCode: row.reasonCode,
    rawReasonCode: isOnlooker ? null : row.rawReasonCode,
    suggestedPartnerId: isOnlooker ? null : row.suggestedPartnerId,
    outcomes: row.outcomes,
    sentAt: iso(row.sentAt),
    receivedAt: iso(row.receivedAt),
    answeredAt: iso(row.answeredAt),
    contactedAt: iso(row.contactedAt),
    closedAt: iso(row.closedAt),
    clock: clockOf(row, now),
    contactAttempts: isOnlooker
      ? []
      : attempts.filter(({ assignmentId }) => assignmentId === row.assignmentId).map(toAttempt),
    version: row.version,
    updatedAt: row.updatedAt.toISOString(),
    allowedEvents: allowedEvents(situationOf(row, now), roles),
  }
}

export const withoutSirens = <T extends Pick<Assignment, 'outcomes'>>(assignment: T): T => ({
  ...assignment,
  outcomes: assignment.outcomes.map((outcome) => ({ ...outcome, siren: null })),
})
