import { Worker } from 'node:worker_threads'
import type { Answer, Programme, Solver } from './programme.rules.ts'

/** From sources, as tests run, the thread reads TypeScript by way of tsx. */
const isSource = import.meta.url.endsWith('.ts')
const FROM_SOURCES = `import('tsx/esm/api').then(({ tsImport }) => tsImport('./thread.ts', ${JSON.stringify(import.meta.url)}))`

const startThread = (): Worker =>
  isSource ? new Worker(FROM_SOURCES, { eval: true }) : new Worker(new URL('./thread.js', import.meta.url))

type Waiting = { readonly resolve: (answer: Answer) => void; readonly reject: (error: Error) => void }

/** One thread with HiGHS, started when it is first asked, kept alive, and started anew when it ended. */
class SolverThread {
  #worker: Worker | null = null
  #next = 0
  readonly #waiting = new Map<number, Waiting>()

  solve(programme: Programme, limitSeconds: number): Promise<Answer> {
    const worker = (this.#worker ??= this.#start())
    const id = (this.#next += 1)
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      // It keeps the process only while somebody waits for it.
      worker.ref()
      worker.postMessage({ id, programme, limitSeconds })
    })
  }

  /** Ends the thread when nobody waits for it; it starts anew when it is asked again. */
  async endIdle(): Promise<void> {
    const worker = this.#worker
    if (worker === null || this.#waiting.size > 0) return
    this.#worker = null
    await worker.terminate()
  }

  #start(): Worker {
    const worker = startThread()
    worker.on('message', ({ id, answer }: { id: number; answer: Answer }) => {
      this.#waiting.get(id)?.resolve(answer)
      this.#waiting.delete(id)
      if (this.#waiting.size === 0) worker.unref()
    })
    worker.on('error', (error: Error) => this.#fail(worker, error))
    worker.on('exit', (code) => this.#fail(worker, new Error(`The solver’s thread ended with ${code}`)))
    return worker
  }

  #fail(worker: Worker, error: Error): void {
    // One that was ended has nobody waiting, and another may have started since.
    if (this.#worker !== worker) return
    this.#worker = null
    for (const { reject } of this.#waiting.values()) reject(error)
    this.#waiting.clear()
  }
}

const thread = new SolverThread()

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
      : thread.solve(programme, left)
  })
}
