import type { AwardRules } from '@progress-ess/shared/awards'
import { neverFits, serviceOf } from './awards.bounds.rules.ts'
import type { Bounds, ScoredFile, Served } from './awards.types.rules.ts'

/** What a file would find at each place of a run: places count from 0, and the one after the last is a place too. */
export type Course = {
  readonly served: readonly Served[]
  /** What is left at each place, never rising; −1 once the service has stopped. */
  readonly leftCents: readonly number[]
  /** The places at which each organisation got an award, rising. */
  readonly awardPlaces: ReadonlyMap<string, readonly number[]>
  readonly fundedCount: number
  /** What must be left at its place for a file to get anything. */
  readonly needOf: (bounds: Bounds) => number
}

const STOPPED = -1

export function courseOf(rules: AwardRules, served: readonly Served[], needOf: Course['needOf']): Course {
  const last = served.at(-1)
  const stops = last?.how === 'partial' || (last?.how === 'misfit' && serviceOf(rules.method).onMisfit === 'stop')
  const end = last === undefined ? rules.envelope.totalCents : last.leftCents - last.takenCents
  const awardPlaces = new Map<string, number[]>()
  for (const [place, { entry, awardCents }] of served.entries()) {
    if (awardCents === 0) continue
    const key = entry.file.organisationKey
    awardPlaces.set(key, [...(awardPlaces.get(key) ?? []), place])
  }
  return {
    served,
    leftCents: [
      ...served.map((turn) => (turn.cutRank === null ? turn.leftCents : STOPPED)),
      stops || last?.cutRank != null ? STOPPED : end,
    ],
    awardPlaces,
    fundedCount: served.filter(({ awardCents }) => awardCents > 0).length,
    needOf,
  }
}

/**
 * The last place at which an unfunded file would get money; null when there is none. The file takes no money in the run,
 * so that what is left before each place is that of the run itself; and the later the place, the less is left and the more
 * its organisation has had, so that every earlier place would do as well.
 */
export function lastFundedPlace(
  { perOrganisation }: AwardRules,
  { leftCents, awardPlaces, needOf }: Course,
  { organisationKey }: ScoredFile,
  bounds: Bounds,
): number | null {
  if (neverFits(bounds)) return null
  const need = needOf(bounds)
  const lastWithEnough = leftCents.findLastIndex((left) => left >= need)
  const lastOfOrganisation = awardPlaces.get(organisationKey)?.[perOrganisation.max - 1] ?? Infinity
  return lastWithEnough === -1 ? null : Math.min(lastWithEnough, lastOfOrganisation)
}
