import { Type, type Static } from 'typebox'
import { endpoint } from '../kit/endpoint.ts'
import { Instant, Nullable, Sha256, Strict, Text, Uuid, Words } from '../kit/primitives.ts'
import { Activity, PartnerKind, Subject } from '../partners/schemas.ts'
import { AssignmentStatus, Outcome, ReferredParty, ReferredProject, RoutingLine } from './schemas.ts'

const tags = ['referrals'] as const
const ApplicationParams = Type.Object({ applicationId: Uuid })
const ReferralParams = Type.Object({ referralId: Uuid })

/** What the person reads or hears before agreeing; a consent keeps the hash of the words that were in use. */
export const ConsentText = Strict({ version: Type.String(), text: Type.String(), sha256: Sha256 }, 'ConsentText')
export type ConsentText = Static<typeof ConsentText>

export const getConsentText = endpoint({
  operationId: 'getConsentText',
  summary: 'The words of the consent to be referred, and their hash',
  tags,
  method: 'GET',
  path: '/consent-text',
  response: { 200: ConsentText },
})

/** A referral that came from an application, or led to one. */
export const ApplicationReferral = Strict(
  {
    referralId: Uuid,
    reference: Type.String(),
    relation: Words(['from_application', 'to_application'], 'ApplicationReferralRelation'),
    status: AssignmentStatus,
    subject: Subject,
    /** Asked for by the applicant himself, online. */
    isAskedByApplicant: Type.Boolean(),
    recipients: Type.Array(
      Strict(
        { partnerId: Uuid, name: Type.String(), status: AssignmentStatus, outcomes: Type.Array(Outcome) },
        'ApplicationReferralRecipient',
      ),
    ),
    createdAt: Instant,
    updatedAt: Instant,
  },
  'ApplicationReferral',
)
export type ApplicationReferral = Static<typeof ApplicationReferral>
export const ApplicationReferralList = Strict({ items: Type.Array(ApplicationReferral) }, 'ApplicationReferralList')

/** What a form of referral needs, from a file that was refused: everything but the consent. */
export const ReferralDraft = Strict(
  {
    applicationId: Uuid,
    number: Nullable(Type.String()),
    callTitle: Type.String(),
    why: Words(['inadmissible', 'refused'], 'ReferralCause'),
    reason: Nullable(Type.String()),
    party: ReferredParty,
    project: ReferredProject,
    subject: Subject,
    activity: Activity,
    routing: Type.Array(RoutingLine),
    consentText: ConsentText,
    referrals: Type.Array(ApplicationReferral),
  },
  'ReferralDraft',
)
export type ReferralDraft = Static<typeof ReferralDraft>

export const getReferralDraft = endpoint({
  operationId: 'getReferralDraft',
  summary: 'A referral prefilled from an inadmissible or refused application; the consent is still to be collected',
  tags,
  method: 'GET',
  path: '/applications/:applicationId/referral-draft',
  params: ApplicationParams,
  response: { 200: ReferralDraft },
  refusals: ['application-not-found', 'application-not-refused'],
})

export const listApplicationReferrals = endpoint({
  operationId: 'listApplicationReferrals',
  summary: 'The referrals that an application came from, or led to, with their outcomes',
  tags,
  method: 'GET',
  path: '/applications/:applicationId/referrals',
  params: ApplicationParams,
  response: { 200: ApplicationReferralList },
  refusals: ['application-not-found'],
})

/** A service that an applicant may choose. */
export const OrientationOption = Strict(
  {
    partnerId: Uuid,
    kind: PartnerKind,
    name: Type.String(),
    /** What it helps with; empty: everything. */
    subjects: Type.Array(Subject),
  },
  'OrientationOption',
)

/** What the applicant of a refused file may ask, has asked, and what became of it. */
export const Orientation = Strict(
  {
    canRequest: Type.Boolean(),
    options: Type.Array(OrientationOption),
    proposedSubject: Subject,
    consentText: ConsentText,
    requests: Type.Array(
      Strict(
        {
          referralId: Uuid,
          reference: Type.String(),
          /** `draft`: the service has not sent it yet. */
          status: AssignmentStatus,
          subject: Subject,
          recipients: Type.Array(Strict({ name: Type.String(), status: AssignmentStatus }, 'OrientationRecipient')),
          requestedAt: Instant,
          withdrawnAt: Nullable(Instant),
          canWithdraw: Type.Boolean(),
        },
        'OrientationRequest',
      ),
    ),
  },
  'Orientation',
)
export type Orientation = Static<typeof Orientation>

export const NewOrientation = Strict(
  {
    /** Whom the applicant agrees to be referred to. */
    recipientIds: Type.Array(Uuid, { minItems: 1, maxItems: 5, uniqueItems: true }),
    subject: Subject,
    /** Of the words that he has read. */
    consentTextSha256: Sha256,
    message: Type.Optional(Nullable(Text(2_000))),
  },
  'NewOrientation',
)
export type NewOrientation = Static<typeof NewOrientation>

const orientation = ['application-not-found', 'organisation-read-only', 'application-not-refused'] as const

export const getOrientation = endpoint({
  operationId: 'getOrientation',
  summary: 'Whether and to whom an applicant may be referred, and what became of it',
  tags,
  method: 'GET',
  path: '/applications/:applicationId/orientation',
  params: ApplicationParams,
  response: { 200: Orientation },
  refusals: ['application-not-found'],
})

export const requestOrientation = endpoint({
  operationId: 'requestOrientation',
  summary: 'The applicant asks to be referred, and agrees to it; an agent reads and sends it',
  tags,
  method: 'POST',
  isIdempotent: true,
  path: '/applications/:applicationId/orientation',
  params: ApplicationParams,
  body: NewOrientation,
  response: { 201: Orientation },
  refusals: [...orientation, 'orientation-exists', 'consent-text-outdated', 'recipient-unknown'],
})

export const withdrawOrientation = endpoint({
  operationId: 'withdrawOrientation',
  summary: 'The applicant has changed his mind: what was not sent is gone, the rest is cancelled and to be erased',
  tags,
  method: 'POST',
  isIdempotent: true,
  path: '/applications/:applicationId/orientation/withdrawal',
  params: ApplicationParams,
  response: { 200: Orientation },
  refusals: ['application-not-found', 'organisation-read-only', 'consent-withdrawn'],
})

/** Somebody who was referred to us is invited to a call. */
export const ApplicationInvitation = Strict(
  {
    invitationId: Uuid,
    callId: Uuid,
    callCode: Type.String(),
    callTitle: Type.String(),
    status: Words(['sent', 'expired', 'started', 'submitted'], 'ApplicationInvitationStatus'),
    sentAt: Instant,
    expiresAt: Instant,
    /** Once submitted: a draft is its applicant’s alone. */
    applicationId: Nullable(Uuid),
    number: Nullable(Type.String()),
  },
  'ApplicationInvitation',
)
export type ApplicationInvitation = Static<typeof ApplicationInvitation>
export const ApplicationInvitationList = Strict(
  { items: Type.Array(ApplicationInvitation) },
  'ApplicationInvitationList',
)

export const inviteToApply = endpoint({
  operationId: 'inviteToApply',
  summary: 'Mail the person of a referral a link that opens a prefilled application to an open call',
  tags,
  method: 'POST',
  isIdempotent: true,
  path: '/referrals/:referralId/application-invitations',
  params: ReferralParams,
  body: Strict({ callId: Uuid }, 'NewApplicationInvitation'),
  response: { 201: ApplicationInvitation },
  refusals: [
    'not-a-partner',
    'referral-not-found',
    'consent-withdrawn',
    'party-forgotten',
    'referral-closed',
    'party-email-missing',
    'call-not-found',
    'call-not-open',
  ],
})

export const listApplicationInvitations = endpoint({
  operationId: 'listApplicationInvitations',
  summary: 'The invitations to apply that were sent from a referral, and what became of them',
  tags,
  method: 'GET',
  path: '/referrals/:referralId/application-invitations',
  params: ReferralParams,
  response: { 200: ApplicationInvitationList },
  refusals: ['not-a-partner', 'referral-not-found'],
})

const Token = Type.String({ pattern: '^[A-Za-z0-9_-]{43}$', maxLength: 43 })

/** What the invited person sees before starting. */
export const OpenedInvitation = Strict(
  {
    call: Strict(
      { callId: Uuid, code: Type.String(), title: Type.String(), closesAt: Nullable(Instant) },
      'InvitedCall',
    ),
    project: Strict({ title: Nullable(Type.String()), summary: Nullable(Type.String()) }, 'InvitedProject'),
    structure: Strict(
      { name: Nullable(Type.String()), identifier: Nullable(Type.String()), communeCode: Nullable(Type.String()) },
      'InvitedStructure',
    ),
    expiresAt: Instant,
    /** Once it was used. */
    applicationId: Nullable(Uuid),
  },
  'OpenedInvitation',
)
export type OpenedInvitation = Static<typeof OpenedInvitation>

export const openApplicationInvitation = endpoint({
  operationId: 'openApplicationInvitation',
  summary: 'What an invitation to apply holds, for whoever signed in with the address that got it',
  tags,
  method: 'POST',
  path: '/application-invitations/reading',
  body: Strict({ token: Token }, 'ApplicationInvitationToken'),
  response: { 200: OpenedInvitation },
  refusals: ['application-invitation-refused', 'application-invitation-not-yours'],
})

export const acceptApplicationInvitation = endpoint({
  operationId: 'acceptApplicationInvitation',
  summary:
    'Start the application of an invitation for one of the caller’s organisations, prefilled; repeated, the same one',
  tags,
  method: 'POST',
  path: '/application-invitations/acceptance',
  body: Strict({ token: Token, organisationId: Uuid }, 'ApplicationInvitationAcceptance'),
  response: { 200: Strict({ applicationId: Uuid, isNew: Type.Boolean() }, 'AcceptedInvitation') },
  refusals: [
    'application-invitation-refused',
    'application-invitation-not-yours',
    'organisation-not-found',
    'organisation-read-only',
    'call-not-found',
    'call-not-open',
    'call-closed',
    'organisation-not-eligible',
  ],
})

export const discardReferral = endpoint({
  operationId: 'discardReferral',
  summary: 'Delete a draft that was never sent, with what it says of the person; its sender alone',
  tags,
  method: 'DELETE',
  path: '/referrals/:referralId',
  params: ReferralParams,
  response: { 204: Type.Null() },
  refusals: ['not-a-partner', 'referral-not-found', 'source-only', 'referral-sent'],
})
