import highs, { type Highs } from 'highs'
import { type Answer, isTrivial, type Programme, type Solver } from './programme.rules.ts'

// The package declares CommonJS types for its ES module: what Node imports is the loader itself.
const loadHighs = highs as unknown as typeof highs.default

/**
 * An optimal answer within half a unit is the best one, since all figures are whole. No presolve, and no restart, which presolves
 * again: HiGHS 1.15 reports four-file programmes as optimal that are not (its aggregator; found by `npm run proof:optimum`, and
 * of the kind of its issues 3043 and 3094).
 */
const OPTIONS = {
  output_flag: false,
  presolve: 'off',
  mip_allow_restart: false,
  // Programmes are small and their first relaxation nearly whole: looking for a first answer costs more than it saves.
  mip_heuristic_effort: 0,
  mip_heuristic_run_feasibility_jump: false,
  mip_rel_gap: 0,
  mip_abs_gap: 0.5,
  mip_feasibility_tolerance: 1e-9,
  random_seed: 0,
}

/** HiGHS in this thread: each call holds it until it ends, `limitSeconds` at the most. */
export async function loadSolver(): Promise<(programme: Programme, limitSeconds: number) => Answer> {
  const own = await loadHighs()
  return (programme, limitSeconds) => solve(own, programme, limitSeconds)
}

/** The same as a port, without a limit: for programs that have nothing else to do. */
export async function highsSolver(): Promise<Solver> {
  const solver = await loadSolver()
  return (programme) => Promise.resolve(solver(programme, Infinity))
}

function solve(highs: Highs, programme: Programme, limitSeconds: number): Answer {
  const { columns, objective } = programme
  // A row without terms breaks some readers of models: it is judged here.
  const [empty, rows] = [programme.rows.filter(isTrivial), programme.rows.filter((row) => !isTrivial(row))]
  if (empty.some(({ lower, upper }) => lower > 0 || upper < 0)) return { status: 'infeasible' }
  if (columns.length === 0) return { status: 'optimal', values: [] }
  const cost = new Float64Array(columns.length)
  for (const [column, coefficient] of objective) cost[column] = coefficient
  const starts = [0]
  for (const { terms } of rows) starts.push((starts.at(-1) ?? 0) + terms.length)
  const data = {
    numCols: columns.length,
    numRows: rows.length,
    sense: highs.constants.objectiveSense.maximize,
    colCost: cost,
    colLower: columns.map(({ lower }) => lower),
    colUpper: columns.map(({ upper }) => upper),
    rowLower: rows.map(({ lower }) => lower),
    rowUpper: rows.map(({ upper }) => upper),
    matrix: {
      format: 'csr' as const,
      numRows: rows.length,
      numCols: columns.length,
      starts: Int32Array.from(starts),
      indices: Int32Array.from(rows.flatMap(({ terms }) => terms.map(([column]) => column))),
      values: Float64Array.from(rows.flatMap(({ terms }) => terms.map(([, coefficient]) => coefficient))),
    },
    integrality: columns.map(() => highs.constants.variableType.integer),
  }
  const model = highs.createModel(data)
  try {
    model.options.set({ ...OPTIONS, ...(limitSeconds === Infinity ? {} : { time_limit: limitSeconds }) })
    model.run()
    const status = model.getModelStatus()
    const { optimal, infeasible } = highs.constants.modelStatus
    if (status === optimal) return { status: 'optimal', values: [...model.getSolution().colValue] }
    return status === infeasible ? { status: 'infeasible' } : { status: 'unknown', why: `HiGHS ended with ${status}` }
  } finally {
    model.dispose()
  }
}
