import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, describe, expect, it } from '@jest/globals'
import { faultOfUrl, isReachable, resolveHost } from './addresses.ts'
import { createCaller } from './caller.ts'

const PRIVATE = [
  '127.0.0.1',
  '127.255.255.254',
  '0.0.0.0',
  '10.1.2.3',
  '172.16.0.1',
  '192.168.1.1',
  '100.64.0.1',
  '169.254.169.254',
  '168.63.129.16',
  '192.0.0.192',
  '192.0.2.1',
  '198.18.0.1',
  '224.0.0.1',
  '240.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::7f00:1',
  'fe80::1',
  'fec0::1',
  'fd00:ec2::254',
  'ff02::1',
  '2001:db8::1',
  '::ffff:127.0.0.1',
  '::ffff:10.0.0.1',
  '64:ff9b::a00:1',
  '64:ff9b:1::a00:1',
  '2002:a00:1::',
  '2001:0:a00:1::',
  '100::1',
  '4000::1',
]

describe('An address to send to', () => {
  it.each(PRIVATE)('%s is refused, by itself and in a URL', (address) => {
    expect(isReachable(address, false)).toBe(false)
    expect(faultOfUrl(`https://${address.includes(':') ? `[${address}]` : address}/`, false)).not.toBeNull()
  })

  it.each(['8.8.8.8', '2606:4700::1111', '::ffff:8.8.8.8'])('%s is a public one', (address) => {
    expect(isReachable(address, false)).toBe(true)
  })

  it.each([
    'https://2130706433/',
    'https://0x7f.1/',
    'https://0177.0.0.1/',
    'https://127.1/',
    'https://[::ffff:7f00:1]/',
    'http://example.org/',
    'https://user:word@example.org/',
    'https://user@example.org/',
    'ftp://example.org/',
    'https://',
  ])('%s is refused before anything is resolved', (url) => {
    expect(faultOfUrl(url, false)).not.toBeNull()
  })

  it('may be this machine over http in the demonstration alone, never another private one', () => {
    expect(faultOfUrl('http://127.0.0.1:4100/', true)).toBeNull()
    expect(faultOfUrl('http://[::1]:4100/', true)).toBeNull()
    expect(faultOfUrl('http://10.0.0.1/', true)).not.toBeNull()
    expect(isReachable('169.254.169.254', true)).toBe(false)
  })

  it('is refused when one of its several addresses is not public', async () => {
    const resolve = async () => [
      { address: '8.8.8.8', family: 4 },
      { address: '10.0.0.1', family: 4 },
    ]
    await expect(resolveHost('example.org', { allowsLoopback: false, resolve })).rejects.toMatchObject({
      code: 'address-refused',
    })
  })
})

let calls = 0
const server = createServer((_request, response) => {
  calls += 1
  response.end()
})
server.listen(0, '127.0.0.1')
await once(server, 'listening')
const { port } = server.address() as AddressInfo
afterAll(() => void server.close())

describe('A call', () => {
  const post = async (resolve: () => Promise<{ address: string; family: number }[]>, url: string) => {
    const caller = createCaller({ allowsLoopback: false, resolve, timeoutMs: 2_000 })
    const answer = await caller.post(url, {}, '{}')
    caller.close()
    return answer
  }

  it('to a name that answers a public address when asked first, and a private one afterwards, does not connect', async () => {
    const answers = ['8.8.8.8', '127.0.0.1']
    const resolve = async () => [{ address: answers.shift() ?? '127.0.0.1', family: 4 }]
    await resolveHost('rebinding.example', { allowsLoopback: false, resolve })
    const answer = await post(resolve, `https://rebinding.example:${port}/`)
    expect([answer, calls]).toEqual([{ status: null, error: 'address-refused', retryAfterMs: null }, 0])
  })

  it.each(['::1', '::ffff:127.0.0.1', '127.0.0.1'])(
    'to a name that stands for %s does not connect',
    async (address) => {
      const family = address.includes(':') ? 6 : 4
      const answer = await post(async () => [{ address, family }], `https://private.example:${port}/`)
      expect([answer.error, calls]).toEqual(['address-refused', 0])
    },
  )

  it('to a number, or over http, does not connect either', async () => {
    for (const url of [`https://127.0.0.1:${port}/`, `https://[::ffff:7f00:1]:${port}/`, `http://127.0.0.1:${port}/`]) {
      expect((await post(async () => [], url)).error).toBe('address-refused')
    }
    expect(calls).toBe(0)
  })

  it('says in a word what went wrong', async () => {
    const open = createCaller({ allowsLoopback: true, timeoutMs: 2_000 })
    expect((await open.post(`https://127.0.0.1:${port}/`, {}, '{}')).error).toBe('tls')
    expect((await open.post('http://127.0.0.1:1/', {}, '{}')).error).toBe('connection-refused')
    open.close()
    const lost = async () => {
      throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' })
    }
    expect((await post(lost, 'https://nowhere.example/')).error).toBe('dns')
  })
})
