import { type ChildProcess, spawn, type SpawnOptionsWithoutStdio } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { afterAll, describe, expect, it } from '@jest/globals'
import { programOf, ROOT } from '../../tools/lib/built.ts'
import { givenApp } from './support/app.ts'

const world = await givenApp()
const children: ChildProcess[] = []
afterAll(() => children.forEach((child) => child.kill('SIGKILL')))

type Started = { child: ChildProcess; out: () => string; log: () => string }

/** A process of its own, as in production, on the database of this test. */
const start = (script: string, environment: Record<string, string>): Started => launch(programOf(script), environment)

function launch(
  args: readonly string[],
  environment: Record<string, string>,
  options: SpawnOptionsWithoutStdio = {},
): Started {
  const child = spawn(process.execPath, args, {
    ...options,
    cwd: ROOT,
    env: {
      PATH: process.env['PATH'],
      DATABASE_URL: world.appUrl,
      DATABASE_OWNER_URL: world.ownerUrl,
      DEMO: '0',
      ...environment,
    },
  })
  children.push(child)
  let out = ''
  let log = ''
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()))
  return { child, out: () => out, log: () => log }
}

async function until(isTrue: () => boolean, { log }: Started): Promise<void> {
  const deadline = Date.now() + 20_000
  while (!isTrue()) {
    if (Date.now() > deadline) throw new Error(`It did not come. Log: ${log()}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

async function stop({ child }: Started): Promise<number | null> {
  const ended = once(child, 'exit') as Promise<[number | null]>
  child.kill('SIGTERM')
  return (await ended)[0]
}

/** A port that is in use until `close`. */
async function occupyPort(): Promise<{ port: number; close: () => void }> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { port: (server.address() as { port: number }).port, close: () => server.close() }
}

describe('The server’s process', () => {
  it('takes the next free port, logs in JSON with the request id of the answer, and stops cleanly', async () => {
    const busy = await occupyPort()
    const server = start('server.ts', { PORT: String(busy.port), SERVE_PAGES: '0' })
    await until(() => server.out().includes('is ready'), server)
    const url = /http:\/\/localhost:\d+/.exec(server.out())?.[0] ?? ''
    expect(url).not.toContain(`:${busy.port}`)
    busy.close()

    const answer = await fetch(`${url.replace('localhost', '127.0.0.1')}/api/v1/nowhere?search=secret`)
    const { requestId } = (await answer.json()) as { requestId: string }
    await until(() => server.log().includes(requestId), server)
    const lines = server.log().trim().split('\n')
    expect(lines.map((line) => typeof (JSON.parse(line) as unknown))).toEqual(lines.map(() => 'object'))
    expect(server.log()).not.toContain('secret')

    expect((await fetch(`${url.replace('localhost', '127.0.0.1')}/docs`)).status).toBe(200)
    expect(await stop(server)).toBe(0)
  })

  it('stops cleanly with one SIGINT to whoever started it, and with a Ctrl-C, which reaches both', async () => {
    const runner = `import { runChild } from './tools/lib/child.js'; runChild(${JSON.stringify(programOf('server.ts'))})`
    const starts = [0, 1].map(() => {
      const args = ['--input-type=module', '--eval', runner]
      return launch(args, { PORT: '0', SERVE_PAGES: '0', JOBS: 'off' }, { detached: true })
    })
    await Promise.all(starts.map((one) => until(() => one.out().includes('is ready'), one)))
    const [alone, group] = starts.map(({ child }) => child) as [ChildProcess, ChildProcess]
    const ends = Promise.all([alone, group].map((child) => once(child, 'exit')))
    process.kill(alone.pid!, 'SIGINT')
    process.kill(-group.pid!, 'SIGINT')
    expect(await ends).toEqual([
      [0, null],
      [0, null],
    ])
    for (const one of starts) {
      const address = /http:\/\/localhost:\d+/.exec(one.out())?.[0] ?? ''
      await expect(fetch(`${address.replace('localhost', '127.0.0.1')}/health`)).rejects.toThrow('fetch failed')
    }
  })

  it('tells every fault of its configuration and does not start', async () => {
    const server = start('server.ts', { PORT: 'abc', JOBS: 'maybe' })
    const [code] = (await once(server.child, 'exit')) as [number]
    expect(code).toBe(1)
    expect(server.log()).toContain('PORT')
    expect(server.log()).toContain('JOBS')
  })

  it('can leave the queue to a worker of its own', async () => {
    const worker = start('worker.ts', {})
    await until(() => worker.log().includes('the queue is served'), worker)
    expect(await stop(worker)).toBe(0)
  })
})
