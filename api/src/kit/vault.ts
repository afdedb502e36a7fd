import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto'

/** A text that only the holder of the key reads. `keyId` says which key, so that keys can be changed. */
export type Sealed = { readonly keyId: string; readonly sealed: string }

/**
 * Seals what must not lie in clear in the database: AES-256-GCM with a nonce of its own. `about` binds a sealed text to its
 * row: moved to another one it does not open. The keys stay inside, so that no log can print them.
 */
export type Vault = {
  /** Of what is sealed from now on. */
  readonly keyId: string
  readonly seal: (text: string, about: string) => Sealed
  /** Throws when the key is not configured any more, or when anything was changed. */
  readonly open: (sealed: Sealed, about: string) => string
  /** What tells two texts apart and nothing else of them: who has the database alone cannot try texts out. */
  readonly mark: (text: string) => string
}

/** A named key of 32 bytes. */
export type VaultKey = { readonly keyId: string; readonly key: Buffer }

const NONCE_BYTES = 12
const TAG_BYTES = 16

/** The first key seals; the others only open what was sealed with them before. */
export function createVault(keys: readonly [VaultKey, ...VaultKey[]]): Vault {
  const byId = new Map(keys.map(({ keyId, key }) => [keyId, key]))
  const [{ keyId, key: current }] = keys
  const marking = Buffer.from(hkdfSync('sha256', current, '', 'progress-ess marks', 32))
  return {
    keyId,
    seal(text, about) {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', current, nonce).setAAD(Buffer.from(about))
      const sealed = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
      return { keyId, sealed: sealed.toString('base64url') }
    },
    open({ keyId: wanted, sealed }, about) {
      const key = byId.get(wanted)
      if (key === undefined) throw new Error(`The key ${wanted} is not configured: VAULT_KEYS`)
      const bytes = Buffer.from(sealed, 'base64url')
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      })
      decipher.setAAD(Buffer.from(about)).setAuthTag(bytes.subarray(-TAG_BYTES))
      const text = [decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]
      return Buffer.concat(text).toString('utf8')
    },
    mark: (text) => createHmac('sha256', marking).update(text, 'utf8').digest('hex'),
  }
}

/** `id:base64,id:base64`, the current one first, as `VAULT_KEYS` has them; the configuration has checked the shape. */
export function readVaultKeys(text: string): [VaultKey, ...VaultKey[]] {
  return text.split(',').map((one) => {
    const [keyId = '', key = ''] = one.split(':')
    return { keyId, key: Buffer.from(key, 'base64') }
  }) as [VaultKey, ...VaultKey[]]
}

/** Of demonstrations and of development, whose bank details are invented. Production refuses to start with it. */
export const DEMO_VAULT: Vault = createVault([
  { keyId: 'demo', key: createHash('sha256').update('progress-ess: invented bank details only').digest() },
])
