import type { AwardRules, TieBreak } from '@progress-ess/shared/awards'
import { compare, type Fraction, ZERO } from '../../kit/fraction.rules.ts'
import { boundsOf } from './awards.bounds.rules.ts'
import type { RankedFile, ScenarioInput, ScoredFile } from './awards.types.rules.ts'

/** By code unit: the same on every machine, whatever its language. */
export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** The order of last resort, always total: a number is one file’s. */
export const byNumber = (a: ScoredFile, b: ScoredFile): number => byText(a.number, b.number)

/** Place in the jury’s order; all files that it does not name come after, equal. */
function juryPlace(order: readonly string[], { number }: ScoredFile): number {
  const place = order.indexOf(number)
  return place === -1 ? order.length : place
}

/** Negative when `a` comes first, zero when this tie-break does not tell them apart. */
function byTieBreak(tieBreak: TieBreak, a: ScoredFile, b: ScoredFile): number {
  switch (tieBreak.by) {
    case 'criterion':
      return compare(b.criterionMeans[tieBreak.criterionId] ?? ZERO, a.criterionMeans[tieBreak.criterionId] ?? ZERO)
    case 'smallerRequest':
      return a.requestedCents - b.requestedCents
    case 'neverFundedFirst':
      return Number(b.isNeverFunded) - Number(a.isNeverFunded)
    case 'earlierComplete':
      return a.completePlace - b.completePlace
    case 'jury':
      return juryPlace(tieBreak.order, a) - juryPlace(tieBreak.order, b)
    case 'draw':
      return byText(a.drawKey, b.drawKey)
  }
}

/** The first tie-break that tells two files apart; null when none does and their numbers decide. */
export const decidingTieBreak = (rules: AwardRules, a: ScoredFile, b: ScoredFile): TieBreak | null =>
  rules.tieBreak.find((tieBreak) => byTieBreak(tieBreak, a, b) !== 0) ?? null

/** How the rules draw; null when they draw nothing. */
export const drawOf = ({ tieBreak }: AwardRules): Extract<TieBreak, { by: 'draw' }> | null =>
  tieBreak.find((one) => one.by === 'draw') ?? null

/** SHA-256 of the seed that the rules draw with; null when they draw nothing. */
export const seedCommitmentOf = (rules: AwardRules): string | null => drawOf(rules)?.seedCommitment ?? null

/** The order of service: score, then the tie-breaks in their order, then the file’s number. Total. */
export function compareFiles(rules: AwardRules, a: ScoredFile, b: ScoredFile): number {
  const byScore = compare(b.score ?? ZERO, a.score ?? ZERO)
  if (byScore !== 0) return byScore
  const decisive = decidingTieBreak(rules, a, b)
  return decisive === null ? byNumber(a, b) : byTieBreak(decisive, a, b)
}

export type Exclusion =
  | { readonly code: 'inadmissible' | 'withdrawn' | 'not-evaluated' }
  | { readonly code: 'eliminated'; readonly criterion: string }
  | { readonly code: 'below-threshold'; readonly threshold: Fraction; readonly score: Fraction }

/** Why a file stays out of the ranking, or null when it takes part. */
export function exclusionOf({ threshold }: Pick<ScenarioInput, 'threshold'>, file: ScoredFile): Exclusion | null {
  const { state, score, eliminatedBy } = file
  if (state !== 'admissible') return { code: state }
  if (score === null) return { code: 'not-evaluated' }
  if (eliminatedBy !== null) return { code: 'eliminated', criterion: eliminatedBy }
  if (threshold !== null && compare(score, threshold) < 0) return { code: 'below-threshold', threshold, score }
  return null
}

/** The files that take part, in the order of service. Equal scores share a rank, and the next one skips: 1, 2, 2, 4. */
export function rankFiles(input: ScenarioInput): RankedFile[] {
  const { rules, files } = input
  const ordered = files.filter((file) => exclusionOf(input, file) === null).sort((a, b) => compareFiles(rules, a, b))
  const ranked: RankedFile[] = []
  for (const [index, file] of ordered.entries()) {
    const previous = ranked.at(-1)
    const score = file.score ?? ZERO
    const isTied = previous !== undefined && compare(previous.score, score) === 0
    ranked.push({ file, score, rank: isTied ? previous.rank : index + 1, ...boundsOf(rules, file) })
  }
  return ranked
}
