import { spawnSync } from 'node:child_process'
import process from 'node:process'
import type { AwardMethod, AwardRules } from '@progress-ess/shared/awards'
import { fraction } from '../../api/src/kit/fraction.rules.ts'
import { runScenario } from '../../api/src/modules/awards/awards.scenario.rules.ts'
import type { ScenarioInput, ScoredFile } from '../../api/src/modules/awards/awards.types.rules.ts'
import { quantile } from './load.ts'
import { ROOT } from './servers.ts'

/** One method on so many files. */
export type MethodRun = {
  readonly files: number
  readonly p50: number
  readonly p99: number
  /** What the process came to hold beyond what it held before the first run. */
  readonly memoryBytes: number
}

const EURO = 100

const ladder = {
  kind: 'tiers',
  tiers: [
    [8_500, 10_000],
    [7_500, 7_000],
    [5_000, 4_000],
  ].map(([minScore = 0, rate = 0]) => ({ minScore, rate })),
} as const

const METHODS: Readonly<Record<string, AwardMethod>> = {
  'rank and cut, stop': { kind: 'rankAndCut', onMisfit: 'stop', lastAward: { kind: 'none' } },
  'rank and cut, skip, last one partial': {
    kind: 'rankAndCut',
    onMisfit: 'skip',
    lastAward: { kind: 'partial', minShareOfRequest: 5_000 },
  },
  'tiers in order': { ...ladder, tiers: [...ladder.tiers], overflow: 'rankAndCut' },
  'tiers scaled down': { ...ladder, tiers: [...ladder.tiers], overflow: 'scaleDown' },
  'proportional to requests': { kind: 'proportional', weightBy: 'request' },
  'proportional to scores × requests': { kind: 'proportional', weightBy: 'scoreTimesRequest' },
  'equal shares': { kind: 'equalShares' },
}

/** Files like those of the editions: some organisations with several, scores of many denominators, twice the envelope asked for. */
function inputFor(method: AwardMethod, count: number): ScenarioInput {
  const files = Array.from({ length: count }, (_, index): ScoredFile => {
    const number = `F${String(index).padStart(5, '0')}`
    return {
      number,
      organisationKey: `o${index % Math.ceil(count * 0.9)}`,
      state: 'admissible',
      requestedCents: (3_000 + ((index * 7_919) % 12_000)) * EURO,
      budgetCents: 40_000 * EURO,
      completePlace: 0,
      isNeverFunded: index % 3 === 0,
      score: fraction(5_000 + ((index * 104_729) % 4_000), 100 - (index % 7)),
      criterionMeans: {},
      eliminatedBy: null,
      drawKey: String((index * 2_654_435_761) % 4_294_967_296).padStart(10, '0'),
    }
  })
  const rules: AwardRules = {
    schemaVersion: 1,
    envelope: { totalCents: count * 4_500 * EURO, roundToCents: 100 * EURO },
    amount: { capCents: 15_000 * EURO, floorCents: 3_000 * EURO, maxShareOfBudget: 8_000 },
    method,
    tieBreak: [{ by: 'draw', seedCommitment: '0'.repeat(64) }],
    perOrganisation: { max: 1 },
    reserve: { size: null, offerDays: 15 },
  }
  return { rules, files, threshold: fraction(50), decimals: 2 }
}

const WARM_UP = 3
const times = (count: number): number => (count <= 500 ? 40 : 12)

export function measureMethod(name: string, count: number): MethodRun {
  const method = METHODS[name]
  if (method === undefined) throw new Error(`No method ${name}`)
  const input = inputFor(method, count)
  const before = process.memoryUsage.rss()
  const milliseconds: number[] = []
  for (let turn = 0; turn < WARM_UP + times(count); turn += 1) {
    const startedAt = performance.now()
    runScenario(input)
    if (turn >= WARM_UP) milliseconds.push(performance.now() - startedAt)
  }
  return {
    files: count,
    p50: quantile(milliseconds, 0.5),
    p99: quantile(milliseconds, 0.99),
    memoryBytes: Math.max(0, process.resourceUsage().maxRSS * 1024 - before),
  }
}

const SIZES = [40, 500, 5_000] as const

export type MethodMeasures = { readonly name: string; readonly runs: readonly MethodRun[] }

/** Every method on every size, each alone in a process of its own, so that what it holds at the most is its own. */
export const measureMethods = (): MethodMeasures[] =>
  Object.keys(METHODS).map((name) => ({
    name,
    runs: SIZES.map((count) => {
      const args = [
        '--import',
        'tsx',
        '--conditions=@progress-ess/source',
        'tools/bench/method-run.ts',
        name,
        String(count),
      ]
      const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' })
      if (status !== 0) throw new Error(stderr)
      return JSON.parse(stdout) as MethodRun
    }),
  }))
