import { run, type TaskList } from 'graphile-worker'
import type { FastifyBaseLogger } from 'fastify'
import type pg from 'pg'
import type { Db } from '../db/database.ts'
import type { Files } from '../files/files.ts'
import { linkAuditEntries } from '../kit/audit-chain.ts'
import type { Clock } from '../kit/clock.ts'
import type { Context, Settings } from '../kit/context.ts'
import { newId } from '../kit/ids.ts'
import { moduleLoops, moduleTasks } from '../tasks.ts'
import { queueLogger } from './logger.ts'
import { purgeLeftovers } from './purge.ts'
import { type MailSender, requeueMail, sendMail } from './send-mail.ts'

export type JobSurroundings = {
  readonly db: Db
  readonly pool: pg.Pool
  readonly clock: Clock
  readonly settings: Settings
  readonly sender: MailSender
  readonly files: Files
  readonly logger: FastifyBaseLogger
}

/** A task of a module: an idempotent use case that the system runs. */
export type SystemTask = (ctx: Context, payload: Readonly<Record<string, unknown>>, files: Files) => Promise<void>

/** Something that a module does all the time, sooner than a queue would. Several processes may, without harm. */
export type SystemLoop = (surroundings: JobSurroundings) => {
  readonly start: () => void
  readonly stop: () => Promise<void>
}

/** What runs by itself (UTC), as far as the task exists. Each may run twice, or late, without harm. */
const SCHEDULE: readonly (readonly [cron: string, task: string])[] = [
  ['*/5 * * * *', 'expire-drafts'],
  ['*/5 * * * *', 'run-award-timers'],
  ['*/10 * * * *', 'remind-drafts'],
  ['7 * * * *', 'requeue-mail'],
  ['17 3 * * *', 'purge-sessions'],
  ['27 3 * * *', 'purge-leftovers'],
  ['37 3 * * *', 'purge-attachments'],
  ['42 3 * * *', 'forget-referrals'],
  ['47 3 * * *', 'purge-files'],
  ['32 * * * *', 'purge-jobs'],
  ['57 * * * *', 'rescan-pending'],
  ['22 * * * *', 'open-reports'],
  ['15 6 * * 1-5', 'remind-reports'],
  ['52 3 * * *', 'reseal-bank-accounts'],
  ['7 4 * * *', 'purge-partner-traces'],
  ['17 4 * * *', 'purge-deliveries'],
  ['0 6 * * 1-5', 'warn-of-keys'],
  ['*/15 * * * *', 'run-referral-timers'],
  ['*/5 * * * *', 'run-sandboxes'],
  ['30 6 * * 1-5', 'digest-referrals'],
  ['45 6 * * 1', 'mail-weekly-digests'],
]
const LINK_EVERY_MS = 5_000

export function createTasks({ db, clock, settings, sender, files }: JobSurroundings): TaskList {
  const asSystem = (task: SystemTask) => async (payload: unknown) => {
    const now = clock()
    const ctx: Context = { db, actor: { kind: 'system' }, now, receivedAt: now, requestId: `job-${newId()}`, settings }
    await task(ctx, (payload ?? {}) as Record<string, unknown>, files)
  }
  const modules = Object.fromEntries(Object.entries(moduleTasks).map(([name, task]) => [name, asSystem(task)]))
  return {
    ...modules,
    'send-mail': async (payload) => sendMail(db, clock, sender, payload),
    'requeue-mail': async () => requeueMail(db, clock()),
    'purge-leftovers': async () => purgeLeftovers(db, clock()),
  }
}

export type RunningJobs = { readonly stop: () => Promise<void> }

/** Runs the queue in this process until `stop()`: within the API by default, in its own process in production. */
export async function startJobs(surroundings: JobSurroundings): Promise<RunningJobs> {
  const { db, pool, logger } = surroundings
  const taskList = createTasks(surroundings)
  const runner = await run({
    pgPool: pool,
    taskList,
    crontab: SCHEDULE.filter(([, task]) => task in taskList)
      .map(([cron, task]) => `${cron} ${task} ?max=1`)
      .join('\n'),
    concurrency: 2,
    pollInterval: 2_000,
    noHandleSignals: true,
    logger: queueLogger(logger),
  })
  // More often than a crontab can: a line should not stand long without its link. One linker works, the others pass.
  const stopLinking = every(LINK_EVERY_MS, async () => {
    await linkAuditEntries(db).catch((error: unknown) => logger.error({ err: error }, 'could not link audit lines'))
  })
  const loops = moduleLoops.map((loop) => loop(surroundings))
  for (const loop of loops) loop.start()
  return {
    stop: async () => {
      await Promise.all([stopLinking(), ...loops.map((loop) => loop.stop())])
      await runner.stop()
    },
  }
}

/** Repeats `work` with a pause in between; the answer stops it and waits for the running round. */
function every(milliseconds: number, work: () => Promise<void>): () => Promise<void> {
  let round = Promise.resolve()
  let timer: NodeJS.Timeout
  let isStopped = false
  const plan = (): void => {
    timer = setTimeout(() => {
      round = work().then(() => {
        if (!isStopped) plan()
      })
    }, milliseconds)
    timer.unref()
  }
  plan()
  return async () => {
    isStopped = true
    clearTimeout(timer)
    await round
  }
}
