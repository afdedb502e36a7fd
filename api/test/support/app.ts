import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from '@jest/globals'
import type { FastifyInstance } from 'fastify'
import { runOnce } from 'graphile-worker'
import pg from 'pg'
import supertest from 'supertest'
import { buildApp } from '../../src/app.ts'
import { createDatabase, createPool, type Db } from '../../src/db/database.ts'
import type { Files } from '../../src/files/files.ts'
import { localStore } from '../../src/files/local-store.ts'
import type { Scanner } from '../../src/files/scanner.ts'
import { createTasks } from '../../src/jobs/index.ts'
import { queueLogger } from '../../src/jobs/logger.ts'
import type { OutgoingMail } from '../../src/jobs/send-mail.ts'
import type { Role, Settings } from '../../src/kit/context.ts'
import { modules, partners } from '../../src/modules.ts'
import { type Account, Accounts, type NewAccount } from './accounts.ts'
import { createTestClock, type TestClock } from './clock.ts'
import { createTestDatabase } from './cluster.ts'
import { createTestLogger, type LogLine } from './logger.ts'
import { type Operation, recordOperations } from './operations.ts'
import { guardResponses } from './response-guard.ts'
import { TEST_SETTINGS } from './settings.ts'

export type Client = ReturnType<typeof supertest.agent>

export type TestApp = {
  readonly app: FastifyInstance
  /** Connected with the application's role, as in production. */
  readonly db: Db
  readonly pool: pg.Pool
  readonly ownerUrl: string
  readonly appUrl: string
  /** Runs SQL as the owner, for what the application may not do. */
  readonly asOwner: <R extends pg.QueryResultRow>(text: string, values?: unknown[]) => Promise<R[]>
  readonly baseUrl: string
  readonly clock: TestClock
  readonly files: Files
  /** Nobody signed in. */
  readonly anonymous: Client
  /** Signed in with a role, or as an account of `givenAccount`. */
  readonly as: (who: Role | Account) => Client
  readonly accountOf: (role: Role) => Account
  readonly givenAccount: (account: NewAccount) => Promise<Account>
  /** Runs the jobs that are due; the mails that left are added to `sent`. */
  readonly runJobs: () => Promise<void>
  readonly sent: OutgoingMail[]
  /** What is mounted below `/api/v1`. */
  readonly operations: readonly Operation[]
  readonly logs: readonly LogLine[]
  /** Does `work` after the last test of the file, before the application is closed. */
  readonly afterwards: (work: () => unknown) => void
  /** Faults on purpose are not printed while `work` runs. */
  readonly quietly: <T>(work: () => Promise<T>) => Promise<T>
}

export type AppScenario = {
  /** What the clock says at first. */
  readonly now?: string
  readonly settings?: Partial<Settings>
  /** Who judges files; without one they are `unscanned`. */
  readonly scanner?: Scanner
  /** Routes that only this test needs, or other changes before the application is ready. */
  readonly extend?: (app: FastifyInstance) => void
}

/**
 * The application on a database of its own, listening on a free port, with the response guard on.
 * To be awaited at the top of a test file: it cleans up after the last test, and fails when an answer broke the contract.
 */
export async function givenApp(scenario: AppScenario = {}): Promise<TestApp> {
  const { ownerUrl, appUrl, drop } = await createTestDatabase()
  const pool = createPool({ connectionString: appUrl, max: 10 })
  const db = createDatabase(pool)
  const owner = new pg.Pool({ connectionString: ownerUrl, max: 2 })
  owner.on('error', () => undefined)
  const clock = createTestClock(scenario.now ?? '2023-01-10T09:00:00.000Z')
  const settings = { ...TEST_SETTINGS, ...scenario.settings }
  const logs: LogLine[] = []
  let isQuiet = false
  const logger = createTestLogger(logs, () => isQuiet)
  const accounts = await Accounts.open(db, clock)
  const { plugin, operations } = recordOperations()
  const { authenticate } = accounts
  const folder = await mkdtemp(join(tmpdir(), 'progress-files-'))
  const files: Files = { store: localStore(folder), scanner: scenario.scanner ?? null }
  const app = await buildApp({
    db,
    pool,
    clock,
    settings,
    files,
    logger,
    authenticate,
    partners,
    modules: [plugin, ...modules],
  })
  const guard = guardResponses(app)
  scenario.extend?.(app)
  await app.listen({ port: 0, host: '127.0.0.1' })
  const baseUrl = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
  const sent: OutgoingMail[] = []
  const last: (() => unknown)[] = []

  afterAll(async () => {
    for (const work of last) await work()
    await app.close()
    await db.destroy()
    await owner.end()
    await drop()
    await rm(folder, { recursive: true, force: true })
    if (guard.faults.length > 0) throw new Error(`Answers broke the contract:\n${guard.faults.join('\n')}`)
  })

  const sender = async (mail: OutgoingMail): Promise<void> => void sent.push(mail)
  const clientOf = (account: Account | null): Client => {
    const client = supertest.agent(baseUrl)
    return account === null ? client : client.set('authorization', `Bearer ${account.token}`)
  }
  return {
    app,
    db,
    pool,
    ownerUrl,
    appUrl,
    asOwner: async <R extends pg.QueryResultRow>(text: string, values: unknown[] = []) =>
      (await owner.query<R>(text, values)).rows,
    baseUrl,
    clock,
    files,
    anonymous: clientOf(null),
    as: (who) => clientOf(typeof who === 'string' ? accounts.of(who) : who),
    accountOf: (role) => accounts.of(role),
    givenAccount: (account) => accounts.add(account),
    runJobs: async () => {
      const taskList = createTasks({ db, pool, clock, settings, sender, files, logger })
      await runOnce({ pgPool: pool, taskList, noHandleSignals: true, logger: queueLogger(logger) })
    },
    sent,
    operations,
    logs,
    afterwards: (work) => void last.push(work),
    quietly: async (work) => {
      isQuiet = true
      try {
        return await work()
      } finally {
        isQuiet = false
      }
    },
  }
}
