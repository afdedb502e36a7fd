import { Type, type Static } from 'typebox'
import { Day, EmailAddress, Instant, Line, Nullable, Strict, Uuid, Version, Words } from '../kit/primitives.ts'

/** The four families of the social and solidarity economy, and companies (loi 2014-856, art. 1). */
export const EssFamily = Words(['association', 'foundation', 'cooperative', 'mutual', 'company'], 'EssFamily')
export type EssFamily = Static<typeof EssFamily>

export const MemberRole = Words(['owner', 'editor', 'reader'], 'MemberRole')
export type MemberRole = Static<typeof MemberRole>

/** `requested`: somebody asks to join an organisation that is already known; an owner or an agent answers. */
export const MemberStatus = Words(['requested', 'active'], 'MemberStatus')
export type MemberStatus = Static<typeof MemberStatus>

/** ESUS approval (agrément « entreprise solidaire d'utilité sociale », C. trav. L3332-17-1). */
export const EsusApproval = Strict({ number: Nullable(Line(80)), startsOn: Nullable(Day), endsOn: Day }, 'EsusApproval')
export type EsusApproval = Static<typeof EsusApproval>

export const PostalAddress = Strict(
  {
    street: Nullable(Line(200)),
    postcode: Type.String({ pattern: '^[0-9]{5}$', maxLength: 5 }),
    /** INSEE code of the commune, e.g. `92050`. */
    communeCode: Type.String({ pattern: '^[0-9AB]{5}$', maxLength: 5 }),
    communeName: Line(100),
  },
  'PostalAddress',
)
export type PostalAddress = Static<typeof PostalAddress>

/** An official number as a person types it: SIREN, SIRET or RNA, spaces allowed. */
export const IdentifierText = Type.String({ minLength: 9, maxLength: 25, pattern: '^[0-9A-Za-z .]+$' })

const details = {
  name: Line(200),
  acronym: Nullable(Line(40)),
  /** INSEE legal category, four digits, e.g. `9220` for a declared association. */
  legalFormCode: Type.String({ pattern: '^[0-9]{4}$', maxLength: 4 }),
  address: PostalAddress,
  phone: Nullable(Line(30)),
  website: Nullable(Type.String({ format: 'uri', pattern: '^https?://', maxLength: 300 })),
  esusApproval: Nullable(EsusApproval),
  /** Legal representative, who signs. */
  representativeName: Nullable(Line(120)),
  representativeQuality: Nullable(Line(120)),
}

export const NewOrganisation = Strict(
  {
    /** SIREN, SIRET or RNA. */
    identifier: IdentifierText,
    /** RNA number beside a SIREN or SIRET, or nothing. */
    rna: Type.Optional(Nullable(IdentifierText)),
    ...details,
  },
  'NewOrganisation',
)
export type NewOrganisation = Static<typeof NewOrganisation>

/** To act for an organisation that is known here already, by its SIREN, SIRET or RNA. */
export const JoinRequest = Strict({ identifier: IdentifierText }, 'JoinRequest')

export const OrganisationChange = Type.Partial(
  Strict({ ...details, siret: Nullable(IdentifierText), rna: Nullable(IdentifierText) }),
  { title: 'OrganisationChange', additionalProperties: false, minProperties: 1 },
)
export type OrganisationChange = Static<typeof OrganisationChange>

export const Organisation = Strict(
  {
    organisationId: Uuid,
    siren: Nullable(Type.String()),
    siret: Nullable(Type.String()),
    rna: Nullable(Type.String()),
    ...details,
    family: EssFamily,
    isEsusValid: Type.Boolean({ description: 'Whether the ESUS approval runs today' }),
    needsRepublicanCommitment: Type.Boolean({
      description: "Whether the « contrat d'engagement républicain » applies (associations and foundations)",
    }),
    version: Version,
    createdAt: Instant,
    updatedAt: Instant,
    /** The caller's own role in it, null for staff. */
    myRole: Nullable(MemberRole),
    allowedActions: Type.Array(Words(['edit', 'manageMembers', 'apply'])),
  },
  'Organisation',
)
export type Organisation = Static<typeof Organisation>

export const OrganisationSummary = Strict(
  {
    organisationId: Uuid,
    name: Type.String(),
    siren: Nullable(Type.String()),
    rna: Nullable(Type.String()),
    family: EssFamily,
    communeName: Type.String(),
    myRole: Nullable(MemberRole),
    myStatus: Nullable(MemberStatus),
  },
  'OrganisationSummary',
)
export type OrganisationSummary = Static<typeof OrganisationSummary>

/** Answer to a creation: a new organisation, or the known one and what became of the wish to join it. */
export const OrganisationRegistration = Strict(
  {
    outcome: Words(['created', 'joined', 'alreadyMember', 'joinRequested'], 'RegistrationOutcome'),
    organisation: OrganisationSummary,
  },
  'OrganisationRegistration',
)
export type OrganisationRegistration = Static<typeof OrganisationRegistration>

/** What a number says before any form is filled: its kind, whether it is known here, and where the facts come from. */
export const OrganisationLookup = Strict(
  {
    kind: Words(['siren', 'siret', 'rna'], 'IdentifierKind'),
    value: Type.String(),
    known: Nullable(OrganisationSummary),
    source: Words(['here', 'none'], 'LookupSource'),
  },
  'OrganisationLookup',
)
export type OrganisationLookup = Static<typeof OrganisationLookup>

export const Member = Strict(
  {
    accountId: Uuid,
    displayName: Type.String(),
    email: Type.String(),
    role: MemberRole,
    status: MemberStatus,
    since: Instant,
  },
  'Member',
)
export type Member = Static<typeof Member>

export const NewMember = Strict({ email: EmailAddress, role: MemberRole }, 'NewMember')
export const MemberChange = Strict({ role: MemberRole }, 'MemberChange')
