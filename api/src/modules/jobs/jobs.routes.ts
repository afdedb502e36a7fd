import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import * as contract from '@progress-ess/shared/jobs'
import { route } from '../../kit/route.ts'
import * as jobs from './jobs.service.ts'

export const jobRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.route({
    ...route(contract.listJobs),
    config: { access: ['agent', 'manager', 'admin'] },
    handler: async (request) => ({ items: await jobs.listJobs(request.context(), request.params.callId) }),
  })
  app.route({
    ...route(contract.getJob),
    config: { access: ['agent', 'manager', 'admin'] },
    handler: (request) => jobs.getJob(request.context(), request.params.jobId),
  })
  app.route({
    ...route(contract.cancelJob),
    config: { access: ['agent', 'manager'] },
    handler: (request) => jobs.cancelJob(request.context(), request.params.jobId),
  })
}
