import { Ajv, type ErrorObject, type Options, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import { fullFormats } from 'ajv-formats/dist/formats.js'
import type { FastifySchemaCompiler } from 'fastify'
import type { TSchema } from 'typebox'

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

function unstorable(value: unknown, path: string): ErrorObject | null {
  if (typeof value === 'string') return isStorable(value) ? null : fault(path)
  if (typeof value !== 'object' || value === null) return null
  for (const [key, part] of Object.entries(value)) {
    const found = isStorable(key) ? unstorable(part, `${path}/${key}`) : fault(path)
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

/**
 * A JSON body says what it means; a URL is text, so its numbers and booleans are read out of strings. Compiled by the first
 * request: most processes, and nearly all tests, never ask most of the operations, and the start waits for none.
 */
export const compileValidator: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  let validate: ValidateFunction | undefined
  const check = (value: unknown): boolean => {
    validate ??= (httpPart === 'body' ? strict : fromText).compile(schema)
    // The shape first: it bounds the depth that the second look goes down to.
    if (!validate(value)) {
      check.errors = validate.errors ?? null
      return false
    }
    const broken = unstorable(value, '')
    check.errors = broken === null ? null : [broken]
    return broken === null
  }
  check.errors = null as ErrorObject[] | null
  return check
}
