import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import * as contract from '@progress-ess/shared/identity'
import type { FastifyRequest } from 'fastify'
import { etagOf, versionFrom } from '../../kit/etag.ts'
import { createRateLimit } from '../../kit/rate-limit.ts'
import { route } from '../../kit/route.ts'
import * as own from './account.service.ts'
import * as accounts from './accounts.service.ts'
import { clearSessionCookie, deliver, renew } from './cookies.ts'
import * as demo from './demo.service.ts'
import * as invitations from './invitations.service.ts'
import { agentOf, passkeyRoutes } from './passkeys.routes.ts'
import { hashOf } from './secrets.ts'
import * as sessions from './sessions.service.ts'
import * as signing from './sign-in.service.ts'
import * as totp from './totp.service.ts'

const signInRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const byAddress = createRateLimit(app.pool, 'sign-in-email', 10, 900)
  const byHost = createRateLimit(app.pool, 'sign-in-host', 100, 900)
  /** Counts attempts by address (hashed: no personal data in a counter) and by host, whether the account exists or not. */
  const count = async (request: FastifyRequest, key: string): Promise<void> => {
    await byHost.consume(request.ip)
    await byAddress.consume(hashOf(key.toLowerCase()))
  }

  app.route({
    ...route(contract.signIn),
    config: { access: 'public' },
    handler: async (request, reply) => {
      await count(request, request.body.email)
      const opened = await signing.signIn(request.context(), request.body, agentOf(request))
      return reply.status(201).send(deliver(request, reply, opened, request.body.transport))
    },
  })
  app.route({
    ...route(contract.completeSecondFactor),
    config: { access: 'public' },
    handler: async (request, reply) => {
      await count(request, request.body.challenge)
      const opened = await signing.completeSecondFactor(request.context(), request.body, agentOf(request))
      return reply.status(201).send(deliver(request, reply, opened, request.body.transport))
    },
  })
  app.route({
    ...route(contract.requestSignInLink),
    config: { access: 'public' },
    handler: async (request, reply) => {
      await count(request, request.body.email)
      await signing.requestSignInLink(request.context(), request.body)
      return reply.status(202).send({ status: 'accepted' })
    },
  })
  app.route({
    ...route(contract.signInWithLink),
    config: { access: 'public' },
    handler: async (request, reply) => {
      await byHost.consume(request.ip)
      const opened = await signing.signInWithLink(request.context(), request.body.token, agentOf(request))
      return reply.status(201).send(deliver(request, reply, opened, request.body.transport))
    },
  })
  app.route({
    ...route(contract.previewInvitation),
    config: { access: 'public' },
    handler: (request) => invitations.previewInvitation(request.context(), request.body.token),
  })
  app.route({
    ...route(contract.acceptInvitation),
    config: { access: 'public' },
    handler: async (request, reply) => {
      await byHost.consume(request.ip)
      const opened = await invitations.acceptInvitation(request.context(), request.body, agentOf(request))
      return reply.status(201).send(deliver(request, reply, opened, request.body.transport))
    },
  })
}

const ownRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.route({
    ...route(contract.getSession),
    config: { access: 'public' },
    handler: (request) => sessions.getSession(request.context()),
  })
  app.route({
    ...route(contract.signOut),
    config: { access: 'signed-in' },
    handler: async (request, reply) => {
      await sessions.signOut(request.context())
      clearSessionCookie(request, reply)
      return reply.status(204).send(null)
    },
  })
  app.route({
    ...route(contract.listSessions),
    config: { access: 'signed-in' },
    handler: async (request) => ({ items: await sessions.listSessions(request.context()) }),
  })
  app.route({
    ...route(contract.endSession),
    config: { access: 'signed-in' },
    handler: async (request, reply) => {
      await sessions.endSession(request.context(), request.params.sessionId)
      return reply.status(204).send(null)
    },
  })
  app.route({
    ...route(contract.endOtherSessions),
    config: { access: 'signed-in' },
    handler: async (request, reply) => {
      await sessions.endOtherSessions(request.context())
      return reply.status(204).send(null)
    },
  })
  app.route({
    ...route(contract.updateAccount),
    config: { access: 'signed-in' },
    handler: (request) => own.updateAccount(request.context(), request.body),
  })
  app.route({
    ...route(contract.setPassword),
    config: { access: 'signed-in' },
    handler: async (request, reply) => {
      const { account, token } = await own.setPassword(request.context(), request.body)
      renew(request, reply, token)
      return account
    },
  })
  app.route({
    ...route(contract.startTotp),
    config: { access: 'signed-in' },
    handler: async (request, reply) => reply.status(201).send(await totp.startTotp(request.context())),
  })
  app.route({
    ...route(contract.confirmTotp),
    config: { access: 'signed-in' },
    handler: async (request, reply) => {
      const { codes, token } = await totp.confirmTotp(request.context(), request.body.code)
      renew(request, reply, token)
      return reply.status(201).send({ codes })
    },
  })
  app.route({
    ...route(contract.removeTotp),
    config: { access: 'signed-in' },
    handler: async (request, reply) => {
      await totp.removeTotp(request.context())
      return reply.status(204).send(null)
    },
  })
}

const adminRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.route({
    ...route(contract.inviteAccount),
    config: { access: ['admin'] },
    handler: async (request, reply) =>
      reply.status(201).send(await invitations.inviteAccount(request.context(), request.body)),
  })
  app.route({
    ...route(contract.listInvitations),
    config: { access: ['admin'] },
    handler: async (request) => ({ items: await invitations.listInvitations(request.context()) }),
  })
  app.route({
    ...route(contract.revokeInvitation),
    config: { access: ['admin'] },
    handler: async (request, reply) => {
      await invitations.revokeInvitation(request.context(), request.params.invitationId)
      return reply.status(204).send(null)
    },
  })
  app.route({
    ...route(contract.listAccounts),
    config: { access: ['admin'] },
    handler: (request) => {
      const { limit = 20, ...filter } = request.query
      return accounts.listAccounts(request.context(), { ...filter, limit })
    },
  })
  app.route({
    ...route(contract.getAccount),
    config: { access: ['admin'] },
    handler: async (request, reply) => {
      const account = await accounts.getAccount(request.context(), request.params.accountId)
      void reply.header('etag', etagOf(account.version))
      return account
    },
  })
  app.route({
    ...route(contract.updateAccountRoles),
    config: { access: ['admin'] },
    handler: async (request, reply) => {
      const version = versionFrom(request.headers['if-match'])
      const { params, body } = request
      const account = await accounts.updateAccountRoles(request.context(), params.accountId, version, body)
      void reply.header('etag', etagOf(account.version))
      return account
    },
  })
  app.route({
    ...route(contract.resetSecondFactor),
    config: { access: ['admin'] },
    handler: (request) => accounts.resetSecondFactor(request.context(), request.params.accountId),
  })
  app.route({
    ...route(contract.listEvaluators),
    config: { access: ['agent', 'manager'] },
    handler: async (request) => ({ items: await accounts.listEvaluators(request.context()) }),
  })
}

/** In the demonstration only: elsewhere these addresses do not exist. */
const demoRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const hidden = { access: 'public', isStatic: true } as const
  app.route({
    ...route(contract.listDemoAccounts),
    config: hidden,
    handler: async (request) => ({ items: await demo.listDemoAccounts(request.context()) }),
  })
  app.route({
    ...route(contract.enterDemo),
    config: hidden,
    handler: async (request, reply) => {
      const opened = await demo.enterDemo(request.context(), request.body.accountId, agentOf(request))
      return reply.status(201).send(deliver(request, reply, opened, request.body.transport))
    },
  })
  app.route({
    ...route(contract.listDemoMails),
    config: hidden,
    handler: (request) => {
      const { limit = 20, after } = request.query
      return demo.listDemoMails(request.context(), { limit, ...(after === undefined ? {} : { after }) })
    },
  })
}

export const identityRoutes: FastifyPluginAsyncTypebox = async (app) => {
  await app.register(ownRoutes)
  await app.register(signInRoutes)
  await app.register(passkeyRoutes)
  await app.register(adminRoutes)
  if (app.settings.isDemo) await app.register(demoRoutes)
}
