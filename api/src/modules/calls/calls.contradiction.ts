import type { AwardRules } from '@progress-ess/shared/awards'
import { type Contradiction, findContradiction } from '../../solver/contradiction.ts'
import { NotProven, solveExactly } from '../../solver/exact.ts'
import type { Solver } from '../../solver/programme.rules.ts'
import { Refusal } from '../../kit/refusal.ts'
import { threadSolver } from '../../solver/thread-solver.ts'
import { writtenContest, type WrittenRule } from './calls.contradiction.rules.ts'

/** The smallest set of written rules that no files could ever keep together; null when some could. */
export async function findWrittenContradiction(
  rules: AwardRules,
  solverOf: () => Promise<Solver> = threadSolver,
): Promise<Contradiction<WrittenRule> | null> {
  if (rules.quotas === undefined) return null
  const contest = writtenContest(rules)
  const solver = await solverOf()
  try {
    const rows = [...contest.links, ...contest.rules.flatMap((one) => one.rows)]
    const values = await solveExactly(solver, { columns: contest.columns, rows, objective: [] })
    return values === null ? await findContradiction(contest, solver) : null
  } catch (error) {
    // What is not proven is not refused: the run on files says the rest.
    if (error instanceof NotProven) return null
    throw error
  }
}

/** Refuses rules that no files could ever keep, each of them by its pointer below `prefix`. */
export async function requireConsistentRules(rules: AwardRules, prefix: string): Promise<void> {
  const contradiction = await findWrittenContradiction(rules)
  if (contradiction === null) return
  const named = contradiction.map(({ name, by }) => ({ ...name, by }))
  throw contradictionRefusal(rules, named, prefix)
}

const IN_FILES = new Set(['organisation', 'lock'])

type Named = { readonly pointer: string; readonly kind: string }

/**
 * Rules that contradict, each by its pointer, its part in it and the least by which it would have to give way: files, or
 * cents (`context`, by pointer and part).
 */
export function contradictionRefusal(
  rules: AwardRules,
  contradiction: readonly (Named & { readonly by: number | null })[],
  prefix: string,
): Refusal {
  const unitOf = ({ pointer, kind }: Named): number => {
    if (IN_FILES.has(kind)) return 1
    const [, noun, place] = pointer.split('/')
    return noun === 'quotas' && rules.quotas?.[Number(place)]?.measure === 'count' ? 1 : rules.envelope.roundToCents
  }
  return new Refusal('unprocessable', 'award-rules-contradictory', 'No award satisfies these rules together', {
    errors: contradiction.map((one) => ({
      pointer: prefix + one.pointer,
      keyword: `contradicts-${one.kind}`,
      message: 'contradicts the other rules that are named',
    })),
    context: Object.fromEntries(
      contradiction.flatMap((one) => (one.by === null ? [] : [[`${one.pointer} ${one.kind}`, one.by * unitOf(one)]])),
    ),
  })
}
