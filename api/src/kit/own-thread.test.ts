import { Worker } from 'node:worker_threads'
import { afterAll, describe, expect, it } from '@jest/globals'
import { OwnThread, Stopped, TooLong } from './own-thread.ts'

/** Tells that it began, then echoes; `never` is not answered, `die` ends the thread, `throw` breaks it. */
const ECHO = `
  const { parentPort } = require('node:worker_threads')
  parentPort.on('message', ({ id, question }) => {
    parentPort.postMessage({ id, note: question })
    if (question === 'die') process.exit(3)
    if (question === 'throw') throw new Error('broken')
    if (question !== 'never') parentPort.postMessage({ id, answer: question })
  })
`
let started = 0
const thread = new OwnThread<string, string, string>(() => {
  started += 1
  return new Worker(ECHO, { eval: true })
})
afterAll(() => thread.endIdle())

const ask = (question: string, asking = {}): Promise<string> => thread.ask(() => question, asking)
/** Begins a question that is never answered, and waits until the thread has it. */
function givenStuck(asking = {}): Promise<{ readonly stuck: Promise<string> }> {
  return new Promise((resolve) => {
    const stuck = ask('never', { ...asking, onNote: () => resolve({ stuck }) })
    stuck.catch(() => undefined)
  })
}

describe('A thread of its own', () => {
  it('answers one question after the other, with its notes on the way', async () => {
    const notes: string[] = []
    const onNote = (note: string): void => void notes.push(note)
    expect(await Promise.all(['a', 'b'].map((question) => ask(question, { onNote })))).toEqual(['a', 'b'])
    expect(notes).toEqual(['a', 'b'])
  })

  it('makes the question when its turn comes', async () => {
    const stop = new AbortController()
    await givenStuck({ signal: stop.signal })
    let question = 'when it was asked'
    const behind = thread.ask(() => question)
    question = 'when its turn came'
    stop.abort()
    expect(await behind).toBe('when its turn came')
  })

  it('answers those behind a question that cannot be made or sent', async () => {
    const unmade = thread.ask(() => {
      throw new Error('nothing to ask')
    })
    const unsent = thread.ask(() => (() => 'a function') as unknown as string)
    const behind = ask('a')
    await expect(unmade).rejects.toThrow('nothing to ask')
    await expect(unsent).rejects.toThrow('could not be cloned')
    expect(await behind).toBe('a')
  })

  it('counts the wait behind others, and lets the one before go on', async () => {
    const stop = new AbortController()
    const { stuck } = await givenStuck({ signal: stop.signal })
    const before = started
    await expect(ask('a', { limitMs: 1, graceMs: 60_000 })).rejects.toThrow(TooLong)
    expect(started).toBe(before)
    stop.abort()
    await expect(stuck).rejects.toThrow(Stopped)
    expect(await ask('b')).toBe('b')
  })

  it('ends with what takes too long, after its grace, and answers those behind it in another thread', async () => {
    const late = ask('never', { limitMs: 1, graceMs: 1 })
    const behind = ask('b')
    await expect(late).rejects.toThrow(TooLong)
    expect(await behind).toBe('b')
  })

  it.each(['die', 'throw'])('fails only the question at which it breaks (%s)', async (question) => {
    const before = started
    const [broken, next] = await Promise.allSettled([ask(question), ask('next')])
    expect(broken.status).toBe('rejected')
    expect(next).toEqual({ status: 'fulfilled', value: 'next' })
    expect(started).toBe(before + 1)
  })

  it('refuses at once what was stopped before', async () => {
    await expect(ask('a', { signal: AbortSignal.abort() })).rejects.toThrow(Stopped)
  })
})
