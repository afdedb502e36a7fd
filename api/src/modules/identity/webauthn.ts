import type { NewPasskey, PasskeyCreation, PasskeyRequest, PasskeySignIn } from '@progress-ess/shared/identity'
import { verifyAuthenticationResponse, verifyRegistrationResponse } from '@simplewebauthn/server'

/** Ed25519, ECDSA with P-256, RSA: what authenticators in use can do. */
const ALGORITHMS = [-8, -7, -257]
const TIMEOUT_MS = 300_000

/** Passkeys belong to a host name; they are asked for, and answer, on these pages only. */
export type Party = { readonly id: string; readonly origin: string }

export function partyOf(publicUrl: string): Party {
  const { hostname, origin } = new URL(publicUrl)
  return { id: hostname, origin }
}

export const creationOf = (
  party: Party,
  challenge: string,
  account: { readonly accountId: string; readonly email: string; readonly displayName: string },
  known: readonly string[],
): PasskeyCreation => ({
  challenge,
  rp: { id: party.id, name: 'Progr’ESS' },
  user: {
    id: Buffer.from(account.accountId).toString('base64url'),
    name: account.email,
    displayName: account.displayName,
  },
  pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: 'public-key', alg })),
  timeout: TIMEOUT_MS,
  excludeCredentials: known.map((id) => ({ id, type: 'public-key' })),
  authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
  attestation: 'none',
})

export const requestOf = (party: Party, challenge: string): PasskeyRequest => ({
  challenge,
  rpId: party.id,
  timeout: TIMEOUT_MS,
  userVerification: 'required',
})

/** The challenge that the browser says it answers; null when it says nothing readable. */
export function challengeOf(clientDataJSON: string): string | null {
  try {
    const data: unknown = JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString('utf8'))
    const isRead = typeof data === 'object' && data !== null && 'challenge' in data
    return isRead && typeof data.challenge === 'string' ? data.challenge : null
  } catch {
    return null
  }
}

/** The library throws for what does not verify: a refusal like another. */
async function orNull<T>(verification: Promise<T>): Promise<T | null> {
  try {
    return await verification
  } catch {
    return null
  }
}

export type VerifiedPasskey = {
  readonly credentialId: string
  readonly publicKey: Buffer
  readonly counter: number
  readonly isSynced: boolean
}

/** Whether an authenticator of this service made this passkey, for this challenge, with its holder present and proved. */
export async function verifyNew(party: Party, challenge: string, given: NewPasskey): Promise<VerifiedPasskey | null> {
  const { credentialId, clientDataJSON, attestationObject } = given
  const outcome = await orNull(
    verifyRegistrationResponse({
      response: {
        id: credentialId,
        rawId: credentialId,
        type: 'public-key',
        response: { clientDataJSON, attestationObject },
        clientExtensionResults: {},
      },
      expectedChallenge: challenge,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: true,
      supportedAlgorithmIDs: ALGORITHMS,
    }),
  )
  if (outcome?.verified !== true) return null
  const { credential, credentialBackedUp } = outcome.registrationInfo
  return {
    credentialId: credential.id,
    publicKey: Buffer.from(credential.publicKey),
    counter: credential.counter,
    isSynced: credentialBackedUp,
  }
}

/** The new counter of a passkey whose signature holds; null when it does not. */
export async function verifyUse(
  party: Party,
  challenge: string,
  known: Pick<VerifiedPasskey, 'credentialId' | 'publicKey' | 'counter'>,
  { clientDataJSON, authenticatorData, signature }: PasskeySignIn,
): Promise<number | null> {
  const outcome = await orNull(
    verifyAuthenticationResponse({
      response: {
        id: known.credentialId,
        rawId: known.credentialId,
        type: 'public-key',
        response: { clientDataJSON, authenticatorData, signature },
        clientExtensionResults: {},
      },
      expectedChallenge: challenge,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: true,
      credential: { id: known.credentialId, publicKey: new Uint8Array(known.publicKey), counter: known.counter },
    }),
  )
  return outcome?.verified === true ? outcome.authenticationInfo.newCounter : null
}
