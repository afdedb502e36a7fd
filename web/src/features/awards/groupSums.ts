import type { ScenarioLine } from '@progress-ess/shared/awards'

/** What runs may be summed by. */
export const GROUPINGS = ['theme', 'commune', 'organisationKind'] as const
export type Grouping = (typeof GROUPINGS)[number]

export type GroupSum = {
  readonly key: string
  readonly fromCount: number
  readonly toCount: number
  readonly fromCents: number
  readonly toCents: number
}

const KEYS: Readonly<Record<Grouping, (line: ScenarioLine) => readonly string[]>> = {
  /** A file with several themes counts in each. */
  theme: ({ themes }) => themes,
  commune: ({ communeName }) => [communeName],
  organisationKind: ({ organisationKind }) => [organisationKind],
}

/** Files with money and their euros in two runs, by group: those that move the most first, then the larger. */
export function groupSums(from: readonly ScenarioLine[], to: readonly ScenarioLine[], by: Grouping): GroupSum[] {
  const sums = new Map<string, { fromCount: number; toCount: number; fromCents: number; toCents: number }>()
  const add = (lines: readonly ScenarioLine[], side: 'from' | 'to'): void => {
    for (const line of lines) {
      if (line.awardCents === 0) continue
      for (const key of KEYS[by](line)) {
        const sum = sums.get(key) ?? { fromCount: 0, toCount: 0, fromCents: 0, toCents: 0 }
        sum[`${side}Count`] += 1
        sum[`${side}Cents`] += line.awardCents
        sums.set(key, sum)
      }
    }
  }
  add(from, 'from')
  add(to, 'to')
  const moved = ({ fromCents, toCents }: GroupSum): number => Math.abs(toCents - fromCents)
  return [...sums]
    .map(([key, sum]): GroupSum => ({ key, ...sum }))
    .sort((a, b) => moved(b) - moved(a) || b.toCents - a.toCents || (a.key < b.key ? -1 : 1))
}
