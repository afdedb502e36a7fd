import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { auditRoutes } from './modules/audit/index.ts'
import type { AccessOptions } from './plugins/access.ts'

/** Every module’s routes, mounted below `/api/v1` in this order. */
export const modules: readonly FastifyPluginAsyncTypebox[] = [auditRoutes]

/** Finds the living session of a token: the identity module's business. */
export const authenticate: AccessOptions['authenticate'] = async () => null
