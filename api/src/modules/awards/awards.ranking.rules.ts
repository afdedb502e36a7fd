import type { AwardRules, TieBreak } from '@progress-ess/shared/awards'
import { compare, type Fraction, ZERO } from '../../kit/fraction.rules.ts'
import type { Limit, RankedFile, ScenarioInput, ScoredFile } from './awards.types.rules.ts'

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Negative when `a` comes first. */
function byTieBreak(tieBreak: TieBreak, a: ScoredFile, b: ScoredFile): number {
  switch (tieBreak.by) {
    case 'criterion':
      return compare(b.criterionMeans[tieBreak.criterionId] ?? ZERO, a.criterionMeans[tieBreak.criterionId] ?? ZERO)
    case 'smallerRequest':
      return a.requestedCents - b.requestedCents
    case 'neverFundedFirst':
      return Number(b.isNeverFunded) - Number(a.isNeverFunded)
    case 'earlierComplete':
      return byText(a.completeAt, b.completeAt)
    case 'draw':
      return byText(a.drawKey, b.drawKey)
  }
}

/** The first tie-break that tells two files apart, and which of them it puts first; null when none does. */
export function breakTie(
  rules: AwardRules,
  a: ScoredFile,
  b: ScoredFile,
): { readonly by: TieBreak['by']; readonly sign: number } | null {
  for (const tieBreak of rules.tieBreak) {
    const sign = byTieBreak(tieBreak, a, b)
    if (sign !== 0) return { by: tieBreak.by, sign }
  }
  return null
}

/** The order of service: score, then the tie-breaks, then the file’s number, so that the order is always total. */
export function compareFiles(rules: AwardRules, a: ScoredFile, b: ScoredFile): number {
  const byScore = compare(b.score ?? ZERO, a.score ?? ZERO)
  if (byScore !== 0) return byScore
  return breakTie(rules, a, b)?.sign ?? (byText(a.number, b.number) || byText(a.id, b.id))
}

const down = (cents: number, unit: number): number => cents - (cents % unit)

/** The share of the budget that the rules allow, in whole cents. */
export const shareLimitCents = ({ amount }: AwardRules, budgetCents: number): number =>
  Number((BigInt(budgetCents) * BigInt(amount.maxShareOfBudget)) / 10_000n)

/** What a file may get at the most: min(asked, cap, share × budget), rounded down, and what bound it. */
export function ceilingOf(rules: AwardRules, file: ScoredFile): { ceilingCents: number; limit: Limit } {
  const bounds: [Limit, number][] = [
    ['request', file.requestedCents],
    ['cap', rules.amount.capCents],
    ['share', shareLimitCents(rules, file.budgetCents)],
  ]
  const [limit, cents] = bounds.reduce((least, bound) => (bound[1] < least[1] ? bound : least))
  const ceilingCents = down(cents, rules.envelope.roundToCents)
  return { ceilingCents, limit: limit === 'request' && ceilingCents < cents ? 'rounding' : limit }
}

export type Bounds = Pick<RankedFile, 'ceilingCents' | 'limit' | 'leastCents' | 'partialCents'>

/** Everything that bounds the award of a file, whatever its rank. */
export function boundsOf(rules: AwardRules, file: ScoredFile): Bounds {
  const { ceilingCents, limit } = ceilingOf(rules, file)
  const leastCents = Math.min(rules.amount.floorCents, file.requestedCents)
  const { lastAward } = rules.method
  if (lastAward.kind === 'none') return { ceilingCents, limit, leastCents, partialCents: null }
  const share = Number((BigInt(file.requestedCents) * BigInt(lastAward.minShareOfRequest) + 9_999n) / 10_000n)
  const unit = rules.envelope.roundToCents
  const wanted = Math.ceil(Math.max(share, leastCents, 1) / unit) * unit
  return { ceilingCents, limit, leastCents, partialCents: wanted <= ceilingCents ? wanted : null }
}

/** Why a file stays out of the ranking, or null when it takes part. */
export function exclusionOf({ threshold }: Pick<ScenarioInput, 'threshold'>, file: ScoredFile): Exclusion | null {
  if (file.state !== 'admissible') return { code: file.state }
  if (file.score === null) return { code: 'not-evaluated' }
  if (file.eliminatedBy !== null) return { code: 'eliminated', criterion: file.eliminatedBy }
  if (threshold !== null && compare(file.score, threshold) < 0) return { code: 'below-threshold', threshold }
  return null
}

export type Exclusion =
  | { readonly code: 'inadmissible' | 'withdrawn' | 'not-evaluated' }
  | { readonly code: 'eliminated'; readonly criterion: string }
  | { readonly code: 'below-threshold'; readonly threshold: Fraction }

/** The files that take part, in the order of service. */
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
