import { add, divide, type Fraction, fraction, gcd, mean, multiply, subtract, ZERO } from '../../kit/fraction.rules.ts'

/** What one reader made of one file, on 100. */
export type Reading = { readonly file: string; readonly reader: string; readonly total: Fraction }

export type Severity = {
  /** Points by which a reader’s totals lie above (lenient) or below (severe) those of who read the same files, drawn towards 0. */
  readonly readers: ReadonlyMap<string, Fraction>
  /** Mean of a file’s totals, each less the severity of its reader. */
  readonly files: ReadonlyMap<string, Fraction>
  /** Readers and files that are linked by reading: between two parts no corrected score can be compared. */
  readonly partOf: ReadonlyMap<string, number>
  readonly parts: number
}

/** How strongly severities are drawn towards 0 (docs/award-rules.md). */
export const SHRINKAGE = 2

const group = <T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> => {
  const groups = new Map<string, T[]>()
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item])
  return groups
}

/**
 * The additive model `y = f + r + e` with `f` free and `r` shrunk: `(L + λI) r = b`, `b` being what a reader’s totals
 * differ from the means of the files, `L` the Laplacian of who read with whom. Exact, and the same for the same readings in
 * any order.
 */
export function severityOf(given: readonly Reading[], lambda = SHRINKAGE): Severity {
  const readings = [...given].sort((a, b) => (a.file + a.reader < b.file + b.reader ? -1 : 1))
  const byFile = group(readings, ({ file }) => file)
  const names = [...new Set(readings.map(({ reader }) => reader))].sort()
  const places = new Map(names.map((name, place) => [name, place]))
  const matrix = names.map((_, row) => names.map((__, column) => (row === column ? fraction(lambda) : ZERO)))
  const right = names.map(() => ZERO)
  for (const own of byFile.values()) {
    const share = fraction(1, own.length)
    const middle = mean(own.map(({ total }) => total))
    for (const { reader, total } of own) {
      const place = places.get(reader) ?? 0
      right[place] = add(right[place] ?? ZERO, subtract(total, middle))
      bump(matrix, place, place, fraction(1))
      for (const other of own) bump(matrix, place, places.get(other.reader) ?? 0, subtract(ZERO, share))
    }
  }
  const solved = solve(matrix, right)
  const severityBy = (reader: string): Fraction => solved[places.get(reader) ?? 0] ?? ZERO
  return {
    readers: new Map(names.map((name) => [name, severityBy(name)])),
    files: new Map(
      [...byFile].map(([file, own]) => [
        file,
        mean(own.map(({ reader, total }) => subtract(total, severityBy(reader)))),
      ]),
    ),
    ...partsOf(byFile),
  }
}

function bump(matrix: Fraction[][], row: number, column: number, by: Fraction): void {
  const line = matrix[row]
  if (line !== undefined) line[column] = add(line[column] ?? ZERO, by)
}

const lcm = (a: bigint, b: bigint): bigint => (a / gcd(a, b)) * b

/** Solves a positive definite system exactly, in integers that stay as small as determinants (Bareiss 1968). */
function solve(matrix: readonly (readonly Fraction[])[], right: readonly Fraction[]): Fraction[] {
  const rows = matrix.map((line, row) => {
    const all = [...line, right[row] ?? ZERO]
    const common = all.reduce((so, { den }) => lcm(so, den), 1n)
    return all.map(({ num, den }) => num * (common / den))
  })
  const size = rows.length
  let before = 1n
  for (let step = 0; step < size; step += 1) {
    const top = rows[step] ?? []
    const pivot = top[step] ?? 1n
    for (const line of rows.slice(step + 1)) {
      const factor = line[step] ?? 0n
      for (let column = step; column <= size; column += 1) {
        line[column] = (pivot * (line[column] ?? 0n) - factor * (top[column] ?? 0n)) / before
      }
    }
    before = pivot
  }
  const solved: Fraction[] = Array.from({ length: size }, () => ZERO)
  for (let row = size - 1; row >= 0; row -= 1) {
    const line = rows[row] ?? []
    let rest = fraction(line[size] ?? 0n)
    for (let column = row + 1; column < size; column += 1) {
      rest = subtract(rest, multiply(fraction(line[column] ?? 0n), solved[column] ?? ZERO))
    }
    solved[row] = divide(rest, fraction(line[row] ?? 1n))
  }
  return solved
}

/** Numbers the linked parts from 1, in the order of their first file. Files and readers have different keys. */
function partsOf(byFile: ReadonlyMap<string, readonly Reading[]>): Pick<Severity, 'partOf' | 'parts'> {
  const partOf = new Map<string, number>()
  const filesBy = group([...byFile.values()].flat(), ({ reader }) => reader)
  let parts = 0
  for (const start of byFile.keys()) {
    if (partOf.has(start)) continue
    parts += 1
    const open = [start]
    for (let file = open.pop(); file !== undefined; file = open.pop()) {
      partOf.set(file, parts)
      for (const { reader } of byFile.get(file) ?? []) {
        partOf.set(reader, parts)
        for (const next of filesBy.get(reader) ?? []) if (!partOf.has(next.file)) open.push(next.file)
      }
    }
  }
  return { partOf, parts }
}
