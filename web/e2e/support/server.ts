import { spawn, type ChildProcess } from 'node:child_process'
import { chmodSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { newest, programOf, ROOT } from '../../../tools/lib/built.ts'
import { freePort } from '../../../tools/lib/ports.ts'

/** It fills its demonstration while other tests keep the machine busy. */
export const PATIENCE_MS = 480_000
/** A question that hangs is asked again. */
const ANSWER_MS = 10_000

export type Server = {
  readonly url: string
  /** Until it answers. Rejects with the end of its log when it does not start. */
  readonly ready: () => Promise<void>
  readonly stop: () => Promise<void>
}

/** Builds the pages when they are older than their sources. Throws with the output of the build when it fails. */
export async function buildPages(): Promise<void> {
  const sources = newest('web/src', 'web/public', 'web/index.html', 'web/vite.config.ts', 'shared/src')
  if (newest('web/dist/index.html') >= sources) return
  const build = spawn(process.execPath, [join(ROOT, 'node_modules/vite/bin/vite.js'), 'build'], {
    cwd: join(ROOT, 'web'),
    // Jest says "test", and the pages would be those of development.
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  build.stdout.on('data', (part: Buffer) => (output += part.toString()))
  build.stderr.on('data', (part: Buffer) => (output += part.toString()))
  const code = await new Promise((resolve) => build.once('close', resolve))
  if (code !== 0) throw new Error(`The pages cannot be built:\n${output}`)
}

/** Starts the product with the demonstration on a database of its own, thrown away by `stop`; who needs it waits for `ready`. */
export async function startServer(): Promise<Server> {
  const port = await freePort()
  const dataDir = mkdtempSync(join(tmpdir(), 'progress-ess-e2e-'))
  // The embedded PostgreSQL may run as another user, who must be able to enter.
  chmodSync(dataDir, 0o755)
  const logPath = join(dataDir, 'server.log')
  const log = openSync(logPath, 'w')
  const child = spawn(process.execPath, programOf('server.ts'), {
    cwd: ROOT,
    stdio: ['ignore', log, log],
    env: {
      ...process.env,
      DATABASE_URL: '',
      DATABASE_OWNER_URL: '',
      PUBLIC_URL: '',
      SMTP_URL: '',
      HOST: '127.0.0.1',
      PORT: String(port),
      DATA_DIR: dataDir,
      DEMO: '1',
      NODE_ENV: 'test',
    },
  })
  const url = `http://localhost:${port}`
  const stop = async (): Promise<void> => {
    await end(child)
    rmSync(dataDir, { recursive: true, force: true })
  }
  const ready = async (): Promise<void> => {
    try {
      await answers(url, child)
    } catch (error) {
      const tail = readFileSync(logPath, 'utf8').slice(-4_000)
      await stop()
      throw new Error(`The server did not start: ${String(error)}\n${tail}`, { cause: error })
    }
  }
  return { url, ready, stop }
}

/** Waits until the product at an address takes requests: `child` when it is this process's own. Throws when it does not. */
export async function answers(url: string, child?: ChildProcess): Promise<void> {
  const until = Date.now() + PATIENCE_MS
  while (Date.now() < until) {
    if (child !== undefined && child.exitCode !== null) throw new Error(`it ended with code ${child.exitCode}`)
    const answer = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(ANSWER_MS) }).catch(() => null)
    if (answer?.ok === true) return
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
  throw new Error('it was not ready in time')
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const ended = new Promise((resolve) => child.once('close', resolve))
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), 15_000)
  await ended
  clearTimeout(timer)
}
