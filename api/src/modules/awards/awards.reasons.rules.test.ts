import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import {
  anyInput,
  anyOtherInput,
  anyTinyInput,
  draw,
  EURO,
  fileWith,
  inputOf,
  isFunded,
  lineOf,
  partialFrom,
  rankAndCut,
  rulesWith,
  withEnvelope,
  withScore,
} from '../../../test/support/award-fixture.ts'
import { fraction } from '../../kit/fraction.rules.ts'
import { runScenario } from './awards.scenario.rules.ts'
import type { Reason, ScenarioInput } from './awards.types.rules.ts'

const reasonsOf = (input: ScenarioInput, id: string): readonly Reason[] => lineOf(input, id).reasons
const method = rankAndCut

describe('why a line has its amount', () => {
  it('says funded, as asked', () => {
    expect(reasonsOf(inputOf(rulesWith()), 'A')).toEqual([{ code: 'funded', facts: { awardCents: 15_000 * EURO } }])
  })

  it('says what capped an award', () => {
    const files = [fileWith('A', { requestedCents: 20_000 * EURO })]
    expect(reasonsOf(inputOf(rulesWith(), files), 'A')).toEqual([
      {
        code: 'funded-capped',
        facts: { limit: 'cap', ceilingCents: 15_000 * EURO, requestedCents: 20_000 * EURO },
      },
    ])
  })

  it('says that the last award is what was left', () => {
    const rules = rulesWith({ method: { ...method, lastAward: partialFrom(0) } })
    expect(reasonsOf(inputOf(rules), 'D')).toEqual([
      { code: 'funded-partial', facts: { leftCents: 3_000 * EURO, neededCents: 6_000 * EURO } },
    ])
    expect(reasonsOf(inputOf(rules), 'E')).toEqual([
      { code: 'envelope-exhausted', facts: { leftCents: 0, neededCents: 5_000 * EURO, cutRank: 3 } },
    ])
  })

  it('says what was left and needed, at which rank the service stopped, and which tie was lost', () => {
    const input = inputOf(rulesWith())
    expect(reasonsOf(input, 'D')).toEqual([
      { code: 'envelope-exhausted', facts: { leftCents: 3_000 * EURO, neededCents: 6_000 * EURO, cutRank: null } },
      { code: 'lost-tie', facts: { by: 'draw', criterion: null, place: 2, of: 2 } },
    ])
    expect(reasonsOf(input, 'F')).toEqual([
      { code: 'envelope-exhausted', facts: { leftCents: 3_000 * EURO, neededCents: 3_000 * EURO, cutRank: 3 } },
    ])
  })

  it('names the criterion that lost a tie', () => {
    const need = (mark: number) => ({ criterionMeans: { need: fraction(mark) }, requestedCents: 15_000 * EURO })
    const files = [fileWith('A', need(3)), fileWith('B', need(4)), fileWith('C', need(5))]
    const rules = rulesWith({ tieBreak: [{ by: 'criterion', criterionId: 'need' }, draw] })
    expect(reasonsOf(inputOf(rules, files), 'A')[1]).toEqual({
      code: 'lost-tie',
      facts: { by: 'criterion', criterion: 'need', place: 3, of: 3 },
    })
  })

  it('does not call lost a tie that was won: the first of two does not fit, the second does', () => {
    const files = [
      fileWith('A', { requestedCents: 15_000 * EURO, drawKey: '1' }),
      fileWith('B', { requestedCents: 5_000 * EURO, drawKey: '2' }),
    ]
    const rules = rulesWith({
      envelope: { totalCents: 10_000 * EURO, roundToCents: 1 },
      method: { ...method, onMisfit: 'skip' },
    })
    expect(isFunded(inputOf(rules, files), 'B')).toBe(true)
    expect(reasonsOf(inputOf(rules, files), 'A').map(({ code }) => code)).toEqual(['envelope-exhausted'])
  })

  it('says when what was left would do but for the floor, and when the most it could get lies under it', () => {
    const rules = rulesWith({
      amount: { capCents: 15_000 * EURO, floorCents: 4_000 * EURO, maxShareOfBudget: 10_000 },
      method: { ...method, lastAward: partialFrom(5_000) },
    })
    const short = fileWith('T', { score: fraction(99), requestedCents: 9_000 * EURO, budgetCents: 3_000 * EURO })
    const input = { ...inputOf(rules), files: [...inputOf(rules).files, short] }
    expect(reasonsOf(input, 'D')[0]).toEqual({
      code: 'below-floor',
      facts: { leftCents: 3_000 * EURO, ceilingCents: 6_000 * EURO, floorCents: 4_000 * EURO },
    })
    expect(reasonsOf(input, 'T')).toEqual([
      {
        code: 'below-floor',
        facts: { leftCents: 40_000 * EURO, ceilingCents: 3_000 * EURO, floorCents: 4_000 * EURO },
      },
    ])
  })

  it('names the file of the same organisation that was served', () => {
    const rules = rulesWith({ perOrganisation: { max: 1 }, envelope: { totalCents: 90_000 * EURO, roundToCents: 1 } })
    expect(reasonsOf(inputOf(rules), 'G')).toEqual([{ code: 'same-organisation', facts: { number: 'A' } }])
  })

  it('says how many points are missing, never 0.00', () => {
    const files = [fileWith('A', { score: fraction(45) }), fileWith('B', { score: fraction(49_999, 1_000) })]
    expect(reasonsOf(inputOf(rulesWith(), files), 'A')).toEqual([
      { code: 'below-threshold', facts: { threshold: '50.00', missing: '5.00' } },
    ])
    expect(reasonsOf(inputOf(rulesWith(), files), 'B')).toEqual([
      { code: 'below-threshold', facts: { threshold: '50.00', missing: '0.01' } },
    ])
  })

  it('says what keeps a file out of the ranking, and keeps its score', () => {
    const files = [
      fileWith('A', { eliminatedBy: 'need', score: fraction(90) }),
      fileWith('B', { state: 'inadmissible' }),
      fileWith('C', { state: 'withdrawn' }),
      fileWith('D', { score: null }),
    ]
    const { lines } = runScenario(inputOf(rulesWith(), files))
    expect(lines.map(({ outcome, reasons, rank }) => [outcome, reasons[0], rank])).toEqual([
      ['refused', { code: 'eliminated', facts: { criterion: 'need' } }, null],
      ['inadmissible', { code: 'inadmissible', facts: {} }, null],
      ['withdrawn', { code: 'withdrawn', facts: {} }, null],
      ['refused', { code: 'not-evaluated', facts: {} }, null],
    ])
    expect(lines[0]?.score?.display).toBe('90.00')
  })
})

describe('whatever the rules and the files, reasons are true', () => {
  /** The same world with the file first among those of its score, by a jury that names it alone. */
  const asFirstOfTie = (input: ScenarioInput, number: string): ScenarioInput => ({
    ...input,
    rules: { ...input.rules, tieBreak: [{ by: 'jury', order: [number] }, ...input.rules.tieBreak] },
  })

  it('a tie is said to be lost exactly when winning it would have funded the file', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        for (const { number, reasons, awardCents, rank } of runScenario(input).lines) {
          if (awardCents > 0 || rank === null) continue
          const isLost = reasons.some(({ code }) => code === 'lost-tie')
          expect([number, isLost]).toEqual([number, isFunded(asFirstOfTie(input, number), number)])
        }
      }),
      { numRuns: 800 },
    )
  })

  it('the numbers of a reason are those of the run', () => {
    fc.assert(
      fc.property(anyTinyInput, (input) => {
        const { lines } = runScenario(input)
        for (const [place, { reasons, awardCents, ceilingCents }] of lines.entries()) {
          const left = lines
            .slice(0, place)
            .reduce((cents, line) => cents - line.awardCents, input.rules.envelope.totalCents)
          const reason = reasons[0]
          if (reason?.code === 'funded') expect(awardCents).toBe(reason.facts.awardCents)
          if (reason?.code === 'funded-capped') expect(awardCents).toBe(reason.facts.ceilingCents)
          if (reason?.code === 'funded-partial') {
            expect(reason.facts).toEqual({ leftCents: left, neededCents: ceilingCents })
            expect(awardCents).toBe(left - (left % input.rules.envelope.roundToCents))
          }
          if (reason?.code === 'envelope-exhausted') {
            expect(reason.facts).toMatchObject({ leftCents: left, neededCents: ceilingCents })
            expect(reason.facts.cutRank !== null || left < ceilingCents).toBe(true)
          }
          if (reason?.code === 'below-floor') {
            expect(Math.min(reason.facts.leftCents, reason.facts.ceilingCents)).toBeLessThan(reason.facts.floorCents)
          }
        }
      }),
      { numRuns: 400 },
    )
  })

  it('what is missing where files share, or under the lowest tier, is what would have sufficed', () => {
    fc.assert(
      fc.property(anyOtherInput, (input) => {
        const { lines, totals } = runScenario(input)
        for (const { number: id, reasons, awardCents, ceilingCents, score } of lines) {
          const [reason] = reasons
          if (reason?.code === 'funded-share' || reason?.code === 'funded-at-floor') {
            expect(reason.facts).toMatchObject({ awardCents, ceilingCents, sharers: totals.fundedCount })
            expect(awardCents).toBeLessThan(ceilingCents)
          }
          if (reason?.code === 'floors-exhausted' && reason.facts.cutRank === null) {
            const lacks = reason.facts.neededCents - reason.facts.leftCents
            const withMore = (cents: number) => isFunded(withEnvelope(input, totals.envelopeCents + cents), id)
            expect([id, withMore(lacks - 1), withMore(lacks)]).toEqual([id, false, true])
          }
          if (reason?.code === 'below-tiers') {
            const enough = fraction(BigInt(score?.numerator ?? 0) + BigInt(Number(reason.facts.missing)))
            const after = lineOf(withScore(input, id, enough), id).reasons
            expect(after.map(({ code }) => code)).not.toContain('below-tiers')
          }
        }
      }),
      { numRuns: 600 },
    )
  })
})
