import type { FastifyRequest } from 'fastify'
import type { AccountActor, Role } from '../kit/context.ts'

export const SESSION_COOKIE = 'progress_session'

/** The living session behind a request, as the identity module found it. */
export type CurrentSession = {
  readonly actor: AccountActor
  readonly csrfToken: string
  /** Staff roles that wait for a second factor. */
  readonly dormantRoles: readonly Role[]
}

export type Token = { readonly value: string; readonly isCookie: boolean }

/** Keys, tokens and links of partners say what they are; they never come in a cookie. */
export const isOfPartner = ({ value, isCookie }: Token): boolean => !isCookie && /^(sk|at|pl)_(live|test)_/.test(value)

/** The token of `Authorization: Bearer`, else of the cookie. */
export function readToken(request: FastifyRequest): Token | null {
  const { authorization } = request.headers
  if (authorization !== undefined) {
    const match = /^Bearer ([A-Za-z0-9_-]{20,200})$/i.exec(authorization)
    return match?.[1] === undefined ? null : { value: match[1], isCookie: false }
  }
  const cookie = request.cookies[SESSION_COOKIE]
  return cookie === undefined || cookie === '' ? null : { value: cookie, isCookie: true }
}
