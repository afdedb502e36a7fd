import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyInstance, RouteOptions } from 'fastify'
import fp from 'fastify-plugin'
import type { TObject, TSchema } from 'typebox'
import type { Access } from '../../src/plugins/access.ts'

export type Operation = {
  readonly operationId: string
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  readonly url: string
  readonly access: Access
  readonly params?: TObject
  readonly querystring?: TObject
  readonly body?: TSchema
}

/** Keeps every operation that is mounted after it, in order. */
export function recordOperations(): { readonly plugin: FastifyPluginAsyncTypebox; readonly operations: Operation[] } {
  const operations: Operation[] = []
  const plugin = fp(async (app: FastifyInstance) => {
    app.addHook('onRoute', (route: RouteOptions) => {
      const { method, url, config, schema } = route
      if (typeof method !== 'string' || method === 'HEAD' || config?.access === undefined) return
      const { operationId, params, querystring, body } = (schema ?? {}) as Partial<Operation>
      if (operationId === undefined) throw new Error(`${method} ${url} is no operation of the contract`)
      operations.push({
        operationId,
        method: method.toLowerCase() as Operation['method'],
        url,
        access: config.access,
        ...(params === undefined ? {} : { params }),
        ...(querystring === undefined ? {} : { querystring }),
        ...(body === undefined ? {} : { body }),
      })
    })
  })
  return { plugin, operations }
}

/** The address with its parameters filled. */
export const fill = (url: string, values: Readonly<Record<string, unknown>>): string =>
  url.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(values[name])))
