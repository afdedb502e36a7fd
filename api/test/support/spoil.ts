import { fits, isObject, type Json } from './sample.ts'

export type Spoiled = { readonly what: string; readonly value: unknown }

const WRONG: readonly Spoiled[] = [
  { what: 'a number', value: 12.5 },
  { what: 'a huge number', value: 1e300 },
  { what: 'a text', value: 'x' },
  { what: 'an over-long text', value: 'x'.repeat(60_000) },
  { what: 'NUL', value: 'a\u0000b' },
  { what: 'half a character', value: 'a\ud800b' },
  { what: 'a boolean', value: false },
  { what: 'null', value: null },
  { what: 'a list', value: [[]] },
  { what: 'an object', value: { $ne: null } },
]

/** Every way to spoil one place of a sound value: a wrong type, a text too long, an unknown or a missing property. */
export function spoil(schema: unknown, sound: unknown): Spoiled[] {
  const whole = WRONG.map(({ what, value }) => ({ what: `${what} as a whole`, value }))
  const inside = isObject(schema) && isObject(sound) ? spoilObject(schema, sound) : []
  return [...whole, ...inside].filter(({ value }) => isUnstorable(value) || !fits(schema, value))
}

function spoilObject(schema: Json, sound: Json): Spoiled[] {
  const properties = isObject(schema['properties']) ? schema['properties'] : {}
  const wrong = Object.entries(properties).flatMap(([name, part]) => [
    ...WRONG.map(({ what, value }) => ({ what: `${what} as ${name}`, value: { ...sound, [name]: value } })),
    ...(isObject(part) && isObject(sound[name]) ? spoilObject(part, sound[name]) : []).map(({ what, value }) => ({
      what: `${what} in ${name}`,
      value: { ...sound, [name]: value },
    })),
  ])
  const missing = Object.keys(sound).map((name) => ({
    what: `no ${name}`,
    value: Object.fromEntries(Object.entries(sound).filter(([key]) => key !== name)),
  }))
  return [...wrong, ...missing, { what: 'an unknown property', value: { ...sound, unknownProperty: 1 } }]
}

const isUnstorable = (value: unknown): boolean => /\\u0000|\\ud800/.test(JSON.stringify(value))
