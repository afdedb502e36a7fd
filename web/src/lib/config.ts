/** What a host may set without a new build, in `config.json` beside the pages. */
export type RuntimeConfig = {
  /** Where the API answers, without a final slash: a path of the same host, or another allowed origin. */
  readonly apiUrl: string
}

const SAME_ORIGIN: RuntimeConfig = { apiUrl: '/api/v1' }

/** Reads the `apiUrl` of a decoded `config.json`; anything unusable means the same origin. */
export function decodeConfig(value: unknown): RuntimeConfig {
  if (typeof value !== 'object' || value === null || !('apiUrl' in value)) return SAME_ORIGIN
  const { apiUrl } = value
  if (typeof apiUrl !== 'string' || !/^(https?:\/)?\/[^\s]*$/.test(apiUrl)) return SAME_ORIGIN
  return { apiUrl: apiUrl.replace(/\/+$/, '') }
}

/** Fetches `config.json`; a host that serves none gets the same-origin default. */
export async function loadConfig(baseUrl: string): Promise<RuntimeConfig> {
  try {
    const answer = await fetch(`${baseUrl}config.json`, { cache: 'no-cache' })
    return answer.ok ? decodeConfig(await answer.json()) : SAME_ORIGIN
  } catch {
    return SAME_ORIGIN
  }
}
