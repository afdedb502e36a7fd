import { once } from 'node:events'
import { describe, expect, it } from '@jest/globals'
import type { Referral } from '@progress-ess/shared/referrals'
import { givenApp } from './support/app.ts'
import { startServer } from './support/child-server.ts'
import { departmentId, givenPartner, referralTo } from './support/given-partners.ts'

// Processes of their own live by the real clock.
const now = new Date()
const world = await givenApp({ now: now.toISOString() })
const COUNT = 200

type Answer = { status: number; text: string; isReplay: boolean }

/** Null when no answer came. */
async function create(url: string, secret: string, key: string, body: object): Promise<Answer | null> {
  try {
    const answer = await fetch(`${url}/api/v1/referrals`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify(body),
    })
    const isReplay = answer.headers.get('idempotency-replayed') === 'true'
    return { status: answer.status, text: await answer.text(), isReplay }
  } catch {
    return null
  }
}

async function givenSender() {
  const sender = await givenPartner(world)
  const home = await departmentId(world)
  const wanted = referralTo([home])
  const consent = wanted.consent === null ? null : { ...wanted.consent, collectedAt: now.toISOString() }
  return { ...sender, wanted: { ...wanted, consent } }
}

const kept = (partnerId: string) =>
  world.asOwner<{ referrals: number; assignments: number; events: number; audits: number }>(
    `select count(distinct r.referral_id)::int as referrals, count(distinct a.assignment_id)::int as assignments,
            (select count(*)::int from outbox_event o where $1 = any(o.audience) and o.kind = 'assignment.send') as events,
            (select count(*)::int from audit_entry e join referral x on x.referral_id = e.subject_id
              where x.source_partner_id = $1 and e.operation = 'createReferral') as audits
       from referral r left join referral_assignment a using (referral_id) where r.source_partner_id = $1`,
    [partnerId],
  )
const ONCE = [{ referrals: 1, assignments: 1, events: 1, audits: 1 }]

describe('200 creations at once with one key', () => {
  it('make one referral and get one answer; another body is refused', async () => {
    const { partnerId, secret, wanted } = await givenSender()
    const answers = await Promise.all(
      Array.from({ length: COUNT }, () => create(world.baseUrl, secret, 'the-same-key', wanted)),
    )
    expect(answers.every((answer) => answer?.status === 201)).toBe(true)
    expect(new Set(answers.map((answer) => answer?.text)).size).toBe(1)
    expect(answers.filter((answer) => answer?.isReplay === false)).toHaveLength(1)
    expect(await kept(partnerId)).toEqual(ONCE)
    const other = await create(world.baseUrl, secret, 'the-same-key', { ...wanted, activity: 'commercial' })
    expect([other?.status, (JSON.parse(other?.text ?? '') as { code: string }).code]).toEqual([
      422,
      'idempotency-key-reused',
    ])
  })

  it('make one referral over two processes of which one is killed in the middle', async () => {
    const { partnerId, secret, wanted } = await givenSender()
    const [first, second] = [await startServer(world), await startServer(world)]
    let answered = 0
    const answers = await Promise.all(
      Array.from({ length: COUNT }, async (_, index) => {
        const answer = await create(index % 2 === 0 ? first.url : second.url, secret, 'over-two-processes', wanted)
        answered += 1
        if (answered === COUNT / 10) first.child.kill('SIGKILL')
        return answer
      }),
    )
    if (first.child.signalCode === null && first.child.exitCode === null) await once(first.child, 'exit')
    const came = answers.filter((answer): answer is Answer => answer !== null)
    expect(came.length).toBeGreaterThanOrEqual(COUNT / 2)
    expect(came.length).toBeLessThan(COUNT)
    const ids = came.map(({ text }) => (JSON.parse(text) as Referral).referralId)
    expect(came.map(({ status }) => status).filter((status) => status !== 201)).toEqual([])
    const again = await create(second.url, secret, 'over-two-processes', wanted)
    expect(again?.status).toBe(201)
    expect(new Set([...ids, (JSON.parse(again?.text ?? '') as Referral).referralId]).size).toBe(1)
    expect(await kept(partnerId)).toEqual(ONCE)
  }, 120_000)
})
