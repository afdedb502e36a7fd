import { type ExpressionBuilder, type ExpressionWrapper, type ReferenceExpression, type SqlBool, sql } from 'kysely'
import { Refusal } from './refusal.ts'

export type CursorValue = string | number | null
export type Page<T> = { items: T[]; next: string | null }

/** The key of the last row of a page, opaque to clients. */
export const encodeCursor = (key: readonly CursorValue[]): string =>
  Buffer.from(JSON.stringify(key), 'utf8').toString('base64url')

/** What stands in a cursor: `integer` fits four bytes, `number` any whole number that JSON can say. */
export type CursorType = 'string' | 'number' | 'integer' | 'instant' | 'uuid'

/** Reads a cursor back; anything that this API did not write, or that PostgreSQL could not read, is refused. */
export function decodeCursor(cursor: string, shape: readonly CursorType[]): CursorValue[] {
  const refused = new Refusal('invalid', 'invalid-request', 'Unknown cursor', {
    errors: [{ pointer: '/querystring/after', keyword: 'cursor', message: 'must be a cursor of this list' }],
  })
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    if (!Array.isArray(key) || key.length !== shape.length) throw refused
    const values = key as unknown[]
    const isSound = values.every((value, index) => value === null || isOfType(value, shape[index]))
    if (!isSound) throw refused
    return values as CursorValue[]
  } catch {
    throw refused
  }
}

const TEXTS: Readonly<Partial<Record<CursorType, RegExp>>> = {
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
  // PostgreSQL’s own word for an instant that never comes stands where a row has none yet.
  instant: /^([12]\d{3}-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-5]\d\.\d{3}Z|infinity)$/,
}

/** Read and written again it is the same: `Date` would take 30 February for 2 March, PostgreSQL refuses it. */
function isInstant(value: string): boolean {
  const at = new Date(value)
  return !Number.isNaN(at.getTime()) && at.toISOString() === value
}

function isOfType(value: unknown, type: CursorType | undefined): boolean {
  if (type === 'number') return Number.isSafeInteger(value)
  if (type === 'integer') return Number.isInteger(value) && Math.abs(value as number) < 2 ** 31
  if (typeof value !== 'string' || value.length > 400 || value.includes('\u0000')) return false
  if (type === 'instant' && value !== 'infinity' && !isInstant(value)) return false
  return type === undefined || (TEXTS[type]?.test(value) ?? true)
}

/** Cuts `limit + 1` rows to a page, with the cursor of its last row when there is more. */
export function toPage<Row>(rows: Row[], limit: number, keyOf: (row: Row) => readonly CursorValue[]): Page<Row> {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, next: rows.length > limit && last !== undefined ? encodeCursor(keyOf(last)) : null }
}

/** `(a, b) > (x, y)`, or `<` for a descending list: the rows after the cursor, served by the index of the list. */
export function afterKey<DB, TB extends keyof DB>(
  eb: ExpressionBuilder<DB, TB>,
  columns: readonly ReferenceExpression<DB, TB>[],
  direction: 'asc' | 'desc',
  key: readonly CursorValue[],
): ExpressionWrapper<DB, TB, SqlBool> {
  const left = sql.join(columns.map((column) => sql`${eb.ref(column as never)}`))
  const right = sql.join(key)
  const operator = sql.raw(direction === 'asc' ? '>' : '<')
  return sql<SqlBool>`(${left}) ${operator} (${right})` as unknown as ExpressionWrapper<DB, TB, SqlBool>
}
