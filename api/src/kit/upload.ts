import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { Refusal } from './refusal.ts'

/** Within this plugin a file is handed on unread: its use case counts the bytes and stops at its limit. */
export const takesBytes = (app: Pick<FastifyInstance, 'addContentTypeParser'>): void => {
  app.addContentTypeParser('application/octet-stream', (_request, payload, done) => done(null, payload))
}

/** The body as it arrives. A request without one has none to read. */
export function bytesOf(body: unknown): Readable {
  if (body instanceof Readable) return body
  throw new Refusal('unprocessable', 'file-empty', 'Send the file as application/octet-stream')
}
