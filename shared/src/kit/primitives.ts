import { Type, type Static, type TEnum, type TNull, type TSchema, type TUnion } from 'typebox'

/** Refuses NUL in any text: PostgreSQL cannot store it. Lone surrogates are refused by the API's validator. */
export const NO_NUL = '^[^\\u0000]*$'

export const Uuid = Type.String({ format: 'uuid', minLength: 36, maxLength: 36 })

/**
 * An instant with its zone, e.g. `2023-02-06T22:59:59.000Z`. The pattern leaves out what RFC 3339 allows but `Date` or
 * PostgreSQL cannot hold: leap seconds, offsets without minutes, years that no call has.
 */
export const Instant = Type.String({
  format: 'date-time',
  pattern: '^[12]\\d{3}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:[0-5]\\d(\\.\\d{1,9})?(Z|[+-]\\d{2}:\\d{2})$',
  maxLength: 40,
})

/** A calendar day, `YYYY-MM-DD`: not an instant. */
export const Day = Type.String({ format: 'date', pattern: '^[12]\\d{3}-', maxLength: 10 })

/** Money: integer cents, one currency (EUR). */
export const Cents = Type.Integer({ minimum: 0, maximum: 100_000_000_000 })

/** A share in ten-thousandths: 8000 = 80 %. */
export const Bp = Type.Integer({ minimum: 0, maximum: 10_000 })

export const Version = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })

/** SHA-256 in lower-case hexadecimal. */
export const Sha256 = Type.String({ pattern: '^[0-9a-f]{64}$', minLength: 64, maxLength: 64 })

export const EmailAddress = Type.String({ format: 'email', maxLength: 254 })

/** One line of text that a person typed. */
export const Line = (maxLength = 200, minLength = 1) =>
  Type.String({ minLength, maxLength, pattern: '^[^\\u0000\\r\\n]*$' })

/** Several lines of text that a person typed. */
export const Text = (maxLength = 10_000, minLength = 0) => Type.String({ minLength, maxLength, pattern: NO_NUL })

/** The written reason that an act needs. */
export const Reason = Type.String({ minLength: 5, maxLength: 2_000, pattern: NO_NUL })

const SIMPLE = new Set<unknown>(['string', 'integer', 'number', 'boolean'])

/**
 * This, or null. A plain value says it as a list of types, `["string", "null"]`: readers see one line, and the serializer
 * needs no trial of branches, which is a tenth of the time of a list. What has a name of its own, or words, stays a union.
 */
export function Nullable<T extends TSchema>(schema: T): TUnion<[T, TNull]> {
  const { type, title, enum: words } = schema as { type?: unknown; title?: unknown; enum?: unknown }
  const isPlain = SIMPLE.has(type) && title === undefined && words === undefined
  return isPlain
    ? (Type.Unsafe({ ...schema, type: [type, 'null'] }) as unknown as TUnion<[T, TNull]>)
    : Type.Union([schema, Type.Null()])
}

/** A closed list of words. TypeBox emits `enum` without a type, hence `type`. */
export const Words = <const T extends readonly string[]>(values: T, title?: string): TEnum<[...T]> =>
  Type.Enum([...values], title === undefined ? { type: 'string' } : { type: 'string', title }) as unknown as TEnum<
    [...T]
  >

/** An object that refuses unknown properties. */
export const Strict = <T extends Record<string, TSchema>>(properties: T, title?: string) =>
  Type.Object(
    properties,
    title === undefined ? { additionalProperties: false } : { additionalProperties: false, title },
  )

/** One keyset page: `next` is an opaque cursor, null on the last page. */
export const Page = <T extends TSchema>(items: T, title: string) =>
  Type.Object(
    { items: Type.Array(items), next: Nullable(Type.String({ maxLength: 500 })) },
    { additionalProperties: false, title },
  )

export const PageQuery = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 20 })),
  after: Type.Optional(Type.String({ maxLength: 500, pattern: '^[A-Za-z0-9_-]+$' })),
}

/** An action that the caller may, or may not, do now, with the stable code and the reason of a refusal. */
export const ActionAvailability = Strict(
  {
    action: Type.String({ maxLength: 60 }),
    isAllowed: Type.Boolean(),
    code: Nullable(Type.String({ maxLength: 80 })),
    detail: Nullable(Type.String({ maxLength: 500 })),
  },
  'ActionAvailability',
)
export type ActionAvailability = Static<typeof ActionAvailability>

export const ActionList = Strict({ items: Type.Array(ActionAvailability) }, 'ActionList')
