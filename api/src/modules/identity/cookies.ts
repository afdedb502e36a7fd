import type { SignInOutcome } from '@progress-ess/shared/identity'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { SESSION_COOKIE } from '../../plugins/session.ts'
import type { Opened } from './sessions.service.ts'

const MONTH_S = 30 * 24 * 3600

const cookieOptions = (request: FastifyRequest) => ({
  path: '/',
  httpOnly: true,
  sameSite: 'lax' as const,
  secure: request.context().settings.publicUrl.startsWith('https:'),
})

function setSessionCookie(request: FastifyRequest, reply: FastifyReply, token: string): void {
  void reply.setCookie(SESSION_COOKIE, token, { ...cookieOptions(request), maxAge: MONTH_S })
}

export function clearSessionCookie(request: FastifyRequest, reply: FastifyReply): void {
  void reply.clearCookie(SESSION_COOKIE, cookieOptions(request))
}

/** Hands the session over: in a cookie for browsers, in the body where `transport: token` asks for it. */
export function deliver(
  request: FastifyRequest,
  reply: FastifyReply,
  { outcome, token }: Opened,
  transport: 'cookie' | 'token' = 'cookie',
): SignInOutcome {
  if (token === null) return outcome
  if (transport === 'token') return { ...outcome, token }
  setSessionCookie(request, reply, token)
  return outcome
}

/** A rotated token goes back the way the old one came. */
export function renew(request: FastifyRequest, reply: FastifyReply, token: string): void {
  if (request.headers.authorization === undefined) setSessionCookie(request, reply, token)
  else void reply.header('x-session-token', token)
}
