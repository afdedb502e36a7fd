import type { AwardRules, RulesExample } from '@progress-ess/shared/awards'
import type { Grid } from '@progress-ess/shared/evaluations'
import type { Context } from '../../kit/context.ts'
import { notFound, Refusal } from '../../kit/refusal.ts'
import { errorsOf } from '../../kit/verdict.ts'
import { findRuleFaults } from '../calls/index.ts'
import { exampleOf } from './awards.example.rules.ts'
import { findLockFaults } from './awards.locks.rules.ts'
import { runScenario, type ScenarioResult } from './awards.scenario.rules.ts'
import type { ScenarioInput } from './awards.types.rules.ts'
import { findGrid } from './scenarios.queries.ts'
import { toResultLines } from './scenarios.views.ts'

/** Refuses rules that contradict themselves, and names each rule at fault. */
export const requireSoundRules = (rules: AwardRules, grid: Grid): void => refuseFaults(findRuleFaults(rules, grid))

/** Refuses locks that a run could not keep, and names each. */
export const requireKeptLocks = (input: ScenarioInput, result: ScenarioResult): void =>
  refuseFaults(findLockFaults(input, result))

function refuseFaults(faults: Parameters<typeof errorsOf>[0]): void {
  if (faults.length === 0) return
  throw new Refusal('unprocessable', 'award-rules-invalid', 'These award rules contradict themselves', {
    errors: errorsOf(faults, '/body/rules'),
  })
}

/** What rules would do, before there are any files: the worked example, with the threshold of the call’s grid. */
export async function tryAwardRules(ctx: Context, callId: string, rules: AwardRules): Promise<RulesExample> {
  const grid = await findGrid(ctx.db, callId)
  if (grid === undefined) throw notFound('call')
  requireSoundRules(rules, grid)
  const result = runScenario(exampleOf(rules, grid))
  return { totals: result.totals, lines: toResultLines(result) }
}
