import { describe, expect, it } from '@jest/globals'
import { SUITES } from '../../tools/contract-tests/src/checks/index.ts'
import { runSuites } from '../../tools/contract-tests/src/run.ts'
import { cleanUp, openWorld, Unusable } from '../../tools/contract-tests/src/world.ts'
import { givenApp } from './support/app.ts'
import { givenKey, givenPartner } from './support/given-partners.ts'

const world = await givenApp({ settings: { isDemo: true } })
const options = {
  clientId: null,
  receiverUrl: null,
  receiverPort: 0,
  reset: false,
  allowHttp: false,
  url: world.baseUrl,
}

/** Deliveries are tried in a test of their own: here nothing sends them. */
const GROUPS = SUITES.filter(({ name }) => name !== 'webhooks')

/** The canned partners act in jobs: they run beside, as a worker does. */
async function besideJobs<T>(work: Promise<T>): Promise<T> {
  let isDone = false
  const end = work.finally(() => (isDone = true))
  const hasEnded = (): boolean => isDone
  while (!hasEnded()) {
    await world.runJobs()
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return end
}

describe('What an integrator runs', () => {
  it('holds against the sandbox, and puts away what it sent', async () => {
    const { partnerId } = await givenPartner(world)
    const { key, secret } = await givenKey(world, partnerId, { mode: 'test' })
    await world.runJobs()
    const lines: string[] = []
    const run = async () => {
      const tried = await openWorld({ ...options, key: secret, clientId: key.keyId })
      const totals = await runSuites(GROUPS, tried, (line) => void lines.push(line))
      return { totals, end: await cleanUp(tried) }
    }
    const { totals, end } = await besideJobs(run())
    expect(lines.filter((line) => !line.startsWith('ok ') && !line.startsWith('# '))).toEqual([
      'TAP version 14',
      `1..${GROUPS.reduce((sum, { checks }) => sum + checks.length, 0)}`,
    ])
    expect(totals.skipped).toBe(0)
    expect(end).toMatch(/^cleaned up: \d+ open referrals cancelled, 0 webhooks removed$/)
  }, 180_000)

  it('does not run with a real key, nor with one that is refused', async () => {
    const { secret } = await givenPartner(world)
    await expect(openWorld({ ...options, key: secret })).rejects.toThrow(Unusable)
    const unknown = openWorld({ ...options, key: `sk_test_${'x'.repeat(43)}` })
    await expect(unknown).rejects.toThrow('The service refuses this key')
  })
})
