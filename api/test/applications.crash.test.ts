import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from '@jest/globals'
import type { Application } from '@progress-ess/shared/applications'
import { newId } from '../src/kit/ids.ts'
import { hashOf, newToken } from '../src/modules/identity/secrets.ts'
import type { Account } from './support/accounts.ts'
import { givenApp } from './support/app.ts'
import * as given from './support/given-application.ts'
import { givenPublishedCall } from './support/given-call.ts'

const COUNT = 200
const DAY = 24 * 3_600_000
const ROOT = fileURLToPath(new URL('../../', import.meta.url))

// The process that is killed lives by the real clock.
const now = new Date()
const world = await givenApp({ now: now.toISOString() })
const children: ChildProcess[] = []
afterAll(() => children.forEach((child) => child.kill('SIGKILL')))

/** The API in a process of its own, on the database of this test. */
async function startServer(): Promise<{ url: string; child: ChildProcess }> {
  const child = spawn(process.execPath, ['--import', 'tsx', '--conditions=@progress-ess/source', 'api/src/server.ts'], {
    cwd: ROOT,
    env: {
      PATH: process.env['PATH'],
      DATABASE_URL: world.appUrl,
      DATABASE_OWNER_URL: world.ownerUrl,
      DEMO: '0',
      JOBS: 'off',
      SERVE_PAGES: '0',
      PORT: '24310',
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  children.push(child)
  let out = ''
  for await (const chunk of child.stdout) {
    out += String(chunk)
    const url = /is ready[\s\S]*http:\/\/localhost:(\d+)/.exec(out)
    if (url !== null) return { url: `http://127.0.0.1:${url[1] ?? ''}`, child }
  }
  throw new Error(`The server did not start: ${out}`)
}

/** A session as a sign-in leaves it. */
async function givenSession({ accountId }: Account): Promise<string> {
  const token = newToken()
  await world.asOwner(
    `insert into session (session_id, account_id, token_hash, csrf_token, assurance, created_at, last_seen_at, expires_at)
     values ($1, $2, $3, 'csrf', 'single', now(), now(), now() + interval '1 day')`,
    [newId(), accountId, hashOf(token)],
  )
  return token
}

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
    const token = await givenSession(owner)
    const files: given.File[] = []
    await each([...Array(COUNT).keys()], 8, async () => {
      files.push(await given.givenCompleteDraft(world, { call, owner }))
    })

    const first = await startServer()
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

    const second = await startServer()
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
