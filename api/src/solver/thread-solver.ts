import { OwnThread, startModule } from '../kit/own-thread.ts'
import type { Answer, Solver } from './programme.rules.ts'
import type { Task } from './thread.ts'

const thread = new OwnThread<Task, Answer>(() => startModule(import.meta.url, 'thread'))

export const endSolver = (): Promise<void> => thread.endIdle()

/** Of one computation, all its programmes together. */
const LIMIT_SECONDS = 30

/** A solver that answers beside the requests of this process, and proves nothing any more once its time is over. */
export function threadSolver(limitSeconds = LIMIT_SECONDS): Promise<Solver> {
  const endsAt = performance.now() + limitSeconds * 1_000
  return Promise.resolve((programme) => {
    const left = (endsAt - performance.now()) / 1_000
    return left <= 0
      ? Promise.resolve({ status: 'unknown', why: `more than ${limitSeconds} seconds` })
      : thread.ask({ programme, limitSeconds: left })
  })
}
