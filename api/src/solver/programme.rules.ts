/** An integer programme: maximise `objective` over whole numbers within bounds and rows. All figures are integers. */
export type Term = readonly [column: number, coefficient: number]
export type Row = { readonly terms: readonly Term[]; readonly lower: number; readonly upper: number }
export type Programme = {
  readonly columns: readonly { readonly lower: number; readonly upper: number }[]
  readonly rows: readonly Row[]
  readonly objective: readonly Term[]
}

/** One rule as rows, so that those that contradict one another can be named. */
export type NamedRows<Name> = {
  readonly name: Name
  readonly rows: readonly Row[]
  /** Whether it has a figure that may give way. */
  readonly gives: boolean
}

export type Answer =
  | { readonly status: 'optimal'; readonly values: readonly number[] }
  | { readonly status: 'infeasible' }
  /** A time limit, or anything else that proves nothing. */
  | { readonly status: 'unknown'; readonly why: string }

/** Solves one programme after the other. What it answers is checked in whole numbers before it counts. */
export type Solver = (programme: Programme) => Promise<Answer>

export const valueOf = (terms: readonly Term[], values: readonly number[]): bigint =>
  terms.reduce((total, [column, coefficient]) => total + BigInt(coefficient) * BigInt(values[column] ?? 0), 0n)

/** Whether rounded values hold every bound and every row, to the unit. */
export const holds = ({ columns, rows }: Programme, values: readonly number[]): boolean =>
  columns.every(({ lower, upper }, column) => {
    const value = values[column] ?? 0
    return value >= lower && value <= upper
  }) &&
  rows.every(({ terms, lower, upper }) => {
    const value = valueOf(terms, values)
    return (lower === -Infinity || value >= BigInt(lower)) && (upper === Infinity || value <= BigInt(upper))
  })

/** Rows without terms are true or false by themselves: a solver need not see them. */
export const isTrivial = ({ terms }: Row): boolean => terms.length === 0
