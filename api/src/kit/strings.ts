import type { TSchema } from 'typebox'

export type Schema = TSchema & {
  readonly type?: unknown
  readonly format?: unknown
  readonly minLength?: unknown
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
}
type Visit = (text: string, path: string) => string
type Walk = (value: unknown, path: string) => unknown

/**
 * Makes a walk over a value along its schema that hands every string to what `visitOf` answers for its schema, and puts what that
 * answers in its place. Null where the schema has no such string, so that nothing is walked for nothing. It goes no deeper than the
 * schema, whatever the value is.
 */
export function walkStrings(schema: Schema, visitOf: (schema: Schema) => Visit | null): Walk | null {
  const own = visitOf(schema)
  const walks = [
    own === null ? null : (value: unknown, path: string) => (typeof value === 'string' ? own(value, path) : value),
    walkItems(schema, visitOf),
    walkProperties(schema, visitOf),
    ...(schema.anyOf ?? []).map((branch) => walkStrings(branch, visitOf)),
  ].filter((walk) => walk !== null)
  if (walks.length === 0) return null
  return (value, path) => walks.reduce((at: unknown, walk) => walk(at, path), value)
}

function walkItems({ items }: Schema, visitOf: (schema: Schema) => Visit | null): Walk | null {
  const walk = items === undefined ? null : walkStrings(items, visitOf)
  if (walk === null) return null
  return (value, path) =>
    Array.isArray(value) ? value.map((item: unknown, index) => walk(item, `${path}/${index}`)) : value
}

function walkProperties({ properties = {} }: Schema, visitOf: (schema: Schema) => Visit | null): Walk | null {
  const walks = Object.entries(properties).flatMap(([key, schema]) => {
    const walk = walkStrings(schema, visitOf)
    return walk === null ? [] : [[key, walk] as const]
  })
  if (walks.length === 0) return null
  return (value, path) => {
    if (typeof value !== 'object' || value === null) return value
    const record = value as Record<string, unknown>
    for (const [key, walk] of walks) {
      if (Object.hasOwn(record, key)) record[key] = walk(record[key], `${path}/${key}`)
    }
    return record
  }
}

/** Of which nothing is seen: spaces, line ends, and what fonts leave out (joiners, marks of direction, fillers, selectors of variants). */
const UNSEEN = /[\s\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\p{Cs}\u2800]/gu

/** Whether there is nothing to read in a text. */
export const isBlank = (text: string): boolean => text.replace(UNSEEN, '') === ''
