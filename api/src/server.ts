import process from 'node:process'
import { setFlagsFromString } from 'node:v8'
import { isEmpty, seedDemo } from './cli/seed.ts'
import { demoPeople, welcome } from './cli/welcome.ts'
import { ConfigError, readConfig } from './config.ts'
import { closeOnSignals } from './lifecycle.ts'
import { createLogger } from './logger.ts'
import { findDemoAccounts } from './modules/identity/index.ts'
import { type Preparation, startService } from './service.ts'

// On a machine with much memory, V8 lets garbage grow to several times what is alive: collect it earlier instead.
setFlagsFromString('--heap-growing-percent=50')

async function main(): Promise<void> {
  const config = readConfig(process.env)
  const logger = createLogger(config.logLevel)
  let people: string[] = []
  /** An empty database of a demonstration is filled before the first request. */
  const prepare: Preparation = async ({ db, settings, files, clock }) => {
    if (!settings.isDemo) return
    if (await isEmpty(db)) {
      process.stdout.write('Filling the demonstration…\n')
      await seedDemo({ db, settings, files }, clock())
    }
    people = demoPeople(await findDemoAccounts(db))
  }
  const { url, close } = await startService(config, logger, prepare)
  closeOnSignals(close, logger)
  process.stdout.write(welcome(url, people))
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof ConfigError ? error.message : String((error as Error).stack ?? error)}\n`)
  process.exitCode = 1
})
