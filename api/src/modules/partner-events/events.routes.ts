import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import * as contract from '@progress-ess/shared/partner-events'
import type { FastifyReply } from 'fastify'
import { route } from '../../kit/route.ts'
import { listEvents, readOn } from './feed.service.ts'
import { FeedWaiting } from './feed.waiting.ts'

/** The feed of the caller’s partner. */
export const eventRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const { db, clock, settings, log } = app
  const waiting = new FeedWaiting({ db, clock, publicUrl: settings.publicUrl, logger: log })
  app.addHook('preClose', async () => waiting.close())
  app.route({
    ...route(contract.listEvents),
    config: { access: ['partner', 'agent', 'manager'], right: 'events:read' },
    handler: async (request, reply) => {
      void reply.header('cache-control', 'no-store')
      const { after = '0', limit = 100, wait = 0 } = request.query
      const { partnerId, page } = await listEvents(request.context(), { after, limit })
      if (page.items.length > 0 || wait === 0) return page
      const gone = goneOf(reply)
      await waiting.wait(partnerId, Number(page.next), wait * 1_000, gone)
      // It was busy when idle connections were closed, and would keep the process for a minute.
      if (waiting.isClosed) void reply.header('connection', 'close')
      if (gone.aborted) return page
      await request.admitAgain()
      return readOn(request.context(), partnerId, { after, limit })
    },
  })
}

/** Aborted when the client hangs up before its answer. */
function goneOf({ raw }: FastifyReply): AbortSignal {
  const gone = new AbortController()
  raw.once('close', () => {
    if (!raw.writableFinished) gone.abort()
  })
  return gone.signal
}
