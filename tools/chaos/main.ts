import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { playChaos, reportOf } from '../partners/chaos.ts'
import { openService } from './service.ts'

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { referrals: { type: 'string', default: '1000' }, minutes: { type: 'string', default: '30' } },
  })
  const say = (line: string): void => void process.stdout.write(`${line}\n`)
  const folder = mkdtempSync(join(tmpdir(), 'progress-ess-chaos-'))
  const service = await openService(folder)
  try {
    const report = await playChaos({
      ...service,
      ports: [24_501, 24_502],
      folder,
      referrals: Number(values.referrals),
      killEveryMs: [4_000, 12_000],
      patienceMs: Number(values.minutes) * 60_000,
      say,
    })
    say(reportOf(report))
    process.exitCode = report.faults.length === 0 ? 0 : 1
  } finally {
    await service.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${String((error as Error).stack ?? error)}\n`)
  process.exit(1)
})
