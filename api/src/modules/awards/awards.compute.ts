import type { Optimum } from '@progress-ess/shared/awards'
import { type Contradiction, findContradiction } from '../../solver/contradiction.ts'
import { NotProven } from '../../solver/exact.ts'
import type { Row, Solver } from '../../solver/programme.rules.ts'
import { neverFits } from './awards.bounds.rules.ts'
import { runOfTurns } from './awards.methods.rules.ts'
import { bestValue, type Optimal, optimumOf } from './awards.optimum.ts'
import { type Candidate, type Model, modelOf, type RuleName } from './awards.optimum-model.rules.ts'
import { rankFiles } from './awards.ranking.rules.ts'
import { resultOf, runScenario } from './awards.scenario.rules.ts'
import {
  type RankedFile,
  type ScenarioInput,
  type ScenarioResult,
  type Served,
  silent,
  type Tell,
} from './awards.types.rules.ts'

export type Computed =
  | { readonly ok: true; readonly result: ScenarioResult }
  /** No set of files and amounts satisfies all rules: those that contradict one another, as few as can be. */
  | { readonly ok: false; readonly code: 'award-rules-contradictory'; readonly contradiction: Contradiction<RuleName> }
  /** The solver ended without a proof: nothing is told rather than a guess. */
  | { readonly ok: false; readonly code: 'optimum-not-proven'; readonly detail: string }

/** Files without money that are told what the optimum would be worth with them in, in the order of rank: one solve each. */
const MOST_EXCHANGES = 10

/** Runs any rules: those of the optimum with a solver, which is asked for only then. Pure but for the solver. */
export async function computeScenario(
  input: ScenarioInput,
  solverOf: () => Promise<Solver>,
  tell: Tell = silent,
): Promise<Computed> {
  const { method } = input.rules
  if (method.kind !== 'optimum') return { ok: true, result: runScenario(input, tell) }
  try {
    return await computeOptimum(input, method, await solverOf(), tell)
  } catch (error) {
    if (error instanceof NotProven) return { ok: false, code: 'optimum-not-proven', detail: error.message }
    throw error
  }
}

async function computeOptimum(input: ScenarioInput, method: Optimum, solver: Solver, tell: Tell): Promise<Computed> {
  const { rules } = input
  const entries = rankFiles(input)
  const model = modelOf(rules, method, entries)
  let solved = 0
  const counted: Solver = (programme) => {
    tell('solving', solved, null)
    solved += 1
    return solver(programme)
  }
  const optimal = await optimumOf(model, method, counted)
  if (optimal === null) {
    return { ok: false, code: 'award-rules-contradictory', contradiction: await findContradiction(model, counted) }
  }
  const [objective = 'amount'] = method.objectives
  const unit = BigInt(objective === 'scoreTimesAmount' || objective === 'amount' ? rules.envelope.roundToCents : 1)
  const textOf = (value: bigint): string => String(value * unit)
  const worths = await exchanges(model, method, optimal, solver, tell)
  const candidateOf = new Map(model.candidates.map((candidate) => [candidate.entry, candidate]))
  const served = entries.map((entry): Served => {
    const candidate = candidateOf.get(entry)
    const turn = turnOf(input, entry, candidate, optimal)
    if (turn.how !== 'not-in-optimum') return turn
    const withIt = worths.get(entry.file.number) ?? null
    return {
      ...turn,
      worth: { objective, value: textOf(optimal.value), withIt: withIt === null ? null : textOf(withIt) },
    }
  })
  const totals = { objective, value: textOf(optimal.value), isUnique: optimal.isUnique }
  return { ok: true, result: resultOf(input, runOfTurns(served), totals, tell) }
}

function turnOf(
  { rules }: ScenarioInput,
  entry: RankedFile,
  candidate: Candidate | undefined,
  { values }: Optimal,
): Served {
  const lock = rules.locks?.find(({ number }) => number === entry.file.number)
  const held = lock === undefined ? null : { lock }
  const turn = { entry, leftCents: 0, takenCents: 0, awardCents: 0, cutRank: null, sameAs: null, quota: null, held }
  if (lock?.award.kind === 'out') return { ...turn, how: 'locked-out' }
  if (neverFits(entry) || candidate === undefined) return { ...turn, how: 'never-fits' }
  const { column, amountColumn, most } = candidate
  if (values[column] !== 1) return { ...turn, how: 'not-in-optimum' }
  const units = amountColumn === null ? most : (values[amountColumn] ?? 0)
  const awardCents = units * rules.envelope.roundToCents
  if (lock?.award.kind === 'amount') return { ...turn, awardCents, how: 'locked-in' }
  return { ...turn, awardCents, how: units === most ? 'full' : 'in-part' }
}

/** What the optimum would be worth with each of the first files without money in it; null where no set holds it. */
async function exchanges(
  model: Model,
  method: Optimum,
  { values }: Optimal,
  solver: Solver,
  tell: Tell,
): Promise<ReadonlyMap<string, bigint | null>> {
  const worths = new Map<string, bigint | null>()
  const without = model.candidates.filter(({ column }) => values[column] !== 1).sort((a, b) => a.place - b.place)
  const first = without.slice(0, MOST_EXCHANGES)
  for (const { entry, column } of first) {
    tell('exchanges', worths.size, first.length)
    const forced: Row = { terms: [[column, 1]], lower: 1, upper: 1 }
    worths.set(entry.file.number, await bestValue(model, method, solver, [forced]))
  }
  return worths
}
