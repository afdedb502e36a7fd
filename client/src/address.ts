import type { Endpoint } from '@progress-ess/shared/kit'

export type AddressParts = { readonly params?: unknown; readonly querystring?: unknown }

/**
 * `/calls/:callId` below the address of the service, its parameters filled and its query appended. Absent values are left
 * out. Throws `TypeError` when a parameter is missing or empty: the address would be another operation’s.
 */
export function addressOf(apiUrl: string, endpoint: Pick<Endpoint, 'path'>, parts: AddressParts): string {
  const params = recordOf(parts.params)
  const path = endpoint.path.replace(/:(\w+)/g, (_, name: string) => {
    const value = text(params[name])
    if (value === '') throw new TypeError(`${endpoint.path} needs the parameter ${name}`)
    return encodeURIComponent(value)
  })
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

const LOCAL = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * The address below which operations lie. Throws `TypeError` when it is none, or when a secret would travel in clear:
 * plain HTTP is for this machine, or for a network of one’s own (`allowHttp`).
 */
export function apiUrlOf(
  baseUrl: string,
  { hasSecret, allowHttp }: { hasSecret: boolean; allowHttp: boolean },
): string {
  const url = new URL(baseUrl)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw new TypeError(`${baseUrl} is no HTTP address`)
  if (url.protocol === 'http:' && hasSecret && !allowHttp && !LOCAL.has(url.hostname)) {
    throw new TypeError(`${baseUrl} would carry the secret in clear: use https, or allowHttp on a network of your own`)
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '').replace(/\/api\/v1$/, '')}/api/v1`
}
