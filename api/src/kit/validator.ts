import { Ajv, type ErrorObject, type Options } from 'ajv'
import addFormats from 'ajv-formats'
import { fullFormats } from 'ajv-formats/dist/formats.js'
import type { FastifySchemaCompiler } from 'fastify'
import type { TSchema } from 'typebox'
import { isBlank, walkStrings } from './strings.ts'

const common: Options = { useDefaults: true, removeAdditional: false, allErrors: true, strict: false, verbose: false }
const { validate: isRfc3339 } = fullFormats['date-time'] as { validate: (text: string) => boolean }

/** An offset may lead out of the years that an answer can say: what is read must be written again as an instant. */
const isInstant = (text: string): boolean => isRfc3339(text) && /^[12]\d{3}-/.test(toUtc(text))

const toUtc = (text: string): string => {
  const at = new Date(text)
  return Number.isNaN(at.getTime()) ? '' : at.toISOString()
}

function withFormats(ajv: Ajv): Ajv {
  addFormats.default(ajv)
  ajv.addFormat('date-time', isInstant)
  return ajv
}
const strict = withFormats(new Ajv({ ...common, coerceTypes: false }))
const fromText = withFormats(new Ajv({ ...common, coerceTypes: 'array' }))

/** PostgreSQL stores neither NUL in a text nor a lone surrogate in jsonb. */
const isStorable = (text: string): boolean => !text.includes('\0') && !/\p{Surrogate}/u.test(text)

/** No body of ours is deeper; one that is would use up the stack of whoever walks through it. */
const DEEPEST = 50

function unstorable(value: unknown, path: string, depth = 0): ErrorObject | null {
  if (typeof value === 'string') return isStorable(value) ? null : fault(path)
  if (typeof value !== 'object' || value === null) return null
  if (depth === DEEPEST) return { ...fault(''), ...TOO_DEEP }
  for (const [key, part] of Object.entries(value)) {
    const found = isStorable(key) ? unstorable(part, `${path}/${key}`, depth + 1) : fault(path)
    if (found !== null) return found
  }
  return null
}

const fault = (instancePath: string): ErrorObject => ({
  instancePath,
  schemaPath: '#',
  keyword: 'storable',
  params: {},
  message: 'must hold no NUL and no broken character',
})

const TOO_DEEP = {
  keyword: 'depth',
  params: { limit: DEEPEST },
  message: `must not be nested more than ${DEEPEST} deep`,
}

/** An identifier is the same in capitals; it is compared and answered in small letters. */
const lowerUuids = (schema: TSchema) =>
  walkStrings(schema, ({ format }) => (format === 'uuid' ? (text) => text.toLowerCase() : null))

/** A text that must not be empty says something: blanks and signs that nobody sees are none. */
function unwritten(schema: TSchema): ((value: unknown) => ErrorObject[]) | null {
  let faults: ErrorObject[] = []
  const walk = walkStrings(schema, ({ type, minLength, format }) => {
    const isText = [type].flat().includes('string') && format === undefined
    if (!isText || typeof minLength !== 'number' || minLength < 1) return null
    return (text, instancePath) => {
      if (text !== '' && isBlank(text)) faults.push({ ...fault(instancePath), ...NOTHING_WRITTEN })
      return text
    }
  })
  if (walk === null) return null
  return (value) => {
    faults = []
    walk(value, '')
    return faults
  }
}

const NOTHING_WRITTEN = { keyword: 'minLength', params: { limit: 1 }, message: 'must say something: it is all blanks' }

/**
 * A JSON body says what it means; a URL is text, so its numbers and booleans are read out of strings. Compiled by the first
 * request: most processes, and nearly all tests, never ask most of the operations, and the start waits for none.
 */
export const compileValidator: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const compile = () => ({
    validate: (httpPart === 'body' ? strict : fromText).compile(schema),
    lower: lowerUuids(schema),
    findUnwritten: httpPart === 'body' ? unwritten(schema) : null,
  })
  let compiled: ReturnType<typeof compile> | undefined
  const check = (value: unknown): boolean => {
    compiled ??= compile()
    const { validate, lower, findUnwritten } = compiled
    lower?.(value, '')
    // The shape first: it bounds the depth that the second look goes down to.
    if (!validate(value)) {
      check.errors = validate.errors ?? null
      return false
    }
    const broken = unstorable(value, '')
    const faults = broken === null ? (findUnwritten?.(value) ?? []) : [broken]
    check.errors = faults.length === 0 ? null : faults
    return faults.length === 0
  }
  check.errors = null as ErrorObject[] | null
  return check
}
