import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import * as contract from '@progress-ess/shared/identity'
import type { FastifyRequest } from 'fastify'
import { createRateLimit } from '../../kit/rate-limit.ts'
import { route } from '../../kit/route.ts'
import { deliver, renew } from './cookies.ts'
import * as passkeys from './passkeys.service.ts'

/** What the browser says of itself, to be recognised in the list of one’s sessions. */
export const agentOf = (request: FastifyRequest): string | null => request.headers['user-agent'] ?? null

export const passkeyRoutes: FastifyPluginAsyncTypebox = async (app) => {
  /** The same counter as every other way to sign in. */
  const byHost = createRateLimit(app.pool, 'sign-in-host', 100, 900)

  app.route({
    ...route(contract.listPasskeys),
    config: { access: 'signed-in' },
    handler: async (request) => ({ items: await passkeys.listPasskeys(request.context()) }),
  })
  app.route({
    ...route(contract.startPasskey),
    config: { access: 'signed-in' },
    handler: async (request, reply) => reply.status(201).send(await passkeys.startPasskey(request.context())),
  })
  app.route({
    ...route(contract.addPasskey),
    config: { access: 'signed-in' },
    handler: async (request, reply) => {
      const { passkey, codes, token } = await passkeys.addPasskey(request.context(), request.body)
      renew(request, reply, token)
      return reply.status(201).send({ passkey, codes })
    },
  })
  app.route({
    ...route(contract.renamePasskey),
    config: { access: 'signed-in' },
    handler: (request) => passkeys.renamePasskey(request.context(), request.params.passkeyId, request.body.name),
  })
  app.route({
    ...route(contract.removePasskey),
    config: { access: 'signed-in' },
    handler: async (request, reply) => {
      await passkeys.removePasskey(request.context(), request.params.passkeyId)
      return reply.status(204).send(null)
    },
  })
  app.route({
    ...route(contract.startPasskeySignIn),
    config: { access: 'public' },
    handler: async (request, reply) => {
      await byHost.consume(request.ip)
      return reply.status(201).send(await passkeys.startPasskeySignIn(request.context()))
    },
  })
  app.route({
    ...route(contract.signInWithPasskey),
    config: { access: 'public' },
    handler: async (request, reply) => {
      await byHost.consume(request.ip)
      const opened = await passkeys.signInWithPasskey(request.context(), request.body, agentOf(request))
      return reply.status(201).send(deliver(request, reply, opened, request.body.transport))
    },
  })
}
