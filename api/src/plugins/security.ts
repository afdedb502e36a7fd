import fp from 'fastify-plugin'

export type SecurityOptions = { readonly corsOrigins: readonly string[]; readonly isHttps: boolean }

/** The pages need nothing inline, nothing evaluated and no other host. */
const PAGE_POLICY = [
  "default-src 'self'",
  "img-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

/** An answer of the API is data: opened as a page, it may load nothing at all. */
const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'"

/**
 * Headers of every answer, prepared once because they are on every one. Answers of the API are never kept by a cache,
 * unless a route says otherwise. Other origins are admitted by the allow-list only.
 */
export const securityPlugin = fp<SecurityOptions>(
  async (app, { corsOrigins, isHttps }) => {
    const common = {
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': corsOrigins.length > 0 ? 'cross-origin' : 'same-origin',
      ...(isHttps ? { 'strict-transport-security': 'max-age=31536000' } : {}),
    }
    const upgrade = isHttps ? '; upgrade-insecure-requests' : ''
    const forData = { ...common, 'content-security-policy': DATA_POLICY, 'cache-control': 'no-store' }
    const forPages = {
      ...common,
      'content-security-policy': PAGE_POLICY + upgrade,
      'cross-origin-opener-policy': 'same-origin',
      'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
    }
    app.addHook('onRequest', (request, reply, done) => {
      void reply.headers(request.url.startsWith('/api/') ? forData : forPages).header('x-request-id', request.id)
      done()
    })
    if (corsOrigins.length > 0) {
      const { default: cors } = await import('@fastify/cors')
      await app.register(cors, {
        origin: [...corsOrigins],
        credentials: true,
        methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
        allowedHeaders: ['content-type', 'authorization', 'if-match', 'x-csrf-token', 'idempotency-key'],
        exposedHeaders: [
          'etag',
          'retry-after',
          'x-request-id',
          'content-disposition',
          'idempotency-replayed',
          'ratelimit',
          'ratelimit-policy',
          'deprecation',
          'sunset',
        ],
        maxAge: 600,
      })
    }
  },
  { name: 'security' },
)
