import process from 'node:process'
import { isEmpty, seedDemo } from './cli/seed.ts'
import { ConfigError, readConfig } from './config.ts'
import { closeOnSignals } from './lifecycle.ts'
import { createLogger } from './logger.ts'
import { type Preparation, startService } from './service.ts'

/** An empty database of a demonstration is filled before the first request. */
const fillDemonstration: Preparation = async ({ db, settings, clock }) => {
  if (!settings.isDemo || !(await isEmpty(db))) return
  process.stdout.write('Filling the demonstration…\n')
  await seedDemo({ db, settings }, clock())
}

async function main(): Promise<void> {
  const config = readConfig(process.env)
  const logger = createLogger(config.logLevel)
  const { url, close } = await startService(config, logger, fillDemonstration)
  closeOnSignals(close, logger)
  process.stdout.write(
    `\n  Progr'ESS is ready\n\n  Pages          ${url}\n  API reference  ${url}/docs\n  Contract       ${url}/openapi.json\n\n`,
  )
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof ConfigError ? error.message : String((error as Error).stack ?? error)}\n`)
  process.exitCode = 1
})
