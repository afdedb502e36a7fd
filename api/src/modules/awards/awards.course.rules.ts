import type { AwardRules } from '@progress-ess/shared/awards'
import { neverFits, serviceOf } from './awards.bounds.rules.ts'
import type { Bounds, ScoredFile, Served } from './awards.types.rules.ts'

/**
 * The last place at which an unfunded file would get money; null when there is none. Places count from 0, and the one after
 * the last is a place too; every place before it would do as well.
 */
export type LastFundedPlace = (file: ScoredFile, bounds: Bounds) => number | null

/** What came of the ranked files, in the order of service, and what a file would find at each place. */
export type Course = {
  readonly served: readonly Served[]
  readonly fundedCount: number
  readonly lastFundedPlace: LastFundedPlace
}

const STOPPED = -1

export const fundedCountOf = (served: readonly Served[]): number =>
  served.filter(({ awardCents }) => awardCents > 0).length

/** `needOf`: what must be left at its place for a file to get anything. */
export function courseOf(rules: AwardRules, served: readonly Served[], needOf: (bounds: Bounds) => number): Course {
  const leftCents = leftAtPlaces(rules, served)
  const awardPlaces = awardPlacesOf(served)
  return {
    served,
    fundedCount: fundedCountOf(served),
    // The file takes no money in the run, so that what is left before each place is that of the run itself; and the later
    // the place, the less is left and the more its organisation has had.
    lastFundedPlace: ({ organisationKey }, bounds) => {
      if (neverFits(bounds)) return null
      const need = needOf(bounds)
      const lastWithEnough = leftCents.findLastIndex((left) => left >= need)
      const lastOfOrganisation = awardPlaces.get(organisationKey)?.[rules.perOrganisation.max - 1] ?? Infinity
      return lastWithEnough === -1 ? null : Math.min(lastWithEnough, lastOfOrganisation)
    },
  }
}

/** What is left at each place, never rising; −1 once the service has stopped. */
function leftAtPlaces(rules: AwardRules, served: readonly Served[]): number[] {
  const last = served.at(-1)
  const stops = last?.how === 'partial' || (last?.how === 'misfit' && serviceOf(rules.method).onMisfit === 'stop')
  const end = last === undefined ? rules.envelope.totalCents : last.leftCents - last.takenCents
  return [
    ...served.map((turn) => (turn.cutRank === null ? turn.leftCents : STOPPED)),
    stops || last?.cutRank != null ? STOPPED : end,
  ]
}

/** The places at which each organisation got an award, rising. */
function awardPlacesOf(served: readonly Served[]): Map<string, number[]> {
  const places = new Map<string, number[]>()
  for (const [place, { entry, awardCents }] of served.entries()) {
    if (awardCents === 0) continue
    const key = entry.file.organisationKey
    places.set(key, [...(places.get(key) ?? []), place])
  }
  return places
}
