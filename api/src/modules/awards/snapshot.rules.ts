import type { AwardRules } from '@progress-ess/shared/awards'
import type { Grid } from '@progress-ess/shared/evaluations'
import { type Fraction, fraction } from '../../kit/fraction.rules.ts'
import { selectorsOf } from './awards.groups.rules.ts'
import type { ScenarioInput, ScoredFile } from './awards.types.rules.ts'

/** `numerator/denominator` in text: exact, and the same bytes everywhere. */
export type TextFraction = string

/** What the marks of a file make of it, as it is stored. */
export type SnapshotScore = {
  readonly score: TextFraction | null
  readonly criterionMeans: Readonly<Record<string, TextFraction | null>>
  readonly eliminatedBy: string | null
}

export type SnapshotFile = SnapshotScore & {
  readonly number: string
  /** A pseudonym (`o1`, `o2` …): files of one organisation have the same. */
  readonly organisationKey: string
  readonly state: ScoredFile['state']
  readonly requestedCents: number
  readonly budgetCents: number
  readonly completePlace: number
  readonly isNeverFunded: boolean
  /** Absent when lots and quotas name no value. */
  readonly facts?: NonNullable<ScoredFile['facts']>
  readonly drawKey: string
}

/**
 * What a scenario is computed from, as it is stored, hashed, and published with the results: no name, no identifier of anybody,
 * no instant, and nothing that its rules do not look at.
 */
export type Snapshot = { readonly callId: string; readonly files: readonly SnapshotFile[] }

const write = (value: Fraction | null): TextFraction | null => (value === null ? null : `${value.num}/${value.den}`)

/** A stored score as the exact fraction that it is. */
export function readScore(text: TextFraction | null): Fraction | null {
  if (text === null) return null
  const [num = '0', den = '1'] = text.split('/')
  return fraction(BigInt(num), BigInt(den))
}

type Scored = {
  readonly score: Fraction | null
  readonly criterionMeans: Readonly<Record<string, Fraction | null>>
  readonly eliminatedBy: string | null
  readonly isComplete: boolean
}

/** `rank` makes of a score what ranks are made on. A file that too few have read has no score. */
export const toSnapshotScore = (scored: Scored, rank: (score: Fraction) => Fraction): SnapshotScore => ({
  score: write(scored.score === null || !scored.isComplete ? null : rank(scored.score)),
  criterionMeans: Object.fromEntries(Object.entries(scored.criterionMeans).map(([id, mean]) => [id, write(mean)])),
  eliminatedBy: scored.eliminatedBy,
})

/** Pseudonyms in the order in which the keys first come: equal keys are told, and nothing else. */
export function pseudonymsOf(keys: readonly string[], prefix: string): ReadonlyMap<string, string> {
  return new Map([...new Set(keys)].map((key, index) => [key, `${prefix}${index + 1}`]))
}

/** The place of each instant among all of them, from 1: their order, and nothing else. Equal ones share it. */
export function placesOf(instants: readonly Date[]): ReadonlyMap<number, number> {
  const inOrder = [...new Set(instants.map((instant) => instant.getTime()))].sort((a, b) => a - b)
  return new Map(inOrder.map((time, index) => [time, index + 1]))
}

/** One answer or several, as texts. */
export const textsOf = (answer: unknown): string[] =>
  [answer].flat().filter((one): one is string => typeof one === 'string')

export type FactKind = keyof NonNullable<ScoredFile['facts']>

/** The values that lots and quotas name, by kind: a snapshot tells which of them a file has, and nothing else of it. */
export function namedFacts(rules: AwardRules): Partial<Record<FactKind, readonly string[]>> {
  const named: Partial<Record<FactKind, string[]>> = {}
  for (const selector of selectorsOf(rules)) {
    if (selector.by === 'neverFunded') continue
    named[selector.by] = [...new Set([...(named[selector.by] ?? []), ...selector.in])].sort()
  }
  return named
}

/** What a file has: its themes, the commune of its organisation, the family of that. */
export type Attributes = Readonly<{ themes: readonly string[]; communeCode: string; family: string }>

const HAS: Readonly<Record<FactKind, (own: Attributes, value: string) => boolean>> = {
  theme: ({ themes }, value) => themes.includes(value),
  territory: ({ communeCode }, value) => communeCode.startsWith(value),
  organisationKind: ({ family }, value) => family === value,
}

/** Which of the named values the file has; nothing when none are named. */
export function factsOf(
  named: ReturnType<typeof namedFacts>,
  own: Attributes,
): { facts?: NonNullable<ScoredFile['facts']> } {
  const kinds = Object.entries(named) as [FactKind, readonly string[]][]
  if (kinds.length === 0) return {}
  return {
    facts: Object.fromEntries(kinds.map(([kind, values]) => [kind, values.filter((value) => HAS[kind](own, value))])),
  }
}

/** The input of the engine: the snapshot read back, so that what is computed is exactly what is stored. */
export function toInput(rules: AwardRules, grid: Grid, snapshot: Snapshot): ScenarioInput {
  return {
    rules,
    threshold: grid.threshold === undefined ? null : fraction(grid.threshold, 100),
    decimals: grid.rankOn.value === 'rounded' ? grid.rankOn.decimals : 2,
    files: snapshot.files.map((file) => ({
      ...file,
      score: readScore(file.score),
      criterionMeans: Object.fromEntries(
        Object.entries(file.criterionMeans).map(([id, mean]) => [id, readScore(mean)]),
      ),
    })),
  }
}
