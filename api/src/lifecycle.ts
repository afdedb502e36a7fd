import process from 'node:process'
import type { FastifyBaseLogger } from 'fastify'

const PATIENCE_MS = 20_000

/**
 * Closes on Ctrl-C or a request to stop: what runs is finished, for 20 s at most. A second signal ends at once.
 * A fault that nobody caught is logged and ends the process: its state is no longer known.
 */
export function closeOnSignals(close: () => Promise<void>, logger: FastifyBaseLogger): void {
  let isClosing = false
  const stop = (): void => {
    if (isClosing) process.exit(130)
    isClosing = true
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
