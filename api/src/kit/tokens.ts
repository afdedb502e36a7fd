import { createHash, randomBytes } from 'node:crypto'

/** A token that is shown once: 32 random bytes, 43 characters. */
export const newToken = (): string => randomBytes(32).toString('base64url')

/** What is kept of a token: SHA-256 is enough, because a token is random and long. */
export const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex')
