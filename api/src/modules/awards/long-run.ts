import type { JobProgress } from '@progress-ess/shared/jobs'
import { OwnThread, startModule } from '../../kit/own-thread.ts'
import type { Computed } from './awards.compute.ts'
import { isConstrained } from './awards.groups.rules.ts'
import type { ScenarioInput } from './awards.types.rules.ts'
import type { LongRun } from './long-run-thread.ts'

/** Apart from the thread of the studio’s runs, which nobody should wait for behind this one. */
const thread = new OwnThread<LongRun, Computed, JobProgress>(() => startModule(import.meta.url, 'long-run-thread'))

/** What these are answered within a second: beyond, a job does it. */
const MOST_AT_ONCE = { optimum: 100, constrained: 500, other: 10_000 }

export function isLong({ rules, files }: Pick<ScenarioInput, 'rules' | 'files'>): boolean {
  const kind = rules.method.kind === 'optimum' ? 'optimum' : isConstrained(rules) ? 'constrained' : 'other'
  return files.length > MOST_AT_ONCE[kind]
}

/** A run that has not come to its end by then never will in anybody’s lifetime: an exact optimum may be such a one. */
const LIMIT_SECONDS = 1_200

/** The thread goes a while after the last one: it held much. */
const IDLE_MS = 30_000
let ending: NodeJS.Timeout | undefined
export const endLongRuns = (): Promise<void> => thread.endIdle()

/** The same as `computeScenario`, beside everything else; ends with the signal. */
export async function runLong(
  input: ScenarioInput,
  { signal, onNote }: { readonly signal: AbortSignal; readonly onNote: (progress: JobProgress) => void },
): Promise<Computed> {
  clearTimeout(ending)
  const limitSeconds = LIMIT_SECONDS
  try {
    return await thread.ask(() => ({ input, limitSeconds }), {
      limitMs: limitSeconds * 1_000,
      graceMs: 10_000,
      signal,
      onNote,
    })
  } finally {
    ending = setTimeout(() => void endLongRuns(), IDLE_MS)
    ending.unref()
  }
}
