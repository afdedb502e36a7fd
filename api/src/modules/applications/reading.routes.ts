import { Readable } from 'node:stream'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import * as contract from '@progress-ess/shared/applications'
import type { Role } from '../../kit/context.ts'
import { route } from '../../kit/route.ts'
import { listCorrections } from './instruction.service.ts'
import * as listing from './listing.service.ts'
import * as revisions from './revisions.service.ts'

const READERS: readonly Role[] = ['applicant', 'agent', 'manager', 'admin']
const STAFF: readonly Role[] = ['agent', 'manager', 'admin']

/** Lists, exports, revisions and history. */
export const readingRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.route({
    ...route(contract.listApplications),
    config: { access: READERS },
    handler: (request) => {
      const { limit = 20, ...filter } = request.query
      return listing.listApplications(request.context(), { ...filter, limit })
    },
  })
  app.route({
    ...route(contract.countApplications),
    config: { access: STAFF },
    handler: (request) => listing.countApplications(request.context(), request.params.callId),
  })
  app.route({
    ...route(contract.exportApplications),
    config: { access: STAFF },
    handler: (request, reply) =>
      reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="dossiers.csv"')
        .send(Readable.from(listing.exportApplications(request.context(), request.query))),
  })
  app.route({
    ...route(contract.listRevisions),
    config: { access: READERS },
    handler: async (request) => ({
      items: await revisions.listRevisions(request.context(), request.params.applicationId),
    }),
  })
  app.route({
    ...route(contract.getRevision),
    config: { access: READERS },
    handler: (request) => {
      const { applicationId, revisionNumber } = request.params
      return revisions.getRevision(request.context(), applicationId, revisionNumber)
    },
  })
  app.route({
    ...route(contract.compareRevisions),
    config: { access: READERS },
    handler: async (request) => {
      const { applicationId, revisionNumber: to } = request.params
      const { from } = request.query
      return { from, to, items: await revisions.compareRevisions(request.context(), applicationId, from, to) }
    },
  })
  app.route({
    ...route(contract.listCorrections),
    config: { access: READERS },
    handler: async (request) => ({ items: await listCorrections(request.context(), request.params.applicationId) }),
  })
  app.route({
    ...route(contract.getApplicationHistory),
    config: { access: READERS },
    handler: async (request) => ({
      items: await revisions.getApplicationHistory(request.context(), request.params.applicationId),
    }),
  })
}
