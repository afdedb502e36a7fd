import { Type, type Static } from 'typebox'
import { Day, EmailAddress, Instant, Line, Nullable, Page, Strict, Uuid, Version, Words } from '../kit/primitives.ts'

/** What is real, and what is tried out: they never meet. */
export const PartnerMode = Words(['live', 'test'], 'PartnerMode')
export type PartnerMode = Static<typeof PartnerMode>

export const PartnerKind = Words(['department', 'cci', 'cma', 'other'], 'PartnerKind')
export type PartnerKind = Static<typeof PartnerKind>

/** full: its system calls us and takes webhooks; pull: it polls the feed; light: mails and links, no system. */
export const Connection = Words(['full', 'pull', 'light'], 'Connection')
export type Connection = Static<typeof Connection>

/** What a referral is about. A partner’s own words are mapped to these; an unknown one is kept raw as `other`. */
export const SUBJECTS = [
  'creation',
  'legal_form',
  'business_model',
  'funding',
  'premises',
  'employment',
  'digital',
  'sales',
  'transition',
  'difficulties',
  'training',
  'other',
] as const
export const Subject = Words(SUBJECTS, 'Subject')
export type Subject = Static<typeof Subject>

export const Activity = Words(['artisanal', 'commercial', 'unknown'], 'Activity')
export type Activity = Static<typeof Activity>

export const Capacity = Words(['open', 'waiting_list', 'full'], 'Capacity')
export type Capacity = Static<typeof Capacity>

export const CommuneCode = Type.String({ pattern: '^[0-9AB]{5}$', maxLength: 5 })

export const RIGHTS = ['referrals:read', 'referrals:write', 'events:read', 'webhooks:manage', 'services:write'] as const
export const Right = Words(RIGHTS, 'Right')
export type Right = Static<typeof Right>

export const Agreement = Strict(
  { agreementId: Uuid, title: Line(200), signedOn: Day, startsOn: Day, endsOn: Nullable(Day) },
  'Agreement',
)
export type Agreement = Static<typeof Agreement>
export const NewAgreement = Strict(
  { title: Line(200), signedOn: Day, startsOn: Day, endsOn: Nullable(Day) },
  'NewAgreement',
)
export type NewAgreement = Static<typeof NewAgreement>

export const PartnerService = Strict(
  {
    serviceId: Uuid,
    name: Line(200),
    subjects: Type.Array(Subject),
    /** INSEE codes; empty: everywhere. */
    communes: Type.Array(CommuneCode),
    activity: Words(['artisanal', 'commercial', 'any'], 'ServedActivity'),
    capacity: Capacity,
    isActive: Type.Boolean(),
    /** Median of days from the sending to the answer over the last year, of this service; of its partner where none named it. */
    medianAnswerDays: Nullable(Type.Number()),
  },
  'PartnerService',
)
export type PartnerService = Static<typeof PartnerService>

export const NewPartnerService = Strict(
  {
    name: Line(200),
    subjects: Type.Array(Subject, { minItems: 1, maxItems: SUBJECTS.length, uniqueItems: true }),
    communes: Type.Array(CommuneCode, { maxItems: 200, uniqueItems: true }),
    activity: Words(['artisanal', 'commercial', 'any']),
    capacity: Capacity,
  },
  'NewPartnerService',
)
export type NewPartnerService = Static<typeof NewPartnerService>

export const PartnerServiceChange = Type.Object(
  {
    name: Type.Optional(Line(200)),
    subjects: Type.Optional(Type.Array(Subject, { minItems: 1, maxItems: SUBJECTS.length, uniqueItems: true })),
    communes: Type.Optional(Type.Array(CommuneCode, { maxItems: 200, uniqueItems: true })),
    activity: Type.Optional(Words(['artisanal', 'commercial', 'any'])),
    capacity: Type.Optional(Capacity),
    isActive: Type.Optional(Type.Boolean()),
  },
  { title: 'PartnerServiceChange', additionalProperties: false, minProperties: 1 },
)
export type PartnerServiceChange = Static<typeof PartnerServiceChange>

/** What everybody who refers may know of a service. */
export const PartnerSummary = Strict(
  {
    partnerId: Uuid,
    kind: PartnerKind,
    name: Line(200),
    services: Type.Array(PartnerService),
  },
  'PartnerSummary',
)
export type PartnerSummary = Static<typeof PartnerSummary>

const days = Type.Integer({ minimum: 1, maximum: 60 })
const escalateDays = Type.Integer({ minimum: 1, maximum: 90 })
const nudgeDays = Type.Integer({ minimum: 7, maximum: 119 })

export const Partner = Strict(
  {
    partnerId: Uuid,
    kind: PartnerKind,
    name: Line(200),
    connection: Connection,
    contactEmail: EmailAddress,
    /** Working days to acknowledge, to answer, and to a first contact after the acceptance. */
    acknowledgeDays: days,
    answerDays: days,
    contactDays: days,
    /** Working days without an answer after which the partner is reminded, and the managers of the département are told. */
    pokeDays: days,
    escalateDays,
    /** Calendar days without news after which they are asked for. */
    nudgeDays,
    isActive: Type.Boolean(),
    agreements: Type.Array(Agreement),
    /** Whether an agreement counts today: without one there is no key. */
    hasAgreement: Type.Boolean(),
    services: Type.Array(PartnerService),
    /** Keys that work now, those of the sandbox included, and when the first of them ends. */
    livingKeys: Type.Integer(),
    nextKeyEndsAt: Nullable(Instant),
    version: Version,
    createdAt: Instant,
    updatedAt: Instant,
  },
  'Partner',
)
export type Partner = Static<typeof Partner>

export const NewPartner = Strict(
  {
    kind: Words(['cci', 'cma', 'other']),
    name: Line(200),
    connection: Connection,
    contactEmail: EmailAddress,
    acknowledgeDays: Type.Optional(days),
    answerDays: Type.Optional(days),
    contactDays: Type.Optional(days),
    pokeDays: Type.Optional(days),
    escalateDays: Type.Optional(escalateDays),
    nudgeDays: Type.Optional(nudgeDays),
  },
  'NewPartner',
)
export type NewPartner = Static<typeof NewPartner>

export const PartnerChange = Type.Object(
  {
    name: Type.Optional(Line(200)),
    connection: Type.Optional(Connection),
    contactEmail: Type.Optional(EmailAddress),
    acknowledgeDays: Type.Optional(days),
    answerDays: Type.Optional(days),
    contactDays: Type.Optional(days),
    pokeDays: Type.Optional(days),
    escalateDays: Type.Optional(escalateDays),
    nudgeDays: Type.Optional(nudgeDays),
    isActive: Type.Optional(Type.Boolean()),
  },
  { title: 'PartnerChange', additionalProperties: false, minProperties: 1 },
)
export type PartnerChange = Static<typeof PartnerChange>

export const PartnerList = Strict({ items: Type.Array(Partner) }, 'PartnerList')
export const PartnerDirectory = Strict({ items: Type.Array(PartnerSummary) }, 'PartnerDirectory')

/** A network from which a key may be used, as CIDR: `192.0.2.0/24`, `2001:db8::/32`. */
const Network = Type.String({ pattern: '^[0-9a-fA-F:.]{2,45}/[0-9]{1,3}$', maxLength: 49 })

export const NewKey = Strict(
  {
    name: Line(120),
    mode: PartnerMode,
    rights: Type.Array(Right, { minItems: 1, maxItems: RIGHTS.length, uniqueItems: true }),
    /** Empty: from anywhere. */
    networks: Type.Array(Network, { maxItems: 20, uniqueItems: true }),
    /** At most two years ahead. */
    expiresAt: Instant,
  },
  'NewKey',
)
export type NewKey = Static<typeof NewKey>

export const PartnerKey = Strict(
  {
    keyId: Uuid,
    name: Line(120),
    mode: PartnerMode,
    /** The first characters, to tell keys apart. */
    hint: Type.String(),
    rights: Type.Array(Right),
    networks: Type.Array(Type.String()),
    createdAt: Instant,
    expiresAt: Instant,
    lastUsedAt: Nullable(Instant),
    revokedAt: Nullable(Instant),
  },
  'PartnerKey',
)
export type PartnerKey = Static<typeof PartnerKey>
export const PartnerKeyList = Strict({ items: Type.Array(PartnerKey) }, 'PartnerKeyList')

/** Shown this once: only its hash is kept. */
export const ShownKey = Strict({ key: PartnerKey, secret: Type.String() }, 'ShownKey')
export type ShownKey = Static<typeof ShownKey>

/** An adviser of the partner who works here with an account. */
export const PartnerMember = Strict(
  { accountId: Uuid, displayName: Type.String(), email: Type.String(), since: Instant },
  'PartnerMember',
)
export type PartnerMember = Static<typeof PartnerMember>
export const PartnerMemberList = Strict({ items: Type.Array(PartnerMember) }, 'PartnerMemberList')

/** A partner’s own words for our codes. What is not listed is kept as it came, under `other`. */
export const CodeMapping = Strict(
  { kind: Words(['decline_reason', 'outcome', 'subject'], 'CodeKind'), theirs: Line(60), ours: Line(60) },
  'CodeMapping',
)
export type CodeMapping = Static<typeof CodeMapping>
export const CodeMap = Strict({ items: Type.Array(CodeMapping, { maxItems: 500 }) }, 'CodeMap')
export type CodeMap = Static<typeof CodeMap>

/** A word that the partner used, that its map does not know, and that was kept raw: for a line of the map. */
export const UnmappedCode = Strict(
  {
    kind: Words(['decline_reason', 'outcome', 'subject'], 'CodeKind'),
    theirs: Type.String(),
    /** How often it was used. */
    count: Type.Integer(),
    lastSeenAt: Instant,
  },
  'UnmappedCode',
)
export type UnmappedCode = Static<typeof UnmappedCode>
export const UnmappedCodeList = Strict({ items: Type.Array(UnmappedCode) }, 'UnmappedCodeList')

/** One call by key, as the partner itself may read it. */
export const PartnerCall = Strict(
  {
    requestId: Type.String(),
    at: Instant,
    operation: Type.String(),
    status: Type.Integer(),
    code: Nullable(Type.String()),
    durationMs: Type.Integer(),
    keyHint: Nullable(Type.String()),
  },
  'PartnerCall',
)
export type PartnerCall = Static<typeof PartnerCall>
export const PartnerCallPage = Page(PartnerCall, 'PartnerCallPage')

/** Who a key speaks for, and what it may do. */
export const OwnConnection = Strict(
  {
    partner: Strict(
      { partnerId: Uuid, kind: PartnerKind, name: Line(200), mode: PartnerMode, connection: Connection },
      'OwnPartner',
    ),
    rights: Type.Array(Right),
    expiresAt: Nullable(Instant),
    /** The time that counts for this caller: in the sandbox it can be put forward. */
    now: Instant,
  },
  'OwnConnection',
)
export type OwnConnection = Static<typeof OwnConnection>

/** Without `client_id` and `client_secret` they come by HTTP Basic. `scope`: rights, separated by blanks; by default all of the key. */
export const ClientCredentials = Strict(
  {
    grant_type: Type.Literal('client_credentials'),
    client_id: Type.Optional(Uuid),
    client_secret: Type.Optional(Type.String({ minLength: 20, maxLength: 100, pattern: '^[A-Za-z0-9_-]+$' })),
    scope: Type.Optional(Type.String({ minLength: 1, maxLength: 200, pattern: '^[a-z:]+( [a-z:]+)*$' })),
  },
  'ClientCredentials',
)

export const AccessToken = Type.Object(
  {
    access_token: Type.String(),
    token_type: Type.Literal('Bearer'),
    expires_in: Type.Integer(),
    scope: Type.String(),
  },
  { title: 'AccessToken', additionalProperties: false },
)
export type AccessToken = Static<typeof AccessToken>
