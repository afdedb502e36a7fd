import { beforeAll, describe, expect, it } from '@jest/globals'
import type { AwardRules, Optimum, Quota } from '@progress-ess/shared/awards'
import fc from 'fast-check'
import { EURO, fileWith, FIXTURE, inputOf, rulesWith, withEnvelope } from '../../../test/support/award-fixture.ts'
import { anyOptimumInput, bruteForce } from '../../../test/support/optimum-brute-force.ts'
import { canonicalJson } from '../../kit/canonical.ts'
import { fraction } from '../../kit/fraction.rules.ts'
import { highsSolver } from '../../solver/highs.ts'
import type { Solver } from '../../solver/programme.rules.ts'
import { computeScenario } from './awards.compute.ts'
import { modelOf } from './awards.optimum-model.rules.ts'
import { rankFiles } from './awards.ranking.rules.ts'
import type { ScenarioInput, ScenarioResult } from './awards.types.rules.ts'

let solver: Solver
beforeAll(async () => {
  solver = await highsSolver()
})
const compute = (input: ScenarioInput) => computeScenario(input, () => Promise.resolve(solver))
async function resultOf(input: ScenarioInput): Promise<ScenarioResult> {
  const computed = await compute(input)
  if (!computed.ok) throw new Error(computed.code)
  return computed.result
}
const eurosOf = ({ lines }: ScenarioResult): Record<string, number> =>
  Object.fromEntries(lines.flatMap(({ number, awardCents }) => (awardCents > 0 ? [[number, awardCents / EURO]] : [])))

const indivisible: Optimum = { kind: 'optimum', objectives: ['scoreTimesAmount'], amounts: { kind: 'indivisible' } }
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
const quota = (name: string, change: Partial<Quota>): Quota => ({
  id: name.toLowerCase(),
  label: name,
  files: { by: 'theme', in: [name] },
  measure: 'count',
  priority: 1,
  ...change,
})
const under = (change: Partial<AwardRules> = {}): ScenarioInput =>
  inputOf(rulesWith({ method: indivisible, ...change }), files)

describe('the optimum of the fixture, to the euro', () => {
  it.each<[string, Partial<AwardRules>, Record<string, number>, number]>([
    ['score × amount, indivisible', {}, { A: 15_000, B: 12_000, C: 10_000, F: 3_000 }, 0],
    [
      'amounts between 60 % and 100 %',
      { method: { ...indivisible, amounts: { kind: 'divisible', minShareOfRequest: 6_000 } } },
      { A: 15_000, B: 12_000, C: 9_400, D: 3_600 },
      0,
    ],
    [
      'at least one of T3, at most 20,000 € of T1, one an organisation',
      {
        quotas: [quota('T3', { min: 1 }), quota('T1', { measure: 'amount', max: 20_000 * EURO })],
        perOrganisation: { max: 1 },
      },
      { A: 15_000, B: 12_000, D: 6_000, E: 5_000 },
      2_000,
    ],
  ])('%s', async (_name, change, awards, leftEuros) => {
    const result = await resultOf(under(change))
    expect(eurosOf(result)).toEqual(awards)
    expect(result.totals).toMatchObject({ leftCents: leftEuros * EURO, optimum: { isUnique: true } })
  })

  it('says what it would be worth with a file in, and whether another set is worth as much', async () => {
    const { lines, totals } = await resultOf(under())
    // Points × euros: 3,380,000 against 3,225,000 with D in.
    expect(totals.optimum).toEqual({ objective: 'scoreTimesAmount', value: '33800000000', isUnique: true })
    expect(lines.find(({ number }) => number === 'D')?.reasons).toEqual([
      {
        code: 'not-in-optimum',
        facts: { objective: 'scoreTimesAmount', value: '33800000000', withIt: '32250000000' },
      },
    ])
    const most = await resultOf(under({ method: { ...indivisible, objectives: ['count'] } }))
    expect(most.totals.optimum).toEqual({ objective: 'count', value: '5', isUnique: false })
    expect(Object.keys(eurosOf(most))).toEqual(['A', 'C', 'D', 'E', 'F'])
  })

  it('is not monotone: 1,000 € more drop two funded files', async () => {
    const [less, more] = [41_000, 42_000].map((euros) => withEnvelope(under(), euros * EURO)) as [
      ScenarioInput,
      ScenarioInput,
    ]
    const [before, after] = [eurosOf(await resultOf(less)), eurosOf(await resultOf(more))]
    expect(Object.keys(before).filter((number) => !(number in after))).toEqual(['D', 'F'])
  })
})

describe('knapsack sets with a known optimum', () => {
  it.each([
    [165, [23, 31, 29, 44, 53, 38, 63, 85, 89, 82], [92, 57, 49, 68, 60, 43, 67, 84, 87, 72], 309],
    [190, [56, 59, 80, 64, 75, 17], [50, 50, 64, 46, 50, 5], 150],
    [
      750,
      [70, 73, 77, 80, 82, 87, 90, 94, 98, 106, 110, 113, 115, 118, 120],
      [135, 139, 149, 150, 156, 163, 173, 184, 192, 201, 210, 214, 221, 229, 240],
      1_458,
    ],
  ])('of capacity %d', async (capacity, weights, profits, best) => {
    const knapsack = inputOf(
      rulesWith({
        envelope: { totalCents: capacity, roundToCents: 1 },
        method: { ...indivisible, objectives: ['scoreSum'] },
      }),
      weights.map((requestedCents, index) =>
        // A score is on 100: a profit counts in hundredths of a point.
        fileWith(`F${String(index).padStart(2, '0')}`, { requestedCents, score: fraction(profits[index] ?? 0, 100) }),
      ),
      null,
    )
    expect((await resultOf(knapsack)).totals.optimum?.value).toBe(String(best))
  })
})

describe('whatever the rules and the files', () => {
  it('is what trying every choice finds, to the file and the cent, or says that there is none', async () => {
    await fc.assert(
      fc.asyncProperty(anyOptimumInput, async (input) => {
        const computed = await compute(input)
        const tried = bruteForce(input)
        if (!computed.ok) {
          expect([computed.code, tried]).toEqual(['award-rules-contradictory', null])
          return
        }
        expect(computed.result.lines.filter(({ rank }) => rank !== null).map(({ awardCents }) => awardCents)).toEqual(
          tried,
        )
      }),
      { numRuns: 250 },
    )
  })

  it('gives the same bytes whatever the order of the files', async () => {
    await fc.assert(
      fc.asyncProperty(anyOptimumInput, async (input) => {
        const backwards = { ...input, files: [...input.files].reverse() }
        expect(canonicalJson(await compute(backwards))).toBe(canonicalJson(await compute(input)))
      }),
      { numRuns: 60 },
    )
  })

  it('is never worth less with a larger envelope', async () => {
    await fc.assert(
      fc.asyncProperty(anyOptimumInput, fc.integer({ min: 1, max: 5 }), async (input, more) => {
        const { totalCents } = input.rules.envelope
        const [before, after] = [await compute(input), await compute(withEnvelope(input, totalCents + more))]
        if (!before.ok) return
        expect(after.ok && BigInt(after.result.totals.optimum?.value ?? 0)).toBeGreaterThanOrEqual(
          BigInt(before.result.totals.optimum?.value ?? 0),
        )
      }),
      { numRuns: 60 },
    )
  })
})

describe('rules that contradict on these files', () => {
  const contradictionOf = async (change: Partial<AwardRules>) => {
    const computed = await compute(under(change))
    return computed.ok || computed.code !== 'award-rules-contradictory' ? null : computed.contradiction
  }

  it('are named: one by itself, or as few as can be, with the least by which each would give way', async () => {
    expect(await contradictionOf({ quotas: [quota('T3', { min: 3 }), quota('T2', { min: 1 })] })).toEqual([
      { name: { kind: 'quota-min', id: 't3' }, by: 1 },
    ])
    // Three of T1 need 33,000 €, two of T2 17,000: 10,000 € lack, or one file of either.
    expect(
      await contradictionOf({ quotas: [quota('T1', { min: 3 }), quota('T2', { min: 2 }), quota('T3', { max: 1 })] }),
    ).toEqual([
      { name: { kind: 'envelope' }, by: 10_000 },
      { name: { kind: 'quota-min', id: 't1' }, by: 1 },
      { name: { kind: 'quota-min', id: 't2' }, by: 1 },
    ])
  })

  it('cannot do without any of their names: the others can be kept', async () => {
    await fc.assert(
      fc.asyncProperty(anyOptimumInput, async (input) => {
        const computed = await compute(input)
        if (computed.ok || computed.code !== 'award-rules-contradictory') return
        const { rules } = input
        const model = modelOf(rules, rules.method as Optimum, rankFiles(input))
        const names = computed.contradiction.map(({ name }) => JSON.stringify(name))
        const core = model.rules.filter(({ name }) => names.includes(JSON.stringify(name)))
        const canKeep = async (some: typeof core): Promise<boolean> => {
          const rows = [...model.links, ...some.flatMap((one) => one.rows)]
          return (await solver({ columns: model.columns, rows, objective: [] })).status === 'optimal'
        }
        expect(await canKeep(core)).toBe(false)
        for (const rule of core) expect(await canKeep(core.filter((one) => one !== rule))).toBe(true)
      }),
      { numRuns: 100 },
    )
  })
})
