import type { AwardMethod, Tier } from '@progress-ess/shared/awards'
import { compare, type Fraction, fraction } from '../../kit/fraction.rules.ts'

/** The score from which a tier applies, on 100. */
export const tierScore = ({ minScore }: Tier): Fraction => fraction(minScore, 100)

/** The tiers of a method, from the highest score down; none where its amounts do not depend on scores. */
export const tiersOf = (method: AwardMethod): readonly Tier[] => (method.kind === 'tiers' ? method.tiers : [])

/**
 * The share of its request that a score gives a right to, in ten-thousandths: 0 under the lowest tier, all of it without
 * tiers, and while the score is not known.
 */
export function rateOf(method: AwardMethod, score: Fraction | null): number {
  const tiers = tiersOf(method)
  if (score === null || tiers.length === 0) return 10_000
  return tiers.find((tier) => compare(score, tierScore(tier)) >= 0)?.rate ?? 0
}
