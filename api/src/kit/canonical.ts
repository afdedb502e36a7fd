import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'

/**
 * JSON in its canonical form (RFC 8785): the same value gives the same bytes on every machine.
 * Money is in integer cents and scores are fractions in text, so no number ever passes 2^53 or has a fraction.
 */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value)
  if (text === undefined) throw new TypeError('This value has no JSON form')
  return text
}

/** SHA-256 of the canonical JSON (UTF-8), in lower-case hexadecimal. */
export const fingerprintOf = (value: unknown): string => createHash('sha256').update(canonicalJson(value)).digest('hex')
