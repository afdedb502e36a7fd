import { beforeAll, describe, expect, it } from '@jest/globals'
import type { VerificationBundle } from '@progress-ess/shared/awards'
import type { DemoAccount, SignInOutcome } from '@progress-ess/shared/identity'
import {
  ASSIGNMENT_STATUSES,
  type PartyFile,
  type Referral,
  type ReferralSummary,
} from '@progress-ess/shared/referrals'
import { verify } from '../../tools/verify/src/verify.ts'
import { seedDemo } from '../src/cli/seed.ts'
import { runReferralTimers } from '../src/modules/referrals/timers.service.ts'
import { type Client, givenApp } from './support/app.ts'
import { contextOf } from './support/context.ts'

const NOW = '2026-03-18T09:00:00.000Z'
const world = await givenApp({ now: NOW, settings: { isDemo: true } })
let people: DemoAccount[] = []

beforeAll(async () => {
  await seedDemo({ db: world.db, settings: contextOf(world).settings }, new Date(NOW))
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
