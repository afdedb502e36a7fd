import type { BoardLine, ExactScore, Panel } from '@progress-ess/shared/evaluations'

export type Cell = BoardLine['evaluations'][number]

export const cellOf = (line: BoardLine, evaluatorId: string): Cell | undefined =>
  line.evaluations.find((one) => one.evaluatorId === evaluatorId)

/** For the eye only: what is exact stays in the fraction. */
export const shown = (score: ExactScore): number => Number(score.display)

/** Lowest and highest of the totals that count; undefined when there are fewer than two. */
export function rangeOf(line: BoardLine): { low: number; high: number } | undefined {
  const totals = line.evaluations.flatMap(({ status, total }) =>
    total !== null && (status === 'submitted' || status === 'locked') ? [shown(total)] : [],
  )
  return totals.length < 2 ? undefined : { low: Math.min(...totals), high: Math.max(...totals) }
}

/** What a lock would take, and what it would leave out of every figure. */
export function lockEffect({ lines }: Panel): { counted: number; leftOut: readonly { line: BoardLine; cell: Cell }[] } {
  const cells = lines.flatMap((line) => line.evaluations.map((cell) => ({ line, cell })))
  return {
    counted: cells.filter(({ cell }) => cell.status === 'submitted').length,
    leftOut: cells.filter(({ cell }) => ['assigned', 'accepted', 'in_progress'].includes(cell.status)),
  }
}

export function figuresOf({ lines }: Panel) {
  const cells = lines.flatMap((line) => line.evaluations)
  const active = cells.filter(({ status }) => status !== 'recused')
  return {
    files: lines.length,
    handedIn: active.filter(({ status }) => status === 'submitted' || status === 'locked').length,
    assigned: active.length,
    missing: lines.reduce((sum, line) => sum + line.missingEvaluations, 0),
    recused: cells.length - active.length,
    divergent: lines.filter(({ isDivergent }) => isDivergent).length,
  }
}
