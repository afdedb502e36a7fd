import type { Problem } from '@progress-ess/shared/kit'

/** Codes that only the pages know: no answer came, or it could not be read. Each has its sentence in `problems`. */
export const CLIENT_CODES = ['network-failure', 'aborted', 'unavailable', 'internal-error'] as const
export type ClientCode = (typeof CLIENT_CODES)[number]

/** A refusal that no server wrote. */
export function syntheticProblem(code: ClientCode, status: number): Problem {
  return { type: 'about:blank', title: code, status, detail: '', code, requestId: '' }
}

/** The problem document of a refused answer; a proxy's own error page becomes a synthetic one. */
export async function problemOf(answer: Response): Promise<Problem> {
  if ((answer.headers.get('content-type') ?? '').includes('json')) {
    const value: unknown = await answer.json().catch(() => null)
    if (isProblem(value)) return value
  }
  const isAway = answer.status === 502 || answer.status === 503 || answer.status === 504
  return syntheticProblem(isAway ? 'unavailable' : 'internal-error', answer.status)
}

function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'code' in value && typeof value.code === 'string'
}
