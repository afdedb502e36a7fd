import { describe, expect, it } from '@jest/globals'
import type { FileLink } from '@progress-ess/shared/files'
import type { AccessToken } from '@progress-ess/shared/partners'
import type { Referral, ReferralAttachment } from '@progress-ess/shared/referrals'
import type { Sandbox } from '@progress-ess/shared/sandbox'
import { type Client, givenApp } from './support/app.ts'
import { codeOf } from './support/given-application.ts'
import {
  clientOf,
  event,
  givenKey,
  givenPartner,
  givenReferral,
  readReferral,
  referralTo,
} from './support/given-partners.ts'
import { PDF } from './support/given-referrals.ts'

const world = await givenApp()
const DAY = 86_400_000

/** A sandbox with its first examples. */
async function givenSandbox() {
  const { partnerId, api: live } = await givenPartner(world)
  const { secret, key } = await givenKey(world, partnerId, { mode: 'test' })
  const test = clientOf(world, secret)
  await world.runJobs()
  const sandbox = (await test.get('/api/v1/sandbox').expect(200)).body as Sandbox
  return { test, live, partnerId, sandbox, secret, keyId: key.keyId }
}

const cannedOf = ({ cannedPartners }: Sandbox, kind: string): string => {
  const found = cannedPartners.find((one) => one.kind === kind)
  if (found === undefined) throw new Error(`No canned ${kind}`)
  return found.partnerId
}

const advance = async (client: Client, days: number): Promise<Sandbox> =>
  (await client.post('/api/v1/sandbox/clock-advances').send({ days }).expect(200)).body as Sandbox

/** Sent with a marker, and answered as far as the partner answers at once. */
async function sent(test: Client, sandbox: Sandbox, marker: string, kind = 'cma'): Promise<Referral> {
  const referral = await givenReferral(test, [cannedOf(sandbox, kind)], {
    project: { title: `${marker} Un essai`, summary: null, stage: 'idea' },
  })
  await world.runJobs()
  return readReferral(test, referral.referralId)
}

describe('A sandbox', () => {
  const own = givenSandbox()

  it('begins with examples in both directions', async () => {
    const { test, sandbox } = await own
    expect(sandbox).toMatchObject({ now: world.clock().toISOString(), daysAhead: 0, referrals: 4 })
    const { body } = await test.get('/api/v1/referrals').expect(200)
    const items = (body as { items: Referral[] }).items
    expect(items.map(({ side, status }) => `${side} ${status}`).sort()).toEqual([
      'recipient sent',
      'recipient sent',
      'source accepted',
      'source info_requested',
    ])
  })

  it.each([
    [
      '[accept]',
      'accepted',
      [
        [1, 'in_progress'],
        [2, 'completed'],
      ],
    ],
    ['', 'accepted', [[3, 'completed']]],
    ['[complete]', 'completed', []],
    ['[decline]', 'declined', []],
    [
      '[silent]',
      'sent',
      [
        [29, 'sent'],
        [1, 'expired'],
      ],
    ],
    [
      '[late]',
      'received',
      [
        [11, 'received'],
        [1, 'accepted'],
      ],
    ],
    [
      '[hold]',
      'on_hold',
      [
        [9, 'on_hold'],
        [1, 'completed'],
      ],
    ],
    ['[unreachable]', 'accepted', [[1, 'unreachable']]],
    ['[no-solution]', 'accepted', [[3, 'no_solution']]],
    [
      '[no-news]',
      'accepted',
      [
        [119, 'accepted'],
        [1, 'closed_no_news'],
      ],
    ],
  ] as const)('answers %s by itself: %s', async (marker, first, later) => {
    const { test, sandbox } = await own
    const referral = await sent(test, sandbox, marker)
    expect(referral.status).toBe(first)
    for (const [days, status] of later) {
      await advance(test, days)
      expect([days, (await readReferral(test, referral.referralId)).status]).toEqual([days, status])
    }
    await test.post('/api/v1/sandbox/resets').expect(200)
  })

  it('declines with the reason that is asked for', async () => {
    const { test, sandbox } = await own
    const { assignments } = await sent(test, sandbox, '[decline:at_capacity]')
    expect(assignments[0]).toMatchObject({ status: 'declined', reasonCode: 'at_capacity' })
  })

  it('asks, waits for the answer, and goes on', async () => {
    const { test, sandbox } = await own
    const { referralId, assignments } = await sent(test, sandbox, '[ask]')
    expect(assignments[0]?.status).toBe('info_requested')
    await event(test, assignments[0]?.assignmentId ?? '', { event: 'provide_info', text: '12 000 €' }).expect(200)
    await world.runJobs()
    expect((await readReferral(test, referralId)).status).toBe('accepted')
  })

  it('passes on where the consent covers it, and declines where it does not', async () => {
    const { test, sandbox } = await own
    const [cci, cma] = [cannedOf(sandbox, 'cci'), cannedOf(sandbox, 'cma')]
    const narrow = await sent(test, sandbox, '[transfer]')
    expect(narrow.assignments[0]).toMatchObject({ status: 'declined', suggestedPartnerId: cci })
    const wanted = referralTo([cma], { project: { title: '[transfer] Un essai', summary: null, stage: 'idea' } })
    const consent = wanted.consent === null ? null : { ...wanted.consent, recipientIds: [cci, cma] }
    const { referralId } = await givenReferral(test, [cma], { ...wanted, consent })
    await world.runJobs()
    const wide = await readReferral(test, referralId)
    expect(wide.assignments.map(({ recipient, status }) => [recipient.kind, status])).toEqual([
      ['cma', 'transferred'],
      ['cci', 'accepted'],
    ])
  })

  it('sends a referral on request, once for a key, and answers what it is asked', async () => {
    const { test } = await own
    const path = '/api/v1/sandbox/incoming-referrals'
    const ask = () =>
      test.post(path).set('idempotency-key', 'incoming-1').send({ scenario: 'difficulties' }).expect(201)
    const { referralId } = (await ask()).body as { referralId: string }
    expect((await ask()).body).toMatchObject({ referralId })
    const { assignments } = await readReferral(test, referralId)
    const assignmentId = assignments[0]?.assignmentId ?? ''
    await event(test, assignmentId, { event: 'request_info', text: 'Depuis quand ?' }).expect(200)
    await world.runJobs()
    expect((await readReferral(test, referralId)).status).toBe('received')
  })

  it('is emptied by a reset: references are free, its clock is back, nothing of before is left', async () => {
    const { test, sandbox } = await own
    const wanted = referralTo([cannedOf(sandbox, 'cci')], { externalRef: 'ESSAI-1' })
    const { body } = await test.post('/api/v1/referrals').send(wanted).expect(201)
    await test
      .post(`/api/v1/referrals/${(body as Referral).referralId}/attachments?name=Projet.pdf`)
      .set('content-type', 'application/octet-stream')
      .send(PDF)
      .expect(201)
    const filesLeft = () =>
      world.asOwner<{ fileId: string }>('select file_id from referral_file where referral_id = $1', [
        (body as Referral).referralId,
      ])
    expect(await filesLeft()).toHaveLength(1)
    await advance(test, 5)
    const after = (await test.post('/api/v1/sandbox/resets').expect(200)).body as Sandbox
    expect(after).toMatchObject({ daysAhead: 0, referrals: 4, partnerId: sandbox.partnerId })
    await test.get(`/api/v1/referrals/${(body as Referral).referralId}`).expect(404)
    const { partyId } = (body as Referral).party
    expect(codeOf(await test.get(`/api/v1/parties/${partyId}`).expect(404))).toBe('party-not-found')
    const events = (await test.get('/api/v1/referrals?search=Ada').expect(200)).body as { items: unknown[] }
    expect(events.items).toEqual([])
    await test.post('/api/v1/referrals').send(wanted).expect(201)
    const left = await world.asOwner<{ firstName: string }>(
      `select first_name from party p join referral r using (party_id) where r.referral_id = $1`,
      [(body as Referral).referralId],
    )
    expect(left).toEqual([{ first_name: null }])
    expect(await filesLeft()).toEqual([])
  })

  it('is whole after resets at once, beside whatever else is done', async () => {
    const { test, sandbox } = await givenSandbox()
    const to = cannedOf(sandbox, 'cci')
    const isWhole = async () => {
      const { body } = await test.get('/api/v1/referrals?limit=100').expect(200)
      const refs = (body as { items: Referral[] }).items.flatMap(({ externalRef }) => externalRef ?? [])
      expect(refs.filter((one) => one.startsWith('exemple-')).sort()).toEqual(['exemple-cci', 'exemple-cma'])
      const lost = await world.asOwner(
        `select reference, external_ref from referral r
          where mode = 'test' and (external_ref is not null or project_title is not null)
            and not exists (select from referral_reader where referral_id = r.referral_id)`,
      )
      expect(lost).toEqual([])
    }
    const statuses = await Promise.all(
      Array.from({ length: 8 }, (_, n) => [
        test.post('/api/v1/sandbox/resets').then(({ status }) => status),
        test
          .post('/api/v1/referrals')
          .send(referralTo([to], { externalRef: `COURSE-${n}` }))
          .then(({ status }) => status),
        test
          .put('/api/v1/referrals-by-reference/COURSE-PUT')
          .send(referralTo([to], { project: { title: '[silent] Un essai', summary: null, stage: 'idea' } }))
          .then(({ status }) => status),
        ...(n % 4 === 0
          ? [
              test
                .post('/api/v1/sandbox/clock-advances')
                .send({ days: 1 })
                .then(({ status }) => status),
            ]
          : []),
      ]).flat(),
    )
    await isWhole()
    expect(statuses.filter((status) => status >= 400)).toEqual([])
    expect((await test.post('/api/v1/sandbox/resets').expect(200)).body).toMatchObject({ referrals: 4, daysAhead: 0 })
    await isWhole()
  })

  it('is mended by a reset, whatever had lost its readers before', async () => {
    const { test, sandbox } = await givenSandbox()
    const { referralId } = await givenReferral(test, [cannedOf(sandbox, 'cci')], { externalRef: 'PERDU-1' })
    await world.asOwner(
      `delete from referral_reader where referral_id in (select referral_id from referral_reader where partner_id = $1)`,
      [sandbox.partnerId],
    )
    await test.get(`/api/v1/referrals/${referralId}`).expect(404)
    expect((await test.post('/api/v1/sandbox/resets').expect(200)).body).toMatchObject({ referrals: 4 })
    await givenReferral(test, [cannedOf(sandbox, 'cci')], { externalRef: 'PERDU-1' })
    const [left] = await world.asOwner(
      `select project_title, first_name from referral join party using (party_id) where referral_id = $1`,
      [referralId],
    )
    expect(left).toEqual({ project_title: null, first_name: null })
  })

  it('forgets by a reset which keys were used, so that none answers with what is gone', async () => {
    const { test, sandbox } = await own
    const wanted = referralTo([cannedOf(sandbox, 'cci')])
    const create = async (change: object = {}): Promise<string> => {
      const request = test.post('/api/v1/referrals').set('idempotency-key', 'before-a-reset')
      return ((await request.send({ ...wanted, ...change }).expect(201)).body as Referral).referralId
    }
    const before = await create()
    expect(await create()).toBe(before)
    await test.post('/api/v1/sandbox/resets').expect(200)
    const after = await create({ subject: 'funding' })
    expect(after).not.toBe(before)
    await readReferral(test, after)
  })

  it.each([['accepted'], ['completed']])('has a consent withdrawn of what was received and %s', async (status) => {
    const { test } = await own
    const incoming = await test.post('/api/v1/sandbox/incoming-referrals').send({ scenario: 'withdrawal' }).expect(201)
    const { referralId } = incoming.body as { referralId: string }
    const { assignments, party } = await readReferral(test, referralId)
    expect(party.firstName).toBe('Noé')
    const act = (body: object) => event(test, assignments[0]?.assignmentId ?? '', body).expect(200)
    await act({ event: 'accept', ownerName: 'Accueil' })
    if (status === 'completed') await act({ event: 'complete', outcomes: [{ code: 'information_given' }] })
    await world.runJobs()
    expect((await readReferral(test, referralId)).status).toBe(status)
    await advance(test, 1)
    const read = await readReferral(test, referralId)
    expect(read).toMatchObject({ sharedCategories: [], party: { firstName: null, isForgotten: true } })
    expect(read.status).toBe(status === 'accepted' ? 'cancelled' : 'completed')
    expect(read.allowedActions).toContain('confirmErasure')
    const path = `/api/v1/consents/${read.consent?.consentId ?? ''}/erasure-confirmation`
    expect((await test.post(path).expect(200)).body).toMatchObject({ erasures: [{ confirmedAt: expect.any(String) }] })
  })

  it('has its partners confirm an erasure as they are asked, by a withdrawal or for good', async () => {
    const { test, sandbox } = await own
    const [open, closed] = [await sent(test, sandbox, '[accept]'), await sent(test, sandbox, '[complete]')]
    await test.post(`/api/v1/consents/${open.consent?.consentId ?? ''}/withdrawal`).expect(200)
    await test.post(`/api/v1/parties/${closed.party.partyId}/erasure`).send({ cause: 'asked_by_person' }).expect(200)
    await world.runJobs()
    for (const { referralId } of [open, closed]) {
      expect((await readReferral(test, referralId)).consent?.erasures).toMatchObject([
        { partnerId: cannedOf(sandbox, 'cma'), confirmedAt: expect.any(String) },
      ])
    }
  })

  it('plays what was sent after five hundred others', async () => {
    const { test, sandbox } = await own
    const values = [sandbox.partnerId, sandbox.now, cannedOf(sandbox, 'cma')]
    const id = `('00000000-0000-7000-8000-' || lpad(i::text, 12, '0'))::uuid`
    const many = 'generate_series(1, 500) i'
    for (const [statement, count] of [
      [
        `insert into party (party_id, mode, kind, first_name, last_name, owner_partner_id, created_at, updated_at)
         select ${id}, 'test', 'holder', 'Ada', 'Avant', $1::uuid, $2::timestamptz, $2::timestamptz from ${many}`,
        2,
      ],
      [
        `insert into referral (referral_id, mode, reference, source_partner_id, party_id, subject, activity, project_title,
                               project_stage, basis, status, occurred_at, created_at, updated_at)
         select ${id}, 'test', 'OR-0000-' || lpad(i::text, 4, '0'), $1::uuid, ${id}, 'creation', 'unknown', '[silent]', 'idea',
                'public_task', 'sent', $2::timestamptz, $2::timestamptz, $2::timestamptz from ${many}`,
        2,
      ],
      [
        `insert into referral_reader (partner_id, referral_id, side, party_id, updated_at)
         select $1::uuid, ${id}, 'source', ${id}, $2::timestamptz from ${many}`,
        2,
      ],
      [
        `insert into referral_assignment (assignment_id, referral_id, mode, recipient_partner_id, status, sent_at, created_at, updated_at)
         select ${id}, ${id}, 'test', $2::uuid, 'sent', $1::timestamptz, $1::timestamptz, $1::timestamptz from ${many}`,
        3,
      ],
    ] as const) {
      await world.asOwner(statement, count === 2 ? values.slice(0, 2) : values.slice(1))
    }
    const last = await sent(test, sandbox, '[accept]')
    await advance(test, 1)
    expect((await readReferral(test, last.referralId)).status).toBe('in_progress')
    await test.post('/api/v1/sandbox/resets').expect(200)
  })

  it('leaves a line of audit for each day that passes', async () => {
    const { test, sandbox } = await own
    await advance(test, 2)
    const lines = await world.asOwner<{ data: { daysAhead: number } }>(
      `select data from audit_entry where operation = 'advanceSandboxClock' and subject_id = $1 order by position desc limit 2`,
      [sandbox.partnerId],
    )
    const { daysAhead } = (await test.get('/api/v1/sandbox').expect(200)).body as Sandbox
    expect(lines.map(({ data }) => data.daysAhead)).toEqual([daysAhead, daysAhead - 1])
  })

  it('gives file addresses and access tokens their minutes of real time', async () => {
    const { test, sandbox, keyId, secret } = await own
    await advance(test, 3)
    const { referralId } = await givenReferral(test, [cannedOf(sandbox, 'cci')])
    const files = `/api/v1/referrals/${referralId}/attachments`
    const { body } = await test
      .post(`${files}?name=Projet.pdf`)
      .set('content-type', 'application/octet-stream')
      .send(PDF)
      .expect(201)
    const link = await test.post(`${files}/${(body as ReferralAttachment).file.fileId}/link`).expect(201)
    const { url, expiresAt } = link.body as FileLink
    expect(Date.parse(expiresAt) - world.clock().getTime()).toBe(5 * 60_000)
    const path = url.replace(/^https?:\/\/[^/]+/, '')
    for (const client of [world.anonymous, test]) await client.get(path).expect(200)
    // Asked for with the key as well as by it: the clock of the sandbox says nothing of it.
    const credentials = { grant_type: 'client_credentials', client_id: keyId, client_secret: secret }
    const { access_token: token } = (await test.post('/api/v1/oauth/token').send(credentials).expect(200))
      .body as AccessToken
    await clientOf(world, token).get('/api/v1/sandbox').expect(200)
    world.clock.advance(5 * 60_000)
    for (const client of [world.anonymous, test]) await client.get(path).expect(404)
    world.clock.advance(10 * 60_000)
    await clientOf(world, token).get('/api/v1/sandbox').expect(401)
  })

  it('is at most two years ahead', async () => {
    const { test } = await own
    await world.asOwner(`update partner set clock_offset_ms = $1 where live_partner_id = $2`, [
      700 * DAY,
      (await own).partnerId,
    ])
    expect(codeOf(await test.post('/api/v1/sandbox/clock-advances').send({ days: 31 }).expect(409))).toBe(
      'clock-too-far',
    )
    await test.post('/api/v1/sandbox/resets').expect(200)
  })
})

describe('What is real', () => {
  it('has no clock to play with, and staff see a sandbox by its real partner', async () => {
    const { live, partnerId, sandbox } = await givenSandbox()
    expect(codeOf(await live.get('/api/v1/sandbox').expect(403))).toBe('sandbox-only')
    const path = `/api/v1/sandbox?partnerId=${partnerId}`
    expect((await world.as('agent').get(path).expect(200)).body).toMatchObject({ partnerId: sandbox.partnerId })
    expect(codeOf(await world.as('agent').get(`/api/v1/sandbox?partnerId=${sandbox.partnerId}`).expect(404))).toBe(
      'partner-not-found',
    )
    await world
      .as('manager')
      .post(`/api/v1/sandbox/clock-advances?partnerId=${partnerId}`)
      .send({ days: 2 })
      .expect(200)
    expect((await world.as('agent').get(path).expect(200)).body).toMatchObject({ daysAhead: 2 })
  })

  it('is neither reached from a sandbox, nor from another one', async () => {
    const [one, other] = [await givenSandbox(), await givenSandbox()]
    for (const target of [one.partnerId, other.partnerId, other.sandbox.partnerId]) {
      const refused = await one.test.post('/api/v1/referrals').send(referralTo([target]))
      expect([refused.status, codeOf(refused)]).toEqual([422, 'recipient-unknown'])
    }
    const fromReal = await one.live.post('/api/v1/referrals').send(referralTo([cannedOf(one.sandbox, 'cci')]))
    expect([fromReal.status, codeOf(fromReal)]).toEqual([422, 'recipient-unknown'])
    const { body } = await one.test.get('/api/v1/referrals').expect(200)
    const [first] = (body as { items: Referral[] }).items
    for (const stranger of [one.live, other.test, other.live, world.as('agent')]) {
      expect(codeOf(await stranger.get(`/api/v1/referrals/${first?.referralId ?? ''}`).expect(404))).toBe(
        'referral-not-found',
      )
    }
  })

  it('gets no mail from a sandbox', async () => {
    const before = world.sent.length
    const { test, sandbox } = await givenSandbox()
    await sent(test, sandbox, '[silent]')
    await advance(test, 40)
    await world.runJobs()
    expect(world.sent.slice(before)).toEqual([])
  })
})
