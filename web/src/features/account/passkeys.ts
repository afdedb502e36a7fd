import { addPasskey, signInWithPasskey, startPasskey, startPasskeySignIn } from '@progress-ess/shared/identity'
import type { PasskeyAdded, SignInOutcome } from '@progress-ess/shared/identity'
import type { Problem } from '@progress-ess/shared/kit'
import { startAuthentication, startRegistration } from '@simplewebauthn/browser'
import type { Static } from 'typebox'
import { call } from '../../api/client.ts'

export { browserSupportsWebAuthn } from '@simplewebauthn/browser'

/** The browser or the person said no: `cancelled`, or `known` when the device keeps a passkey already. */
export type PasskeyOutcome<T> =
  | { readonly ok: true; readonly data: T }
  | { readonly ok: false; readonly problem: Problem }
  | { readonly ok: false; readonly reason: 'cancelled' | 'known' }

const declined = (error: unknown) =>
  ({
    ok: false,
    reason: error instanceof Error && error.name === 'InvalidStateError' ? 'known' : 'cancelled',
  }) as const

/** Asks the device for a new passkey, and adds it to the account. */
export async function createPasskey(name: string): Promise<PasskeyOutcome<Static<typeof PasskeyAdded>>> {
  const start = await call(startPasskey)
  if (!start.ok) return start
  try {
    const { id, response } = await startRegistration({ optionsJSON: start.data })
    const { clientDataJSON, attestationObject, transports = [] } = response
    return await call(addPasskey, {
      body: { name, credentialId: id, clientDataJSON, attestationObject, transports },
    })
  } catch (error) {
    return declined(error)
  }
}

/** Asks the device for a passkey of this service, and signs in with it. */
export async function enterWithPasskey(): Promise<PasskeyOutcome<SignInOutcome>> {
  const start = await call(startPasskeySignIn)
  if (!start.ok) return start
  try {
    const { id, response } = await startAuthentication({ optionsJSON: start.data })
    const { clientDataJSON, authenticatorData, signature } = response
    return await call(signInWithPasskey, { body: { credentialId: id, clientDataJSON, authenticatorData, signature } })
  } catch (error) {
    return declined(error)
  }
}
