import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterAll } from '@jest/globals'
import { newId } from '../../src/kit/ids.ts'
import { hashOf, newToken } from '../../src/modules/identity/secrets.ts'
import type { Account } from './accounts.ts'
import type { TestApp } from './app.ts'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const children: ChildProcess[] = []
afterAll(() => children.forEach((child) => child.kill('SIGKILL')))

export type ChildServer = { readonly url: string; readonly child: ChildProcess }

/** The API in a process of its own, on the database of this test. It lives by the real clock. */
export async function startServer(world: TestApp): Promise<ChildServer> {
  const child = spawn(process.execPath, ['--import', 'tsx', '--conditions=@progress-ess/source', 'api/src/server.ts'], {
    cwd: ROOT,
    env: {
      PATH: process.env['PATH'],
      DATABASE_URL: world.appUrl,
      DATABASE_OWNER_URL: world.ownerUrl,
      DEMO: '0',
      JOBS: 'off',
      SERVE_PAGES: '0',
      PORT: '24310',
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  children.push(child)
  const url = await new Promise<string>((resolve, reject) => {
    let out = ''
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString()
      const ready = /is ready[\s\S]*http:\/\/localhost:(\d+)/.exec(out)
      if (ready !== null) resolve(`http://127.0.0.1:${ready[1] ?? ''}`)
    })
    child.on('exit', () => reject(new Error(`The server did not start: ${out}`)))
  })
  return { url, child }
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
