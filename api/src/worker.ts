import process from 'node:process'
import { ConfigError, readConfig } from './config.ts'
import { closeOnSignals } from './lifecycle.ts'
import { createLogger } from './logger.ts'
import { startWorker } from './service.ts'

async function main(): Promise<void> {
  const config = readConfig(process.env)
  const logger = createLogger(config.logLevel)
  const { close } = await startWorker(config, logger)
  closeOnSignals(close, logger)
  logger.info('the queue is served')
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof ConfigError ? error.message : String((error as Error).stack ?? error)}\n`)
  process.exitCode = 1
})
