import type { ExactScore } from '@progress-ess/shared/evaluations'

/** How many points separate two exact scores, in hundredths rounded to the nearest: by integers, so that a tie is a tie. */
export function scoreGap(high: ExactScore, low: ExactScore): number {
  const [a, b, c, d] = [high.numerator, high.denominator, low.numerator, low.denominator].map(BigInt) as [
    bigint,
    bigint,
    bigint,
    bigint,
  ]
  const denominator = b * d
  const hundredths = (200n * (a * d - c * b) + denominator) / (2n * denominator)
  return Number(hundredths) / 100
}
