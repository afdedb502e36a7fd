import type { TSchema } from 'typebox'
import { Settings } from 'typebox/system'
import { Value } from 'typebox/value'

/** One field that breaks the contract. `limit` is the bound that the sentence names. */
export type FieldError = { readonly pointer: string; readonly keyword: string; readonly limit: number | null }

// A form shows all its errors at once; and the pages' CSP forbids generated code.
Settings.Set({ maxErrors: 500, useAcceleration: false })

const OF_NO_FIELD = new Set(['anyOf', 'oneOf', 'boolean', 'const', 'not', 'if'])

/** The first error of each field of `value`, in the order of the schema. Missing properties are told at their own place. */
export function schemaErrors(schema: TSchema, value: unknown): readonly FieldError[] {
  const found = new Map<string, FieldError>()
  const weak = new Map<string, FieldError>()
  for (const { keyword, instancePath, params } of withoutOtherKinds(Value.Errors(schema, value))) {
    const facts: Readonly<Record<string, unknown>> = { ...params }
    const limit = typeof facts['limit'] === 'number' ? facts['limit'] : null
    const isMissing = keyword === 'type' && Value.Pointer.Get(value, instancePath) === null
    for (const pointer of pointersOf(keyword, instancePath, facts)) {
      const error = { pointer, keyword: isMissing ? 'required' : wordOf(keyword, facts, limit), limit }
      const isWeak = OF_NO_FIELD.has(keyword) || (keyword === 'type' && facts['type'] === 'null')
      const into = isWeak ? weak : found
      if (!into.has(pointer)) into.set(pointer, error)
    }
  }
  const isToldWithin = (pointer: string): boolean => [...found.keys()].some((one) => one.startsWith(`${pointer}/`))
  const rest = [...weak.values()].filter(({ pointer }) => !found.has(pointer) && !isToldWithin(pointer))
  return [...found.values(), ...rest]
}

type Fault = ReturnType<typeof Value.Errors>[number]

/** A union tries each of its kinds: what another kind than the one that `value` names would need is no error of it. */
function withoutOtherKinds(faults: readonly Fault[]): readonly Fault[] {
  const names = faults.flatMap(({ keyword, schemaPath }) => {
    const [, union, kind, property] = /^(.*\/anyOf)(\/\d+)\/properties\/([^/]+)$/.exec(schemaPath) ?? []
    return union === undefined || kind === undefined
      ? []
      : [{ keyword, branch: union + kind, name: `${union} ${property}` }]
  })
  // A kind is named by one word, or by one of several; that is the property which has a single word in other kinds.
  const isName = new Set(names.flatMap(({ keyword, name }) => (keyword === 'const' ? [name] : [])))
  const others = names.flatMap(({ keyword, branch, name }) =>
    keyword === 'const' || (keyword === 'enum' && isName.has(name)) ? [branch] : [],
  )
  return faults.filter(({ schemaPath }) =>
    others.every((branch) => schemaPath !== branch && !schemaPath.startsWith(`${branch}/`)),
  )
}

function pointersOf(keyword: string, path: string, facts: Readonly<Record<string, unknown>>): readonly string[] {
  const names =
    keyword === 'required' ? facts['requiredProperties'] : keyword === 'additionalProperties' ? facts[keyword] : null
  return Array.isArray(names) ? names.map((name) => `${path}/${String(name)}`) : [path]
}

/** The name of the sentence in `validation`. An empty text where one is needed is simply missing. */
function wordOf(keyword: string, facts: Readonly<Record<string, unknown>>, limit: number | null): string {
  if (keyword === 'minLength' && limit === 1) return 'required'
  if (keyword === 'additionalProperties') return 'unknown'
  if (keyword !== 'format') return OF_NO_FIELD.has(keyword) ? 'type' : keyword
  const format = facts['format']
  if (format === 'date-time') return 'dateTime'
  return format === 'email' || format === 'date' || format === 'uri' ? format : 'format'
}
