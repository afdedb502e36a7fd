import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import cookie from '@fastify/cookie'
import swaggerUi from '@fastify/swagger-ui'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import Fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyRequest } from 'fastify'
import type pg from 'pg'
import type { Db } from './db/database.ts'
import type { Clock } from './kit/clock.ts'
import type { Context, Settings } from './kit/context.ts'
import { modules } from './modules.ts'
import { accessPlugin, type AccessOptions } from './plugins/access.ts'
import { answerClientError, answerError, errorsPlugin } from './plugins/errors.ts'
import { healthPlugin } from './plugins/health.ts'
import { idempotencyPlugin } from './plugins/idempotency.ts'
import { openapiPlugin } from './plugins/openapi.ts'
import { securityPlugin } from './plugins/security.ts'
import { spaPlugin } from './plugins/spa.ts'

export type AppOptions = {
  readonly db: Db
  readonly pool: pg.Pool
  readonly clock: Clock
  readonly settings: Settings
  readonly authenticate: AccessOptions['authenticate']
  readonly corsOrigins?: readonly string[]
  readonly trustsProxy?: boolean
  readonly servesPages?: boolean
  readonly logger?: FastifyBaseLogger
}

declare module 'fastify' {
  interface FastifyRequest {
    /** When the first byte of the request arrived, by the injected clock. */
    receivedAt: Date
    /** What a use case may touch, for this request. */
    context: () => Context
  }
  interface FastifyInstance {
    settings: Settings
    pool: pg.Pool
    clock: Clock
    db: Db
  }
}

const MIB = 1024 * 1024
const PAGES = fileURLToPath(new URL('../../web/dist/', import.meta.url))

/** Builds the application: plugins in order, then every module below `/api/v1`. Nothing listens yet. */
export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const { db, pool, clock, settings } = options
  const app = Fastify({
    ...(options.logger === undefined ? { logger: false } : { loggerInstance: options.logger }),
    genReqId: () => randomUUID(),
    trustProxy: options.trustsProxy ?? false,
    bodyLimit: MIB,
    requestTimeout: 60_000,
    connectionTimeout: 65_000,
    keepAliveTimeout: 72_000,
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: false },
    http: { maxHeaderSize: 16_384 },
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    frameworkErrors: (error, request, reply) => {
      answerError(error, request as unknown as FastifyRequest, reply)
    },
    clientErrorHandler: answerClientError,
  }).withTypeProvider<TypeBoxTypeProvider>()

  app.decorate('settings', settings)
  app.decorate('pool', pool)
  app.decorate('clock', clock)
  app.decorate('db', db)
  app.decorateRequest('receivedAt', null as unknown as Date)
  app.decorateRequest('context', function context(this: FastifyRequest): Context {
    return { db, actor: this.actor, now: clock(), receivedAt: this.receivedAt, requestId: this.id, settings }
  })
  // First of all hooks: the body may come slowly, what counts is when the request began.
  app.addHook('onRequest', (request, _reply, done) => {
    request.receivedAt = clock()
    done()
  })

  await app.register(errorsPlugin)
  await app.register(securityPlugin, {
    corsOrigins: options.corsOrigins ?? [],
    isHttps: settings.publicUrl.startsWith('https:'),
  })
  await app.register(cookie)
  await app.register(openapiPlugin)
  // Before the access plugin, which refuses routes without access; these are open to everybody.
  await app.register(swaggerUi, { routePrefix: '/docs', staticCSP: false, uiConfig: { docExpansion: 'list' } })
  if (options.servesPages === true) await app.register(spaPlugin, { folder: PAGES })
  await app.register(accessPlugin, { authenticate: options.authenticate })
  await app.register(idempotencyPlugin, { db, clock })
  await app.register(healthPlugin, { db, pool })
  app.get('/openapi.json', { config: { access: 'public', isStatic: true } }, () => app.swagger())
  await app.register(
    async (api) => {
      for (const module of modules) await api.register(module)
    },
    { prefix: '/api/v1' },
  )
  return app as unknown as FastifyInstance
}
