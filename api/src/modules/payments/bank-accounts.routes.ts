import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import * as contract from '@progress-ess/shared/payments'
import type { Role } from '../../kit/context.ts'
import { versionFrom } from '../../kit/etag.ts'
import { route } from '../../kit/route.ts'
import { bytesOf, takesBytes } from '../../kit/upload.ts'
import * as service from './bank-accounts.service.ts'

const READERS: readonly Role[] = ['applicant', 'agent', 'manager', 'admin']
const ACTORS: readonly Role[] = ['applicant', 'agent', 'manager']
const AGENTS: readonly Role[] = ['agent', 'manager']

export const bankAccountRoutes: FastifyPluginAsyncTypebox = async (app) => {
  takesBytes(app)
  app.route({
    ...route(contract.listBankAccounts),
    config: { access: READERS },
    handler: (request) => service.listBankAccounts(request.context(), request.params.organisationId),
  })
  app.route({
    ...route(contract.proposeBankAccount),
    config: { access: ACTORS },
    handler: async (request, reply) => {
      const { params, body } = request
      return reply.status(201).send(await service.proposeBankAccount(request.context(), params.organisationId, body))
    },
  })
  app.route({
    ...route(contract.attachBankProof),
    config: { access: ACTORS },
    handler: async (request, reply) => {
      const { params, query, server } = request
      const upload = { name: query.name, body: bytesOf(request.body) }
      const file = await service.attachBankProof(request.context(), params.bankAccountId, server.files, upload)
      return reply.status(201).send(file)
    },
  })
  app.route({
    ...route(contract.linkBankProof),
    config: { access: READERS },
    handler: async (request, reply) =>
      reply.status(201).send(await service.linkBankProof(request.context(), request.params.bankAccountId)),
  })
  app.route({
    ...route(contract.confirmBankAccount),
    config: { access: AGENTS },
    handler: (request) => {
      const version = versionFrom(request.headers['if-match'])
      const { params, body } = request
      return service.confirmBankAccount(request.context(), params.bankAccountId, version, body)
    },
  })
  app.route({
    ...route(contract.rejectBankAccount),
    config: { access: AGENTS },
    handler: (request) => {
      const version = versionFrom(request.headers['if-match'])
      const { params, body } = request
      return service.rejectBankAccount(request.context(), params.bankAccountId, version, body.reason)
    },
  })
  app.route({
    ...route(contract.withdrawBankAccount),
    config: { access: ACTORS },
    handler: (request) => service.withdrawBankAccount(request.context(), request.params.bankAccountId),
  })
}
