import { describe, expect, it } from '@jest/globals'
import { createTasks, startJobs } from '../src/jobs/index.ts'
import { requeueMail, sendMail } from '../src/jobs/send-mail.ts'
import { inTransaction } from '../src/kit/context.ts'
import { newId } from '../src/kit/ids.ts'
import { type QueuedMail, queueMail } from '../src/kit/mail.ts'
import { addJob } from '../src/kit/queue.ts'
import { givenApp } from './support/app.ts'
import { contextOf } from './support/context.ts'
import { createTestLogger } from './support/logger.ts'
import { TEST_SETTINGS } from './support/settings.ts'

const world = await givenApp()

const mail = (change: Partial<QueuedMail> = {}): QueuedMail => ({
  template: 'test',
  recipient: 'a@example.test',
  locale: 'fr',
  subject: 'Votre dossier',
  body: 'Bonjour',
  ...change,
})
const queue = (change: Partial<QueuedMail> = {}) =>
  inTransaction(contextOf(world), (ctx) => queueMail(ctx, mail(change)))
const unsent = () => world.db.selectFrom('mail').selectAll().where('sentAt', 'is', null).execute()
const jobs = () => world.asOwner<{ task_identifier: string }>('select task_identifier from graphile_worker.jobs')

describe('The mail outbox', () => {
  it('sends a mail once, after the commit of its cause', async () => {
    await queue()
    expect(world.sent).toEqual([])
    await world.runJobs()
    await world.runJobs()
    expect(world.sent).toMatchObject([{ recipient: 'a@example.test', subject: 'Votre dossier', body: 'Bonjour' }])
    const rows = await world.db.selectFrom('mail').selectAll().execute()
    expect(rows).toMatchObject([{ sentAt: world.clock(), attempts: 1, lastError: null }])
  })

  it('leaves neither mail nor job of a transaction that was rolled back', async () => {
    const failing = inTransaction(contextOf(world), async (ctx) => {
      await queueMail(ctx, mail())
      throw new Error('never mind')
    })
    await expect(failing).rejects.toThrow('never mind')
    expect(await unsent()).toEqual([])
    expect(await jobs()).toEqual([])
  })

  it('queues the same mail once', async () => {
    world.sent.length = 0
    await queue({ dedupeKey: 'receipt:1' })
    await queue({ dedupeKey: 'receipt:1' })
    await world.runJobs()
    expect(world.sent).toHaveLength(1)
  })

  it('keeps a mail that the server refused, with the reason, and sends it later', async () => {
    world.sent.length = 0
    await queue({ subject: 'Encore' })
    const [row] = await unsent()
    const refusing = async (): Promise<void> => {
      throw new Error('451 later')
    }
    await expect(sendMail(world.db, world.clock, refusing, { mailId: row?.mailId })).rejects.toThrow('451 later')
    expect(await unsent()).toMatchObject([{ attempts: 1, lastError: 'Error: 451 later' }])
    await world.runJobs()
    expect(world.sent).toHaveLength(1)
    expect(await unsent()).toEqual([])
  })

  it('is not sent twice by two workers at once', async () => {
    const sent: string[] = []
    await queue()
    const [row] = await unsent()
    const slow = async (): Promise<void> => {
      await new Promise((resolve) => setTimeout(resolve, 100))
      sent.push('sent')
    }
    const payload = { mailId: row?.mailId }
    await Promise.all([1, 2, 3].map(() => sendMail(world.db, world.clock, slow, payload)))
    expect(sent).toEqual(['sent'])
    await world.runJobs()
  })

  it('queues again what stays unsent without a job', async () => {
    world.sent.length = 0
    await queue({ subject: 'Oublié' })
    await world.asOwner(`select graphile_worker.complete_jobs(array_agg(id)) from graphile_worker.jobs`)
    await world.runJobs()
    expect(world.sent).toHaveLength(0)
    world.clock.advance(2 * 3_600_000)
    await requeueMail(world.db, world.clock())
    await requeueMail(world.db, world.clock())
    expect(await jobs()).toHaveLength(1)
    await world.runJobs()
    expect(world.sent).toMatchObject([{ subject: 'Oublié' }])
  })
})

describe('The queue', () => {
  const surroundings = {
    db: world.db,
    pool: world.pool,
    clock: world.clock,
    settings: TEST_SETTINGS,
    files: world.files,
    sender: async () => undefined,
    logger: createTestLogger([], () => false),
  }

  it('runs with the application’s role and stops cleanly', async () => {
    const running = await startJobs(surroundings)
    await queue({ subject: 'Par la file' })
    const deadline = Date.now() + 10_000
    while ((await unsent()).length > 0 && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 50))
    expect(await unsent()).toEqual([])
    await running.stop()
  })

  it('runs a task twice without harm', async () => {
    const tasks = createTasks(surroundings)
    for (const name of Object.keys(tasks).filter((task) => task !== 'send-mail' && task !== 'scan-file')) {
      // What a task is about may be gone by the time that it runs.
      const gone = { referralId: newId(), sandboxId: newId(), callId: newId() }
      await addJob(world.db, name, gone)
      await addJob(world.db, name, gone)
    }
    await world.runJobs()
    expect(await jobs()).toEqual([])
  })
})
