import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import cookie from '@fastify/cookie'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import type pg from 'pg'
import type { Db } from './db/database.ts'
import type { Files } from './files/files.ts'
import type { Clock } from './kit/clock.ts'
import type { Settings } from './kit/context.ts'
import { compileSerializer } from './kit/serializer.ts'
import { compileValidator } from './kit/validator.ts'
import { commonGrantsRoutes, modules as allModules } from './modules.ts'
import { accessPlugin, type AccessOptions } from './plugins/access.ts'
import { contextPlugin } from './plugins/context.ts'
import { deprecationPlugin } from './plugins/deprecation.ts'
import { answerClientError, answerCommonGrantsError, answerError, errorsPlugin } from './plugins/errors.ts'
import { healthPlugin } from './plugins/health.ts'
import { idempotencyPlugin } from './plugins/idempotency.ts'
import { jsonPlugin } from './plugins/json.ts'
import { openapiPlugin } from './plugins/openapi.ts'
import { partnerTrafficPlugin, type PartnerTrafficOptions } from './plugins/partner-traffic.ts'
import { securityPlugin } from './plugins/security.ts'
import { wellKnownPlugin } from './plugins/well-known.ts'
import { endSolver } from './solver/thread-solver.ts'

export type AppOptions = {
  readonly db: Db
  readonly pool: pg.Pool
  readonly clock: Clock
  readonly settings: Settings
  readonly files: Files
  readonly authenticate: AccessOptions['authenticate']
  readonly partners: {
    readonly authenticate: AccessOptions['authenticatePartner']
    readonly record: PartnerTrafficOptions['record']
  }
  readonly sessionCacheMs?: number
  readonly corsOrigins?: readonly string[]
  readonly trustsProxy?: boolean
  readonly servesPages?: boolean
  readonly servesReference?: boolean
  readonly logger?: FastifyBaseLogger
  readonly modules?: readonly FastifyPluginAsyncTypebox[]
}

const MIB = 1024 * 1024
const PAGES = fileURLToPath(new URL('../../web/dist/', import.meta.url))

/** Builds the application: plugins in order, then every module below `/api/v1`. Nothing listens yet. */
export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const { db, pool, clock, settings, files, corsOrigins = [], modules = allModules } = options
  const app: FastifyInstance = Fastify({
    ...(options.logger === undefined ? { logger: false } : { loggerInstance: options.logger }),
    // One line a request, without its query: see plugins/health.ts.
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    genReqId: () => randomUUID(),
    trustProxy: options.trustsProxy ?? false,
    bodyLimit: MIB,
    requestTimeout: 180_000,
    connectionTimeout: 65_000,
    keepAliveTimeout: 72_000,
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: false },
    http: { maxHeaderSize: 16_384 },
    forceCloseConnections: 'idle',
    return503OnClosing: false, // what is in flight is finished; its answer would not be a problem document
    frameworkErrors: (error, request, reply) => {
      answerError(error, request, reply)
    },
    clientErrorHandler: answerClientError,
  })
  app.setValidatorCompiler(compileValidator)
  app.setSerializerCompiler(compileSerializer)

  app.addHook('onClose', endSolver)

  await app.register(contextPlugin, { db, pool, clock, settings, files })
  await app.register(errorsPlugin)
  await app.register(jsonPlugin)
  await app.register(securityPlugin, { corsOrigins, isHttps: settings.publicUrl.startsWith('https:') })
  await app.register(deprecationPlugin)
  await app.register(cookie)
  await app.register(openapiPlugin)
  // Before the access plugin, which refuses routes without access; these are open to everybody.
  // Loaded only where they are served: a process for the API alone does not need them.
  if (options.servesReference === true) {
    const { docsPlugin } = await import('./plugins/docs.ts')
    await app.register(docsPlugin)
  }
  if (options.servesPages === true) {
    const { spaPlugin } = await import('./plugins/spa.ts')
    await app.register(spaPlugin, { folder: PAGES })
  }
  await app.register(accessPlugin, {
    authenticate: options.authenticate,
    authenticatePartner: options.partners.authenticate,
    trustedOrigins: [...corsOrigins, new URL(settings.publicUrl).origin],
    sessionCacheMs: options.sessionCacheMs ?? 0,
  })
  await app.register(partnerTrafficPlugin, { db, pool, record: options.partners.record })
  await app.register(idempotencyPlugin, { db, vault: settings.vault })
  await app.register(healthPlugin, { db, pool })
  await app.register(wellKnownPlugin)
  app.get('/openapi.json', { config: { access: 'public', isStatic: true }, schema: { hide: true } }, () =>
    app.swagger(),
  )
  // Each major version keeps its own document; there is one.
  app.get('/openapi/v1.json', { config: { access: 'public', isStatic: true }, schema: { hide: true } }, () =>
    app.swagger(),
  )
  await app.register(
    async (api) => {
      for (const module of modules) await api.register(module)
    },
    { prefix: '/api/v1' },
  )
  await app.register(
    async (protocol) => {
      protocol.setErrorHandler(answerCommonGrantsError)
      await protocol.register(commonGrantsRoutes)
    },
    { prefix: '/common-grants' },
  )
  return app
}
