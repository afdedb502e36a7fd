import { Type, type Static } from 'typebox'
import { Instant, Line, Nullable, Page, Reason, Strict, Uuid, Words } from '../kit/primitives.ts'
import { StoredFile } from '../files/schemas.ts'
import { PartnerKind } from '../partners/schemas.ts'
import {
  AssignmentStatus,
  Consent,
  DataCategory,
  MatchedBy,
  Message,
  Party,
  Referral,
  ReferralSummary,
} from './schemas.ts'

/** One line of the list of people: a person or structure, the rows that were merged into it left out. */
export const PartySummary = Strict(
  {
    partyId: Uuid,
    kind: Words(['holder', 'organisation']),
    /** Null once forgotten, or where no consent covers it. */
    name: Nullable(Type.String()),
    communeCode: Nullable(Type.String()),
    siren: Nullable(Type.String()),
    /** What this caller reads of the row, by all the referrals that he sees together. */
    sharedCategories: Type.Array(DataCategory),
    /** Of this row alone, among those that the caller sees. */
    referralCount: Type.Integer(),
    openCount: Type.Integer(),
    lastActivityAt: Instant,
    isForgotten: Type.Boolean(),
  },
  'PartySummary',
)
export type PartySummary = Static<typeof PartySummary>
export const PartyPage = Page(PartySummary, 'PartyPage')

/** `merged`: both are one person. `became`: the person has created this structure since. */
export const PartyLinkKind = Words(['merged', 'became'], 'PartyLinkKind')

export const PartyLink = Strict(
  {
    linkId: Uuid,
    kind: PartyLinkKind,
    fromPartyId: Uuid,
    toPartyId: Uuid,
    reason: Type.String(),
    madeAt: Instant,
    madeByName: Nullable(Type.String()),
    undoneAt: Nullable(Instant),
    undoneReason: Nullable(Type.String()),
  },
  'PartyLink',
)
export type PartyLink = Static<typeof PartyLink>

/** Who got what, under which basis, and whether it was asked to erase it. */
export const Disclosure = Strict(
  {
    referralId: Uuid,
    reference: Type.String(),
    partnerId: Uuid,
    partnerName: Type.String(),
    partnerKind: PartnerKind,
    status: AssignmentStatus,
    basis: Words(['consent', 'public_task']),
    consentId: Nullable(Uuid),
    /** What the consent names; empty for a public task. */
    dataCategories: Type.Array(Type.String()),
    sentAt: Instant,
    /** When the recipient first read it. */
    readAt: Nullable(Instant),
    erasureAskedAt: Nullable(Instant),
    erasureConfirmedAt: Nullable(Instant),
  },
  'Disclosure',
)
export type Disclosure = Static<typeof Disclosure>

export const PartyConsent = Strict(
  {
    referralId: Uuid,
    reference: Type.String(),
    consent: Consent,
    /** Whether the caller may withdraw it for the person: he collected it, and it stands. */
    canWithdraw: Type.Boolean(),
  },
  'PartyConsent',
)
export type PartyConsent = Static<typeof PartyConsent>

/** Another row that may be the same person or structure. Shown, never merged by itself. */
export const PartyDuplicate = Strict(
  { party: Party, matchedBy: MatchedBy, referralCount: Type.Integer() },
  'PartyDuplicate',
)
export type PartyDuplicate = Static<typeof PartyDuplicate>

/** Applications behind or after the referrals, and of the structure; for staff alone. */
export const PartyApplication = Strict(
  {
    applicationId: Uuid,
    number: Type.String(),
    callCode: Type.String(),
    callTitle: Type.String(),
    projectTitle: Nullable(Type.String()),
    status: Type.String(),
    relation: Words(['referred_from', 'led_to', 'same_organisation'], 'PartyApplicationRelation'),
  },
  'PartyApplication',
)
export type PartyApplication = Static<typeof PartyApplication>

/** Everything that the caller may see of one person or structure, under all the rows that are it. */
export const PartyFile = Strict(
  {
    party: Party,
    /** What this caller reads of the party, by all the referrals that he sees together. */
    sharedCategories: Type.Array(DataCategory),
    /** The other rows of the same person: merged ones, the structure that it became, or who became it. */
    others: Type.Array(Party),
    /** Between these rows, those that were taken back included. */
    links: Type.Array(PartyLink),
    referrals: Type.Array(ReferralSummary),
    disclosures: Type.Array(Disclosure),
    consents: Type.Array(PartyConsent),
    applications: Type.Array(PartyApplication),
    possibleDuplicates: Type.Array(PartyDuplicate),
    /** SIRENs that recipients told as the outcome, and that no link follows yet. */
    createdSirens: Type.Array(Type.String()),
    allowedActions: Type.Array(Words(['link', 'withdrawConsents', 'export', 'erase'], 'PartyAction')),
  },
  'PartyFile',
)
export type PartyFile = Static<typeof PartyFile>

/** Which row it is: another one that the caller sees, or the structure by its number. */
export const NewPartyLink = Strict(
  {
    kind: PartyLinkKind,
    otherPartyId: Type.Optional(Uuid),
    /** For `became`: SIREN, SIRET or RNA. The name is needed where the structure is not known here. */
    structure: Type.Optional(
      Strict({ identifier: Line(20), name: Type.Optional(Nullable(Line(200))) }, 'CreatedStructure'),
    ),
    reason: Reason,
  },
  'NewPartyLink',
)
export type NewPartyLink = Static<typeof NewPartyLink>

export const PartyLinkUndoing = Strict({ reason: Reason }, 'PartyLinkUndoing')

export const PartyErasure = Strict(
  { cause: Words(['asked_by_person', 'sent_in_error', 'other'], 'ErasureCause') },
  'PartyErasure',
)
export type PartyErasure = Static<typeof PartyErasure>

/** What is handed over to the person: all that the caller holds of him here, in words a program reads. */
export const PartyExport = Strict(
  {
    exportedAt: Instant,
    file: PartyFile,
    referrals: Type.Array(Referral),
    messages: Type.Array(Strict({ referralId: Uuid, ...Message.properties }, 'ExportedMessage')),
    attachments: Type.Array(Strict({ referralId: Uuid, ...StoredFile.properties }, 'ExportedAttachment')),
  },
  'PartyExport',
)
export type PartyExport = Static<typeof PartyExport>
