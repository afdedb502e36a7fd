import process from 'node:process'
import { createDatabase, createPool } from '../../src/db/database.ts'
import { systemClock } from '../../src/kit/clock.ts'
import { createLogger } from '../../src/logger.ts'
import { Dispatcher } from '../../src/modules/partner-events/index.ts'
import { TEST_SETTINGS } from './settings.ts'

/** A process that delivers and does nothing else, from the first line that it reads. It holds what it sends for a second, so that nobody waits long for its end. */
const db = createDatabase(createPool({ connectionString: process.env['DATABASE_URL'] ?? '', max: 10 }))
const settings = { ...TEST_SETTINGS, isDemo: true }
const surroundings = { db, clock: systemClock, settings, logger: createLogger('warn') }
const dispatcher = new Dispatcher(surroundings, { timeoutMs: 800, leaseMs: 1_000 })
// Reading on, the standard input keeps the process.
process.stdin.once('data', () => dispatcher.start())
process.stdout.write('waiting\n')
