import type { RecordedCall } from '../../../src/docs/examples.ts'
import type { TestApp } from '../app.ts'
import { fill } from '../operations.ts'

type Json = Record<string, unknown>
type Call = {
  /** The credential; none for what is open to everybody. */
  readonly as?: string
  readonly params?: Json
  readonly query?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
  /** Sent as the body, instead of JSON. */
  readonly file?: { readonly name: string; readonly bytes: Buffer }
  readonly summary?: string
  readonly expect?: number
}

/** Makes calls against a running application and keeps what was sent and answered. */
export function createRecorder(world: TestApp) {
  const calls: Record<string, RecordedCall[]> = {}

  /** Calls an operation by its name. Throws with the answer when its status is not the one that was expected. */
  async function call<T = Json>(operationId: string, given: Call = {}): Promise<T> {
    const operation = world.operations.find((one) => one.operationId === operationId)
    if (operation === undefined) throw new Error(`There is no operation ${operationId}`)
    const query = new URLSearchParams(given.query).toString()
    const path = fill(operation.url, given.params ?? {}) + (query === '' ? '' : `?${query}`)
    const response = await fetch(`${world.baseUrl}${path}`, {
      method: operation.method.toUpperCase(),
      headers: {
        ...given.headers,
        ...(given.as === undefined ? {} : { authorization: `Bearer ${given.as}` }),
        ...(given.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(given.file === undefined ? {} : { 'content-type': 'application/octet-stream' }),
      },
      ...(given.body === undefined ? {} : { body: JSON.stringify(given.body) }),
      ...(given.file === undefined ? {} : { body: new Uint8Array(given.file.bytes) }),
    })
    const text = await response.text()
    const wanted = given.expect ?? (response.ok ? response.status : 200)
    if (response.status !== wanted) throw new Error(`${operationId}: ${response.status} ${text}`)
    const isJson = response.headers.get('content-type')?.includes('json') === true
    const answer: unknown = text === '' ? undefined : isJson ? JSON.parse(text) : text
    const kept: RecordedCall = {
      ...(given.summary === undefined ? {} : { summary: given.summary }),
      method: operation.method.toUpperCase(),
      path,
      hasKey: given.as !== undefined,
      headers: given.headers ?? {},
      ...(given.body === undefined ? {} : { body: given.body }),
      ...(given.file === undefined ? {} : { file: given.file.name }),
      status: response.status,
      ...(answer === undefined || answer === null ? {} : { answer }),
    }
    // One is enough, unless the others show something of their own.
    const known = calls[operationId] ?? []
    if (known.length === 0 || given.summary !== undefined) calls[operationId] = [...known, kept]
    // Each thing at a moment of its own, so that lists have one order.
    world.clock.advance(60_000)
    return answer as T
  }
  return { call, calls }
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g

/** A word for each distinct match, numbered in the order in which they come. */
function numbered(text: string, pattern: RegExp, name: (count: number) => string): string {
  const known = new Map<string, string>()
  return text.replace(pattern, (match) => {
    const word = known.get(match) ?? name(known.size + 1)
    known.set(match, word)
    return word
  })
}

const hex = (count: number, length: number): string => count.toString(16).padStart(length, '0')

/** As long as the secret and with its prefix, so that one sees what it looks like. */
function exampleOf(secret: string, number: number): string {
  const prefix = /^(?:[a-z]+_)+/.exec(secret)?.[0] ?? ''
  return prefix + 'Example'.padEnd(secret.length - prefix.length, String(number))
}

/** What is drawn at random or measured, made the same from run to run; whatever is equal stays equal. */
export function steady(calls: Readonly<Record<string, readonly RecordedCall[]>>, secrets: readonly string[]): string {
  let text = JSON.stringify(calls, null, 2)
  secrets.forEach((secret, index) => {
    text = text.replaceAll(secret, exampleOf(secret, index + 1))
  })
  text = numbered(text, UUID, (count) => `0185a3c0-1f00-7000-8000-${hex(count, 12)}`)
  text = numbered(text, /OR-[0-9A-Z]{4}-[0-9A-Z]{4}/g, (count) => `OR-7K3M-${String(count).padStart(4, '0')}`)
  return text
    .replaceAll(/"hint": "[^"]*"/g, '"hint": "sk_live_Exam"')
    .replaceAll(/"keyHint": "[^"]*"/g, '"keyHint": "sk_live_Exam"')
    .replaceAll(/"durationMs": \d+/g, '"durationMs": 12')
    .replaceAll(/"lastUsedAt": "[^"]*"/g, '"lastUsedAt": "2023-01-10T09:30:00.000Z"')
    .replaceAll(/"next": "[A-Za-z0-9_-]{30,}"/g, '"next": "WyIyMDIzLTAxLTEwVDA5OjMwOjAwLjAwMFoiXQ"')
    .replaceAll(/\?token=[A-Za-z0-9_-]+/g, '?token=Example')
    .replaceAll(/http:\/\/127\.0\.0\.1:\d+/g, 'http://localhost:3000')
}
