import { OwnThread, startModule, TooLong } from '../kit/own-thread.ts'
import type { Answer, Solver } from './programme.rules.ts'
import type { Task } from './thread.ts'

const thread = new OwnThread<Task, Answer>(() => startModule(import.meta.url, 'thread'))

export const endSolver = (): Promise<void> => thread.endIdle()

/** Of one computation, all its programmes together and the wait behind others included. */
const LIMIT_SECONDS = 30
/** HiGHS looks at its clock now and then: it may end by itself a little later. */
const GRACE_MS = 2_000

/** A solver that answers beside the requests of this process, and proves nothing any more once its time is over. */
export function threadSolver(limitSeconds = LIMIT_SECONDS): Promise<Solver> {
  const endsAt = performance.now() + limitSeconds * 1_000
  const tooLong: Answer = { status: 'unknown', why: `more than ${limitSeconds} seconds` }
  return Promise.resolve(async (programme) => {
    const leftMs = (): number => endsAt - performance.now()
    if (leftMs() <= 0) return tooLong
    try {
      const questionOf = (): Task => ({ programme, limitSeconds: Math.max(0, leftMs() / 1_000) })
      return await thread.ask(questionOf, { limitMs: leftMs(), graceMs: GRACE_MS })
    } catch (error) {
      if (error instanceof TooLong) return tooLong
      throw error
    }
  })
}
