import { Type, type Static } from 'typebox'
import {
  Cents,
  EmailAddress,
  Instant,
  Line,
  Nullable,
  Page,
  Sha256,
  Strict,
  Text,
  Uuid,
  Version,
  Words,
} from '../kit/primitives.ts'
import { Activity, Capacity, CommuneCode, PartnerKind, Subject } from '../partners/schemas.ts'

export const ASSIGNMENT_STATUSES = [
  'draft',
  'sent',
  'received',
  'info_requested',
  'accepted',
  'in_progress',
  'on_hold',
  'completed',
  'no_solution',
  'unreachable',
  'closed_no_news',
  'declined',
  'expired',
  'cancelled',
  'transferred',
] as const

/** Of one assignment, and of the referral as derived from its assignments. */
export const AssignmentStatus = Words(ASSIGNMENT_STATUSES, 'AssignmentStatus')
export type AssignmentStatus = Static<typeof AssignmentStatus>

export const ASSIGNMENT_EVENTS = [
  'send',
  'acknowledge',
  'request_info',
  'provide_info',
  'accept',
  'decline',
  'start',
  'hold',
  'resume',
  'complete',
  'no_solution',
  'unreachable',
  'transfer',
  'cancel',
  'expire',
  'close_no_news',
  'reopen',
] as const
export const AssignmentEvent = Words(ASSIGNMENT_EVENTS, 'AssignmentEvent')
export type AssignmentEvent = Static<typeof AssignmentEvent>

export const DECLINE_REASONS = [
  'out_of_scope',
  'out_of_area',
  'not_eligible',
  'at_capacity',
  'incomplete_file',
  'already_supported_here',
  'duplicate',
  'person_not_interested',
  'other',
] as const
export const CANCEL_REASONS = ['person_withdrew', 'consent_withdrawn', 'duplicate', 'sent_in_error', 'other'] as const
export const OUTCOMES = [
  'information_given',
  'appointment_held',
  'diagnosis_done',
  'support_started',
  'training',
  'incubation_offered',
  'incubation_started',
  'funding_lead',
  'funding_obtained',
  'enterprise_created',
  'introduction_made',
  'redirected',
  'other',
] as const

const Name = Line(120)
const Phone = Type.String({ pattern: '^[0-9+ .()-]{6,30}$', maxLength: 30 })

/** Who is referred: somebody with a project, or a structure with somebody to speak to. A SIREN is not needed. */
export const ReferredParty = Strict(
  {
    kind: Words(['holder', 'organisation'], 'PartyKind'),
    firstName: Nullable(Name),
    lastName: Nullable(Name),
    email: Nullable(EmailAddress),
    phone: Nullable(Phone),
    communeCode: Nullable(CommuneCode),
    organisationName: Nullable(Line(200)),
    /** SIRET, SIREN or RNA of the structure. */
    identifier: Nullable(Line(20)),
  },
  'ReferredParty',
)
export type ReferredParty = Static<typeof ReferredParty>

export const ReferredProject = Strict(
  {
    title: Nullable(Line(200)),
    summary: Nullable(Text(4_000)),
    stage: Words(['idea', 'preparing', 'created', 'growing', 'in_difficulty'], 'ProjectStage'),
  },
  'ReferredProject',
)

/**
 * What may be passed on: names; e-mail, phone and commune; name, numbers and commune of a structure; title, summary, stage and files
 * of the project; files about what was done so far. A recipient reads what the consent names, and no more.
 */
export const DATA_CATEGORIES = ['identity', 'contact', 'organisation', 'project', 'support_history'] as const
export const DataCategory = Words(DATA_CATEGORIES, 'DataCategory')
export type DataCategory = Static<typeof DataCategory>

/** What the person agreed to, as collected by the sender. */
export const NewConsent = Strict(
  {
    purposes: Type.Array(Words(['referral', 'follow_up', 'statistics']), {
      minItems: 1,
      maxItems: 3,
      uniqueItems: true,
    }),
    recipientIds: Type.Array(Uuid, { minItems: 1, maxItems: 20, uniqueItems: true }),
    /** A recipient reads of the referral what these cover, and null in the place of the rest. */
    dataCategories: Type.Array(Words(DATA_CATEGORIES), { minItems: 1, maxItems: 5, uniqueItems: true }),
    /** Of the text that the person read or heard. */
    textSha256: Sha256,
    channel: Words(['in_person', 'phone', 'email', 'form', 'paper'], 'ConsentChannel'),
    collectedBy: Name,
    collectedAt: Instant,
    /** By default two years after it was collected, and never later than three. */
    expiresAt: Type.Optional(Instant),
  },
  'NewConsent',
)
export type NewConsent = Static<typeof NewConsent>

export const Consent = Strict(
  {
    consentId: Uuid,
    purposes: Type.Array(Type.String()),
    /** All for the sender; for a recipient itself, and whom it passed the referral on to. */
    recipientIds: Type.Array(Uuid),
    dataCategories: Type.Array(Type.String()),
    textSha256: Sha256,
    channel: Type.String(),
    collectedBy: Type.String(),
    collectedAt: Instant,
    expiresAt: Instant,
    withdrawnAt: Nullable(Instant),
    /** Who was asked to erase, and who has confirmed. */
    erasures: Type.Array(
      Strict(
        { partnerId: Uuid, partnerName: Type.String(), askedAt: Instant, confirmedAt: Nullable(Instant) },
        'Erasure',
      ),
    ),
  },
  'Consent',
)
export type Consent = Static<typeof Consent>

const ExternalRef = Line(120)
/** One of `Subject`, or the partner’s own word for it. */
const OwnCode = Line(60)

const NewRecipients = Type.Array(
  Strict({ partnerId: Uuid, serviceId: Type.Optional(Nullable(Uuid)) }, 'NewRecipient'),
  { minItems: 1, maxItems: 10 },
)
const LegalBasis = Words(['consent', 'public_task'], 'LegalBasis')

export const NewReferral = Strict(
  {
    /** The sender’s own name for it, unique for him. */
    externalRef: Type.Optional(Nullable(ExternalRef)),
    party: ReferredParty,
    project: ReferredProject,
    subject: OwnCode,
    activity: Activity,
    /** Partners, each with the service that is meant where it is known. */
    recipients: NewRecipients,
    basis: LegalBasis,
    consent: Nullable(NewConsent),
    /** When it happened, for what is written down afterwards; by default now. */
    occurredAt: Type.Optional(Instant),
    /** Kept as a draft, that nobody else sees, until it is sent. */
    isDraft: Type.Optional(Type.Boolean()),
    /** The application that it comes from; staff alone. */
    applicationId: Type.Optional(Nullable(Uuid)),
    /** To the recipients. */
    message: Type.Optional(Nullable(Text(4_000))),
  },
  'NewReferral',
)
export type NewReferral = Static<typeof NewReferral>

export const Outcome = Strict(
  {
    code: Type.String(),
    /** The partner’s own word, where it is not one of ours. */
    rawCode: Nullable(Type.String()),
    amountCents: Nullable(Cents),
    siren: Nullable(Type.String()),
  },
  'ReferralOutcome',
)
export type Outcome = Static<typeof Outcome>

const NewOutcome = Strict(
  {
    code: OwnCode,
    amountCents: Type.Optional(Nullable(Cents)),
    siren: Type.Optional(Nullable(Type.String({ pattern: '^[0-9]{9}$', maxLength: 9 }))),
  },
  'NewReferralOutcome',
)

/** One event on one assignment. Which fields an event needs is in the state machine; the others are left out. */
export const NewAssignmentEvent = Strict(
  {
    event: AssignmentEvent,
    occurredAt: Type.Optional(Instant),
    /** One of our codes, or the partner’s own. */
    reasonCode: Type.Optional(OwnCode),
    /** May be shared with the other side. */
    text: Type.Optional(Text(4_000, 1)),
    ownerName: Type.Optional(Name),
    until: Type.Optional(Instant),
    outcomes: Type.Optional(Type.Array(NewOutcome, { minItems: 1, maxItems: 10 })),
    /** Of a transfer. */
    recipientId: Type.Optional(Uuid),
    /** Who might help instead, when declining. */
    suggestedPartnerId: Type.Optional(Uuid),
    /** The recipient’s own name for it. */
    externalRef: Type.Optional(ExternalRef),
  },
  'NewAssignmentEvent',
)
export type NewAssignmentEvent = Static<typeof NewAssignmentEvent>

export const ContactAttempt = Strict(
  {
    contactAttemptId: Uuid,
    channel: Words(['phone', 'email', 'letter', 'visit', 'video'], 'ContactChannel'),
    hasReached: Type.Boolean(),
    attemptedAt: Instant,
  },
  'ContactAttempt',
)
export type ContactAttempt = Static<typeof ContactAttempt>
export const NewContactAttempt = Strict(
  {
    channel: Words(['phone', 'email', 'letter', 'visit', 'video']),
    hasReached: Type.Boolean(),
    attemptedAt: Type.Optional(Instant),
  },
  'NewContactAttempt',
)
export type NewContactAttempt = Static<typeof NewContactAttempt>

/** What the agreement asks for next, and by when; paused clocks stand still. */
const ReferralSide = Words(['source', 'recipient'], 'ReferralSide')

export const ReferralClock = Strict(
  {
    kind: Words(['acknowledge', 'answer', 'contact', 'news'], 'ClockKind'),
    dueAt: Instant,
    isPaused: Type.Boolean(),
    isLate: Type.Boolean(),
    /** Who has to act. */
    awaits: ReferralSide,
  },
  'ReferralClock',
)

export const Assignment = Strict(
  {
    assignmentId: Uuid,
    referralId: Uuid,
    recipient: Strict({ partnerId: Uuid, kind: PartnerKind, name: Type.String() }, 'PartnerName'),
    parentAssignmentId: Nullable(Uuid),
    serviceId: Nullable(Uuid),
    serviceName: Nullable(Type.String()),
    externalRef: Nullable(Type.String()),
    status: AssignmentStatus,
    ownerName: Nullable(Type.String()),
    heldUntil: Nullable(Instant),
    reasonCode: Nullable(Type.String()),
    rawReasonCode: Nullable(Type.String()),
    /** Who might help instead, when it was declined; whom it was passed on to. */
    suggestedPartnerId: Nullable(Uuid),
    outcomes: Type.Array(Outcome),
    sentAt: Nullable(Instant),
    receivedAt: Nullable(Instant),
    answeredAt: Nullable(Instant),
    contactedAt: Nullable(Instant),
    closedAt: Nullable(Instant),
    clock: Nullable(ReferralClock),
    contactAttempts: Type.Array(ContactAttempt),
    version: Version,
    updatedAt: Instant,
    /** What this caller may do now. */
    allowedEvents: Type.Array(AssignmentEvent),
  },
  'Assignment',
)
export type Assignment = Static<typeof Assignment>

export const ReferralEvent = Strict(
  {
    eventId: Uuid,
    assignmentId: Nullable(Uuid),
    event: Type.String(),
    fromStatus: Nullable(AssignmentStatus),
    toStatus: Nullable(AssignmentStatus),
    actorName: Nullable(Type.String()),
    occurredAt: Instant,
    recordedAt: Instant,
    reasonCode: Nullable(Type.String()),
  },
  'ReferralEvent',
)
export type ReferralEvent = Static<typeof ReferralEvent>

export const Message = Strict(
  {
    messageId: Uuid,
    assignmentId: Nullable(Uuid),
    kind: Words(['message', 'question', 'answer', 'reason', 'note'], 'MessageKind'),
    /** `internal`: of the own service alone. */
    visibility: Words(['partners', 'internal'], 'MessageVisibility'),
    authorPartnerId: Uuid,
    authorPartnerName: Type.String(),
    authorName: Nullable(Type.String()),
    body: Type.String(),
    at: Instant,
  },
  'ReferralMessage',
)
export type Message = Static<typeof Message>
export const MessageList = Strict({ items: Type.Array(Message) }, 'ReferralMessageList')
export const NewMessage = Strict(
  {
    body: Text(4_000, 1),
    visibility: Words(['partners', 'internal']),
    authorName: Type.Optional(Nullable(Name)),
  },
  'NewReferralMessage',
)
export type NewMessage = Static<typeof NewMessage>

const shown = {
  referralId: Uuid,
  /** To say on the phone. */
  reference: Type.String(),
  externalRef: Nullable(Type.String()),
  side: ReferralSide,
  source: Strict({ partnerId: Uuid, kind: PartnerKind, name: Type.String() }, 'PartnerName'),
  subject: Subject,
  /**
   * What this caller reads of the person and the project; the other fields are null for him. All for the sender and under a public
   * task, what the consent names for a recipient; nothing once it was withdrawn or has ended, or once the recipient’s part has
   * (declined, expired, transferred, cancelled) and as long as it is not reopened.
   */
  sharedCategories: Type.Array(DataCategory),
  status: AssignmentStatus,
  /** Of what this caller sees: another recipient’s acts do not move it. */
  version: Version,
  occurredAt: Instant,
  createdAt: Instant,
  /** As of `version`; lists run along it. */
  updatedAt: Instant,
}

export const ReferralSummary = Strict(
  {
    ...shown,
    /** Of the person or structure; null once forgotten, or where the consent does not cover it. */
    partyName: Nullable(Type.String()),
    communeCode: Nullable(Type.String()),
    recipients: Type.Array(
      Strict({ partnerId: Uuid, name: Type.String(), status: AssignmentStatus }, 'RecipientStatus'),
    ),
    /** Whether the caller sees another one of the same party and subject, open or closed for less than 90 days: `findDuplicates` lists them. */
    hasPossibleDuplicate: Type.Boolean(),
    clock: Nullable(ReferralClock),
  },
  'ReferralSummary',
)
export type ReferralSummary = Static<typeof ReferralSummary>
export const ReferralPage = Page(ReferralSummary, 'ReferralPage')

/** Who was referred, as the sender knows him. A recipient sees what `sharedCategories` says. */
export const Party = Strict(
  {
    partyId: Uuid,
    kind: Words(['holder', 'organisation']),
    firstName: Nullable(Type.String()),
    lastName: Nullable(Type.String()),
    email: Nullable(Type.String()),
    phone: Nullable(Type.String()),
    communeCode: Nullable(Type.String()),
    organisationName: Nullable(Type.String()),
    siren: Nullable(Type.String()),
    siret: Nullable(Type.String()),
    rna: Nullable(Type.String()),
    /** Forgotten, or the consent withdrawn: nothing will be shown of it again. */
    isForgotten: Type.Boolean(),
  },
  'Party',
)
export type Party = Static<typeof Party>

export const Referral = Strict(
  {
    ...shown,
    rawSubject: Nullable(Type.String()),
    activity: Activity,
    party: Party,
    project: Strict(
      { title: Nullable(Type.String()), summary: Nullable(Type.String()), stage: Nullable(Type.String()) },
      'ShownProject',
    ),
    basis: Type.String(),
    consent: Nullable(Consent),
    applicationId: Nullable(Uuid),
    assignments: Type.Array(Assignment),
    history: Type.Array(ReferralEvent),
    allowedActions: Type.Array(
      Words(['edit', 'complete', 'discard', 'send', 'cancel', 'withdrawConsent', 'confirmErasure'], 'ReferralAction'),
    ),
  },
  'Referral',
)
export type Referral = Static<typeof Referral>

/** What the source may still correct. Recipients, basis, consent and message in a draft alone. */
export const ReferralChange = Type.Object(
  {
    party: Type.Optional(ReferredParty),
    project: Type.Optional(ReferredProject),
    subject: Type.Optional(OwnCode),
    activity: Type.Optional(Activity),
    recipients: Type.Optional(NewRecipients),
    basis: Type.Optional(LegalBasis),
    consent: Type.Optional(Nullable(NewConsent)),
    message: Type.Optional(Nullable(Text(4_000))),
  },
  { title: 'ReferralChange', additionalProperties: false, minProperties: 1 },
)
export type ReferralChange = Static<typeof ReferralChange>

export const ReferralCancellation = Strict(
  { reasonCode: Words(CANCEL_REASONS, 'CancelReason'), text: Type.Optional(Text(4_000, 1)) },
  'ReferralCancellation',
)
export type ReferralCancellation = Static<typeof ReferralCancellation>

export const DuplicateSearch = Strict({ party: ReferredParty, subject: OwnCode }, 'DuplicateSearch')
export type DuplicateSearch = Static<typeof DuplicateSearch>

export const MatchedBy = Words(['siren', 'rna', 'email_and_first_name', 'phone_and_first_name'], 'MatchedBy')

/** A referral of the same party that this caller sees. Never merged silently. */
export const Duplicate = Strict(
  {
    referralId: Uuid,
    reference: Type.String(),
    subject: Subject,
    status: AssignmentStatus,
    createdAt: Instant,
    /** By which facts the party is the same. */
    matchedBy: MatchedBy,
    /** Same subject, open or closed for less than 90 days. */
    isPossibleDuplicate: Type.Boolean(),
  },
  'Duplicate',
)
export type Duplicate = Static<typeof Duplicate>
export const DuplicateList = Strict({ items: Type.Array(Duplicate) }, 'DuplicateList')

export const RoutingLine = Strict(
  {
    partnerId: Uuid,
    kind: PartnerKind,
    name: Type.String(),
    serviceId: Uuid,
    serviceName: Type.String(),
    capacity: Capacity,
    /** Median of days from the sending to the answer, over the last year; null without any. */
    medianAnswerDays: Nullable(Type.Number()),
    isProposed: Type.Boolean(),
    why: Words(['artisanal', 'commercial', 'activity_unknown', 'covers_subject', 'full'], 'RoutingReason'),
  },
  'RoutingLine',
)
export type RoutingLine = Static<typeof RoutingLine>
export const Routing = Strict({ items: Type.Array(RoutingLine) }, 'Routing')

/** Counts of assignments, the same for all and for each group. */
const Figures = {
  sent: Type.Integer(),
  /** Accepted, declined, or passed on at once. */
  answered: Type.Integer(),
  /** Within the working days that the recipient agreed to, not counting the time that it waited for information. */
  answeredInTime: Type.Integer(),
  accepted: Type.Integer(),
  declined: Type.Integer(),
  completed: Type.Integer(),
  noSolution: Type.Integer(),
  unreachable: Type.Integer(),
  /** Apart: neither a success nor a failure. */
  noNews: Type.Integer(),
  expired: Type.Integer(),
  open: Type.Integer(),
  /** Medians in hours; null without any. */
  medianHoursToAnswer: Nullable(Type.Number()),
  medianHoursToContact: Nullable(Type.Number()),
}

export const ReferralStatistics = Strict(
  {
    from: Type.String(),
    to: Type.String(),
    ...Figures,
    /** By recipient; by sender where what was received is asked for. */
    byPartner: Type.Array(Strict({ partnerId: Uuid, name: Type.String(), ...Figures }, 'PartnerStatistics')),
    bySubject: Type.Array(Strict({ subject: Subject, ...Figures }, 'SubjectStatistics')),
    /** Null: the commune is not known. */
    byCommune: Type.Array(Strict({ communeCode: Nullable(CommuneCode), ...Figures }, 'CommuneStatistics')),
    declineReasons: Type.Array(Strict({ reasonCode: Type.String(), count: Type.Integer() }, 'DeclineStatistics')),
  },
  'ReferralStatistics',
)
export type ReferralStatistics = Static<typeof ReferralStatistics>
