import type {
  AssignmentStatus,
  Consent,
  Message,
  Referral,
  ReferralEvent,
  ReferralSummary,
} from '@progress-ess/shared/referrals'
import type { AssignmentRow } from './assignments.queries.ts'
import { isVisible, rolesOf, toAssignment, withoutSirens } from './assignments.views.ts'
import { clockOf } from './clocks.ts'
import type { AttemptRow, ConsentRow, EventRow } from './details.queries.ts'
import type { ErasureRow } from './erasure.queries.ts'
import type { ReferralRow } from './referrals.queries.ts'
import { coversCreatedSiren, inOrder, isForgotten, type Readable, readable } from './sharing.rules.ts'
import { isOpen } from './referrals.rules.ts'

const iso = (instant: Date | null): string | null => instant?.toISOString() ?? null

/** `known`: the partners that the caller may learn of. What another one does, passing it on, it does in the name of the source. */
const toEvent = (row: EventRow, sourceName: string, known: ReadonlySet<string> | null): ReferralEvent => ({
  eventId: row.referralEventId,
  assignmentId: row.assignmentId,
  event: row.event,
  fromStatus: row.fromStatus as AssignmentStatus | null,
  toStatus: row.toStatus as AssignmentStatus | null,
  actorName:
    row.actorPartnerId === null || known === null || known.has(row.actorPartnerId) ? row.actorName : sourceName,
  occurredAt: row.occurredAt.toISOString(),
  recordedAt: row.recordedAt.toISOString(),
  reasonCode: row.data.reasonCode ?? null,
})

/** The recipients that a caller may learn of: all of them for the source (null), else its own part. */
export const recipientsKnownTo = (
  referral: ReferralRow,
  assignments: readonly AssignmentRow[],
  partnerId: string,
): readonly string[] | null =>
  referral.side === 'source'
    ? null
    : assignments
        .filter((one) => one.referralId === referral.referralId && isVisible(referral, one, partnerId))
        .map(({ recipientPartnerId }) => recipientPartnerId)

export const toConsent = (
  row: ConsentRow,
  erasures: readonly ErasureRow[],
  known: readonly string[] | null,
): Consent => ({
  consentId: row.consentId,
  purposes: row.purposes,
  recipientIds: known === null ? row.recipientIds : row.recipientIds.filter((id) => known.includes(id)),
  dataCategories: row.dataCategories,
  textSha256: row.textSha256,
  channel: row.channel,
  collectedBy: row.collectedBy,
  collectedAt: row.collectedAt.toISOString(),
  expiresAt: row.expiresAt.toISOString(),
  withdrawnAt: iso(row.withdrawnAt),
  erasures: erasures.map(({ partnerId, partnerName, askedAt, confirmedAt }) => ({
    partnerId,
    partnerName,
    askedAt: askedAt.toISOString(),
    confirmedAt: iso(confirmedAt),
  })),
})

const source = (row: ReferralRow) => ({
  partnerId: row.sourcePartnerId,
  kind: row.sourceKind,
  name: row.sourceName,
})

type Person = Pick<
  ReferralRow,
  | 'firstName'
  | 'lastName'
  | 'email'
  | 'phone'
  | 'communeCode'
  | 'organisationName'
  | 'siren'
  | 'siret'
  | 'rna'
  | 'blankedAt'
  | 'isWithdrawn'
  | 'sharedCategories'
>

const common = (row: ReferralRow) => ({
  referralId: row.referralId,
  reference: row.reference,
  externalRef: row.side === 'source' ? row.externalRef : null,
  side: row.side,
  source: source(row),
  subject: row.subject,
  sharedCategories: inOrder(row.sharedCategories),
  version: row.version,
  occurredAt: row.occurredAt.toISOString(),
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
})

/** What is told of a person or a structure, of a row that is already `readable`. */
export const toPerson = (row: Readable<Person>) => ({
  firstName: row.firstName,
  lastName: row.lastName,
  email: row.email,
  phone: row.phone,
  communeCode: row.communeCode,
  organisationName: row.organisationName,
  siren: row.siren,
  siret: row.siret,
  rna: row.rna,
  isForgotten: isForgotten(row),
})

export const nameOf = (row: Readable<Pick<Person, 'organisationName' | 'firstName' | 'lastName'>>): string | null =>
  row.organisationName ?? ([row.firstName, row.lastName].filter((part) => part !== null).join(' ') || null)

/** What the partner sees of the status: of all assignments for the source, of its own for a recipient. */
const statusFor = (row: ReferralRow, assignments: readonly AssignmentRow[], partnerId: string): AssignmentStatus =>
  row.side === 'source' ? row.status : (ownOf(row, assignments, partnerId)?.status ?? row.status)

const ownOf = ({ referralId }: ReferralRow, assignments: readonly AssignmentRow[], partnerId: string) =>
  assignments.find((one) => one.referralId === referralId && one.recipientPartnerId === partnerId)

/** How a referral stands, and since when, as far as the partner may know. */
export const standingFor = (row: ReferralRow, assignments: readonly AssignmentRow[], partnerId: string) => ({
  status: statusFor(row, assignments, partnerId),
  since: (row.side === 'source' ? undefined : ownOf(row, assignments, partnerId)?.updatedAt) ?? row.updatedAt,
})

type SummaryReader = {
  readonly partnerId: string
  /** Which of the referrals have a possible duplicate. */
  readonly duplicates: ReadonlySet<string>
  readonly now: Date
}

function toSummary(
  row: ReferralRow,
  assignments: readonly AssignmentRow[],
  { partnerId, duplicates, now }: SummaryReader,
): ReferralSummary {
  const visible = assignments.filter((one) => one.referralId === row.referralId && isVisible(row, one, partnerId))
  const shown = readable(row)
  const clocks = visible.flatMap((one) => clockOf(one, now) ?? [])
  return {
    ...common(row),
    status: statusFor(row, visible, partnerId),
    partyName: nameOf(shown),
    communeCode: shown.communeCode,
    recipients: visible.map((one) => ({
      partnerId: one.recipientPartnerId,
      name: one.recipientName,
      status: one.status,
    })),
    hasPossibleDuplicate: duplicates.has(row.referralId),
    clock: clocks.sort((one, other) => one.dueAt.localeCompare(other.dueAt))[0] ?? null,
  }
}

/** Summaries of some referrals, each with its own assignments. */
export const summariesOf = (
  rows: readonly ReferralRow[],
  assignments: readonly AssignmentRow[],
  reader: SummaryReader,
): ReferralSummary[] => rows.map((row) => toSummary(row, assignments, reader))

/** Assignments that the caller sees, and what belongs to them. */
export type Details = {
  readonly assignments: readonly AssignmentRow[]
  readonly attempts: readonly AttemptRow[]
  readonly events: readonly EventRow[]
  readonly consent: ConsentRow | null
  readonly erasures: readonly ErasureRow[]
}

/**
 * What the consent covers, for a recipient; after a withdrawal it sees that there was something, and nothing of whom.
 */
export function toReferral(
  given: ReferralRow,
  { assignments, attempts, events, consent, erasures }: Details,
  { partnerId, now }: { partnerId: string; now: Date },
): Referral {
  const row = readable(given)
  const isSource = row.side === 'source'
  const isWithdrawn = consent?.withdrawnAt != null
  const recipientIds = recipientsKnownTo(given, assignments, partnerId)
  const known = recipientIds === null ? null : new Set([row.sourcePartnerId, ...recipientIds])
  const own = erasures.filter((one) => isSource || one.partnerId === partnerId)
  return {
    ...common(given),
    status: statusFor(given, assignments, partnerId),
    rawSubject: row.rawSubject,
    activity: row.activity,
    party: {
      partyId: row.partyId,
      kind: row.partyKind,
      ...toPerson(row),
    },
    project: { title: row.projectTitle, summary: row.projectSummary, stage: row.projectStage },
    basis: row.basis,
    consent: consent === null ? null : toConsent(consent, own, recipientIds),
    applicationId: isSource ? row.applicationId : null,
    assignments: assignments.map((one) => {
      const assignment = toAssignment(one, { roles: rolesOf(given, one, partnerId), attempts, now })
      return coversCreatedSiren(given, one.recipientPartnerId === partnerId) ? assignment : withoutSirens(assignment)
    }),
    history: events.map((one) => toEvent(one, row.sourceName, known)),
    allowedActions: [
      ...(isSource && row.blankedAt === null && (row.status === 'draft' || isOpen(row.status))
        ? (['edit'] as const)
        : []),
      ...(isSource && row.blankedAt === null && row.status === 'draft'
        ? (['complete', 'discard', 'send'] as const)
        : []),
      ...(isSource && isOpen(row.status) ? (['cancel'] as const) : []),
      ...(isSource && consent !== null && !isWithdrawn ? (['withdrawConsent'] as const) : []),
      ...(own.some((one) => one.partnerId === partnerId && one.confirmedAt === null)
        ? (['confirmErasure'] as const)
        : []),
    ],
  }
}

export const toMessage = (row: {
  messageId: string
  assignmentId: string | null
  kind: Message['kind']
  visibility: Message['visibility']
  authorPartnerId: string
  authorPartnerName: string
  authorName: string | null
  body: string
  at: Date
}): Message => ({
  messageId: row.messageId,
  assignmentId: row.assignmentId,
  kind: row.kind,
  visibility: row.visibility,
  authorPartnerId: row.authorPartnerId,
  authorPartnerName: row.authorPartnerName,
  authorName: row.authorName,
  body: row.body,
  at: row.at.toISOString(),
})
