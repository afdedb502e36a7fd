import { Type, type Static } from 'typebox'
import { Instant, Line, Nullable, Strict, Uuid } from '../kit/primitives.ts'
import { Transport } from './schemas.ts'

/** Bytes as the browser hands them over: base64url without padding. */
const Bytes = (maxLength: number) => Type.String({ minLength: 1, maxLength, pattern: '^[A-Za-z0-9_-]+$' })
const CredentialId = Bytes(1_400)

export const Passkey = Strict(
  {
    passkeyId: Uuid,
    name: Type.String(),
    /** Kept by a password manager on several devices, not by one device alone. */
    isSynced: Type.Boolean(),
    createdAt: Instant,
    lastUsedAt: Nullable(Instant),
  },
  'Passkey',
)
export type Passkey = Static<typeof Passkey>
export const PasskeyName = Strict({ name: Line(60) }, 'PasskeyName')

const PublicKeyType = Type.Literal('public-key')

/** What `navigator.credentials.create` is asked (WebAuthn level 3, `PublicKeyCredentialCreationOptionsJSON`). */
export const PasskeyCreation = Strict(
  {
    challenge: Type.String(),
    rp: Strict({ id: Type.String(), name: Type.String() }),
    user: Strict({ id: Type.String(), name: Type.String(), displayName: Type.String() }),
    pubKeyCredParams: Type.Array(Strict({ type: PublicKeyType, alg: Type.Integer() })),
    timeout: Type.Integer(),
    excludeCredentials: Type.Array(Strict({ id: Type.String(), type: PublicKeyType })),
    authenticatorSelection: Strict({
      residentKey: Type.Literal('required'),
      requireResidentKey: Type.Literal(true),
      userVerification: Type.Literal('required'),
    }),
    attestation: Type.Literal('none'),
  },
  'PasskeyCreation',
)
export type PasskeyCreation = Static<typeof PasskeyCreation>

export const NewPasskey = Strict(
  {
    name: Line(60),
    credentialId: CredentialId,
    clientDataJSON: Bytes(4_000),
    attestationObject: Bytes(20_000),
    transports: Type.Array(Line(40), { maxItems: 10 }),
  },
  'NewPasskey',
)
export type NewPasskey = Static<typeof NewPasskey>

export const PasskeyAdded = Strict(
  {
    passkey: Passkey,
    /** Recovery codes, once, with the first second factor; none with a further one. */
    codes: Type.Array(Type.String()),
  },
  'PasskeyAdded',
)

/** What `navigator.credentials.get` is asked; any passkey of this service may answer. */
export const PasskeyRequest = Strict(
  {
    challenge: Type.String(),
    rpId: Type.String(),
    timeout: Type.Integer(),
    userVerification: Type.Literal('required'),
  },
  'PasskeyRequest',
)
export type PasskeyRequest = Static<typeof PasskeyRequest>

export const PasskeySignIn = Strict(
  {
    credentialId: CredentialId,
    clientDataJSON: Bytes(4_000),
    authenticatorData: Bytes(4_000),
    signature: Bytes(8_000),
    transport: Type.Optional(Transport),
  },
  'PasskeySignIn',
)
export type PasskeySignIn = Static<typeof PasskeySignIn>
