import { spawnSync } from 'node:child_process'
import process from 'node:process'
import type { AwardMethod, AwardRules } from '@progress-ess/shared/awards'
import { fraction } from '../../api/src/kit/fraction.rules.ts'
import { computeScenario } from '../../api/src/modules/awards/awards.compute.ts'
import { highsSolver } from '../../api/src/solver/highs.ts'
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

const stop: AwardMethod = { kind: 'rankAndCut', onMisfit: 'stop', lastAward: { kind: 'none' } }
const optimum: AwardMethod = {
  kind: 'optimum',
  objectives: ['scoreTimesAmount'],
  amounts: { kind: 'indivisible' },
}

/** A fifth of the files have a lot of their own; a third of them hold a quarter of the places, another group has a limit of euros. */
const constrainedFor = (count: number): Pick<AwardRules, 'quotas'> & { lots: AwardRules['envelope']['lots'] } => ({
  lots: [{ id: 'lot1', label: 'Lot', totalCents: count * 900 * EURO, files: { by: 'theme', in: ['t0'] } }],
  quotas: [
    {
      id: 'q1',
      label: 'First',
      files: { by: 'neverFunded' },
      measure: 'count',
      min: Math.ceil(count / 8),
      priority: 1,
    },
    {
      id: 'q2',
      label: 'Second',
      files: { by: 'theme', in: ['t1'] },
      measure: 'amount',
      max: count * 600 * EURO,
      priority: 2,
    },
  ],
})

/** Those that end in this have lots and quotas. */
const CONSTRAINED = ', lots and quotas'

const METHODS: Readonly<Record<string, AwardMethod>> = {
  'rank and cut, stop': stop,
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
  [`rank and cut, stop${CONSTRAINED}`]: stop,
  optimum,
  [`optimum${CONSTRAINED}`]: optimum,
}

/** Files like those of the editions: some organisations with several, scores of many denominators, twice the envelope asked for. */
function inputFor(method: AwardMethod, count: number, isConstrained: boolean): ScenarioInput {
  const { lots, quotas } = isConstrained ? constrainedFor(count) : {}
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
      facts: { theme: [`t${index % 5}`] },
      score: fraction(5_000 + ((index * 104_729) % 4_000), 100 - (index % 7)),
      criterionMeans: {},
      eliminatedBy: null,
      drawKey: String((index * 2_654_435_761) % 4_294_967_296).padStart(10, '0'),
    }
  })
  const rules: AwardRules = {
    schemaVersion: 1,
    envelope: {
      totalCents: count * 4_500 * EURO,
      roundToCents: 100 * EURO,
      ...(lots === undefined ? {} : { lots }),
    },
    ...(quotas === undefined ? {} : { quotas }),
    amount: { capCents: 15_000 * EURO, floorCents: 3_000 * EURO, maxShareOfBudget: 8_000 },
    method,
    tieBreak: [{ by: 'draw', seedCommitment: '0'.repeat(64) }],
    perOrganisation: { max: 1 },
    reserve: { size: null, offerDays: 15 },
  }
  return { rules, files, threshold: fraction(50), decimals: 2 }
}

/** What takes longer than this is run less often. */
const LONG_MS = 1_000
const times = (count: number, firstMs: number): number => (firstMs > LONG_MS ? 3 : count <= 500 ? 40 : 12)
const WARM_UP = 3

export async function measureMethod(name: string, count: number): Promise<MethodRun> {
  const method = METHODS[name]
  if (method === undefined) throw new Error(`No method ${name}`)
  const input = inputFor(method, count, name.endsWith(CONSTRAINED))
  const before = process.memoryUsage.rss()
  const solver = method.kind === 'optimum' ? await highsSolver() : null
  const run = async (): Promise<number> => {
    const startedAt = performance.now()
    const computed = await computeScenario(input, () => (solver === null ? highsSolver() : Promise.resolve(solver)))
    if (!computed.ok) throw new Error(computed.code)
    return performance.now() - startedAt
  }
  const firstMs = await run()
  const milliseconds: number[] = []
  for (let turn = firstMs > LONG_MS ? WARM_UP : 0; turn < WARM_UP + times(count, firstMs); turn += 1) {
    const took = await run()
    if (turn >= WARM_UP) milliseconds.push(took)
  }
  return {
    files: count,
    p50: quantile(milliseconds, 0.5),
    p99: quantile(milliseconds, 0.99),
    memoryBytes: Math.max(0, process.resourceUsage().maxRSS * 1024 - before),
  }
}

export const SIZES = [40, 500, 5_000] as const

/** Who waits longer for a method gives up: so does the benchmark, and larger sizes are not tried. */
export const LIMIT_MINUTES = 2

/** Null: not done within the limit, all runs together. */
export type MethodMeasures = { readonly name: string; readonly runs: readonly (MethodRun | null)[] }

/** Every method on every size, each alone in a process of its own, so that what it holds at the most is its own. */
export const measureMethods = (): MethodMeasures[] =>
  Object.keys(METHODS).map((name) => ({
    name,
    runs: untilOneIsTooLong(SIZES, (count) => {
      const args = [
        '--import',
        'tsx',
        '--conditions=@progress-ess/source',
        'tools/bench/method-run.ts',
        name,
        String(count),
      ]
      const options = { cwd: ROOT, encoding: 'utf8', timeout: LIMIT_MINUTES * 60_000, killSignal: 'SIGKILL' } as const
      const { status, signal, stdout, stderr } = spawnSync(process.execPath, args, options)
      if (signal === 'SIGKILL') return null
      if (status !== 0) throw new Error(stderr)
      return JSON.parse(stdout) as MethodRun
    }),
  }))

/** One after the other; once one is too long, the longer ones are. */
function untilOneIsTooLong<T, R>(values: readonly T[], run: (value: T) => R | null): (R | null)[] {
  let isTooLong = false
  return values.map((value) => {
    const result = isTooLong ? null : run(value)
    isTooLong = result === null
    return result
  })
}
