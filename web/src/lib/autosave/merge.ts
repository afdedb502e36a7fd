/** One field that both sides changed since they last agreed. */
export type Conflict = {
  /** JSON pointer of the field. */
  readonly pointer: string
  readonly base: unknown
  readonly mine: unknown
  readonly theirs: unknown
}

export type Merge<T> = {
  /** Everything that could be decided; a field in conflict keeps mine until somebody chooses. */
  readonly merged: T
  readonly conflicts: readonly Conflict[]
}

type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isSame = (a: unknown, b: unknown): boolean => canonical(a) === canonical(b)

/** Equal values have equal texts, whatever the order of their properties. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    isFields(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
  )
}

/**
 * Field-by-field merge of what I typed with what is now on the server, from the version that both started from.
 * Objects are merged property by property; texts, numbers and lists are taken whole.
 */
export function merge3<T>(base: T, mine: T, theirs: T): Merge<T> {
  const conflicts: Conflict[] = []
  const merged = mergeAt('', base, mine, theirs, conflicts) as T
  return { merged, conflicts }
}

function mergeAt(pointer: string, base: unknown, mine: unknown, theirs: unknown, conflicts: Conflict[]): unknown {
  if (isSame(mine, theirs) || isSame(base, theirs)) return mine
  if (isSame(base, mine)) return theirs
  if (isFields(mine) && isFields(theirs)) {
    const from = isFields(base) ? base : {}
    const names = [...new Set([...Object.keys(mine), ...Object.keys(theirs)])]
    const entries = names.map((name) => {
      const at = `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
      return [name, mergeAt(at, from[name], mine[name], theirs[name], conflicts)] as const
    })
    return Object.fromEntries(entries.filter(([, value]) => value !== undefined))
  }
  conflicts.push({ pointer, base, mine, theirs })
  return mine
}

/** A copy of `value` with `field` at a JSON pointer. */
export function withField<T>(value: T, pointer: string, field: unknown): T {
  const [, ...path] = pointer.split('/').map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'))
  return put(value, path, field) as T
}

function put(value: unknown, [name, ...rest]: readonly string[], field: unknown): unknown {
  if (name === undefined) return field
  const from: Fields = isFields(value) ? value : {}
  return { ...from, [name]: put(from[name], rest, field) }
}
