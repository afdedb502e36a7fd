import { parentPort } from 'node:worker_threads'
import type { Asked } from '../kit/own-thread.ts'
import type { Programme } from './programme.rules.ts'
import { loadSolver } from './highs.ts'

/** What the thread is asked: HiGHS holds a thread while it works, so that it has one of its own. */
export type Task = { readonly programme: Programme; readonly limitSeconds: number }

const solve = await loadSolver()
parentPort?.on('message', ({ id, question }: Asked<Task>) => {
  parentPort?.postMessage({ id, answer: solve(question.programme, question.limitSeconds) })
})
