import fp from 'fastify-plugin'
import { type CompiledQuery, sql } from 'kysely'
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Db } from '../db/database.ts'

export type HealthOptions = {
  readonly db: Db
  readonly pool: { totalCount: number; idleCount: number; waitingCount: number }
}

const open = { access: 'public', isStatic: true } as const

/** Liveness, readiness and Prometheus metrics. Without personal data; a proxy keeps `/metrics` inside. */
export const healthPlugin = fp<HealthOptions>(
  async (app, { db, pool }) => {
    const registry = new Registry()
    collectDefaultMetrics({ register: registry })
    const duration = new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Time from the first byte of a request to the last of its answer',
      labelNames: ['operation', 'status'] as const,
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      registers: [registry],
    })
    new Gauge({
      name: 'database_pool_connections',
      help: 'Connections of the pool by state',
      labelNames: ['state'] as const,
      registers: [registry],
      collect() {
        this.set({ state: 'total' }, pool.totalCount)
        this.set({ state: 'idle' }, pool.idleCount)
        this.set({ state: 'waiting' }, pool.waitingCount)
      },
    })
    new Gauge({
      name: 'jobs_waiting',
      help: 'Jobs in the queue that are due',
      registers: [registry],
      async collect() {
        this.set(
          await countOne(
            db,
            sql<{ n: number }>`select count(*) as n from graphile_worker.jobs where run_at <= now()`.compile(db),
          ),
        )
      },
    })
    new Gauge({
      name: 'mail_unsent',
      help: 'Mails in the outbox that were not sent yet',
      registers: [registry],
      async collect() {
        this.set(
          await countOne(db, sql<{ n: number }>`select count(*) as n from mail where sent_at is null`.compile(db)),
        )
      },
    })

    app.addHook('onResponse', (request, reply, done) => {
      const { schema, url: route } = request.routeOptions
      const { operationId } = (schema ?? {}) as { operationId?: string }
      const status = reply.statusCode
      if (operationId !== undefined) {
        duration.observe({ operation: operationId, status: `${Math.floor(status / 100)}xx` }, reply.elapsedTime / 1000)
      }
      // The pattern of the route, never the address: searches and identifiers stay out of the log.
      const milliseconds = Math.round(reply.elapsedTime * 10) / 10
      request.log.info({ operationId, method: request.method, route, status, milliseconds }, 'answered')
      done()
    })

    app.get('/health/live', { config: open, logLevel: 'warn' }, () => ({ status: 'ok' }))
    app.get('/health/ready', { config: open, logLevel: 'warn' }, async (_request, reply) => {
      try {
        await sql`select 1`.execute(db)
        return { status: 'ok' }
      } catch {
        return await reply.status(503).send({ status: 'database-unreachable' })
      }
    })
    app.get('/metrics', { config: open, logLevel: 'warn' }, async (_request, reply) =>
      reply.type(registry.contentType).send(await registry.metrics()),
    )
  },
  { name: 'health' },
)

async function countOne(db: Db, query: CompiledQuery<{ n: number }>): Promise<number> {
  const { rows } = await db.executeQuery(query)
  return rows[0]?.n ?? 0
}
