import { Type, type Static } from 'typebox'
import { Cents, Day, Instant, Line, Nullable, Strict, Uuid, Words } from '../kit/primitives.ts'

/** One de minimis aid that counts: declared by the organisation, given by us, or known to agents otherwise. */
export const CountedAid = Strict(
  {
    source: Words(['declared', 'award', 'known'], 'CountedAidSource'),
    grantedOn: Day,
    authority: Type.String(),
    amountCents: Cents,
    /** Of a grant that agents recorded: what it is removed by. */
    knownGrantId: Nullable(Uuid),
  },
  'CountedAid',
)
export type CountedAid = Static<typeof CountedAid>

/** De minimis aid of an organisation over the three years that end on a day, all funders. */
export const DeMinimis = Strict(
  {
    organisationId: Uuid,
    /** From the day after, three years before, to this one. */
    from: Day,
    on: Day,
    items: Type.Array(CountedAid),
    totalCents: Cents,
    /** When the sworn list was made; null without one. */
    declaredAt: Nullable(Instant),
    signatoryName: Nullable(Type.String()),
    allowedActions: Type.Array(Words(['declare', 'record'])),
  },
  'DeMinimis',
)
export type DeMinimis = Static<typeof DeMinimis>

export const DeclaredAid = Strict({ grantedOn: Day, authority: Line(200), amountCents: Cents }, 'DeclaredAid')
export type DeclaredAid = Static<typeof DeclaredAid>
export type DeclaredAids = readonly DeclaredAid[]

/** Sworn by who signs: every de minimis aid of the last three years from others than this département. Empty: none. */
export const AidDeclaration = Strict(
  { items: Type.Array(DeclaredAid, { maxItems: 100 }), isSworn: Type.Literal(true), signatoryName: Line(120) },
  'AidDeclaration',
)
export type AidDeclaration = Static<typeof AidDeclaration>

export const NewKnownGrant = Strict(
  {
    grantedOn: Day,
    amountCents: Type.Integer({ minimum: 1, maximum: 100_000_000_000 }),
    label: Line(200),
    isDeMinimis: Type.Boolean(),
  },
  'NewKnownGrant',
)
export type NewKnownGrant = Static<typeof NewKnownGrant>

/** What an award does, or would do, to the aid of its organisation. */
export const DeMinimisCheck = Strict(
  {
    applicationId: Uuid,
    number: Type.String(),
    organisationId: Uuid,
    organisationName: Type.String(),
    amountCents: Cents,
    /** Without this award. */
    beforeCents: Cents,
    isOver: Type.Boolean(),
    hasDeclaration: Type.Boolean(),
  },
  'DeMinimisCheck',
)
export type DeMinimisCheck = Static<typeof DeMinimisCheck>

export const DeMinimisChecks = Strict(
  {
    callId: Uuid,
    policy: Words(['off', 'warn', 'block']),
    thresholdCents: Cents,
    items: Type.Array(DeMinimisCheck),
  },
  'DeMinimisChecks',
)
export type DeMinimisChecks = Static<typeof DeMinimisChecks>
