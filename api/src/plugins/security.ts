import cors from '@fastify/cors'
import helmet from '@fastify/helmet'
import fp from 'fastify-plugin'

export type SecurityOptions = { readonly corsOrigins: readonly string[]; readonly isHttps: boolean }

/**
 * Headers of every answer. The pages need nothing inline, nothing evaluated and no other host.
 * Answers of the API are never stored by a cache, unless a route says otherwise.
 */
export const securityPlugin = fp<SecurityOptions>(
  async (app, { corsOrigins, isHttps }) => {
    await app.register(helmet, {
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'self'"],
          scriptSrc: ["'self'"],
          styleSrc: ["'self'"],
          imgSrc: ["'self'", 'data:'],
          fontSrc: ["'self'"],
          connectSrc: ["'self'", ...corsOrigins],
          objectSrc: ["'none'"],
          baseUri: ["'none'"],
          formAction: ["'self'"],
          frameAncestors: ["'none'"],
          ...(isHttps ? { upgradeInsecureRequests: [] } : {}),
        },
      },
      hsts: isHttps ? { maxAge: 31_536_000, includeSubDomains: false } : false,
      xFrameOptions: { action: 'deny' },
      referrerPolicy: { policy: 'no-referrer' },
      crossOriginResourcePolicy: { policy: corsOrigins.length > 0 ? 'cross-origin' : 'same-origin' },
      crossOriginEmbedderPolicy: false,
    })
    await app.register(cors, {
      origin: [...corsOrigins],
      credentials: true,
      methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
      allowedHeaders: ['content-type', 'authorization', 'if-match', 'x-csrf-token', 'idempotency-key'],
      exposedHeaders: ['etag', 'retry-after', 'x-request-id', 'content-disposition'],
      maxAge: 600,
    })
    app.addHook('onSend', async (request, reply) => {
      void reply.header('x-request-id', request.id)
      if (request.url.startsWith('/api/') && !reply.hasHeader('cache-control')) {
        void reply.header('cache-control', 'no-store')
      }
    })
  },
  { name: 'security' },
)
