import { parentPort } from 'node:worker_threads'
import type { JobProgress } from '@progress-ess/shared/jobs'
import type { Asked, Said } from '../../kit/own-thread.ts'
import { loadSolver } from '../../solver/highs.ts'
import type { Solver } from '../../solver/programme.rules.ts'
import { type Computed, computeScenario } from './awards.compute.ts'
import type { ScenarioInput, Tell } from './awards.types.rules.ts'

export type LongRun = { readonly input: ScenarioInput; readonly limitSeconds: number }

/** Whoever waits looks now and then: more would only be read and forgotten. */
const TELL_EVERY_MS = 100

const say = (said: Said<Computed, JobProgress>): void => parentPort?.postMessage(said)

async function run(id: number, { input, limitSeconds }: LongRun): Promise<void> {
  const endsAt = performance.now() + limitSeconds * 1_000
  let toldAt = 0
  const tell: Tell = (phase, done, total) => {
    if (performance.now() - toldAt < TELL_EVERY_MS) return
    toldAt = performance.now()
    say({ id, note: { phase, done, total } })
  }
  // Within this thread, which has nothing else to do meanwhile.
  const solverOf = async (): Promise<Solver> => {
    const solve = await loadSolver()
    return (programme) => Promise.resolve(solve(programme, Math.max(0, (endsAt - performance.now()) / 1_000)))
  }
  say({ id, answer: await computeScenario(input, solverOf, tell) })
}

parentPort?.on('message', ({ id, question }: Asked<LongRun>) => {
  run(id, question).catch((error: unknown) => {
    // Unheard, it would leave the question without an answer: the thread ends with it.
    setImmediate(() => {
      throw error
    })
  })
})
