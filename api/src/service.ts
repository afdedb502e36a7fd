import { createServer } from 'node:net'
import type { FastifyBaseLogger } from 'fastify'
import { buildApp } from './app.ts'
import type { Config } from './config.ts'
import { createDatabase } from './db/database.ts'
import { type OpenDatabase, openDatabase } from './db/open.ts'
import { openFiles } from './files/open.ts'
import { type JobSurroundings, startJobs } from './jobs/index.ts'
import { demoSender, smtpSender } from './jobs/send-mail.ts'
import { systemClock } from './kit/clock.ts'
import type { Settings } from './kit/context.ts'
import { authenticate, partners } from './modules.ts'

export type RunningService = {
  readonly url: string
  /** Stops accepting, finishes what runs, then closes the queue and the database. */
  readonly close: () => Promise<void>
}

/** Prepares the data before the first request, e.g. the demonstration. */
export type Preparation = (
  surroundings: Pick<JobSurroundings, 'db' | 'pool' | 'clock' | 'settings' | 'files'>,
) => Promise<void>

const settingsOf = (config: Config, port: number): Settings => ({
  publicUrl: config.publicUrl ?? `http://localhost:${port}`,
  service: config.service,
  isDemo: config.isDemo,
  vault: config.vault,
})

function surroundingsOf(config: Config, { pool }: OpenDatabase, port: number, logger: FastifyBaseLogger) {
  return {
    db: createDatabase(pool),
    pool,
    clock: systemClock,
    settings: settingsOf(config, port),
    sender: config.smtpUrl === null ? demoSender : smtpSender(config.smtpUrl, config.mailFrom),
    files: openFiles(config),
    logger,
  } satisfies JobSurroundings
}

/** Database, migrations, preparation, API, pages and, unless `JOBS=off`, the queue: all in this process. */
export async function startService(
  config: Config,
  logger: FastifyBaseLogger,
  prepare?: Preparation,
): Promise<RunningService> {
  if (config.isProduction) {
    return serve(config, logger, { port: config.port, release: async () => undefined }, prepare)
  }
  for (let attempt = 1; ; attempt += 1) {
    const place = await holdFreePort(config.host, config.port)
    try {
      return await serve(config, logger, place, prepare)
    } catch (error) {
      // Between our letting it go and our listening, another start took the port: the next one is ours.
      if (attempt === ATTEMPTS || (error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    } finally {
      await place.release()
    }
  }
}

const ATTEMPTS = 5

async function serve(
  config: Config,
  logger: FastifyBaseLogger,
  { port, release }: HeldPort,
  prepare: Preparation | undefined,
): Promise<RunningService> {
  const database = await openDatabase(config)
  try {
    const surroundings = surroundingsOf(config, database, port, logger)
    await prepare?.(surroundings)
    const app = await buildApp({
      ...surroundings,
      authenticate,
      partners,
      sessionCacheMs: 2_000,
      corsOrigins: config.corsOrigins,
      trustsProxy: config.trustsProxy,
      servesPages: config.servesPages,
      servesReference: true,
    })
    await release()
    await app.listen({ host: config.host, port })
    const runner = config.runsJobs ? await startJobs(surroundings) : null
    const close = async (): Promise<void> => {
      await app.close()
      await runner?.stop()
      await database.close()
    }
    return { url: surroundings.settings.publicUrl, close }
  } catch (error) {
    await database.close()
    throw error
  }
}

/** The queue alone, beside API processes with `JOBS=off`. */
export async function startWorker(config: Config, logger: FastifyBaseLogger): Promise<{ close: () => Promise<void> }> {
  const database = await openDatabase(config)
  try {
    const runner = await startJobs(surroundingsOf(config, database, config.port, logger))
    const close = async (): Promise<void> => {
      await runner.stop()
      await database.close()
    }
    return { close }
  } catch (error) {
    await database.close()
    throw error
  }
}

/** `release` may be called more than once. */
type HeldPort = { readonly port: number; readonly release: () => Promise<void> }

/**
 * The port asked for, or the next one that is free, kept until we listen ourselves: filling a demonstration takes long
 * enough for another start to choose the same one.
 */
async function holdFreePort(host: string, wanted: number): Promise<HeldPort> {
  for (let port = wanted; port < Math.min(wanted + 50, 65_536); port += 1) {
    const release = await hold(host, port)
    if (release !== null) return { port, release }
  }
  throw new Error(`No free port from ${wanted} on`)
}

/** Null when somebody has it. Who calls meanwhile is turned away rather than kept waiting. */
function hold(host: string, port: number): Promise<HeldPort['release'] | null> {
  return new Promise((resolve) => {
    const holder = createServer((socket) => void socket.destroy())
    holder.once('error', () => resolve(null))
    holder.listen({ host, port }, () => {
      resolve(() => new Promise((released) => void holder.close(() => released())))
    })
  })
}
