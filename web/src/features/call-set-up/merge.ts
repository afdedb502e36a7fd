export type PartConflict<T> = { readonly name: string; readonly theirs: T[keyof T] }

export type Merged<T> = { readonly values: T; readonly conflicts: readonly PartConflict<T>[] }

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)

/**
 * Joins what is typed with what somebody else saved meanwhile, part by part. A part that both changed keeps what is typed
 * and is told as a conflict.
 */
export function mergeParts<T extends object>(base: T, mine: T, theirs: T): Merged<T> {
  const values = { ...mine }
  const conflicts: PartConflict<T>[] = []
  for (const name of Object.keys(theirs) as (keyof T & string)[]) {
    if (isSame(theirs[name], base[name]) || isSame(theirs[name], mine[name])) continue
    if (isSame(mine[name], base[name])) values[name] = theirs[name]
    else conflicts.push({ name, theirs: theirs[name] })
  }
  return { values, conflicts }
}

/** The parts that were changed. */
export function changedParts<T extends object>(base: T, mine: T): Partial<T> {
  const names = (Object.keys(mine) as (keyof T)[]).filter((name) => !isSame(base[name], mine[name]))
  return Object.fromEntries(names.map((name) => [name, mine[name]])) as Partial<T>
}
