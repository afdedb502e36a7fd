import { Worker } from 'node:worker_threads'

/** The thread was asked for more than its time. */
export class TooLong extends Error {}

/** What a thread is sent, and what it sends back under the same `id`. */
export type Asked<Question> = { readonly id: number; readonly question: Question }
export type Answered<Answer> = { readonly id: number; readonly answer: Answer }

type Waiting<Question, Answer> = {
  readonly question: Question
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: Error) => void
}

/**
 * A module that runs in a thread of its own; `directory` and `name` are those of its source, without the ending. From sources, as
 * tests run, the thread reads TypeScript by way of tsx.
 */
export function startModule(importer: string, name: string): Worker {
  if (!importer.endsWith('.ts')) return new Worker(new URL(`./${name}.js`, importer))
  const load = `import('tsx/esm/api').then(({ tsImport }) => tsImport('./${name}.ts', ${JSON.stringify(importer)}))`
  return new Worker(load, { eval: true })
}

/** One thread that answers one question after the other; started when it is first asked, kept alive, started anew when it ended. */
export class OwnThread<Question, Answer> {
  #worker: Worker | null = null
  #next = 0
  readonly #start: () => Worker
  readonly #waiting = new Map<number, Waiting<Question, Answer>>()

  constructor(start: () => Worker) {
    this.#start = start
  }

  /** Rejects with `TooLong` after `limitMs`, the wait behind others included; the thread ends then, and the others are asked again. */
  ask(question: Question, limitMs = Infinity): Promise<Answer> {
    const id = (this.#next += 1)
    return new Promise<Answer>((resolve, reject) => {
      this.#waiting.set(id, { question, resolve, reject })
      this.#post(id, question)
      if (limitMs === Infinity) return
      const timer = setTimeout(() => this.#giveUp(id, limitMs), limitMs)
      timer.unref()
    })
  }

  /** Ends the thread when nobody waits for it; it starts anew when it is asked again. */
  async endIdle(): Promise<void> {
    const worker = this.#worker
    if (worker === null || this.#waiting.size > 0) return
    this.#worker = null
    await worker.terminate()
  }

  #post(id: number, question: Question): void {
    const worker = (this.#worker ??= this.#begin())
    // It keeps the process only while somebody waits for it.
    worker.ref()
    worker.postMessage({ id, question } satisfies Asked<Question>)
  }

  #begin(): Worker {
    const worker = this.#start()
    worker.on('message', ({ id, answer }: Answered<Answer>) => {
      this.#waiting.get(id)?.resolve(answer)
      this.#waiting.delete(id)
      if (this.#waiting.size === 0) worker.unref()
    })
    worker.on('error', (error: Error) => this.#fail(worker, error))
    worker.on('exit', (code) => this.#fail(worker, new Error(`The thread ended with ${code}`)))
    return worker
  }

  #fail(worker: Worker, error: Error): void {
    // One that was ended has nobody waiting, and another may have started since.
    if (this.#worker !== worker) return
    this.#worker = null
    for (const { reject } of this.#waiting.values()) reject(error)
    this.#waiting.clear()
  }

  #giveUp(id: number, limitMs: number): void {
    const late = this.#waiting.get(id)
    if (late === undefined) return
    this.#waiting.delete(id)
    late.reject(new TooLong(`more than ${limitMs / 1_000} seconds`))
    const worker = this.#worker
    this.#worker = null
    void worker?.terminate()
    for (const [other, { question }] of this.#waiting) this.#post(other, question)
  }
}
