import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { CodeSample } from './openapi-document.ts'

type Json = Record<string, unknown>

/** One call as it was made, with identifiers, secrets and durations that stay the same from run to run. */
export type RecordedCall = {
  /** What the example shows, where an operation has several. */
  readonly summary?: string
  readonly method: string
  /** With its query. */
  readonly path: string
  readonly hasKey: boolean
  readonly headers: Readonly<Record<string, string>>
  readonly body?: unknown
  /** The name of the file whose bytes were the body. */
  readonly file?: string
  readonly status: number
  /** Absent where the answer has no body. */
  readonly answer?: unknown
}
export type RecordedCalls = Readonly<Record<string, readonly RecordedCall[]>>

/** The same depth from `src` and from `dist`. */
const FILE = fileURLToPath(new URL('../../../docs/examples.json', import.meta.url))

export const readExamples = (): RecordedCalls => JSON.parse(readFileSync(FILE, 'utf8')) as RecordedCalls

/** The call as a line for the shell. The body is quoted as it is: an apostrophe in it is written `'\''`. */
export function curlOf({ method, path, hasKey, headers, body, file }: RecordedCall): string {
  const lines = [
    `curl -s${method === 'GET' ? '' : ` -X ${method}`} "$PROGRESS_URL${path}"`,
    ...(hasKey ? ['-H "authorization: Bearer $PROGRESS_KEY"'] : []),
    ...Object.entries(headers).map(([name, value]) => `-H '${name}: ${value}'`),
    ...(file === undefined ? [] : ["-H 'content-type: application/octet-stream'", `--data-binary '@${file}'`]),
    ...(body === undefined
      ? []
      : ["-H 'content-type: application/json'", `-d '${JSON.stringify(body, null, 2).replaceAll("'", "'\\''")}'`]),
  ]
  return lines.join(' \\\n  ')
}

const isJson = (node: unknown): node is Json => typeof node === 'object' && node !== null && !Array.isArray(node)

/** Puts a value under `examples` of the first medium of a body or an answer. */
function put(holder: unknown, name: string, example: Json): void {
  if (!isJson(holder) || !isJson(holder['content'])) return
  const [medium] = Object.values(holder['content'])
  if (!isJson(medium)) return
  medium['examples'] = { ...(isJson(medium['examples']) ? medium['examples'] : {}), [name]: example }
}

/** Adds the recorded calls to an operation of the document, where there are any. */
export function addExamples(operation: Json, calls: readonly RecordedCall[]): void {
  const samples: CodeSample[] = []
  calls.forEach((call, index) => {
    const name = `example${index + 1}`
    const words = call.summary === undefined ? {} : { summary: call.summary }
    samples.push({ lang: 'Shell', label: call.summary ?? 'curl', source: curlOf(call) })
    if (call.body !== undefined && call.status < 300)
      put(operation['requestBody'], name, { ...words, value: call.body })
    const responses = isJson(operation['responses']) ? operation['responses'] : {}
    if (call.answer !== undefined)
      put(responses[call.status < 400 ? String(call.status) : '4XX'], name, { ...words, value: call.answer })
  })
  operation['x-codeSamples'] = samples
}
