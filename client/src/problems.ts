import type { Endpoint, Problem } from '@progress-ess/shared/kit'
import type { CodeOf } from './types.ts'

/** The service refused: `code` is stable, `problem` is the whole document (RFC 9457). */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem'
  readonly problem: Problem
  /** What the service asks to wait, in milliseconds; null when it says nothing. */
  readonly retryAfterMs: number | null

  constructor(operationId: string, problem: Problem, retryAfterMs: number | null = null) {
    super(`${operationId}: ${problem.status} ${problem.code}${problem.detail === '' ? '' : `: ${problem.detail}`}`)
    this.problem = problem
    this.retryAfterMs = retryAfterMs
  }

  get code(): string {
    return this.problem.code
  }

  get status(): number {
    return this.problem.status
  }

  /** What is possible instead of an event that was refused; empty when the problem is another. */
  get allowedEvents(): string[] {
    const listed = this.problem.context?.['allowedEvents']
    return typeof listed === 'string' && listed !== '' ? listed.split(',') : []
  }
}

/** No answer came, or only a part of it: whether the request was carried out is not known. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer'
  readonly isTimeout: boolean

  constructor(operationId: string, isTimeout: boolean, cause: unknown) {
    super(`${operationId}: ${isTimeout ? 'no answer in time' : 'the connection failed'}`, { cause })
    this.isTimeout = isTimeout
  }
}

/** Whether the service refused with this code; with an operation, the compiler knows which codes it may refuse with. */
export function isProblem(error: unknown): error is ApiProblem
export function isProblem<E extends Endpoint>(error: unknown, of: E, ...codes: CodeOf<E>[]): error is ApiProblem
export function isProblem(error: unknown, _of?: Endpoint, ...codes: string[]): error is ApiProblem {
  return error instanceof ApiProblem && (codes.length === 0 || codes.includes(error.code))
}

/** The problem document of a refused answer; a proxy’s own error page becomes one of the code `unavailable` or `internal-error`. */
export async function problemOf(operationId: string, answer: Response): Promise<ApiProblem> {
  const requestId = answer.headers.get('x-request-id') ?? ''
  const wait = retryAfterMs(answer.headers.get('retry-after'), Date.now())
  const text = await answer.text()
  const read = parse(text)
  if (read !== null) return new ApiProblem(operationId, read, wait)
  const isAway = [502, 503, 504].includes(answer.status)
  const isRedirect = answer.type === 'opaqueredirect' || (answer.status >= 300 && answer.status < 400)
  return new ApiProblem(
    operationId,
    {
      type: 'about:blank',
      title: answer.statusText,
      status: answer.status,
      detail: isRedirect ? 'The address redirects, which is not followed: check baseUrl' : '',
      code: isAway ? 'unavailable' : answer.status === 429 ? 'too-many-requests' : 'internal-error',
      requestId,
    },
    wait,
  )
}

function parse(text: string): Problem | null {
  try {
    const value: unknown = JSON.parse(text)
    const isRead = typeof value === 'object' && value !== null && 'code' in value && 'status' in value
    return isRead ? (value as Problem) : null
  } catch {
    return null
  }
}

/** `Retry-After` in milliseconds from `now`: seconds or a date; null when absent or unreadable. */
export function retryAfterMs(header: string | null, now: number): number | null {
  if (header === null) return null
  if (/^\d{1,6}$/.test(header.trim())) return Number(header) * 1_000
  const at = Date.parse(header)
  return Number.isNaN(at) ? null : Math.max(0, at - now)
}
