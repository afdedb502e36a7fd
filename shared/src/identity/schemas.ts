import { Type, type Static } from 'typebox'
import { EmailAddress, Instant, Line, Nullable, Page, Strict, Uuid, Version, Words } from '../kit/primitives.ts'
import { MemberRole } from '../organisations/schemas.ts'

export const Role = Words(
  ['applicant', 'agent', 'manager', 'evaluator', 'commissioner', 'partner', 'funder', 'admin'],
  'Role',
)
export type Role = Static<typeof Role>

export const Locale = Words(['fr', 'en'], 'Locale')
export type Locale = Static<typeof Locale>

/** `cookie` for browsers; `token` answers the token in the body, to be sent as `Authorization: Bearer`. */
export const Transport = Words(['cookie', 'token'], 'Transport')

export const Account = Strict(
  {
    accountId: Uuid,
    email: Type.String(),
    displayName: Type.String(),
    roles: Type.Array(Role),
    locale: Locale,
    isDisabled: Type.Boolean(),
    hasPassword: Type.Boolean(),
    hasTotp: Type.Boolean(),
    hasSecondFactor: Type.Boolean(),
    createdAt: Instant,
    lastSignInAt: Nullable(Instant),
    version: Version,
  },
  'Account',
)
export type Account = Static<typeof Account>
export const AccountPage = Page(Account, 'AccountPage')

export const CurrentSession = Strict(
  {
    account: Nullable(Account),
    organisations: Type.Array(
      Strict({ organisationId: Uuid, name: Type.String(), role: MemberRole }, 'OwnOrganisation'),
    ),
    assurance: Nullable(Words(['single', 'double'], 'Assurance')),
    /** Staff roles do not count before a second factor is set up. */
    mustEnrolSecondFactor: Type.Boolean(),
    /** A link has just proved the address: a new password needs no current one. */
    mayReplacePassword: Type.Boolean(),
    /** To be sent as `x-csrf-token` with unsafe requests of a cookie session. */
    csrfToken: Nullable(Type.String()),
    isDemo: Type.Boolean(),
    serverNow: Instant,
    expiresAt: Nullable(Instant),
  },
  'CurrentSession',
)
export type CurrentSession = Static<typeof CurrentSession>

export const SignInOutcome = Strict(
  {
    status: Words(['signedIn', 'secondFactorRequired'], 'SignInStatus'),
    /** To be sent with the code of the second factor. */
    challenge: Nullable(Type.String()),
    methods: Type.Array(Words(['totp', 'recovery', 'passkey'], 'SecondFactorMethod')),
    /** With `transport: token` only. */
    token: Nullable(Type.String()),
    session: Nullable(CurrentSession),
  },
  'SignInOutcome',
)
export type SignInOutcome = Static<typeof SignInOutcome>

const Password = Type.String({ minLength: 1, maxLength: 200, pattern: '^[^\\u0000]*$' })
export const NewPassword = Type.String({ minLength: 12, maxLength: 200, pattern: '^[^\\u0000]*$' })
const OneTimeToken = Type.String({ minLength: 20, maxLength: 200, pattern: '^[A-Za-z0-9_-]+$' })
const transport = { transport: Type.Optional(Transport) }

export const PasswordSignIn = Strict({ email: EmailAddress, password: Password, ...transport }, 'PasswordSignIn')
export const SecondFactor = Strict(
  {
    challenge: OneTimeToken,
    code: Type.String({ minLength: 6, maxLength: 20, pattern: '^[0-9A-Za-z -]+$' }),
    ...transport,
  },
  'SecondFactor',
)
export const SignInLinkRequest = Strict(
  { email: EmailAddress, displayName: Type.Optional(Line(120)), locale: Type.Optional(Locale) },
  'SignInLinkRequest',
)
export const LinkSignIn = Strict({ token: OneTimeToken, ...transport }, 'LinkSignIn')
export const Accepted = Strict({ status: Type.Literal('accepted') }, 'Accepted')

export const OwnSession = Strict(
  {
    sessionId: Uuid,
    isCurrent: Type.Boolean(),
    userAgent: Nullable(Type.String()),
    createdAt: Instant,
    lastSeenAt: Instant,
    expiresAt: Instant,
  },
  'OwnSession',
)
export type OwnSession = Static<typeof OwnSession>

export const AccountChange = Type.Object(
  { displayName: Type.Optional(Line(120)), locale: Type.Optional(Locale) },
  { title: 'AccountChange', additionalProperties: false, minProperties: 1 },
)
export const PasswordChange = Strict(
  { currentPassword: Type.Optional(Password), newPassword: NewPassword },
  'PasswordChange',
)
export const TotpSetup = Strict({ secret: Type.String(), otpauthUri: Type.String() }, 'TotpSetup')
export const TotpCode = Strict({ code: Type.String({ pattern: '^[0-9]{6}$', maxLength: 6 }) }, 'TotpCode')
export const RecoveryCodes = Strict({ codes: Type.Array(Type.String()) }, 'RecoveryCodes')

export const NewInvitation = Strict(
  {
    email: EmailAddress,
    displayName: Line(120),
    roles: Type.Array(Role, { minItems: 1, maxItems: 8, uniqueItems: true }),
  },
  'NewInvitation',
)
export const Invitation = Strict(
  {
    invitationId: Uuid,
    email: Type.String(),
    displayName: Type.String(),
    roles: Type.Array(Role),
    /** The name of who invites; null for the first administrator. */
    invitedByName: Nullable(Type.String()),
    createdAt: Instant,
    expiresAt: Instant,
    status: Words(['open', 'accepted', 'revoked', 'expired'], 'InvitationStatus'),
  },
  'Invitation',
)
export type Invitation = Static<typeof Invitation>
export const InvitationToken = Strict({ token: OneTimeToken }, 'InvitationToken')
export const InvitationAcceptance = Strict(
  { token: OneTimeToken, displayName: Line(120), password: NewPassword, ...transport },
  'InvitationAcceptance',
)

export const AccountRoles = Type.Object(
  {
    roles: Type.Optional(Type.Array(Role, { maxItems: 8, uniqueItems: true })),
    isDisabled: Type.Optional(Type.Boolean()),
  },
  { title: 'AccountRoles', additionalProperties: false, minProperties: 1 },
)
export type AccountRoles = Static<typeof AccountRoles>

export const Evaluator = Strict({ accountId: Uuid, displayName: Type.String() }, 'Evaluator')

export const DemoAccount = Strict(
  { accountId: Uuid, displayName: Type.String(), roles: Type.Array(Role), organisations: Type.Array(Type.String()) },
  'DemoAccount',
)
export type DemoAccount = Static<typeof DemoAccount>
export const DemoMail = Strict(
  {
    mailId: Uuid,
    template: Type.String(),
    recipient: Type.String(),
    subject: Type.String(),
    body: Type.String(),
    createdAt: Instant,
    sentAt: Nullable(Instant),
  },
  'DemoMail',
)
export const DemoMailPage = Page(DemoMail, 'DemoMailPage')
