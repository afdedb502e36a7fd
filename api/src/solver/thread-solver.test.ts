import { afterAll, describe, expect, it } from '@jest/globals'
import type { Programme } from './programme.rules.ts'
import { endSolver, threadSolver } from './thread-solver.ts'

afterAll(endSolver)

/** A market split: four sums to be halved at once, which branch and bound proves only by trying most of it. */
function hardProgramme(): Programme {
  const count = 40
  const rows = [0, 1, 2, 3].map((row) => {
    const coefficients = Array.from({ length: count }, (_, column) => (((column + 1) * (row * 7_919 + 6_007)) % 97) + 3)
    const half = Math.floor(coefficients.reduce((sum, one) => sum + one, 0) / 2)
    return { terms: coefficients.map((one, column) => [column, one] as const), lower: half, upper: half }
  })
  return { columns: Array.from({ length: count }, () => ({ lower: 0, upper: 1 })), rows, objective: [] }
}
const EASY: Programme = { columns: [{ lower: 0, upper: 3 }], rows: [], objective: [[0, 1]] }

describe('The solver beside the requests', () => {
  it('counts the wait behind others: who waits longer than his time is told so before the thread is free', async () => {
    const order: string[] = []
    const first = (await threadSolver(2))(hardProgramme()).then(() => order.push('first'))
    const second = (await threadSolver(0.05))(EASY).then((answer) => order.push(`second ${answer.status}`))
    const third = (await threadSolver())(EASY).then((answer) => order.push(`third ${answer.status}`))
    await Promise.all([first, second, third])
    // Whether the first was proven in its time is the machine's affair.
    expect(order).toEqual(['second unknown', 'first', 'third optimal'])
  })

  it('asks nothing more once the time of a computation is over', async () => {
    const solver = await threadSolver(0)
    expect(await solver(EASY)).toEqual({ status: 'unknown', why: 'more than 0 seconds' })
  })
})
