import { spawnSync } from 'node:child_process'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import process from 'node:process'
import { afterAll, describe, expect, it } from '@jest/globals'
import { addressFrom, countFrom, Misuse, Unusable } from '../lib/program.ts'
import { enterAs } from '../partners/administration.ts'

const ROOT = join(import.meta.dirname, '../..')
const servers: Server[] = []
afterAll(() => servers.forEach((server) => server.close()))

/** A service that answers everything with this status; then its address. */
async function givenOther(status: number): Promise<string> {
  const server = createServer((_request, response) => response.writeHead(status).end('<p>Hello</p>'))
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

describe('A program that cannot go on', () => {
  it('says what to do where nothing of ours answers, and where no demonstration is', async () => {
    const other = await givenOther(404)
    await expect(enterAs('http://127.0.0.1:1', 'manager')).rejects.toThrow(Unusable)
    await expect(enterAs('http://127.0.0.1:1', 'manager')).rejects.toThrow(/npm start.*--url/)
    await expect(enterAs(other, 'manager')).rejects.toThrow(/no demonstration.*DEMO=1.*--url/)
    await expect(enterAs(await givenOther(200), 'manager')).rejects.toThrow(/is another service/)
  }, 30_000)

  it('refuses options that are none', () => {
    expect(addressFrom('--url', 'http://localhost:3000/')).toBe('http://localhost:3000')
    for (const wrong of ['localhost:3000', 'file:///etc', '']) expect(() => addressFrom('--url', wrong)).toThrow(Misuse)
    expect(countFrom('--port', '4401', 65_535)).toBe(4401)
    for (const wrong of ['0', '65536', 'x', '-1']) expect(() => countFrom('--port', wrong, 65_535)).toThrow(Misuse)
  })

  it('ends with 2 and one sentence when it was called wrongly, with 1 when nothing answers', () => {
    const run = (...args: string[]) => {
      const options = ['--import', 'tsx', '--conditions=@progress-ess/source', ...args]
      const { status, stderr } = spawnSync(process.execPath, options, { cwd: ROOT, encoding: 'utf8' })
      return { status, stderr }
    }
    expect(run('tools/partners/demo.ts', '--bogus')).toEqual({
      status: 2,
      stderr: "Unknown option '--bogus'. --help says how it is called.\n",
    })
    const refused = run('api/src/cli/replay.ts', '--url', 'http://127.0.0.1:1')
    expect(refused).toEqual({ status: 1, stderr: expect.stringMatching(/^Nothing answers at .*--url\.\n$/) as unknown })
  }, 60_000)
})
