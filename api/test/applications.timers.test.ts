import { beforeEach, describe, expect, it } from '@jest/globals'
import { addJob } from '../src/kit/queue.ts'
import { givenApp } from './support/app.ts'
import * as given from './support/given-application.ts'

const NOW = '2023-01-10T09:00:00.000Z'
const world = await givenApp({ now: NOW })
beforeEach(async () => {
  world.clock.set(NOW)
  await world.runJobs()
  world.sent.length = 0
})

/** Lets a timer’s task run now, with all that it queues. */
async function runTask(task: 'expire-drafts' | 'remind-drafts'): Promise<void> {
  await world.db.transaction().execute((trx) => addJob(trx, task, {}))
  await world.runJobs()
}

const mailsTo = ({ owner }: given.File) => world.sent.filter(({ recipient }) => recipient === owner.email)
const statusOf = async (file: given.File) => (await given.readAs(world, file, file.owner)).status

describe('drafts', () => {
  it('expire after the closing and its grace, and leave a trace', async () => {
    const draft = await given.givenDraft(world, { change: { graceMinutes: 10 } })
    const submitted = await given.givenSubmitted(world, { call: draft.call })
    // A submission that began in the last instant of the grace may still be on its way.
    world.clock.set('2023-02-06T23:10:30.000Z')
    await runTask('expire-drafts')
    expect(await statusOf(draft)).toBe('draft')
    world.clock.set('2023-02-06T23:14:00.000Z')
    await runTask('expire-drafts')
    expect(await given.readAs(world, draft, draft.owner)).toMatchObject({
      status: 'expired',
      version: 2,
      allowedActions: [],
      editableFields: [],
    })
    expect(await statusOf(submitted)).toBe('submitted')
    await runTask('expire-drafts')
    const lines = await world.asOwner(
      `select version_before, version_after, data from audit_entry where subject_id = $1 and operation = 'expireDrafts'`,
      [draft.applicationId],
    )
    expect(lines).toEqual([{ version_before: 1, version_after: 2, data: { from: 'draft', to: 'expired' } }])
    await world.as('agent').get(draft.path).expect(404)
    const saved = await given.save(world, draft, { contactName: 'Camille' })
    expect(given.codeOf(saved)).toBe('application-wrong-status')
  })

  it('live on until their own extension, and come back when one is given too late', async () => {
    const extended = await given.givenCompleteDraft(world)
    const late = await given.givenCompleteDraft(world, { call: extended.call })
    const until = '2023-02-12T11:00:00.000Z'
    const extension = { until, reason: 'Panne du service' }
    await given.instruct(world, extended, 'extension', extension).expect(200)
    world.clock.set(given.AFTER_CLOSING)
    await runTask('expire-drafts')
    expect([await statusOf(extended), await statusOf(late)]).toEqual(['draft', 'expired'])
    await given.instruct(world, late, 'extension', extension).expect(200)
    expect(await statusOf(late)).toBe('draft')
    expect((await given.submit(world, late)).status).toBe(201)
    world.clock.set('2023-02-12T11:05:00.000Z')
    await runTask('expire-drafts')
    expect([await statusOf(extended), await statusOf(late)]).toEqual(['expired', 'submitted'])
  })
})

describe('reminders', () => {
  const DAY = 24 * 3_600_000
  const before = (milliseconds: number) => new Date(Date.parse(given.CLOSING) - milliseconds)

  it('leave 7 days, 2 days and 2 hours before the closing, each once', async () => {
    const file = await given.givenDraft(world)
    const counts: number[] = []
    for (const milliseconds of [7 * DAY + 1, 7 * DAY, 7 * DAY - 1, 2 * DAY, DAY, DAY / 12, DAY / 24, 0, -DAY]) {
      world.clock.set(before(milliseconds))
      await runTask('remind-drafts')
      await runTask('remind-drafts')
      counts.push(mailsTo(file).length)
    }
    expect(counts).toEqual([0, 1, 1, 2, 2, 3, 3, 3, 3])
    const [mail] = mailsTo(file)
    expect(mail?.subject).toBe('Progr’ESS : votre dossier n’est pas encore déposé')
    expect(mail?.body).toContain('lundi 6 février 2023')
    expect(mail?.body).toContain(`http://localhost:3000/mes-dossiers/${file.applicationId}`)
  })

  it('are one, not three, for a draft that was started in the last hours', async () => {
    world.clock.set(before(DAY / 24))
    const file = await given.givenDraft(world)
    await runTask('remind-drafts')
    world.clock.advance(600_000)
    await runTask('remind-drafts')
    expect(mailsTo(file)).toHaveLength(1)
  })

  it('are for owners and editors of drafts alone', async () => {
    const draft = await given.givenDraft(world)
    const submitted = await given.givenSubmitted(world, { call: draft.call })
    const reader = await world.givenAccount({ roles: ['applicant'] })
    await world
      .as(draft.owner)
      .post(`/api/v1/organisations/${draft.organisation.organisationId}/members`)
      .send({ email: reader.email, role: 'reader' })
      .expect(201)
    await world.runJobs()
    world.sent.length = 0
    world.clock.set(before(DAY))
    await runTask('remind-drafts')
    expect(mailsTo(submitted)).toEqual([])
    const recipients = world.sent.map(({ recipient }) => recipient)
    expect(recipients).toContain(draft.owner.email)
    expect(recipients).not.toContain(reader.email)
  })

  it('start anew when the closing moves, and follow an extension', async () => {
    const file = await given.givenDraft(world)
    world.clock.set(before(DAY / 24))
    await runTask('remind-drafts')
    const until = new Date(Date.parse(given.CLOSING) + 7 * DAY).toISOString()
    await given.instruct(world, file, 'extension', { until, reason: 'Panne du service' }).expect(200)
    await world.runJobs()
    world.sent.length = 0
    await runTask('remind-drafts')
    expect(mailsTo(file)).toEqual([])
    world.clock.set(new Date(Date.parse(until) - DAY / 24))
    await runTask('remind-drafts')
    expect(mailsTo(file).map(({ subject }) => subject)).toEqual(['Progr’ESS : votre dossier n’est pas encore déposé'])
  })

  it('work through more drafts than one batch', async () => {
    const { call } = await given.givenDraft(world)
    await world.asOwner(
      `with o as (
         insert into organisation (organisation_id, rna, name, legal_form_code, family, postcode, commune_code, commune_name, created_at, updated_at)
         select gen_random_uuid(), 'W88' || lpad(i::text, 7, '0'), 'Association ' || i, '9220', 'association', '92000', '92050',
                'Nanterre', now(), now() from generate_series(1, 450) i returning organisation_id)
       insert into application (application_id, call_id, organisation_id, status, created_at, updated_at)
       select gen_random_uuid(), $1, organisation_id, 'draft', now(), now() from o`,
      [call.callId],
    )
    world.clock.set(before(DAY / 24))
    await runTask('remind-drafts')
    const [reminded] = await world.asOwner<{ count: number }>(
      `select count(distinct application_id)::int as count from application_reminder join application using (application_id) where call_id = $1`,
      [call.callId],
    )
    expect(reminded?.count).toBe(451)
    world.clock.set(given.AFTER_CLOSING)
    await runTask('expire-drafts')
    const left = await world.asOwner(`select 1 from application where call_id = $1 and status = 'draft'`, [call.callId])
    expect(left).toEqual([])
  })
})
