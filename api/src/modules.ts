import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'

/** Every module’s routes, mounted below `/api/v1` in this order. */
export const modules: readonly FastifyPluginAsyncTypebox[] = []
