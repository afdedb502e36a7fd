import type { FastifyInstance } from 'fastify'
import { buildApp } from '../../api/src/app.ts'
import { localStore } from '../../api/src/files/local-store.ts'
import { createDatabase, createPool } from '../../api/src/db/database.ts'
import { systemClock } from '../../api/src/kit/clock.ts'
import { authenticate, partners } from '../../api/src/modules.ts'
import type { FloorStatement } from './floor.ts'
import { SETTINGS } from './world.ts'

/** A statement as it went to PostgreSQL. */
export type Sent = { readonly text: string; readonly values: readonly unknown[] }

export type Recorder = {
  readonly app: FastifyInstance
  /** The statements that the API sends while `work` runs, `begin` and `commit` left out. */
  readonly during: (work: () => Promise<unknown>) => Promise<Sent[]>
  readonly close: () => Promise<void>
}

/** The application in this process, on a pool that remembers what is sent: only to count statements, not to measure. */
export async function recordStatements(appUrl: string): Promise<Recorder> {
  const pool = createPool({ connectionString: appUrl, max: 1 })
  const sent: Sent[] = []
  pool.on('connect', (client) => {
    const query = client.query.bind(client) as (...args: unknown[]) => unknown
    client.query = ((config: unknown, ...rest: unknown[]) => {
      const given = typeof config === 'string' ? { text: config, values: rest[0] } : (config as Partial<Sent>)
      sent.push({ text: String(given.text), values: Array.isArray(given.values) ? given.values : [] })
      return query(config, ...rest)
    }) as typeof client.query
  })
  const files = { store: localStore('none'), scanner: null }
  const app = await buildApp({
    db: createDatabase(pool),
    pool,
    clock: systemClock,
    settings: SETTINGS,
    files,
    authenticate,
    partners,
  })
  await app.ready()
  return {
    app,
    during: async (work) => {
      sent.length = 0
      await work()
      return sent.filter(({ text }) => !/^(begin|start transaction|commit)/i.test(text))
    },
    close: async () => {
      await app.close()
      await pool.end()
    },
  }
}

/** The statements of the floor that stand for one of the API’s: taking a number within an update is the work of two. */
export function kindsOf(text: string): FloorStatement[] {
  if (/for update/i.test(text)) return ['lock']
  if (/^update/i.test(text)) return text.includes('take_number(') ? ['count', 'update'] : ['update']
  if (/^insert|add_job/i.test(text.trim())) return ['insert']
  return ['read']
}
