import { describe, expect, it } from '@jest/globals'
import type { AwardRules, Quota } from '@progress-ess/shared/awards'
import fc from 'fast-check'
import {
  anyConstrainedInput,
  EURO,
  eurosOf,
  FIXTURE,
  inputOf,
  isFunded,
  lineOf,
  rankAndCut,
  rulesWith,
  withEnvelope,
} from '../../../test/support/award-fixture.ts'
import { canonicalJson } from '../../kit/canonical.ts'
import { fraction } from '../../kit/fraction.rules.ts'
import { Groups, isIn } from './awards.groups.rules.ts'
import { withoutMinimum } from './awards.quota-reasons.rules.ts'
import { runScenario } from './awards.scenario.rules.ts'
import type { ScenarioInput } from './awards.types.rules.ts'

const THEMES: Readonly<Record<string, string>> = {
  A: 'T1',
  B: 'T2',
  C: 'T1',
  D: 'T3',
  E: 'T2',
  F: 'T3',
  G: 'T1',
  H: 'T2',
}
const files = FIXTURE.map((file) => ({ ...file, facts: { theme: [THEMES[file.number] ?? ''] } }))
const theme = (...names: string[]) => ({ by: 'theme', in: names }) as const
const quota = (id: string, name: string, change: Partial<Quota>): Quota => ({
  id,
  label: id,
  files: theme(name),
  measure: 'count',
  priority: 1,
  ...change,
})
const under = (change: Partial<AwardRules>): ScenarioInput => inputOf(rulesWith(change), files)
const lots = (...pairs: [string, number][]): AwardRules['envelope'] => ({
  totalCents: 40_000 * EURO,
  roundToCents: EURO,
  lots: pairs.map(([name, euros]) => ({
    id: name.toLowerCase(),
    label: name,
    totalCents: euros * EURO,
    files: theme(name),
  })),
})

describe('lots', () => {
  it('are served each of its own money, and stop each for itself', () => {
    const input = under({ envelope: lots(['T1', 20_000], ['T3', 9_000]) })
    // T1: A, then C does not fit and stops. T3: D and F. The rest, 11,000 €: B does not fit and stops.
    expect(eurosOf(input)).toEqual({ A: 15_000, D: 6_000, F: 3_000 })
    expect(runScenario(input).totals.lots).toEqual([
      { id: 't1', totalCents: 20_000 * EURO, awardedCents: 15_000 * EURO, fundedCount: 1 },
      { id: 't3', totalCents: 9_000 * EURO, awardedCents: 9_000 * EURO, fundedCount: 2 },
    ])
    // 1,000 € more for the files of no lot fund B.
    expect(lineOf(input, 'B').counterfactual?.leastEnvelopeCents).toBe(41_000 * EURO)
    // 5,000 € more in the lot of T1 fund C.
    expect(lineOf(input, 'C').counterfactual?.leastEnvelopeCents).toBe(45_000 * EURO)
  })

  it('are shared each for itself', () => {
    const input = under({ envelope: lots(['T1', 16_500]), method: { kind: 'equalShares' } })
    expect(eurosOf(input)).toEqual({ A: 5_500, C: 5_500, G: 5_500, B: 9_500, D: 6_000, E: 5_000, F: 3_000 })
  })
})

describe('quotas', () => {
  it('pass a file over when one is full, and go on', () => {
    const input = under({ quotas: [quota('t1', 'T1', { max: 1 })] })
    expect(eurosOf(input)).toEqual({ A: 15_000, B: 12_000, D: 6_000, E: 5_000 })
    expect(lineOf(input, 'C').reasons[0]).toEqual({
      code: 'quota-full',
      facts: { quota: 't1', label: 't1', measure: 'count', max: 1, neededCents: 10_000 * EURO },
    })
    expect(lineOf(input, 'C').outcome).toBe('refused')
  })

  it('count euros, too', () => {
    const input = under({ quotas: [quota('t1', 'T1', { measure: 'amount', max: 20_000 * EURO })] })
    expect(eurosOf(input)).toEqual({ A: 15_000, B: 12_000, D: 6_000, E: 5_000 })
  })

  it('hold a place for their best file, and say whose', () => {
    const input = under({ quotas: [quota('t3', 'T3', { min: 1 })] })
    expect(eurosOf(input)).toEqual({ A: 15_000, B: 12_000, D: 6_000 })
    expect(lineOf(input, 'D').reasons[0]).toEqual({ code: 'funded-by-quota', facts: { quota: 't3', label: 't3' } })
    expect(lineOf(input, 'C').reasons.map(({ code }) => code)).toEqual(['displaced-by', 'envelope-exhausted'])
    expect(runScenario(input).totals.quotas).toEqual([{ id: 't3', reached: 1, isMet: true }])
    // C needs 43,000 €: its own 10,000 and those of A, B and D.
    expect(lineOf(input, 'C').counterfactual?.leastEnvelopeCents).toBe(43_000 * EURO)
  })

  it('say when their least is not reached', () => {
    const input = under({ quotas: [quota('t3', 'T3', { min: 3 })] })
    expect(runScenario(input).totals.quotas).toEqual([{ id: 't3', reached: 2, isMet: false }])
  })
})

describe('locks', () => {
  it('put a file in, out, or at an amount, with their reason', () => {
    const input = under({
      locks: [
        { number: 'A', award: { kind: 'out' }, reason: 'Withdraws by telephone' },
        { number: 'G', award: { kind: 'in' }, reason: 'Voted by the board' },
        { number: 'E', award: { kind: 'amount', amountCents: 2_000 * EURO }, reason: 'Reduced by the board' },
      ],
    })
    expect(eurosOf(input)).toEqual({ B: 12_000, C: 10_000, D: 6_000, E: 2_000, G: 8_000 })
    expect(lineOf(input, 'A').reasons).toEqual([{ code: 'locked-out', facts: { reason: 'Withdraws by telephone' } }])
    expect(lineOf(input, 'G').reasons).toEqual([{ code: 'locked-in', facts: { reason: 'Voted by the board' } }])
  })
})

it('a file out of the ranking is not put in by a lock', () => {
  const input = under({ locks: [{ number: 'H', award: { kind: 'in' }, reason: 'Voted by the board' }] })
  expect(isFunded(input, 'H')).toBe(false)
})

describe('whatever the lots, quotas, locks and files', () => {
  const run = (check: (input: ScenarioInput) => void, numRuns = 500): void => {
    fc.assert(fc.property(anyConstrainedInput, check), { numRuns })
  }
  const fundedOf = (input: ScenarioInput): Set<string> =>
    new Set(runScenario(input).lines.flatMap(({ number, awardCents }) => (awardCents > 0 ? [number] : [])))

  it('no lot, no most of a quota and no organisation gives more than it may, and totals say so', () => {
    run((input) => {
      const { rules } = input
      const { lines, totals } = runScenario(input)
      const fileOf = new Map(input.files.map((file) => [file.number, file]))
      const groups = new Groups(rules)
      const spent = groups.pots.map(() => 0)
      const organisations = new Map<string, number>()
      for (const { number, awardCents, ceilingCents } of lines) {
        const file = fileOf.get(number)
        if (file === undefined || awardCents === 0) continue
        const pot = groups.potOf(file)
        spent[pot] = (spent[pot] ?? 0) + awardCents
        organisations.set(file.organisationKey, (organisations.get(file.organisationKey) ?? 0) + 1)
        expect(awardCents).toBeLessThanOrEqual(ceilingCents)
      }
      for (const [pot, { totalCents }] of groups.pots.entries()) expect(spent[pot]).toBeLessThanOrEqual(totalCents)
      expect(Math.max(0, ...organisations.values())).toBeLessThanOrEqual(rules.perOrganisation.max)
      for (const [index, { files: selector, measure, min, max }] of (rules.quotas ?? []).entries()) {
        const own = lines.filter(({ number, awardCents }) => awardCents > 0 && isIn(selector, fileOf.get(number)!))
        const reached = measure === 'count' ? own.length : own.reduce((sum, { awardCents }) => sum + awardCents, 0)
        expect(totals.quotas?.[index]).toMatchObject({ reached, isMet: min === undefined || reached >= min })
        if (max !== undefined) expect(reached).toBeLessThanOrEqual(max)
      }
    })
  })

  it('every reason by a quota is true: run without its least, the file stands otherwise', () => {
    run((input) => {
      for (const { number, reasons } of runScenario(input).lines) {
        const [first] = reasons
        if (first?.code !== 'funded-by-quota' && first?.code !== 'displaced-by') continue
        const without = { ...input, rules: withoutMinimum(input.rules, first.facts.quota) }
        expect(isFunded(without, number)).toBe(first.code === 'displaced-by')
      }
    })
  })

  it('a quota that is full is what passes a file over: with room in it, another reason decides or the file is funded', () => {
    run((input) => {
      for (const { number, reasons } of runScenario(input).lines) {
        const full = reasons.find(({ code }) => code === 'quota-full')
        if (full?.code !== 'quota-full') continue
        const quotas = input.rules.quotas?.map((one): Quota => {
          const { max: _, ...rest } = one
          return one.id === full.facts.quota ? rest : one
        })
        const after = lineOf({ ...input, rules: { ...input.rules, quotas: quotas ?? [] } }, number)
        const same = after.reasons.find(({ code }) => code === 'quota-full')
        expect(same?.code === 'quota-full' ? same.facts.quota : null).not.toBe(full.facts.quota)
      }
    })
  })

  it('the least envelope is that of trying all, the money more in the file’s own pot', () => {
    run((input) => {
      const { rules } = input
      const groups = new Groups(rules)
      const { totalCents, lots: own } = rules.envelope
      const raised = (pot: number, cents: number): ScenarioInput => ({
        ...input,
        rules: {
          ...rules,
          envelope: {
            ...rules.envelope,
            totalCents: totalCents + cents,
            ...(own === undefined
              ? {}
              : {
                  lots: own.map((lot, index) =>
                    index + 1 === pot ? { ...lot, totalCents: lot.totalCents + cents } : lot,
                  ),
                }),
          },
        },
      })
      const all = input.files.reduce((total, { requestedCents }) => total + requestedCents, 0) + totalCents
      const runs = groups.pots.map((_, pot) =>
        Array.from({ length: all + 1 }, (__, more) => fundedOf(raised(pot, more))),
      )
      for (const { number, counterfactual, awardCents } of runScenario(input).lines) {
        const file = input.files.find((one) => one.number === number)!
        if (counterfactual === null) continue
        const more = runs[groups.potOf(file)]?.findIndex((funded) => funded.has(number)) ?? -1
        const tried = more === -1 ? null : totalCents + more
        expect([number, awardCents, counterfactual.leastEnvelopeCents]).toEqual([number, awardCents, tried])
      }
    }, 60)
  })

  it('the least score is that of trying all', () => {
    run((input) => {
      for (const { number, counterfactual, awardCents, score } of runScenario(input).lines) {
        if (counterfactual === null || awardCents > 0) continue
        const file = input.files.find((one) => one.number === number)!
        if (file.eliminatedBy !== null) continue
        const from = score === null ? 0 : Number(score.numerator)
        const scores = [...Array.from({ length: 15 }, (_, more) => more), 100].filter((one) => one >= from)
        const least = scores.find((one) =>
          isFunded(
            {
              ...input,
              files: input.files.map((other) => (other === file ? { ...file, score: fraction(one) } : other)),
            },
            number,
          ),
        )
        const told = counterfactual.leastScore
        expect([number, told === null ? undefined : Number(told.numerator)]).toEqual([number, least])
      }
    }, 150)
  })

  it('gives the same bytes whatever the order of the files', () => {
    run((input) => {
      const backwards = { ...input, files: [...input.files].reverse() }
      expect(canonicalJson(runScenario(backwards))).toBe(canonicalJson(runScenario(input)))
    }, 200)
  })
})

it('an envelope that suffices for all funds all, whatever is held', () => {
  const input = under({ method: rankAndCut, quotas: [quota('t3', 'T3', { min: 2 })] })
  expect(Object.keys(eurosOf(withEnvelope(input, 90_000 * EURO)))).toHaveLength(7)
})
