import { compare, type Fraction, fraction, ZERO } from '../../kit/fraction.rules.ts'
import { neverFits } from './awards.bounds.rules.ts'
import { compareFiles } from './awards.ranking.rules.ts'
import type { Bounds, RankedFile, ScenarioInput, ScoredFile, Served } from './awards.types.rules.ts'

/** What a file would find at each place of a run: places count from 0, and the one after the last is a place too. */
export type Course = {
  readonly served: readonly Served[]
  /** What is left at each place, never rising; −1 once the service has stopped. */
  readonly leftCents: readonly number[]
  /** The places at which each organisation got an award, rising. */
  readonly awardPlaces: ReadonlyMap<string, readonly number[]>
}

const STOPPED = -1

export function courseOf({ rules }: Pick<ScenarioInput, 'rules'>, served: readonly Served[]): Course {
  const last = served.at(-1)
  const stops = last?.how === 'partial' || (last?.how === 'misfit' && rules.method.onMisfit === 'stop')
  const end = last === undefined ? rules.envelope.totalCents : last.leftCents - last.awardCents
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
  }
}

/**
 * The last place at which an unfunded file would get money; null when there is none. The file takes no money in the run,
 * so that what is left before each place is that of the run itself; and the later the place, the less is left and the more
 * its organisation has had, so that every earlier place would do as well.
 */
export function lastFundedPlace(
  { rules }: Pick<ScenarioInput, 'rules'>,
  { leftCents, awardPlaces }: Course,
  { organisationKey }: ScoredFile,
  bounds: Bounds,
): number | null {
  if (neverFits(bounds)) return null
  const need = bounds.partialCents ?? bounds.ceilingCents
  const lastWithEnough = leftCents.findLastIndex((left) => left >= need)
  const lastOfOrganisation = awardPlaces.get(organisationKey)?.[rules.perOrganisation.max - 1] ?? Infinity
  return lastWithEnough === -1 ? null : Math.min(lastWithEnough, lastOfOrganisation)
}

const BEST = fraction(100)

/**
 * The least score on 100, to the precision of `input.decimals`, that would put an unfunded file at `place` or before it,
 * everything else staying as it is; null when no score does.
 */
export function leastScoreFor(
  input: ScenarioInput,
  { served }: Course,
  file: ScoredFile,
  place: number,
): Fraction | null {
  const unit = 10n ** BigInt(input.decimals)
  const threshold = notUnder(input.threshold ?? ZERO, unit)
  const next = served[place]?.entry
  const wanted = next === undefined ? ZERO : scoreBefore(input, file, next, unit)
  const score = compare(wanted, threshold) < 0 ? threshold : wanted
  return compare(score, BEST) <= 0 ? score : null
}

/** The least score that puts the file before `next`: an equal one when the tie-breaks favour it, else the one above. */
function scoreBefore({ rules }: ScenarioInput, file: ScoredFile, next: RankedFile, unit: bigint): Fraction {
  const level = notUnder(next.score, unit)
  return compareFiles(rules, { ...file, score: level }, next.file) < 0 ? level : above(next.score, unit)
}

/** The least multiple of 1/unit that is not under the score. */
const notUnder = (score: Fraction, unit: bigint): Fraction =>
  fraction((score.num * unit + score.den - 1n) / score.den, unit)

/** The least multiple of 1/unit above the score. */
const above = (score: Fraction, unit: bigint): Fraction => fraction((score.num * unit) / score.den + 1n, unit)
