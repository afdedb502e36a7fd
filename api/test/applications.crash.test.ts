import { once } from 'node:events'
import { describe, expect, it } from '@jest/globals'
import type { Application } from '@progress-ess/shared/applications'
import { givenApp } from './support/app.ts'
import { givenSession, startServer } from './support/child-server.ts'
import * as given from './support/given-application.ts'
import { givenPublishedCall } from './support/given-call.ts'

const COUNT = 200
const DAY = 24 * 3_600_000

// The process that is killed lives by the real clock.
const now = new Date()
const world = await givenApp({ now: now.toISOString() })

/** Works through a list, so many at a time. */
async function each<T>(items: readonly T[], width: number, work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items]
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item)
    }),
  )
}

/** The status of the answer, or null when none came. */
async function submitTo(
  url: string,
  token: string,
  file: given.File,
): Promise<{ status: number; number: string } | null> {
  try {
    const answer = await fetch(`${url}${file.path}/submission`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'if-match': '"2"',
        'idempotency-key': `submission-${file.applicationId}`,
      },
      body: JSON.stringify(given.submissionOf()),
    })
    const body = (await answer.json()) as Application
    return { status: answer.status, number: body.number ?? '' }
  } catch {
    return null
  }
}

type Kept = { id: string; number: string | null; status: string; revisions: number; mails: number; lines: number }

const keptIn = (callId: string): Promise<Kept[]> =>
  world.asOwner<Kept>(
    `select a.application_id as id, a.number, a.status,
            (select count(*)::int from application_revision r where r.application_id = a.application_id) as revisions,
            (select count(*)::int from mail m where m.template = 'receipt' and m.body like '%' || a.application_id || '%') as mails,
            (select count(*)::int from audit_entry e where e.subject_id = a.application_id and e.operation = 'submitApplication') as lines
       from application a where a.call_id = $1`,
    [callId],
  )

describe('A process that is killed in the middle of 200 submissions', () => {
  it('keeps every submission that it answered, none twice; what was lost is sent again with its key', async () => {
    const call = await givenPublishedCall(world, {
      opensAt: new Date(now.getTime() - DAY).toISOString(),
      closesAt: new Date(now.getTime() + 30 * DAY).toISOString(),
    })
    const owner = await world.givenAccount({ roles: ['applicant'] })
    const token = await givenSession(world, owner)
    const files: given.File[] = []
    await each([...Array(COUNT).keys()], 8, async () => {
      files.push(await given.givenCompleteDraft(world, { call, owner }))
    })

    const first = await startServer(world)
    const answered = new Map<string, string>()
    await each(files, 40, async (file) => {
      const answer = await submitTo(first.url, token, file)
      if (answer?.status === 201) answered.set(file.applicationId, answer.number)
      if (answered.size === COUNT / 4) first.child.kill('SIGKILL')
    })
    if (first.child.signalCode === null && first.child.exitCode === null) await once(first.child, 'exit')
    expect(answered.size).toBeGreaterThanOrEqual(COUNT / 4)
    expect(answered.size).toBeLessThan(COUNT)

    for (const { id, number, status, revisions, mails, lines } of await keptIn(call.callId)) {
      const isKept = status === 'submitted'
      expect([revisions, mails, lines, number !== null]).toEqual(isKept ? [1, 1, 1, true] : [0, 0, 0, false])
      if (answered.has(id)) expect([status, number]).toEqual(['submitted', answered.get(id)])
    }

    const second = await startServer(world)
    await each(files, 20, async (file) => {
      const answer = await submitTo(second.url, token, file)
      expect(answer?.status).toBe(201)
      const before = answered.get(file.applicationId)
      if (before !== undefined) expect(answer?.number).toBe(before)
    })
    const kept = await keptIn(call.callId)
    expect(kept.map(({ status, revisions, mails, lines }) => [status, revisions, mails, lines])).toEqual(
      files.map(() => ['submitted', 1, 1, 1]),
    )
    const expected = files.map((_, index) => `${call.code}-${String(index + 1).padStart(4, '0')}`)
    expect(kept.map(({ number }) => number).sort()).toEqual(expected)
  }, 120_000)
})
