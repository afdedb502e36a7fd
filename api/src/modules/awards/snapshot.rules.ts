import type { AwardRules } from '@progress-ess/shared/awards'
import type { Grid } from '@progress-ess/shared/evaluations'
import { type Fraction, fraction } from '../../kit/fraction.rules.ts'
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
  readonly drawKey: string
}

/**
 * What a scenario is computed from, as it is stored, hashed, and published with the results: no name, no identifier of anybody,
 * no instant, and nothing that its rules do not look at.
 */
export type Snapshot = { readonly callId: string; readonly files: readonly SnapshotFile[] }

const write = (value: Fraction | null): TextFraction | null => (value === null ? null : `${value.num}/${value.den}`)

function read(text: TextFraction | null): Fraction | null {
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

/** The input of the engine: the snapshot read back, so that what is computed is exactly what is stored. */
export function toInput(rules: AwardRules, grid: Grid, snapshot: Snapshot): ScenarioInput {
  return {
    rules,
    threshold: grid.threshold === undefined ? null : fraction(grid.threshold, 100),
    decimals: grid.rankOn.value === 'rounded' ? grid.rankOn.decimals : 2,
    files: snapshot.files.map((file) => ({
      ...file,
      score: read(file.score),
      criterionMeans: Object.fromEntries(Object.entries(file.criterionMeans).map(([id, mean]) => [id, read(mean)])),
    })),
  }
}
