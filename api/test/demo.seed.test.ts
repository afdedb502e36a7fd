import { beforeAll, describe, expect, it } from '@jest/globals'
import type { Envelope, Results, VerificationBundle } from '@progress-ess/shared/awards'
import type { DemoAccount, SignInOutcome } from '@progress-ess/shared/identity'
import { type FollowedAward, FollowUpTask } from '@progress-ess/shared/money'
import {
  ASSIGNMENT_STATUSES,
  type PartyFile,
  type Referral,
  type ReferralSummary,
} from '@progress-ess/shared/referrals'
import { verify } from '../../tools/verify/src/verify.ts'
import { seedDemo } from '../src/cli/seed.ts'
import { runReferralTimers } from '../src/modules/referrals/timers.service.ts'
import { runAwardTimers } from '../src/modules/reserve-offers/index.ts'
import { type Client, givenApp } from './support/app.ts'
import { contextOf } from './support/context.ts'

const NOW = '2026-03-18T09:00:00.000Z'
const world = await givenApp({ now: NOW, settings: { isDemo: true } })
let people: DemoAccount[] = []

beforeAll(async () => {
  await seedDemo({ db: world.db, settings: contextOf(world).settings, files: world.files }, new Date(NOW))
  people = ((await world.anonymous.get('/api/v1/demo/accounts').expect(200)).body as { items: DemoAccount[] }).items
}, 120_000)

/** Enters as one of the demonstration’s people, and reads as he does. */
async function enter(name: string): Promise<(path: string) => Promise<unknown>> {
  const account = people.find(({ displayName }) => displayName.startsWith(name))
  if (account === undefined) throw new Error(`${name} is not of the demonstration`)
  const client: Client = world.anonymous
  const { body } = await client
    .post('/api/v1/demo/sessions')
    .send({ accountId: account.accountId, transport: 'token' })
    .expect(201)
  const token = (body as SignInOutcome).token ?? ''
  return async (path) =>
    (await client.get(`/api/v1${path}`).set('authorization', `Bearer ${token}`).expect(200)).body as unknown
}

const listed = async (name: string, path: string) =>
  ((await (await enter(name))(path)) as { items: ReferralSummary[] }).items

describe('Edition 1 of the demonstration', () => {
  it('is computed again from its bundle: identical', async () => {
    const { callId } = await world.db
      .selectFrom('call')
      .select('callId')
      .where('code', '=', 'PE1')
      .executeTakeFirstOrThrow()
    const { body } = await world.anonymous.get(`/api/v1/calls/${callId}/verification-bundle`).expect(200)
    const bundle = body as VerificationBundle
    const { isIdentical, checks } = await verify(bundle)
    expect(checks.flatMap(({ differences }) => differences)).toEqual([])
    expect(isIdentical).toBe(true)
    expect([bundle.snapshot.files.length, bundle.result.totals.fundedCount]).toEqual([29, 13])
  })
})

describe('What follows the awards of the demonstration', () => {
  const callIdOf = async (code: string): Promise<string> =>
    (await world.db.selectFrom('call').select('callId').where('code', '=', code).executeTakeFirstOrThrow()).callId
  const statusesIn = async (
    table: 'payment' | 'report' | 'agreement' | 'award' | 'bankAccount' | 'reserveOffer' | 'refund' | 'letter',
  ): Promise<Set<string>> =>
    new Set((await world.db.selectFrom(table).select('status').distinct().execute()).map(({ status }) => status))

  it('changes nothing of what edition 1 publishes: 13 awards, 100 000 €', async () => {
    const { body } = await world.anonymous.get(`/api/v1/calls/${await callIdOf('PE1')}/results`).expect(200)
    const { laureates, awardedCents, submittedCount } = body as Results
    expect([laureates.length, awardedCents, submittedCount]).toEqual([13, 10_000_000, 29])
    expect(laureates.reduce((sum, { amountCents }) => sum + amountCents, 0)).toBe(10_000_000)
  })

  it('stands at every step: payments, reports, agreements, accounts, an offer, a refund, letters', async () => {
    expect(await statusesIn('payment')).toEqual(
      new Set(['planned', 'requested', 'approved', 'ordered', 'paid', 'failed']),
    )
    expect(await statusesIn('report')).toEqual(new Set(['due', 'submitted', 'changes_requested', 'accepted']))
    expect(await statusesIn('agreement')).toEqual(new Set(['drafted', 'sent', 'signed', 'closed']))
    expect(await statusesIn('award')).toEqual(new Set(['notified', 'accepted', 'agreed', 'settled', 'renounced']))
    expect(await statusesIn('bankAccount')).toEqual(new Set(['proposed', 'confirmed']))
    expect(await statusesIn('reserveOffer')).toEqual(new Set(['offered']))
    expect(await statusesIn('refund')).toEqual(new Set(['claimed']))
    const letters = await world.db.selectFrom('letter').select(['status', 'openedAt']).execute()
    expect(letters.every(({ status }) => status === 'sent')).toBe(true)
    expect(new Set(letters.map(({ openedAt }) => openedAt === null))).toEqual(new Set([true, false]))
  })

  it('gives the board something true of every kind, and the ledgers add up', async () => {
    const read = await enter('Camille Rousset')
    const { items } = (await read('/followed-awards?limit=100')) as { items: FollowedAward[] }
    const tasks = new Set(items.flatMap((item) => item.tasks))
    const rare = ['refund-late', 'agreement-to-draft']
    expect(
      (FollowUpTask.enum as readonly FollowUpTask[]).filter((task) => !tasks.has(task) && !rare.includes(task)),
    ).toEqual([])
    for (const code of ['PE1', 'PE5']) {
      const ledger = (await read(`/calls/${await callIdOf(code)}/envelope`)) as Envelope
      expect([code, ledger.isConsistent, ledger.paidCents > 0 || code === 'PE5']).toEqual([code, true, true])
    }
  })

  it('is such that the timers of today change nothing', async () => {
    const read = () => world.db.selectFrom('award').select(['awardId', 'status']).orderBy('awardId').execute()
    const before = await read()
    await runAwardTimers(contextOf(world))
    expect(await read()).toEqual(before)
    expect(await statusesIn('reserveOffer')).toEqual(new Set(['offered']))
  })
})

describe('The referrals of the demonstration', () => {
  it('stand in every state', async () => {
    const rows = await world.db
      .selectFrom('referralAssignment')
      .select((eb) => ['status', eb.fn.countAll<string>().as('count')])
      .groupBy('status')
      .execute()
    const counts = Object.fromEntries(rows.map(({ status, count }) => [status, Number(count)]))
    expect(ASSIGNMENT_STATUSES.filter((status) => !((counts[status] ?? 0) > 0))).toEqual([])
  })

  it.each(['Camille Rousset', 'Marc Delaunay', 'Nadia Ferrand', 'Olivier Sabatier'])(
    'wait in the inbox of %s, who has sent some too',
    async (name) => {
      const received = await listed(name, '/referrals?side=recipient&limit=100')
      expect(received.some(({ status }) => status === 'sent' || status === 'received')).toBe(true)
      expect(received.some(({ status }) => status === 'completed' || status === 'declined')).toBe(true)
      expect((await listed(name, '/referrals?side=source&limit=100')).length).toBeGreaterThan(1)
    },
  )

  it('have a withdrawn consent, a possible duplicate, a merge, and one from a refused file of edition 1', async () => {
    const read = await enter('Camille Rousset')
    const { items } = (await read('/referrals?limit=100')) as { items: ReferralSummary[] }
    const files = await Promise.all(
      items.map(async ({ referralId }) => (await read(`/referrals/${referralId}`)) as Referral),
    )
    expect(files.filter(({ consent }) => consent?.withdrawnAt != null)).toHaveLength(1)
    expect(files.filter(({ applicationId }) => applicationId !== null)).toHaveLength(1)
    const fileOf = async (lastName: string) => {
      const referral = files.find(({ party }) => party.lastName === lastName)
      return (await read(`/parties/${referral?.party.partyId ?? ''}`)) as PartyFile
    }
    expect(await fileOf('Cissé')).toMatchObject({
      links: [],
      possibleDuplicates: [{ matchedBy: 'email_and_first_name' }],
    })
    expect(await fileOf('Barbier')).toMatchObject({ links: [{ kind: 'merged' }], possibleDuplicates: [] })
  })

  it('are such that the timers of today change nothing', async () => {
    const statuses = () =>
      world.db.selectFrom('referralAssignment').select(['assignmentId', 'status']).orderBy('assignmentId').execute()
    const before = await statuses()
    await runReferralTimers(contextOf(world))
    expect(await statuses()).toEqual(before)
  })
})
