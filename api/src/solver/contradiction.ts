import type { NamedRows, Programme, Row, Solver, Term } from './programme.rules.ts'
import { solveExactly } from './exact.ts'

/** Rules that no award satisfies together; without any one of them, the others can be kept. */
export type Contradiction<Name> = readonly {
  readonly name: Name
  /** By how much this rule alone would have to give way, in its own units (files, or units of rounding); null when no figure helps. */
  readonly by: number | null
}[]

/** What is always true, and the rules that may contradict one another. */
export type Contested<Name> = Pick<Programme, 'columns'> & {
  readonly links: readonly Row[]
  readonly rules: readonly NamedRows<Name>[]
}

/** A rule can give way by this much at the most: more than any envelope holds. */
const MOST_SLACK = 1_000_000_000

/**
 * The smallest set of rules that contradict: a rule that contradicts by itself first, else each rule in its order is left out
 * if the others still contradict without it (a deletion filter). Then the least by which each would have to give way.
 */
export async function findContradiction<Name>(
  contested: Contested<Name>,
  solver: Solver,
): Promise<Contradiction<Name>> {
  const { columns, links, rules } = contested
  const contradicts = async (some: readonly NamedRows<Name>[]): Promise<boolean> => {
    const rows = [...links, ...some.flatMap((one) => one.rows)]
    return (await solveExactly(solver, { columns, rows, objective: [] })) === null
  }
  let core: readonly NamedRows<Name>[] = rules
  const alone = await firstOf(rules, (rule) => contradicts([rule]))
  if (alone !== null) core = [alone]
  else {
    for (const rule of rules) {
      const others = core.filter((one) => one !== rule)
      if (await contradicts(others)) core = others
    }
  }
  const found: { name: Name; by: number | null }[] = []
  for (const rule of core) found.push({ name: rule.name, by: await slackOf(contested, rule, solver) })
  return found
}

async function firstOf<T>(values: readonly T[], test: (value: T) => Promise<boolean>): Promise<T | null> {
  for (const value of values) if (await test(value)) return value
  return null
}

/** The least slack of one rule with which all rules can be kept; null when none does, or when it has no figure. */
async function slackOf<Name>(
  { columns, links, rules }: Contested<Name>,
  rule: NamedRows<Name>,
  solver: Solver,
): Promise<number | null> {
  if (!rule.gives) return null
  const slack = columns.length
  const eased = rules.flatMap((one): readonly Row[] =>
    one !== rule
      ? one.rows
      : one.rows.map(({ terms, lower, upper }) => ({
          terms: [...terms, [slack, lower === -Infinity ? -1 : 1] satisfies Term],
          lower,
          upper,
        })),
  )
  const values = await solveExactly(solver, {
    columns: [...columns, { lower: 0, upper: MOST_SLACK }],
    rows: [...links, ...eased],
    objective: [[slack, -1]],
  })
  return values === null ? null : (values[slack] ?? 0)
}
