import { describe, expect, it } from '@jest/globals'
import { replayEdition } from '../src/cli/replay/edition.ts'
import { tokenFrom } from '../src/cli/replay/people.ts'
import { ledgerText } from '../src/cli/replay/print.ts'
import { STAFF } from '../src/cli/demo/people.ts'
import { addDemoAccount } from '../src/modules/identity/index.ts'
import { givenApp } from './support/app.ts'
import { contextOf } from './support/context.ts'

const ENVELOPE = 10_000_000
const world = await givenApp({
  now: '2026-11-23T09:00:00.000Z',
  settings: { isDemo: true },
  // Time goes by with each request, so fast that the call must close later while files still come.
  extend: (app) => app.addHook('onResponse', async () => world.clock.advance(250)),
})

const said: string[] = []
function say(line: string): void {
  said.push(line)
  if (line.startsWith('Waiting')) world.clock.advance(60_000)
}

async function givenPeople(): Promise<void> {
  const people = [
    ...STAFF.map(({ key, name, roles }) => ({ email: `${key}@essai.example`, displayName: name, roles })),
    { email: 'a@essai.example', displayName: 'Alix Essai', roles: ['applicant'] as const },
    { email: 'b@essai.example', displayName: 'Billie Essai', roles: ['applicant'] as const },
  ]
  for (const person of people) await addDemoAccount(contextOf(world), person)
}

describe('The replay of edition 1 over HTTP', () => {
  const replay = (tokens: readonly string[] = []) =>
    replayEdition({ url: world.baseUrl, tokens: tokens.map(tokenFrom), say })

  it('says who is missing', async () => {
    await expect(replay()).rejects.toThrow('Nobody can play the manager')
    await expect(replay(['manager=a-token'])).rejects.toThrow('Missing: --token agent=…, --token evaluator=…')
    expect(() => tokenFrom('jury=a-token')).toThrow('--token takes role=token')
  })

  it('ends with 13 awards of 29 files, and nothing left of the envelope', async () => {
    await givenPeople()
    const { envelope, awards, results, csvCents } = await replay()

    expect(envelope).toMatchObject({ allocatedCents: ENVELOPE, committedCents: ENVELOPE, leftCents: 0 })
    expect(envelope.isConsistent).toBe(true)
    expect(awards.map(({ status }) => status)).toEqual(Array(13).fill('accepted'))
    expect(awards.reduce((total, { amountCents }) => total + amountCents, 0)).toBe(ENVELOPE)
    expect(results).toMatchObject({ submittedCount: 29, envelopeCents: ENVELOPE, awardedCents: ENVELOPE })
    const paid = results.laureates.map(({ amountCents }) => amountCents)
    expect(paid).toHaveLength(13)
    expect(csvCents).toEqual(paid)
    expect(said).toContain('The call closes later: files are still coming')
    expect(ledgerText({ envelope, awards, results, csvCents })).toContain('Committed by 13 awards')
  }, 120_000)

  it('is played again with the sessions of people whose tokens are given: the organisations are found, not doubled', async () => {
    const { items } = (await world.anonymous.get('/api/v1/demo/accounts').expect(200)).body as {
      items: { accountId: string; roles: string[] }[]
    }
    const enter = async (role: string, index = 0): Promise<string> => {
      const { accountId } = items.filter(({ roles }) => roles.includes(role))[index]!
      const body = { accountId, transport: 'token' }
      const entered = await world.anonymous.post('/api/v1/demo/sessions').send(body).expect(201)
      return `${role}=${(entered.body as { token: string }).token}`
    }
    const staff = [await enter('manager'), await enter('agent'), await enter('evaluator'), await enter('evaluator', 1)]
    const applicants = [await enter('applicant'), await enter('applicant', 1)]
    await expect(replay([...staff, 'applicant=0123456789012345678901234'])).rejects.toThrow('no living session')
    const { awards, envelope } = await replay([...staff, ...applicants])
    expect(awards).toHaveLength(13)
    expect(envelope.leftCents).toBe(0)
    expect(said).toContain('29 organisations: 0 registered, 29 known already')
  }, 120_000)
})
