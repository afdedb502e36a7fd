import { Type } from 'typebox'
import { endpoint } from '../kit/endpoint.ts'
import { ActionList, Day, Instant, Line, PageQuery, Uuid, Words } from '../kit/primitives.ts'
import { Activity, CommuneCode, Subject } from '../partners/schemas.ts'
import { Basket } from './baskets.ts'
import {
  Assignment,
  AssignmentStatus,
  ReferralCancellation,
  Consent,
  ContactAttempt,
  DuplicateList,
  DuplicateSearch,
  Message,
  MessageList,
  NewAssignmentEvent,
  NewContactAttempt,
  NewMessage,
  NewReferral,
  Referral,
  ReferralChange,
  ReferralPage,
  ReferralStatistics,
  Routing,
} from './schemas.ts'

const tags = ['referrals'] as const
const ReferralParams = Type.Object({ referralId: Uuid })
const AssignmentParams = Type.Object({ assignmentId: Uuid })
const ConsentParams = Type.Object({ consentId: Uuid })

/** Of whoever speaks for a partner. */
const who = ['not-a-partner'] as const
const creation = [
  ...who,
  'party-incomplete',
  'identifier-invalid',
  'commune-unknown',
  'recipient-unknown',
  'recipient-twice',
  'recipient-does-not-serve',
  'consent-missing',
  'consent-too-narrow',
  'consent-dates',
  'occurred-later',
  'external-ref-taken',
  'application-not-found',
] as const

export const listReferrals = endpoint({
  operationId: 'listReferrals',
  summary: 'The referrals that the caller sent or received, oldest change first, so that a list can be followed',
  description:
    '`updatedAfter` is inclusive: read on from a minute before the last `updatedAt` seen, because writers that run at the same time commit out of order; the event feed has no such gap. With `sort=-updatedAt` the newest come first.',
  tags,
  method: 'GET',
  path: '/referrals',
  querystring: Type.Object({
    ...PageQuery,
    side: Type.Optional(Words(['source', 'recipient'])),
    status: Type.Optional(Type.Array(AssignmentStatus, { minItems: 1, maxItems: 15, uniqueItems: true })),
    subject: Type.Optional(Subject),
    updatedAfter: Type.Optional(Instant),
    externalRef: Type.Optional(Line(120)),
    /** The other side: who sent what I received, to whom I sent what I sent. */
    partnerId: Type.Optional(Uuid),
    /** A reference, a name, a SIREN. */
    search: Type.Optional(Line(100)),
    /** Those that wait for this; as `getReferralBaskets` counts them. */
    basket: Type.Optional(Basket),
    sort: Type.Optional(Words(['updatedAt', '-updatedAt'])),
  }),
  response: { 200: ReferralPage },
  refusals: [...who],
})

export const createReferral = endpoint({
  operationId: 'createReferral',
  summary: 'Refer a person or a structure to one or several partners; sent at once unless it is a draft',
  tags,
  isIdempotent: true,
  method: 'POST',
  path: '/referrals',
  body: NewReferral,
  response: { 201: Referral },
  refusals: creation,
})

export const putReferral = endpoint({
  operationId: 'putReferral',
  summary: 'Create a referral under the sender’s own reference, or bring its content up to date',
  description:
    'Safe to repeat: the second time corrects party, project, subject and activity, and leaves recipients and consent as they are.',
  tags,
  method: 'PUT',
  path: '/referrals-by-reference/:externalRef',
  params: Type.Object({ externalRef: Line(120) }),
  body: NewReferral,
  response: { 200: Referral, 201: Referral },
  refusals: [...creation, 'referral-closed', 'party-forgotten', 'party-differs', 'external-ref-differs'],
})

export const getReferral = endpoint({
  operationId: 'getReferral',
  summary: 'Read one referral. The first reading by a recipient acknowledges it',
  tags,
  method: 'GET',
  path: '/referrals/:referralId',
  params: ReferralParams,
  response: { 200: Referral },
  refusals: [...who, 'referral-not-found'],
})

export const updateReferral = endpoint({
  operationId: 'updateReferral',
  summary: 'Correct the content; the source alone, while an assignment is open',
  description:
    'Recipients, basis, consent and message are settled once it is sent: they change in a draft alone. The party stays the same person or structure: the same number, e-mail or phone with the first name, or a name that differs by a slip; somebody else is refused (`party-differs`).',
  tags,
  isVersioned: true,
  method: 'PATCH',
  path: '/referrals/:referralId',
  params: ReferralParams,
  body: ReferralChange,
  response: { 200: Referral },
  refusals: [
    ...who,
    'referral-not-found',
    'referral-closed',
    'referral-sent',
    'party-forgotten',
    'party-differs',
    'source-only',
    'party-incomplete',
    'identifier-invalid',
    'commune-unknown',
    'recipient-unknown',
    'recipient-twice',
    'consent-dates',
  ],
})

export const sendReferral = endpoint({
  operationId: 'sendReferral',
  summary: 'Send a draft to its recipients',
  tags,
  isIdempotent: true,
  method: 'POST',
  path: '/referrals/:referralId/sending',
  params: ReferralParams,
  response: { 200: Referral },
  refusals: [
    ...who,
    'referral-not-found',
    'source-only',
    'assignment-wrong-status',
    'consent-missing',
    'consent-too-narrow',
    'consent-withdrawn',
    'party-forgotten',
    'recipient-unknown',
    'recipient-does-not-serve',
  ],
})

export const cancelReferral = endpoint({
  operationId: 'cancelReferral',
  summary: 'Cancel every open assignment, with a reason; the source alone',
  tags,
  isIdempotent: true,
  method: 'POST',
  path: '/referrals/:referralId/cancellation',
  params: ReferralParams,
  body: ReferralCancellation,
  response: { 200: Referral },
  refusals: [...who, 'referral-not-found', 'source-only', 'referral-closed'],
})

export const recordAssignmentEvent = endpoint({
  operationId: 'recordAssignmentEvent',
  summary: 'Accept, decline, start, complete … one assignment',
  description:
    'A conflict (409) lists in `context.allowedEvents` what is possible instead. A code that is not ours is looked up in the partner’s code map, and kept raw under `other` when it is not there.',
  tags,
  isIdempotent: true,
  method: 'POST',
  path: '/assignments/:assignmentId/events',
  params: AssignmentParams,
  body: NewAssignmentEvent,
  response: { 200: Assignment },
  refusals: [
    ...who,
    'assignment-not-found',
    'assignment-wrong-status',
    'event-not-yours',
    'event-field-missing',
    'occurred-later',
    'until-past',
    'contact-missing',
    'attempts-missing',
    'recipient-unknown',
    'transfer-refused',
    'recipient-does-not-serve',
    'consent-too-narrow',
    'consent-withdrawn',
    'consent-missing',
    'party-forgotten',
    'outcome-amount-missing',
    'outcome-siren-missing',
    'identifier-invalid',
    'external-ref-taken',
  ],
})

export const listAssignmentActions = endpoint({
  operationId: 'listAssignmentActions',
  summary: 'Every event, whether this caller may record it now, and why not',
  tags,
  method: 'GET',
  path: '/assignments/:assignmentId/actions',
  params: AssignmentParams,
  response: { 200: ActionList },
  refusals: [...who, 'assignment-not-found'],
})

export const recordContactAttempt = endpoint({
  operationId: 'recordContactAttempt',
  summary: 'Note that the person was reached, or was not; the recipient alone',
  tags,
  isIdempotent: true,
  method: 'POST',
  path: '/assignments/:assignmentId/contact-attempts',
  params: AssignmentParams,
  body: NewContactAttempt,
  response: { 201: ContactAttempt },
  refusals: [
    ...who,
    'assignment-not-found',
    'assignment-wrong-status',
    'event-not-yours',
    'occurred-later',
    'too-many-attempts',
  ],
})

export const listReferralMessages = endpoint({
  operationId: 'listReferralMessages',
  summary: 'What was written between the partners, and inside the own service',
  tags,
  method: 'GET',
  path: '/referrals/:referralId/messages',
  params: ReferralParams,
  response: { 200: MessageList },
  refusals: [...who, 'referral-not-found'],
})

export const postReferralMessage = endpoint({
  operationId: 'postReferralMessage',
  summary: 'Write to the partners of a referral, or a note for the own service',
  tags,
  isIdempotent: true,
  method: 'POST',
  path: '/referrals/:referralId/messages',
  params: ReferralParams,
  body: NewMessage,
  response: { 201: Message },
  refusals: [
    ...who,
    'referral-not-found',
    'too-many-messages',
    'party-forgotten',
    'referral-closed',
    'consent-withdrawn',
  ],
})

export const findDuplicates = endpoint({
  operationId: 'findDuplicates',
  summary: 'Referrals of the same person or structure that the caller sees, before sending another one',
  tags,
  method: 'POST',
  path: '/referral-duplicates',
  body: DuplicateSearch,
  response: { 200: DuplicateList },
  refusals: [...who, 'party-incomplete', 'identifier-invalid', 'commune-unknown'],
})

export const proposeRouting = endpoint({
  operationId: 'proposeRouting',
  summary: 'Who could take it: CMA for artisanal activities, CCI for commercial ones, both when unknown. People decide',
  tags,
  method: 'GET',
  path: '/referral-routing',
  querystring: Type.Object({
    subject: Subject,
    activity: Activity,
    communeCode: Type.Optional(CommuneCode),
  }),
  response: { 200: Routing },
  refusals: [...who],
})

export const withdrawConsent = endpoint({
  operationId: 'withdrawConsent',
  summary: 'The person has changed his mind: open assignments are cancelled, recipients are asked to erase',
  tags,
  isIdempotent: true,
  method: 'POST',
  path: '/consents/:consentId/withdrawal',
  params: ConsentParams,
  response: { 200: Consent },
  refusals: [...who, 'consent-not-found', 'consent-withdrawn', 'source-only'],
})

export const confirmErasure = endpoint({
  operationId: 'confirmErasure',
  summary: 'A recipient confirms that it has erased what it got',
  tags,
  isIdempotent: true,
  method: 'POST',
  path: '/consents/:consentId/erasure-confirmation',
  params: ConsentParams,
  response: { 200: Consent },
  refusals: [...who, 'consent-not-found', 'erasure-not-asked'],
})

export const getReferralStatistics = endpoint({
  operationId: 'getReferralStatistics',
  summary: 'Positioning, take-up, refusals by reason, answer times, by partner, subject and commune; "no news" apart',
  tags,
  method: 'GET',
  path: '/referral-statistics',
  querystring: Type.Object({
    from: Day,
    to: Day,
    /** What the département sent (`source`) or received (`recipient`); by default all. */
    side: Type.Optional(Words(['source', 'recipient'])),
    /** The sender or the recipient. */
    partnerId: Type.Optional(Uuid),
    subject: Type.Optional(Subject),
    communeCode: Type.Optional(CommuneCode),
  }),
  response: { 200: ReferralStatistics },
})
