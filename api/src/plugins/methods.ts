import type { FastifyInstance } from 'fastify'

/** Remembers which methods each address takes, so that a wrong one is told apart from an unknown address. */
export function methodsByAddress(app: FastifyInstance): (path: string) => string[] {
  const routes = new Map<string, Set<string>>()
  app.addHook('onRoute', ({ url, method }) => {
    const known = routes.get(url) ?? new Set<string>()
    for (const one of [method].flat()) known.add(one)
    routes.set(url, known)
  })
  return (path) => {
    const allowed = [...routes].filter(([url]) => patternOf(url)?.test(path) === true)
    return [...new Set(allowed.flatMap(([, methods]) => [...methods]))].sort()
  }
}

/** Wildcards catch everything and so tell nothing. */
const patternOf = (url: string): RegExp | null =>
  url.includes('*') ? null : new RegExp(`^${url.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/:\w+/g, '[^/]+')}$`)
