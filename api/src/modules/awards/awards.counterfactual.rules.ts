import { compare, type Fraction, fraction, ZERO } from '../../kit/fraction.rules.ts'
import { awardAt } from './awards.allocation.rules.ts'
import { boundsOf, neverFits } from './awards.bounds.rules.ts'
import { compareFiles } from './awards.ranking.rules.ts'
import type { RankedFile, ScenarioInput, ScoredFile, Served } from './awards.types.rules.ts'

const BEST = fraction(100)

/**
 * The last place, among the others in their order, at which an unfunded file would get money; null when there is none.
 * The file takes no money in the run, so what is left before each place is that of the run itself; and the later the
 * place, the less is left and the more its organisation has had, so that every earlier place would do as well.
 */
export function lastFundedPlace({ rules }: ScenarioInput, served: readonly Served[], file: ScoredFile): number | null {
  const bounds = boundsOf(rules, file)
  if (neverFits(bounds)) return null
  let found: number | null = null
  let [leftCents, own] = [rules.envelope.totalCents, 0]
  for (let place = 0; place <= served.length; place += 1) {
    if (own < rules.perOrganisation.max && awardAt(rules, leftCents, bounds) !== null) found = place
    const turn = served[place]
    const isCut = turn?.how === 'partial' || (turn?.how === 'misfit' && rules.method.onMisfit === 'stop')
    if (turn === undefined || turn.entry.file.id === file.id || isCut) break
    leftCents -= turn.awardCents
    if (turn.awardCents > 0 && turn.entry.file.organisationKey === file.organisationKey) own += 1
  }
  return found
}

/**
 * The least score on 100, to the precision of `input.decimals`, that would fund an unfunded file, everything else staying
 * as it is; null when no score would, or when no score is the question (a file out of the call, or eliminated).
 */
export function leastScore(input: ScenarioInput, served: readonly Served[], file: ScoredFile): Fraction | null {
  if (file.state !== 'admissible' || file.eliminatedBy !== null) return null
  const place = lastFundedPlace(input, served, file)
  if (place === null) return null
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
