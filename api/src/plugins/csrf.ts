import { timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { Refusal } from '../kit/refusal.ts'

/**
 * A browser says where an unsafe request comes from. It must be this host or a trusted origin: this also keeps another
 * site from signing somebody in under an account of its own. Programs send no `Origin` and carry no cookie by themselves.
 */
export function refuseForeignOrigin(request: FastifyRequest, trustedOrigins: readonly string[]): void {
  const { origin } = request.headers
  if (origin !== undefined) {
    if (hostOf(origin) === request.host || trustedOrigins.includes(origin)) return
  } else if (request.headers['sec-fetch-site'] !== 'cross-site') return
  throw new Refusal('forbidden', 'csrf-refused', 'This origin is not allowed to send this request')
}

/** A browser sends its cookie by itself: an unsafe request must also carry the session’s own token. */
export function refuseForgery(request: FastifyRequest, expected: string): void {
  const given = request.headers['x-csrf-token']
  if (typeof given === 'string' && isSame(given, expected)) return
  throw new Refusal('forbidden', 'csrf-refused', 'Send x-csrf-token with the token that GET /session answers')
}

const hostOf = (origin: string): string | null => (URL.canParse(origin) ? new URL(origin).host : null)

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}
