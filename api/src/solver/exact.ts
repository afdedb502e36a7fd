import { holds, type Programme, type Solver } from './programme.rules.ts'

/** Nothing was proven: the answer is refused rather than trusted. */
export class NotProven extends Error {}

/** The best values, null when there are none. Throws `NotProven` on anything but a proof. */
export async function solveExactly(solver: Solver, programme: Programme): Promise<readonly number[] | null> {
  const answer = await solver(programme)
  if (answer.status === 'infeasible') return null
  if (answer.status === 'unknown') throw new NotProven(answer.why)
  const values = answer.values.map((value) => Math.round(value))
  if (!holds(programme, values)) throw new NotProven('the rounded values break a constraint')
  return values
}
