import { describe, expect, it } from '@jest/globals'
import type { Role } from '../src/kit/context.ts'
import { givenApp } from './support/app.ts'
import { fill, type Operation } from './support/operations.ts'
import { fits, sampleOf } from './support/sample.ts'
import { spoil } from './support/spoil.ts'

const world = await givenApp()

/** Somebody whom the operation is open to, so that the request itself is judged. */
const allowed = ({ access }: Operation): Role => (typeof access === 'string' ? 'agent' : (access[0] ?? 'admin'))

const paramsOf = ({ params }: Operation): Record<string, unknown> => (sampleOf(params) ?? {}) as Record<string, unknown>

/** The bodies are sent as text, so that nothing on the way repairs them. */
async function send(
  operation: Operation,
  path: string,
  body?: string,
): Promise<{ status: number; type: string; text: string }> {
  const request = world.as(allowed(operation))[operation.method](path).set('if-match', '"1"')
  const answer = await (body === undefined ? request : request.set('content-type', 'application/json').send(body))
  return { status: answer.status, type: String(answer.headers['content-type']), text: answer.text }
}

function expectRefusal(what: string, { status, type, text }: Awaited<ReturnType<typeof send>>): void {
  const isRefusal = status >= 400 && status < 500 && type.startsWith('application/problem+json')
  if (!isRefusal) throw new Error(`${what}: ${status} ${type} ${text.slice(0, 300)}`)
}

const withBody = world.operations.filter(({ body }) => body !== undefined)
const withParams = world.operations.filter(({ params }) => params !== undefined)
const withQuery = world.operations.filter(({ querystring }) => querystring !== undefined)

describe('Malformed input is refused with a problem document', () => {
  it.each(withBody.map((operation) => [operation.operationId, operation] as const))(
    '%s: body',
    async (_id, operation) => {
      const path = fill(operation.url, paramsOf(operation))
      const sound = sampleOf(operation.body)
      expect(fits(operation.body, sound)).toBe(true)
      for (const { what, value } of spoil(operation.body, sound)) {
        expectRefusal(what, await send(operation, path, JSON.stringify(value)))
      }
      expectRefusal('nothing', await send(operation, path, ''))
      expectRefusal('broken JSON', await send(operation, path, '{"a":'))
      expectRefusal('a deep list', await send(operation, path, `${'['.repeat(5_000)}${']'.repeat(5_000)}`))
      expectRefusal('more than 1 MiB', await send(operation, path, JSON.stringify({ a: 'x'.repeat(1_100_000) })))
    },
  )

  it.each(withParams.map((operation) => [operation.operationId, operation] as const))(
    '%s: address',
    async (_id, operation) => {
      const sound = paramsOf(operation)
      const body = operation.body === undefined ? undefined : JSON.stringify(sampleOf(operation.body))
      for (const name of Object.keys(sound)) {
        for (const value of [
          '\u0000',
          'x'.repeat(190),
          'x'.repeat(1_000),
          "'; drop table call --",
          '../../etc/passwd',
          '{}',
        ]) {
          const path = fill(operation.url, { ...sound, [name]: value })
          expectRefusal(`${name} = ${value.slice(0, 30)}`, await send(operation, path, body))
        }
      }
    },
  )

  it.each(withQuery.map((operation) => [operation.operationId, operation] as const))(
    '%s: query',
    async (_id, operation) => {
      const { querystring } = operation
      const path = fill(operation.url, paramsOf(operation))
      const sound = sampleOf(querystring) as Record<string, string>
      for (const name of [...Object.keys(querystring?.properties ?? {}), 'unknownFilter']) {
        for (const value of ['\u0000', 'x'.repeat(3_000), '[object Object]', '1e999', '-1']) {
          // What is sound as a text of the address (a search for "-1") is no malformed input.
          const part = (querystring?.properties as Record<string, unknown> | undefined)?.[name]
          if (name !== 'unknownFilter' && value !== '\u0000' && (fits(part, value) || fits(part, [value]))) continue
          const query = new URLSearchParams({ ...sound, [name]: value })
          expectRefusal(`${name} = ${value.slice(0, 30)}`, await send(operation, `${path}?${query.toString()}`))
        }
      }
    },
  )

  it.each(world.operations.map((operation) => [operation.operationId, operation] as const))(
    '%s: well-formed input of somebody who knows nothing is no fault of ours',
    async (_id, operation) => {
      const query = new URLSearchParams(sampleOf(operation.querystring) as Record<string, string>)
      const path = `${fill(operation.url, paramsOf(operation))}?${query.toString()}`
      const body = operation.body === undefined ? undefined : JSON.stringify(sampleOf(operation.body))
      const { status, text } = await send(operation, path, body)
      expect(status < 500 ? '' : text).toBe('')
    },
  )
})
