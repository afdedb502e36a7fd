import fc, { type Arbitrary } from 'fast-check'
import { isObject, type Json } from './sample.ts'

export type Values = Readonly<Record<string, readonly string[]>>
export type FuzzedRequest = { url: string; headers: Record<string, string>; body: string | undefined; caller: number }

const NASTY = [
  '',
  ' ',
  '\u0000',
  '\ud800',
  '’; --',
  "' or 1=1",
  '%00',
  '../..',
  '=cmd()',
  '\u202e',
  '9'.repeat(40),
  '{}',
  '-1',
  'null',
  '🏗️',
  '2023-02-30',
]
const MOST_DEPTH = 5

/** Sound values of a schema most of the time, and anything at all now and then. */
function valueOf(schema: unknown, document: Json, depth = 0): Arbitrary<unknown> {
  const node = resolve(schema, document)
  const sound = soundOf(node, document, depth)
  return fc.oneof(
    { weight: 14, arbitrary: sound },
    { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
    { weight: 1, arbitrary: fc.constantFrom<unknown>(...NASTY) },
  )
}

function resolve(schema: unknown, document: Json): Json {
  if (!isObject(schema)) return {}
  const ref = schema['$ref']
  if (typeof ref !== 'string') return schema
  const schemas = (document['components'] as Json)['schemas'] as Json
  return (schemas[ref.split('/').at(-1) ?? ''] ?? {}) as Json
}

function soundOf(node: Json, document: Json, depth: number): Arbitrary<unknown> {
  if ('const' in node) return fc.constant(node['const'])
  if (Array.isArray(node['enum'])) return fc.constantFrom<unknown>(...(node['enum'] as unknown[]))
  const branches = node['anyOf'] ?? node['oneOf']
  if (Array.isArray(branches) && depth < MOST_DEPTH)
    return fc.oneof(...branches.map((one) => valueOf(one, document, depth + 1)))
  const types = [node['type']].flat()
  const type = types.length > 1 ? types.find((one) => one !== 'null') : types[0]
  const isNullable = types.includes('null')
  const plain = plainOf({ ...node, type }, document, depth)
  return isNullable ? fc.option(plain, { nil: null, freq: 3 }) : plain
}

function plainOf(node: Json, document: Json, depth: number): Arbitrary<unknown> {
  switch (node['type']) {
    case 'object':
      return depth >= MOST_DEPTH ? fc.constant({}) : objectOf(node, document, depth)
    case 'array':
      return fc.array(valueOf(node['items'], document, depth + 1), {
        minLength: Math.min(Number(node['minItems'] ?? 0), 5),
        maxLength: Math.min(Number(node['maxItems'] ?? 3), 3 + Number(node['minItems'] ?? 0)),
      })
    case 'integer':
      return fc.integer({
        min: Number(node['minimum'] ?? -(2 ** 31)),
        max: Math.min(Number(node['maximum'] ?? 2 ** 31), 2 ** 31 - 1),
      })
    case 'number':
      return fc.double({ min: Number(node['minimum'] ?? -1e9), max: Number(node['maximum'] ?? 1e9), noNaN: true })
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    default:
      return textOf(node)
  }
}

function textOf(node: Json): Arbitrary<string> {
  const [min, max] = [Number(node['minLength'] ?? 0), Number(node['maxLength'] ?? 60)]
  if (node['format'] === 'uuid') return fc.uuid()
  if (node['format'] === 'date-time') {
    return fc
      .date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true })
      .map((at) => at.toISOString())
  }
  if (node['format'] === 'date') {
    return fc
      .date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true })
      .map((at) => at.toISOString().slice(0, 10))
  }
  if (node['format'] === 'email') return fc.emailAddress()
  if (typeof node['pattern'] === 'string' && node['pattern'].length < 120) {
    const { pattern } = node as { pattern: string }
    try {
      return fc.stringMatching(new RegExp(pattern)).map((text) => text.slice(0, max))
    } catch {
      return fc.string({ minLength: Math.min(min, 50), maxLength: Math.min(max, 80) })
    }
  }
  return fc.string({ minLength: Math.min(min, 50), maxLength: Math.min(max, 80), unit: 'grapheme' })
}

function objectOf(node: Json, document: Json, depth: number): Arbitrary<unknown> {
  const properties = (node['properties'] ?? {}) as Json
  const required = (node['required'] ?? []) as string[]
  const model = Object.fromEntries(
    Object.entries(properties).map(([name, part]) => [name, valueOf(part, document, depth + 1)]),
  )
  return fc.record(model, { requiredKeys: required.filter((name) => name in model) })
}

type Parameter = { readonly in: string; readonly name: string; readonly required?: boolean; readonly schema?: Json }

/** Requests of one operation: the address, headers and body that its contract describes, sound or nearly so. */
export function fuzzed(
  { path, operation }: { path: string; operation: Json },
  document: Json,
  known: Values,
  callers: number,
): Arbitrary<FuzzedRequest> {
  const parameters = (operation['parameters'] ?? []) as Parameter[]
  const valuesOf = (place: string, isAlways: boolean) =>
    fc.record(
      Object.fromEntries(
        parameters.filter((one) => one.in === place).map((one) => [one.name, parameterOf(one, document, known)]),
      ),
      { requiredKeys: isAlways ? parameters.filter((one) => one.in === place).map(({ name }) => name) : [] },
    )
  const media = Object.values(((operation['requestBody'] as Json | undefined)?.['content'] ?? {}) as Json)[0] as
    | Json
    | undefined
  const isJson = media !== undefined && (media['schema'] as Json)['format'] !== 'binary'
  const body = isJson
    ? valueOf(media['schema'], document).map((value) => JSON.stringify(value))
    : fc.constant(undefined)
  return fc
    .record({
      path: valuesOf('path', true),
      query: valuesOf('query', false),
      body,
      caller: fc.nat(callers - 1),
      etag: fc.constantFrom('"1"', '"2"', 'W/"x"', '*'),
    })
    .map(({ path: values, query, body: text, caller, etag }) => ({
      url: addressOf(path, values as Record<string, unknown>, query as Record<string, unknown>),
      headers: { 'if-match': etag },
      body: text,
      caller,
    }))
}

function parameterOf({ name, schema }: Parameter, document: Json, known: Values): Arbitrary<unknown> {
  // A long poll waits on purpose.
  if (name === 'wait') return fc.constant('0')
  const there = known[name]
  const any = valueOf(schema ?? {}, document)
  return there === undefined
    ? any
    : fc.oneof({ weight: 2, arbitrary: fc.constantFrom<unknown>(...there) }, { weight: 1, arbitrary: any })
}

function addressOf(path: string, values: Record<string, unknown>, query: Record<string, unknown>): string {
  const encode = (value: unknown): string => {
    const text = typeof value === 'string' ? value : JSON.stringify(value)
    return encodeURIComponent(Buffer.from(text).toString())
  }
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encode(values[name]) || '%20')
  const search = Object.entries(query).flatMap(([name, value]) => [value].flat().map((one) => `${name}=${encode(one)}`))
  return search.length === 0 ? filled : `${filled}?${search.join('&')}`
}
