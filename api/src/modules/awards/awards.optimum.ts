import type { Optimum } from '@progress-ess/shared/awards'
import { solveExactly } from '../../solver/exact.ts'
import { type Programme, type Row, type Solver, type Term, valueOf } from '../../solver/programme.rules.ts'
import { amountTerm, type Candidate, type Model, objectiveTerms } from './awards.optimum-model.rules.ts'

export type Optimal = {
  /** Of each column of the model. */
  readonly values: readonly number[]
  /** What the first objective comes to, in its own units. */
  readonly value: bigint
  readonly isUnique: boolean
}

/** Files that one solve of the walk decides upon: their weights are powers of two, which doubles hold exactly. */
const BLOCK = 20

const rowsOf = ({ links, rules }: Model): Row[] => [...links, ...rules.flatMap(({ rows }) => rows)]

/** The largest number that divides all coefficients: smaller figures lose nothing, and are solved more surely. */
function reduced(terms: readonly Term[]): readonly Term[] {
  const divisor = terms.reduce((common, [, coefficient]) => gcd(common, Math.abs(coefficient)), 0)
  return divisor <= 1 ? terms : terms.map(([column, coefficient]): Term => [column, coefficient / divisor])
}
const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b))

/**
 * The optimum, the same on every machine whatever the order of the files: the objectives one after the other, then the
 * most files, then the better ranked ones, then the larger amounts in the order of rank. `extra` are rows beside those of
 * the rules. Null when nothing satisfies them.
 */
export async function optimumOf(
  model: Model,
  { objectives }: Optimum,
  solver: Solver,
  extra: readonly Row[] = [],
): Promise<Optimal | null> {
  const { candidates, columns } = model
  const stages = [...new Set([...objectives, 'count' as const])].map((one) => reduced(objectiveTerms(one, candidates)))
  const rows = [...rowsOf(model), ...extra]
  let values: readonly number[] = []
  for (const objective of stages) {
    const best = await solveExactly(solver, { columns, rows, objective })
    if (best === null) return null
    values = best
    rows.push({ terms: objective, lower: Number(valueOf(objective, best)), upper: Infinity })
  }
  const programme = { columns, rows, objective: [] }
  const isUnique =
    (await solveExactly(solver, { ...programme, rows: [...rows, otherSet(candidates, values)] })) === null
  const inRankOrder = [...candidates].sort((a, b) => a.place - b.place)
  const chosen = isUnique
    ? fix(
        programme,
        candidates.map(({ column }) => column),
        values,
      )
    : null
  const settled = chosen ?? (await walk(programme, inRankOrder, values, solver))
  const filled = await fill(settled.programme, inRankOrder, settled.values, solver)
  const [first] = objectives
  return {
    values: filled,
    value: first === undefined ? 0n : valueOf(objectiveTerms(first, candidates), filled),
    isUnique,
  }
}

/** The best value of the first objective under more rows; null when they leave nothing. */
export async function bestValue(
  model: Model,
  { objectives: [first] }: Optimum,
  solver: Solver,
  extra: readonly Row[],
): Promise<bigint | null> {
  if (first === undefined) return null
  const terms = objectiveTerms(first, model.candidates)
  const values = await solveExactly(solver, {
    columns: model.columns,
    rows: [...rowsOf(model), ...extra],
    objective: reduced(terms),
  })
  return values === null ? null : valueOf(terms, values)
}

/** A row that only other sets of files satisfy. */
function otherSet(candidates: readonly Candidate[], values: readonly number[]): Row {
  const isIn = ({ column }: Candidate): boolean => values[column] === 1
  return {
    terms: candidates.map((one): Term => [one.column, isIn(one) ? -1 : 1]),
    lower: 1 - candidates.filter(isIn).length,
    upper: Infinity,
  }
}

type Settled = { readonly programme: Programme; readonly values: readonly number[] }

function fix(programme: Programme, fixed: readonly number[], values: readonly number[]): Settled {
  const isFixed = new Set(fixed)
  const columns = programme.columns.map((column, index) => {
    const value = values[index] ?? 0
    return isFixed.has(index) ? { lower: value, upper: value } : column
  })
  return { programme: { ...programme, columns }, values }
}

/** Keeps each file that can be kept, from the best ranked on: blocks of files at once, the better ranked weighing more than all behind it. */
async function walk(
  programme: Programme,
  inRankOrder: readonly Candidate[],
  values: readonly number[],
  solver: Solver,
): Promise<Settled> {
  let settled: Settled = { programme, values }
  for (let from = 0; from < inRankOrder.length; from += BLOCK) {
    const block = inRankOrder.slice(from, from + BLOCK).map(({ column }) => column)
    const isAllIn = block.every((column) => settled.values[column] === 1)
    const objective = block.map((column, index): Term => [column, 2 ** (block.length - 1 - index)])
    const best = isAllIn ? settled.values : await solveExactly(solver, { ...settled.programme, objective })
    settled = fix(settled.programme, block, best ?? settled.values)
  }
  return settled
}

/** Gives each file of the set, from the best ranked on, the largest amount that the others leave it. */
async function fill(
  programme: Programme,
  inRankOrder: readonly Candidate[],
  values: readonly number[],
  solver: Solver,
): Promise<readonly number[]> {
  let settled: Settled = { programme, values }
  for (const candidate of inRankOrder) {
    const { amountColumn, column, most } = candidate
    if (amountColumn === null || settled.values[column] !== 1) continue
    const isMost = settled.values[amountColumn] === most
    const objective = [amountTerm(candidate)]
    const best = isMost ? settled.values : await solveExactly(solver, { ...settled.programme, objective })
    settled = fix(settled.programme, [amountColumn], best ?? settled.values)
  }
  return settled.values
}
