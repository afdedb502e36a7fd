import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from '@jest/globals'
import { freePort } from '../../tools/lib/ports.ts'
import { playChaos } from '../../tools/partners/chaos.ts'
import { givenApp } from './support/app.ts'
import { startServer } from './support/child-server.ts'
import { givenPartner } from './support/given-partners.ts'

/** Few: the thousand are for `npm run chaos`. */
const REFERRALS = 8

// The processes live by the real clock, and so do keys and consents.
const world = await givenApp({ now: new Date().toISOString() })
const folder = await mkdtemp(join(tmpdir(), 'progress-ess-chaos-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('Two partners’ systems that are killed at random, beside an API that is restarted', () => {
  it('end in the same state as the service: no event lost, none applied twice, order kept', async () => {
    const [one, other, cciPort, cmaPort] = [await freePort(), await freePort(), await freePort(), await freePort()]
    const apiPorts = [one, other] as const
    const start = (index: 0 | 1) => startServer(world, apiPorts[index])
    const starting = Promise.all([start(0), start(1)])
    const cci = await givenPartner(world, 'cci')
    const cma = await givenPartner(world, 'cma')
    const servers = await starting
    const report = await playChaos({
      apis: [`http://127.0.0.1:${one}`, `http://127.0.0.1:${other}`],
      restartApi: async (index) => {
        servers[index].child.kill('SIGKILL')
        servers[index] = await start(index)
      },
      partners: {
        cci: { id: cci.partnerId, key: cci.secret },
        cma: { id: cma.partnerId, key: cma.secret },
      },
      ports: [cciPort, cmaPort],
      folder,
      referrals: REFERRALS,
      killEveryMs: [1_500, 3_500],
      patienceMs: 150_000,
      calmMs: 2_500,
      feedOnly: true,
      say: () => undefined,
    })
    expect(report.faults).toEqual([])
    expect(report.referrals).toBe(REFERRALS)
    expect(report.kills).toBeGreaterThan(0)
    expect(report.apiRestarts).toBe(2)
  }, 180_000)
})
