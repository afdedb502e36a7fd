import { Worker } from 'node:worker_threads'

/** The thread was asked for more than its time. */
export class TooLong extends Error {}

/** Whoever asked wants no answer any more. */
export class Stopped extends Error {}

/** What a thread is sent, and what it sends back under the same `id`: notes on its way, then the answer. */
export type Asked<Question> = { readonly id: number; readonly question: Question }
export type Said<Answer, Note = never> =
  | { readonly id: number; readonly answer: Answer }
  | { readonly id: number; readonly note: Note }

export type Asking<Note> = {
  /** From the asking on, the wait behind others included. */
  readonly limitMs?: number
  /** How much longer one that is being answered may take to end by itself. */
  readonly graceMs?: number
  readonly signal?: AbortSignal
  readonly onNote?: (note: Note) => void
}

type Waiting<Question, Answer, Note> = {
  readonly id: number
  readonly questionOf: () => Question
  readonly onNote: ((note: Note) => void) | undefined
  readonly settle: (outcome: { readonly answer: Answer } | Error) => void
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
export class OwnThread<Question, Answer, Note = never> {
  #worker: Worker | null = null
  #next = 0
  #running: Waiting<Question, Answer, Note> | null = null
  readonly #queue: Waiting<Question, Answer, Note>[] = []
  readonly #start: () => Worker

  constructor(start: () => Worker) {
    this.#start = start
  }

  /**
   * `questionOf` is asked when the thread is free for it. Rejects with `TooLong` after the limit and with `Stopped` when the signal
   * says so: a question that waits leaves the queue, one that is being answered takes the thread with it, and the next one gets another.
   */
  ask(questionOf: () => Question, { limitMs, graceMs = 0, signal, onNote }: Asking<Note> = {}): Promise<Answer> {
    return new Promise<Answer>((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(new Stopped('before it began'))
        return
      }
      const stop = (): void => this.#giveUp(waiting, new Stopped('on request'))
      let timer: NodeJS.Timeout | undefined
      const wait = (ms: number, then: () => void): void => {
        timer = setTimeout(then, ms)
        timer.unref()
      }
      if (limitMs !== undefined) {
        const giveUp = (): void => this.#giveUp(waiting, new TooLong(`more than ${limitMs / 1_000} seconds`))
        wait(limitMs, () => (this.#running === waiting && graceMs > 0 ? wait(graceMs, giveUp) : giveUp()))
      }
      signal?.addEventListener('abort', stop, { once: true })
      const waiting: Waiting<Question, Answer, Note> = {
        id: (this.#next += 1),
        questionOf,
        onNote,
        settle: (outcome) => {
          clearTimeout(timer)
          signal?.removeEventListener('abort', stop)
          if (outcome instanceof Error) reject(outcome)
          else resolve(outcome.answer)
        },
      }
      this.#queue.push(waiting)
      this.#serve()
    })
  }

  /** Ends the thread when nobody waits for it; it starts anew when it is asked again. */
  async endIdle(): Promise<void> {
    const worker = this.#worker
    if (worker === null || this.#running !== null) return
    this.#worker = null
    await worker.terminate()
  }

  /** Takes the next question when the thread is free: it keeps the process only while somebody waits for it. */
  #serve(): void {
    if (this.#running !== null) return
    const next = this.#queue.shift()
    if (next === undefined) {
      this.#worker?.unref()
      return
    }
    this.#running = next
    try {
      const worker = (this.#worker ??= this.#begin())
      worker.ref()
      worker.postMessage({ id: next.id, question: next.questionOf() } satisfies Asked<Question>)
    } catch (error) {
      // A question that cannot be made or sent fails alone: those behind it are served.
      this.#settle(next, error instanceof Error ? error : new Error(String(error)))
    }
  }

  #begin(): Worker {
    const worker = this.#start()
    worker.on('message', (said: Said<Answer, Note>) => this.#hear(said))
    worker.on('error', (error: Error) => this.#fail(worker, error))
    worker.on('exit', (code) => this.#fail(worker, new Error(`The thread ended with ${code}`)))
    return worker
  }

  /** What was said of a question that was given up meanwhile, or by a former thread, is not heard. */
  #hear(said: Said<Answer, Note>): void {
    if (this.#running?.id !== said.id) return
    if ('answer' in said) this.#settle(this.#running, said)
    else this.#running.onNote?.(said.note)
  }

  #settle(running: Waiting<Question, Answer, Note>, outcome: { readonly answer: Answer } | Error): void {
    this.#running = null
    running.settle(outcome)
    this.#serve()
  }

  #fail(worker: Worker, error: Error): void {
    // One that was ended has nobody waiting, and another may have started since.
    if (this.#worker !== worker) return
    this.#worker = null
    if (this.#running !== null) this.#settle(this.#running, error)
  }

  #giveUp(waiting: Waiting<Question, Answer, Note>, error: Error): void {
    if (this.#running === waiting) {
      const worker = this.#worker
      this.#worker = null
      void worker?.terminate()
      this.#settle(waiting, error)
      return
    }
    const place = this.#queue.indexOf(waiting)
    if (place === -1) return
    this.#queue.splice(place, 1)
    waiting.settle(error)
  }
}
