import process from 'node:process'
import { createDatabase, createPool } from '../../src/db/database.ts'
import { systemClock } from '../../src/kit/clock.ts'
import { createLogger } from '../../src/logger.ts'
import { JobRunner, type JobWork } from '../../src/modules/jobs/index.ts'
import { TEST_SETTINGS } from './settings.ts'

/** A process that takes long computations and never comes to their end. */
const db = createDatabase(createPool({ connectionString: process.env['DATABASE_URL'] ?? '', max: 4 }))
const stuck: JobWork = ({ tell }) => {
  tell({ phase: 'lines', done: 3, total: 10 })
  process.stdout.write('running\n')
  return new Promise(() => undefined)
}
const surroundings = { db, clock: systemClock, settings: TEST_SETTINGS, logger: createLogger('warn') }
new JobRunner(surroundings, { preview: stuck, scenario: stuck }).start()
// Reading on, the standard input keeps the process.
process.stdin.resume()
