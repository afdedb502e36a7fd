import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { newId } from '../../src/kit/ids.ts'

export type Json = Record<string, unknown>

const ajv = addFormats.default(new Ajv({ strict: false, allErrors: false }))
export const isObject = (node: unknown): node is Json =>
  typeof node === 'object' && node !== null && !Array.isArray(node)

/** Whether a value has the shape. */
export const fits = (schema: unknown, value: unknown): boolean => ajv.validate(schema as Json, value)

const BY_FORMAT: Readonly<Record<string, () => string>> = {
  uuid: newId,
  'date-time': () => '2023-01-15T10:00:00.000Z',
  date: () => '2023-01-15',
  email: () => 'someone@example.test',
  uri: () => 'https://example.test/',
}

/** What the patterns of the contract ask for. */
const TEXTS: readonly string[] = [
  'abcdefgh',
  'abc',
  'a',
  'Un texte assez long pour tout le monde',
  '12345678',
  '92000',
  '123456',
  'PE1',
  'fr',
  'a'.repeat(64),
  '0'.repeat(64),
  'a'.repeat(43),
  'https://example.test/',
  '732829320',
  '5710',
  'W921000001',
  'x.y',
  '/budget',
]

/** One value of the shape, the smallest that is easy to find. Throws when a pattern asks for more imagination. */
export function sampleOf(schema: unknown): unknown {
  if (!isObject(schema)) return null
  if ('const' in schema) return schema['const']
  if (Array.isArray(schema['enum'])) return schema['enum'][0]
  const choices = schema['anyOf'] ?? schema['oneOf']
  if (Array.isArray(choices)) return sampleOf(choices[0])
  if (Array.isArray(schema['allOf'])) return Object.assign({}, ...schema['allOf'].map(sampleOf)) as unknown
  switch (schema['type']) {
    case 'object':
      return sampleObject(schema)
    case 'array':
      return Array.from({ length: Number(schema['minItems'] ?? 0) }, () => sampleOf(schema['items']))
    case 'string':
      return sampleText(schema)
    case 'integer':
    case 'number':
      return schema['minimum'] ?? 1
    case 'boolean':
      return true
    default:
      return null
  }
}

function sampleObject(schema: Json): Json {
  const properties = isObject(schema['properties']) ? schema['properties'] : {}
  const required = Array.isArray(schema['required']) ? (schema['required'] as string[]) : []
  const wanted = new Set([...required, ...Object.keys(properties).slice(0, Number(schema['minProperties'] ?? 0))])
  return Object.fromEntries([...wanted].map((name) => [name, sampleOf(properties[name])]))
}

function sampleText(schema: Json): string {
  const format = BY_FORMAT[String(schema['format'])]
  const found = format === undefined ? TEXTS.find((text) => fits(schema, text)) : format()
  if (found === undefined) throw new Error(`No sample for ${JSON.stringify(schema)}: add one to TEXTS`)
  return found
}
