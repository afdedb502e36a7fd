import { OwnThread, startModule } from '../../kit/own-thread.ts'
import { isConstrained } from './awards.groups.rules.ts'
import type { ScenarioInput, ScenarioResult } from './awards.types.rules.ts'

const thread = new OwnThread<ScenarioInput, ScenarioResult>(() => startModule(import.meta.url, 'run-thread'))

export const endRuns = (): Promise<void> => thread.endIdle()

/** From here on, a run whose every counterfactual is found by running again would make others wait. */
const MANY_FILES = 100

export const isHeavy = ({ rules, files }: ScenarioInput): boolean =>
  rules.method.kind !== 'optimum' && isConstrained(rules) && files.length > MANY_FILES

export const RUN_LIMIT_MS = 30_000

/** The same as `runScenario`, beside the requests of this process. Rejects with `TooLong` after half a minute. */
export const runBeside = (input: ScenarioInput, limitMs = RUN_LIMIT_MS): Promise<ScenarioResult> =>
  thread.ask(() => input, { limitMs })
