import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { auditRoutes } from './modules/audit/index.ts'

/** Every module’s routes, mounted below `/api/v1` in this order. */
export const modules: readonly FastifyPluginAsyncTypebox[] = [auditRoutes]
