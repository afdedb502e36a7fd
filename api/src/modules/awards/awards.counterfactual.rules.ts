import { compare, type Fraction, fraction, ZERO } from '../../kit/fraction.rules.ts'
import { boundsOf } from './awards.bounds.rules.ts'
import type { Course } from './awards.course.rules.ts'
import { compareFiles } from './awards.ranking.rules.ts'
import { tierScore, tiersOf } from './awards.tiers.rules.ts'
import type { RankedFile, ScenarioInput, ScoredFile } from './awards.types.rules.ts'

const BEST = fraction(100)

/** Scores between which a file has the same bounds: from the first on, under the second. */
type Band = { readonly from: Fraction; readonly below: Fraction | null }

/**
 * The least score on 100, to the precision of `input.decimals` and from its own up, that would fund an unfunded file,
 * everything else staying as it is; null when no score does. Within a band of scores only the file’s place changes, and
 * every place before one that funds it does, too; another tier is another amount, and is tried by itself.
 */
export function leastScoreOf(input: ScenarioInput, course: Course, file: ScoredFile): Fraction | null {
  for (const band of bandsOf(input, file)) {
    const bounds = boundsOf(input.rules, { ...file, score: band.from })
    const place = course.lastFundedPlace(file, bounds)
    if (place === null) continue
    const score = leastScoreFor(input, course, file, place, band)
    if (score !== null) return score
  }
  return null
}

/** From the file’s own band up, the lowest first. */
function bandsOf({ rules }: ScenarioInput, { score }: ScoredFile): Band[] {
  const starts = [ZERO, ...tiersOf(rules.method).map(tierScore).reverse()]
  const bands = starts.map((from, index): Band => ({ from, below: starts[index + 1] ?? null }))
  return bands.filter(({ below }) => below === null || score === null || compare(score, below) < 0)
}

/** The least score of a band that puts the file at `place` or before it. */
function leastScoreFor(
  input: ScenarioInput,
  { served }: Course,
  file: ScoredFile,
  place: number,
  band: Band,
): Fraction | null {
  const unit = 10n ** BigInt(input.decimals)
  const next = served[place]?.entry
  const wanted = next === undefined ? ZERO : scoreBefore(input, file, next, unit)
  const least = [wanted, input.threshold ?? ZERO, band.from].map((score) => notUnder(score, unit)).reduce(higher)
  const isInBand = band.below === null || compare(least, band.below) < 0
  return isInBand && compare(least, BEST) <= 0 ? least : null
}

const higher = (a: Fraction, b: Fraction): Fraction => (compare(a, b) < 0 ? b : a)

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
