import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { TestApp } from './app.ts'

export type Received = { readonly headers: IncomingHttpHeaders; readonly body: string; readonly at: number }
export type Answering = {
  readonly status: number
  readonly headers?: Record<string, string>
  readonly body?: string
  readonly delayMs?: number
}

export type Receiver = {
  readonly url: string
  readonly received: Received[]
  /** What it answers from now on; `null`: nothing at all. */
  answer: (request: Received) => Answering | null
}

/** A system of a partner that takes webhooks, on this machine. */
export async function givenReceiver(
  world: TestApp,
  answer: Receiver['answer'] = () => ({ status: 204 }),
): Promise<Receiver> {
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const received = { headers: request.headers, body, at: Date.now() }
      receiver.received.push(received)
      const answering = receiver.answer(received)
      if (answering === null) return
      const { status, headers = {}, body: answered = '', delayMs = 0 } = answering
      setTimeout(() => response.writeHead(status, headers).end(answered), delayMs)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`,
    received: [],
    answer,
  }
  world.afterwards(() => {
    server.closeAllConnections()
    server.close()
  })
  return receiver
}
