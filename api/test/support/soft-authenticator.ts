import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto'
import type { NewPasskey, PasskeyCreation, PasskeyRequest, PasskeySignIn } from '@progress-ess/shared/identity'

const PRESENT = 0x01
const VERIFIED = 0x04
const ATTESTED = 0x40

const base64url = (bytes: Buffer): string => bytes.toString('base64url')
const sha256 = (bytes: Buffer | string): Buffer => createHash('sha256').update(bytes).digest()
const bytesOf = (head: number, value: Buffer): Buffer =>
  Buffer.concat([value.length < 256 ? Buffer.from([head | 24, value.length]) : headOf(head, value.length), value])
const headOf = (head: number, length: number): Buffer => Buffer.from([head | 25, length >> 8, length & 0xff])
const textOf = (text: string): Buffer => Buffer.concat([Buffer.from([0x60 | text.length]), Buffer.from(text)])

/** An authenticator in software: one passkey, ECDSA with P-256, no attestation. It obeys whoever writes the test. */
export class SoftAuthenticator {
  isHolder: boolean
  readonly #site: URL
  readonly #credentialId: Buffer
  readonly #keys: { publicKey: KeyObject; privateKey: KeyObject }

  constructor(site: URL, isHolder: boolean, credentialId: Buffer = randomBytes(16)) {
    this.#site = site
    this.isHolder = isHolder
    this.#credentialId = credentialId
    this.#keys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  }

  /** The same passkey by its name, with a key that the service never saw. */
  withAnotherKey(): SoftAuthenticator {
    return new SoftAuthenticator(this.#site, this.isHolder, this.#credentialId)
  }

  create({ challenge }: PasskeyCreation): Omit<NewPasskey, 'name'> {
    const attestationObject = Buffer.concat([
      Buffer.from([0xa3]),
      textOf('fmt'),
      textOf('none'),
      textOf('attStmt'),
      Buffer.from([0xa0]),
      textOf('authData'),
      bytesOf(0x40, Buffer.concat([this.#data(ATTESTED), this.#attested()])),
    ])
    return {
      credentialId: base64url(this.#credentialId),
      clientDataJSON: base64url(this.#client('webauthn.create', challenge)),
      attestationObject: base64url(attestationObject),
      transports: ['internal'],
    }
  }

  get({ challenge }: PasskeyRequest): Omit<PasskeySignIn, 'transport'> {
    const client = this.#client('webauthn.get', challenge)
    const data = this.#data(0)
    const signature = sign('sha256', Buffer.concat([data, sha256(client)]), this.#keys.privateKey)
    return {
      credentialId: base64url(this.#credentialId),
      clientDataJSON: base64url(client),
      authenticatorData: base64url(data),
      signature: base64url(signature),
    }
  }

  #client(type: string, challenge: string): Buffer {
    return Buffer.from(JSON.stringify({ type, challenge, origin: this.#site.origin, crossOrigin: false }))
  }

  /** Hash of the site, flags, and a counter that stays at zero, as synchronised passkeys do. */
  #data(flags: number): Buffer {
    const all = PRESENT | (this.isHolder ? VERIFIED : 0) | flags
    return Buffer.concat([sha256(this.#site.hostname), Buffer.from([all]), Buffer.alloc(4)])
  }

  /** AAGUID, name of the passkey and public key (COSE, RFC 9052). */
  #attested(): Buffer {
    const { x = '', y = '' } = this.#keys.publicKey.export({ format: 'jwk' })
    const cose = Buffer.concat([
      Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21]),
      bytesOf(0x40, Buffer.from(x, 'base64url')),
      Buffer.from([0x22]),
      bytesOf(0x40, Buffer.from(y, 'base64url')),
    ])
    const { length } = this.#credentialId
    return Buffer.concat([Buffer.alloc(16), Buffer.from([length >> 8, length & 0xff]), this.#credentialId, cose])
  }
}
