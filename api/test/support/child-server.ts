import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { programOf, ROOT } from '../../../tools/lib/built.ts'
import { newId } from '../../src/kit/ids.ts'
import { hashOf, newToken } from '../../src/modules/identity/secrets.ts'
import type { Account } from './accounts.ts'
import type { TestApp } from './app.ts'

const programIn = (name: string) => [
  '--import',
  'tsx',
  '--conditions=@progress-ess/source',
  join(import.meta.dirname, name),
]

export type ChildServer = { readonly url: string; readonly child: ChildProcess }

/**
 * A program of this repository in a process of its own, once its standard output has said `ready`; answers the first group.
 * It ends with the test file, at the latest.
 */
async function startChild(world: TestApp, program: readonly string[], env: Record<string, string>, ready: RegExp) {
  const child = spawn(process.execPath, program, {
    cwd: ROOT,
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  world.afterwards(() => child.kill('SIGKILL'))
  const said = await new Promise<string>((resolve, reject) => {
    let out = ''
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString()
      const found = ready.exec(out)
      if (found !== null) resolve(found[1] ?? '')
    })
    child.on('exit', () => reject(new Error(`It did not start: ${out}`)))
  })
  return { child, said }
}

/** The API in a process of its own, on the database of this test. It lives by the real clock. */
export async function startServer(world: TestApp, port = 24_310): Promise<ChildServer> {
  const env = {
    DATABASE_URL: world.appUrl,
    DATABASE_OWNER_URL: world.ownerUrl,
    DEMO: '0',
    JOBS: 'off',
    SERVE_PAGES: '0',
    PORT: String(port),
  }
  const ready = /is ready[\s\S]*http:\/\/localhost:(\d+)/
  const { child, said } = await startChild(world, programOf('server.ts'), env, ready)
  return { url: `http://127.0.0.1:${said}`, child }
}

export type Sender = { readonly child: ChildProcess; readonly begin: () => void }

/** What delivers to webhooks, in a process of its own, on the database of this test, once it is told to begin. */
export async function startSender(world: TestApp): Promise<Sender> {
  const { child } = await startChild(world, programIn('sender-child.ts'), { DATABASE_URL: world.appUrl }, /waiting/)
  return { child, begin: () => void child.stdin.write('begin\n') }
}

/** A process that takes the next long computation and never comes to its end, once it has begun and told how far it is. */
export async function startStuckRunner(world: TestApp): Promise<ChildProcess> {
  const { child } = await startChild(world, programIn('job-child.ts'), { DATABASE_URL: world.appUrl }, /running/)
  return child
}

/** A session as a sign-in leaves it. */
export async function givenSession(
  world: TestApp,
  { accountId }: Account,
  assurance: 'single' | 'double' = 'single',
): Promise<string> {
  const token = newToken()
  await world.asOwner(
    `insert into session (session_id, account_id, token_hash, csrf_token, assurance, created_at, last_seen_at, expires_at)
     values ($1, $2, $3, 'csrf', $4, now(), now(), now() + interval '1 day')`,
    [newId(), accountId, hashOf(token), assurance],
  )
  return token
}
