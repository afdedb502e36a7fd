import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { countFrom, runProgram } from '../lib/program.ts'
import { playChaos, reportOf } from '../partners/chaos.ts'
import { openService } from './service.ts'

const HELP = `Two chambers refer people to each other while they and the service are killed at random; then what each holds is compared.
It brings a service and a PostgreSQL of its own, which end with it.

  npm run chaos                                    1,000 referrals, for at most 30 minutes
  npm run chaos -- --referrals 100 --minutes 5     a quick look

Ends with 0 when nothing was lost or done twice, 1 when something was, 2 when it was called wrongly.
`

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      referrals: { type: 'string', default: '1000' },
      minutes: { type: 'string', default: '30' },
      help: { type: 'boolean', default: false },
    },
  })
  const say = (line: string): void => void process.stdout.write(`${line}\n`)
  if (values.help) {
    say(HELP)
    return
  }
  const referrals = countFrom('--referrals', values.referrals)
  const patienceMs = countFrom('--minutes', values.minutes) * 60_000
  const folder = mkdtempSync(join(tmpdir(), 'progress-ess-chaos-'))
  const service = await openService(folder)
  try {
    const report = await playChaos({
      ...service,
      ports: [24_501, 24_502],
      folder,
      referrals,
      killEveryMs: [4_000, 12_000],
      patienceMs,
      // Longer than the first retries of a webhook, so that nothing is still under way.
      calmMs: 45_000,
      say,
    })
    say(reportOf(report))
    process.exitCode = report.faults.length === 0 ? 0 : 1
  } finally {
    await service.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

runProgram(main)
