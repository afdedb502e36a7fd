import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import {
  anyInput,
  EURO,
  fileWith,
  inputOf,
  isFunded,
  lineOf,
  rulesWith,
  withScore,
} from '../../../test/support/award-fixture.ts'
import { fraction } from '../../kit/fraction.rules.ts'
import type { ScenarioInput } from './awards.types.rules.ts'

const leastScoreOf = (input: ScenarioInput, id: string): string | null =>
  lineOf(input, id).counterfactual?.leastScore?.display ?? null

describe('the least score that funds a file', () => {
  it('equals that of the file to overtake where the tie-breaks favour it, and is a hundredth more elsewhere', () => {
    const input = inputOf(rulesWith())
    // D must pass C, whom the draw favours; E must pass C as well, and with C’s score the draw puts it behind.
    expect([leastScoreOf(input, 'D'), leastScoreOf(input, 'E')]).toEqual(['80.01', '80.01'])
    const favoured = {
      ...input,
      files: input.files.map((file) => (file.number === 'E' ? { ...file, drawKey: '0' } : file)),
    }
    expect(leastScoreOf(favoured, 'E')).toBe('80.00')
  })

  it('is the threshold where only that keeps the file out', () => {
    const files = [fileWith('A', { score: fraction(4_499, 100) })]
    expect(leastScoreOf(inputOf(rulesWith(), files), 'A')).toBe('50.00')
  })

  it('is told with the decimals that ranks are rounded to', () => {
    const files = [fileWith('A', { score: fraction(801, 10) }), fileWith('B', { requestedCents: 35_000 * EURO })]
    const rules = rulesWith({ amount: { capCents: 40_000 * EURO, floorCents: 0, maxShareOfBudget: 10_000 } })
    expect(leastScoreOf({ ...inputOf(rules, files), decimals: 1 }, 'B')).toBe('80.20')
    expect(leastScoreOf({ ...inputOf(rules, files), decimals: 4 }, 'B')).toBe('80.1001')
  })

  it('may be a perfect score', () => {
    const perfect = fileWith('A', { score: fraction(100), requestedCents: 15_000 * EURO, drawKey: '2' })
    const rules = rulesWith({ envelope: { totalCents: 15_000 * EURO, roundToCents: 1 } })
    expect(leastScoreOf(inputOf(rules, [perfect, fileWith('B', { drawKey: '1' })]), 'B')).toBe('100.00')
    expect(leastScoreOf(inputOf(rules, [perfect, fileWith('B', { drawKey: '3' })]), 'B')).toBeNull()
  })

  it('is none for a file that is too large, eliminated, or behind a perfect score', () => {
    const rules = rulesWith({ amount: { capCents: 50_000 * EURO, floorCents: 0, maxShareOfBudget: 10_000 } })
    const files = [
      fileWith('A', { score: fraction(100), requestedCents: 35_000 * EURO }),
      fileWith('B', { score: fraction(70), requestedCents: 45_000 * EURO, budgetCents: 90_000 * EURO }),
      fileWith('C', { score: fraction(70), requestedCents: 6_000 * EURO }),
      fileWith('D', { score: fraction(60), requestedCents: 1_000 * EURO, eliminatedBy: 'need' }),
    ]
    expect(['B', 'C', 'D'].map((id) => leastScoreOf(inputOf(rules, files), id))).toEqual([null, null, null])
  })

  it('is found for every unfunded file of every small world, whatever the method: all scores from its own up were tried', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const small = { ...input, files: input.files.map((file) => ({ ...file, score: file.score ?? fraction(0) })) }
        for (const file of small.files) {
          const { awardCents, counterfactual } = lineOf(small, file.number)
          if (awardCents > 0 || counterfactual === null) continue
          // Scores go up to 12 here: 13 is as good as 100.
          const own = Number(file.score.num)
          const tried = Array.from(
            { length: 14 },
            (_, score) => score >= own && isFunded(withScore(small, file.number, fraction(score)), file.number),
          )
          const least = tried.indexOf(true)
          expect([file.number, counterfactual.leastScore?.numerator ?? null]).toEqual([
            file.number,
            least === -1 ? null : String(least),
          ])
        }
      }),
      { numRuns: 800 },
    )
  })
})
