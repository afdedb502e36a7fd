import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { afterAll } from '@jest/globals'

export type Received = {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: unknown
}

export type Reply =
  | { readonly status: number; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> }
  /** The connection breaks: before anything, or in the middle of the answer. */
  | 'break'
  | 'break-in-the-middle'
  | 'silence'

export type ScriptedServer = {
  readonly url: string
  readonly received: Received[]
  /** What the next requests are answered with; the last one stays. */
  readonly script: (...replies: readonly (Reply | ((request: Received) => Reply))[]) => void
}

/** A service on a free port of this machine that does what it is told, also wrong. */
export async function givenServer(): Promise<ScriptedServer> {
  const received: Received[] = []
  const sockets = new Set<Socket>()
  let replies: (Reply | ((request: Received) => Reply))[] = []
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const text = Buffer.concat(parts).toString()
      const { method = '', url = '', headers } = request
      const one: Received = { method, url, headers, body: text === '' ? undefined : JSON.parse(text) }
      received.push(one)
      const next = (replies.length > 1 ? replies.shift() : replies[0]) ?? { status: 404 }
      const reply = typeof next === 'function' ? next(one) : next
      if (reply === 'silence') return
      if (reply === 'break') {
        response.socket?.resetAndDestroy()
        return
      }
      if (reply === 'break-in-the-middle') {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' })
        response.write('{"items":', () => response.socket?.destroy())
        return
      }
      response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers })
      response.end(reply.body === undefined ? undefined : JSON.stringify(reply.body))
    })
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  afterAll(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    script: (...next) => {
      replies = [...next]
      received.length = 0
    },
  }
}

/** A refusal as the service writes it. */
export const refusal = (status: number, code: string, context?: Record<string, string | number>): Reply => ({
  status,
  headers: { 'content-type': 'application/problem+json', 'retry-after': '0' },
  body: {
    type: `urn:${code}`,
    title: 'Refused',
    status,
    detail: 'No',
    code,
    requestId: 'r-1',
    ...(context && { context }),
  },
})
