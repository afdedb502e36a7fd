import process from 'node:process'
import { ConfigError, readConfig } from './config.ts'
import { closeOnSignals } from './lifecycle.ts'
import { createLogger } from './logger.ts'
import { startService } from './service.ts'

async function main(): Promise<void> {
  const config = readConfig(process.env)
  const logger = createLogger(config.logLevel)
  const { url, close } = await startService(config, logger)
  closeOnSignals(close, logger)
  process.stdout.write(
    `\n  Progr'ESS is ready\n\n  Pages          ${url}\n  API reference  ${url}/docs\n  Contract       ${url}/openapi.json\n\n`,
  )
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof ConfigError ? error.message : String((error as Error).stack ?? error)}\n`)
  process.exitCode = 1
})
