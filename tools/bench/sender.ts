import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { createDatabase, createPool } from '../../api/src/db/database.ts'
import { systemClock } from '../../api/src/kit/clock.ts'
import { createLogger } from '../../api/src/logger.ts'
import { Dispatcher } from '../../api/src/modules/partner-events/index.ts'
import { SETTINGS } from './world.ts'

/** What delivers in the product, alone in a process: the queue beside it would weigh on what is measured. */
const db = createDatabase(createPool({ connectionString: process.env['DATABASE_URL'] ?? '', max: 10 }))
const dispatcher = new Dispatcher({ db, clock: systemClock, settings: SETTINGS, logger: createLogger('warn') })
process.on('SIGTERM', () => void dispatcher.stop().then(() => process.exit(0)))
process.stdout.write('sending deliveries\n')
await sleep(200) // whoever measures has read this line
dispatcher.start()
setInterval(() => undefined, 60_000)
