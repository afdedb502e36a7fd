import type { World } from './world.ts'

export type Check = { readonly name: string; readonly run: (world: World) => Promise<void> }
export type Suite = { readonly name: string; readonly checks: readonly Check[] }
export type Totals = { passed: number; failed: number; skipped: number }

/** Thrown by a check that cannot be tried here; it says why. */
export class Skip extends Error {}

/** Runs the checks one after the other and says each in a line of TAP version 14. */
export async function runSuites(suites: readonly Suite[], world: World, say: (line: string) => void): Promise<Totals> {
  const totals: Totals = { passed: 0, failed: 0, skipped: 0 }
  const count = suites.reduce((sum, { checks }) => sum + checks.length, 0)
  say('TAP version 14')
  say(`1..${count}`)
  let number = 0
  for (const suite of suites) {
    say(`# ${suite.name}`)
    for (const { name, run } of suite.checks) {
      number += 1
      const label = `${number} - ${suite.name}: ${name}`
      try {
        await run(world)
        totals.passed += 1
        say(`ok ${label}`)
      } catch (error) {
        if (error instanceof Skip) {
          totals.skipped += 1
          say(`ok ${label} # SKIP ${error.message}`)
        } else {
          totals.failed += 1
          say(`not ok ${label}`)
          say('  ---')
          for (const line of words(error)) say(`  ${line}`)
          say('  ...')
        }
      }
    }
  }
  say(`# ${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`)
  return totals
}

function words(error: unknown): string[] {
  if (!(error instanceof Error)) return [String(error)]
  const cause = error.cause instanceof Error ? [`cause: ${error.cause.message}`] : []
  return [...error.message.split('\n').slice(0, 30), ...cause]
}
