import { run, type Runner, type TaskList } from 'graphile-worker'
import type { FastifyBaseLogger } from 'fastify'
import type pg from 'pg'
import type { Db } from '../db/database.ts'
import { linkAuditEntries } from '../kit/audit-chain.ts'
import type { Clock } from '../kit/clock.ts'
import type { Context, Settings } from '../kit/context.ts'
import { newId } from '../kit/ids.ts'
import { moduleTasks } from '../tasks.ts'
import { queueLogger } from './logger.ts'
import { purgeIdempotencyRecords } from './purge.ts'
import { type MailSender, sendMail } from './send-mail.ts'

export type JobSurroundings = {
  readonly db: Db
  readonly pool: pg.Pool
  readonly clock: Clock
  readonly settings: Settings
  readonly sender: MailSender
  readonly logger: FastifyBaseLogger
}

/** A task of a module: an idempotent use case that the system runs. */
export type SystemTask = (ctx: Context, payload: Readonly<Record<string, unknown>>) => Promise<void>

/** What runs by itself, in crontab notation (UTC). Each task may run twice without harm. */
const CRONTAB = `
* * * * * link-audit ?max=1
*/5 * * * * expire-drafts ?max=1
*/10 * * * * remind-drafts ?max=1
17 3 * * * purge-sessions ?max=1
27 3 * * * purge-idempotency ?max=1
`

export function createTasks({ db, clock, settings, sender }: JobSurroundings): TaskList {
  const asSystem = (task: SystemTask) => async (payload: unknown) => {
    const now = clock()
    const ctx: Context = { db, actor: { kind: 'system' }, now, receivedAt: now, requestId: `job-${newId()}`, settings }
    await task(ctx, (payload ?? {}) as Record<string, unknown>)
  }
  const modules = Object.fromEntries(Object.entries(moduleTasks).map(([name, task]) => [name, asSystem(task)]))
  return {
    ...modules,
    'send-mail': async (payload) => sendMail(db, clock, sender, payload),
    'link-audit': async () => {
      await linkAuditEntries(db)
    },
    'purge-idempotency': async () => purgeIdempotencyRecords(db, clock()),
  }
}

/** Runs the queue in this process until `stop()`: within the API by default, in its own process in production. */
export async function startJobs(surroundings: JobSurroundings): Promise<Runner> {
  const { pool, logger } = surroundings
  return run({
    pgPool: pool,
    taskList: createTasks(surroundings),
    crontab: CRONTAB,
    concurrency: 2,
    pollInterval: 2_000,
    noHandleSignals: true,
    noPreparedStatements: false,
    logger: queueLogger(logger),
  })
}
