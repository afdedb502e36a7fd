/** Who shares an amount: all in whole units, `0 ≤ least ≤ most`, the weight not negative. */
export type Sharer = { readonly least: bigint; readonly most: bigint; readonly weight: bigint }

/** `atFloor`: its weight alone would have given less than its least. */
export type Portion = { readonly units: bigint; readonly how: 'full' | 'shared' | 'at-floor' }

/**
 * Shares whole units in proportion to weights, none under its least or over its most: `clamp(λ·weight, least, most)` with
 * the one λ that spends everything. What rounding down leaves goes, a unit each, to the largest remainders, the earlier
 * first among equal ones (largest remainder, after Hamilton; water-filling, where all weights are equal). Exact: λ is a
 * fraction. Needs `Σ least ≤ units`; spends `min(units, Σ most)`, less only where all that could take more has no weight.
 */
export function shareOut(units: bigint, sharers: readonly Sharer[]): Portion[] {
  const level = levelOf(units, sharers)
  const exact = sharers.map((sharer) => portionAt(level, sharer))
  const spent = exact.reduce((total, portion) => total + portion.units, 0n)
  const open = exact.flatMap(({ remainder }, index) => (remainder > 0n ? [{ index, remainder }] : []))
  // The remainders add up to the whole units that are left: there are at most as many of these as of those.
  const raised = new Set(
    open
      .sort((a, b) => byBigInt(b.remainder, a.remainder) || a.index - b.index)
      .slice(0, level === null ? 0 : Number(units - spent))
      .map(({ index }) => index),
  )
  return exact.map((portion, index) => {
    const total = portion.units + (raised.has(index) ? 1n : 0n)
    const isFull = total >= (sharers[index]?.most ?? 0n)
    return { units: total, how: isFull ? 'full' : portion.isAtFloor ? 'at-floor' : 'shared' }
  })
}

/** λ, not reduced: remainders are compared as numerators of one denominator. */
type Level = { readonly num: bigint; readonly den: bigint }

type Exact = { readonly units: bigint; readonly remainder: bigint; readonly isAtFloor: boolean }

/** One portion at the level λ, rounded down, with the numerator of what that cuts off; null is a level above all. */
function portionAt(level: Level | null, { least, most, weight }: Sharer): Exact {
  if (level === null) return { units: weight > 0n ? most : least, remainder: 0n, isAtFloor: weight === 0n }
  const share = level.num * weight
  if (share >= most * level.den) return { units: most, remainder: 0n, isAtFloor: false }
  if (share < least * level.den) return { units: least, remainder: 0n, isAtFloor: true }
  return { units: share / level.den, remainder: share % level.den, isAtFloor: false }
}

/**
 * The level λ at which the portions add up to `units`; null when even their most does not. As λ rises from 0, a portion
 * stays at its least, rises from `least / weight` on, and stays at its most from `most / weight` on: between two such
 * steps the sum is `fixed + λ · rising`, so that one walk over the sorted steps finds λ.
 */
function levelOf(units: bigint, sharers: readonly Sharer[]): Level | null {
  const steps = sharers
    .filter(({ weight }) => weight > 0n)
    .flatMap(({ least, most, weight }) => [
      { at: { num: least, den: weight }, fixed: -least, rising: weight },
      { at: { num: most, den: weight }, fixed: most, rising: -weight },
    ])
    .sort((a, b) => byBigInt(a.at.num * b.at.den, b.at.num * a.at.den))
  let fixed = sharers.reduce((total, { least }) => total + least, 0n)
  let rising = 0n
  for (const step of steps) {
    if (rising > 0n && fixed * step.at.den + rising * step.at.num >= units * step.at.den) break
    fixed += step.fixed
    rising += step.rising
  }
  return rising === 0n ? null : { num: units - fixed, den: rising }
}

const byBigInt = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0)
