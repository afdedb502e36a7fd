import type { AwardRules, RulesExample } from '@progress-ess/shared/awards'
import type { Grid } from '@progress-ess/shared/evaluations'
import type { Context } from '../../kit/context.ts'
import { TooLong } from '../../kit/own-thread.ts'
import { notFound, Refusal } from '../../kit/refusal.ts'
import { errorsOf } from '../../kit/verdict.ts'
import { contradictionRefusal, findRuleFaults, requireConsistentRules } from '../calls/index.ts'
import { exampleOf } from './awards.example.rules.ts'
import { findLockFaults } from './awards.locks.rules.ts'
import { type Computed, computeScenario } from './awards.compute.ts'
import { threadSolver } from '../../solver/thread-solver.ts'
import { pointerOf } from './awards.optimum-model.rules.ts'
import type { ScenarioResult } from './awards.scenario.rules.ts'
import type { ScenarioInput } from './awards.types.rules.ts'
import { runLong } from './long-run.ts'
import { isHeavy, runBeside } from './run-beside.ts'
import { findGrid } from './scenarios.queries.ts'
import { toResultLines } from './scenarios.views.ts'

/** Refuses rules that contradict themselves, and names each rule at fault. */
export async function requireSoundRules(rules: AwardRules, grid: Grid): Promise<void> {
  refuseFaults(findRuleFaults(rules, grid))
  await requireConsistentRules(rules, '/body/rules')
}

/** Refuses locks that a run could not keep, and names each. */
export const requireKeptLocks = (input: ScenarioInput, result: ScenarioResult): void =>
  refuseFaults(findLockFaults(input, result))

function refuseFaults(faults: Parameters<typeof errorsOf>[0]): void {
  if (faults.length === 0) return
  throw new Refusal('unprocessable', 'award-rules-invalid', 'These award rules contradict themselves', {
    errors: errorsOf(faults, '/body/rules'),
  })
}

/** Runs any rules. Refuses those that no award satisfies, each of them by its name, and an optimum without a proof. */
export const computeSoundly = async (input: ScenarioInput): Promise<ScenarioResult> =>
  resultOrRefusal(input, isHeavy(input) ? await computeBeside(input) : await computeScenario(input, threadSolver))

/** The same for a job: it may take its time, and says how far it is. */
export async function computeAtLength(
  input: ScenarioInput,
  asking: Parameters<typeof runLong>[1],
): Promise<ScenarioResult> {
  try {
    return resultOrRefusal(input, await runLong(input, asking))
  } catch (error) {
    throw error instanceof TooLong ? tooLong(error) : error
  }
}

function resultOrRefusal(input: ScenarioInput, computed: Computed): ScenarioResult {
  if (computed.ok) return computed.result
  if (computed.code === 'optimum-not-proven') {
    throw new Refusal('unprocessable', computed.code, `No optimum was proven: ${computed.detail}`)
  }
  const { rules } = input
  const named = computed.contradiction.map(({ name, by }) => ({ pointer: pointerOf(rules, name), kind: name.kind, by }))
  throw contradictionRefusal(rules, named, '/body/rules')
}

async function computeBeside(input: ScenarioInput): Promise<{ ok: true; result: ScenarioResult }> {
  try {
    return { ok: true, result: await runBeside(input) }
  } catch (error) {
    throw error instanceof TooLong ? tooLong(error) : error
  }
}

const tooLong = ({ message }: TooLong): Refusal =>
  new Refusal('unprocessable', 'scenario-too-long', `With so many files these rules take ${message}`)

/** What rules would do, before there are any files: the worked example, with the threshold of the call’s grid. */
export async function tryAwardRules(ctx: Context, callId: string, rules: AwardRules): Promise<RulesExample> {
  const grid = await findGrid(ctx.db, callId)
  if (grid === undefined) throw notFound('call')
  await requireSoundRules(rules, grid)
  const result = await computeSoundly(exampleOf(rules, grid))
  return { totals: result.totals, lines: toResultLines(result) }
}
