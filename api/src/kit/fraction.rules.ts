/** An exact rational number, always reduced, its denominator positive. Scores never pass through a float. */
export type Fraction = { readonly num: bigint; readonly den: bigint }

function gcd(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b]
  while (y !== 0n) [x, y] = [y, x % y]
  return x
}

/** `num / den`, reduced. A zero denominator is a fault of the caller and gives 0. */
export function fraction(num: bigint | number, den: bigint | number = 1n): Fraction {
  const [n, d] = [BigInt(num), BigInt(den)]
  if (d === 0n) return { num: 0n, den: 1n }
  const divisor = gcd(n, d)
  const sign = d < 0n ? -1n : 1n
  return divisor === 0n ? { num: 0n, den: 1n } : { num: (sign * n) / divisor, den: (sign * d) / divisor }
}

export const ZERO: Fraction = { num: 0n, den: 1n }

export const add = (a: Fraction, b: Fraction): Fraction => fraction(a.num * b.den + b.num * a.den, a.den * b.den)
export const subtract = (a: Fraction, b: Fraction): Fraction => fraction(a.num * b.den - b.num * a.den, a.den * b.den)
export const multiply = (a: Fraction, b: Fraction): Fraction => fraction(a.num * b.num, a.den * b.den)
export const divide = (a: Fraction, b: Fraction): Fraction => fraction(a.num * b.den, a.den * b.num)

/** Negative when a < b, zero when equal, positive when a > b: by cross product. */
export function compare(a: Fraction, b: Fraction): number {
  const difference = a.num * b.den - b.num * a.den
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

export const sum = (values: readonly Fraction[]): Fraction => values.reduce(add, ZERO)

/** The arithmetic mean; 0 of nothing. */
export const mean = (values: readonly Fraction[]): Fraction =>
  values.length === 0 ? ZERO : divide(sum(values), fraction(values.length))

/** `floor(a · 10^decimals)` rounded half up, as an integer. */
function scaled(a: Fraction, decimals: number): bigint {
  const power = 10n ** BigInt(decimals)
  const doubled = 2n * a.num * power + a.den
  const divisor = 2n * a.den
  const quotient = doubled / divisor
  return doubled < 0n && doubled % divisor !== 0n ? quotient - 1n : quotient
}

/** Rounded half up to `decimals`, still exact. */
export const round = (a: Fraction, decimals: number): Fraction => fraction(scaled(a, decimals), 10n ** BigInt(decimals))

/** Decimal text with a point, rounded half up: for display and exports, never to be compared. */
export function displayFraction(a: Fraction, decimals: number): string {
  const value = scaled(a, decimals)
  const digits = (value < 0n ? -value : value).toString().padStart(decimals + 1, '0')
  const whole = digits.slice(0, digits.length - decimals)
  const sign = value < 0n ? '-' : ''
  return decimals === 0 ? sign + whole : `${sign}${whole}.${digits.slice(-decimals)}`
}
