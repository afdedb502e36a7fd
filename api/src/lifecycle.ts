import process from 'node:process'
import type { FastifyBaseLogger } from 'fastify'

const PATIENCE_MS = 20_000
/** One Ctrl-C in a terminal comes several times: to us, and handed on by whoever started us. */
const SAME_REQUEST_MS = 1_000

/**
 * Closes on Ctrl-C or a request to stop: what runs is finished, for 20 s at most. A second request ends at once.
 * A fault that nobody caught is logged and ends the process: its state is no longer known.
 */
export function closeOnSignals(close: () => Promise<void>, logger: FastifyBaseLogger): void {
  let closingSince: number | null = null
  const stop = (): void => {
    if (closingSince !== null) {
      if (performance.now() - closingSince > SAME_REQUEST_MS) process.exit(130)
      return
    }
    closingSince = performance.now()
    setTimeout(() => process.exit(1), PATIENCE_MS).unref()
    close().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, 'could not stop cleanly')
        process.exit(1)
      },
    )
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  const fail = (error: unknown): void => {
    logger.fatal({ err: error }, 'uncaught fault')
    process.exit(1)
  }
  process.on('uncaughtException', fail)
  process.on('unhandledRejection', fail)
}
