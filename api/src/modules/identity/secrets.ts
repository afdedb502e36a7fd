import { randomBytes, randomInt } from 'node:crypto'
import { hash, verify } from '@node-rs/argon2'

export { hashOf, newToken } from '../../kit/tokens.ts'

/** Argon2id at the library’s defaults (19 MiB, 2 passes). */
export const hashPassword = (password: string): Promise<string> => hash(password)

/** A hash that no password has: verified when there is no account, so that both answers take as long. */
const NOBODY = hash(randomBytes(24).toString('hex'))

export async function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  const isRight = await verify(passwordHash ?? (await NOBODY), password)
  return isRight && passwordHash !== null
}

const ALPHABET = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789'

/** A recovery code that is easy to copy by hand: `XXXXX-XXXXX`. */
export function newRecoveryCode(): string {
  const letters = Array.from({ length: 10 }, () => ALPHABET[randomInt(ALPHABET.length)] ?? 'A').join('')
  return `${letters.slice(0, 5)}-${letters.slice(5)}`
}

export const normaliseRecoveryCode = (code: string): string => {
  const letters = code.toUpperCase().replace(/[^A-Z0-9]/g, '')
  return `${letters.slice(0, 5)}-${letters.slice(5)}`
}
