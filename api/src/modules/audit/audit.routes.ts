import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import * as contract from '@progress-ess/shared/audit'
import { route } from '../../kit/route.ts'
import * as service from './audit.service.ts'

export const auditRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.route({
    ...route(contract.verifyAuditTrail),
    config: { access: ['admin', 'manager'] },
    handler: (request) => service.verifyAuditTrail(request.context()),
  })

  app.route({
    ...route(contract.listAuditEntries),
    config: { access: ['admin'] },
    handler: (request) => service.listAuditEntries(request.context(), request.query),
  })
}
