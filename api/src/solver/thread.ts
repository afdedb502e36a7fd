import { parentPort } from 'node:worker_threads'
import type { Programme } from './programme.rules.ts'
import { loadSolver } from './highs.ts'

/** What the thread is asked and answers: HiGHS holds a thread while it works, so that it has one of its own. */
export type Task = { readonly id: number; readonly programme: Programme; readonly limitSeconds: number }

const solve = await loadSolver()
parentPort?.on('message', ({ id, programme, limitSeconds }: Task) => {
  parentPort?.postMessage({ id, answer: solve(programme, limitSeconds) })
})
