import type { Endpoint } from '@progress-ess/shared/kit'

export type RequestParts = {
  readonly params?: unknown
  readonly querystring?: unknown
}

/** `/calls/:callId` with its parameters filled and its query appended; absent values are left out. */
export function addressOf(apiUrl: string, endpoint: Pick<Endpoint, 'path'>, parts: RequestParts): string {
  const params = recordOf(parts.params)
  const path = endpoint.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(text(params[name])))
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(recordOf(parts.querystring))) {
    const values: unknown[] = Array.isArray(value) ? value : [value]
    for (const one of values) if (one !== undefined && one !== null && one !== '') query.append(name, text(one))
  }
  const asked = query.toString()
  return apiUrl + path + (asked === '' ? '' : `?${asked}`)
}

const recordOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? { ...value } : {}

const text = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
