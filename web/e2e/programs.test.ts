import { execFile } from 'node:child_process'
import { join } from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it, jest } from '@jest/globals'
import { createKey, RIGHTS, type ShownKey } from '@progress-ess/shared/partners'
import { freePort } from '../../tools/lib/ports.ts'
import { baseUrl } from './support/browser.ts'
import { foundLightPartner } from './support/partners.ts'
import { enterAsManager } from './support/referrals.ts'
import { answers } from './support/server.ts'

jest.setTimeout(180_000)
const ROOT = join(import.meta.dirname, '../..')
const run = promisify(execFile)

describe('Programs that know the published contract alone', () => {
  beforeAll(() => answers(baseUrl()))

  it('refer somebody from one chamber to the other through the département: npm run demo:partners', async () => {
    const ports = ['--cci-port', String(await freePort()), '--cma-port', String(await freePort())]
    const { stdout } = await run('npm', ['run', '--silent', 'demo:partners', '--', '--url', baseUrl(), ...ports], {
      cwd: ROOT,
    })
    const lines = stdout.trimEnd().split('\n')
    expect(stdout).toMatch(/CCI \(démonstration\) : (accept|decline)/)
    expect(lines.at(-1)).toMatch(/^7\. La CMA l’a lu dans son fil d’événements : transferred, (completed|declined)\.$/)
  })

  it('find that the service holds all 33 promises of the contract tests', async () => {
    const manager = await enterAsManager()
    const { partner } = await foundLightPartner(manager)
    const expiresAt = new Date(Date.now() + 86_400_000).toISOString()
    const { key, secret } = await manager.call<ShownKey>(createKey, {
      params: { partnerId: partner.partnerId },
      body: { name: 'Essais', mode: 'test', rights: [...RIGHTS], networks: [], expiresAt },
    })
    await manager.leave()
    const program = ['--import', 'tsx', '--conditions=@progress-ess/source', 'tools/contract-tests/src/main.ts']
    const { stdout } = await run(
      process.execPath,
      [...program, '--url', baseUrl(), '--client-id', key.keyId],
      // Not among the arguments, which every list of processes shows.
      { cwd: ROOT, env: { ...process.env, PROGRESS_ESS_KEY: secret } },
    )
    expect(stdout.split('\n').filter((line) => line.startsWith('not ok'))).toEqual([])
    expect(stdout).toContain('# 33 passed, 0 failed, 0 skipped')
  })
})
