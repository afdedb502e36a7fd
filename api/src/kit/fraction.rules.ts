/** An exact rational number, always reduced, its denominator positive. Scores never pass through a float. */
export type Fraction = { readonly num: bigint; readonly den: bigint }

/** The greatest common divisor, never negative. */
export function gcd(a: bigint, b: bigint): bigint {
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

/** The integer under or at `num / den`; `den` is positive. BigInt division alone rounds towards zero. */
function floorDivide(num: bigint, den: bigint): bigint {
  const quotient = num / den
  return num < 0n && num % den !== 0n ? quotient - 1n : quotient
}

const powerOfTen = (decimals: number): bigint => 10n ** BigInt(decimals)

/** `a · 10^decimals` as an integer, rounded half up. */
const halfUp = (a: Fraction, decimals: number): bigint =>
  floorDivide(2n * a.num * powerOfTen(decimals) + a.den, 2n * a.den)

/** Rounded half up to `decimals`, still exact. */
export const round = (a: Fraction, decimals: number): Fraction => fraction(halfUp(a, decimals), powerOfTen(decimals))

/** `value / 10^decimals` in decimal text, with a point. */
function decimalText(value: bigint, decimals: number): string {
  const digits = (value < 0n ? -value : value).toString().padStart(decimals + 1, '0')
  const whole = digits.slice(0, digits.length - decimals)
  const sign = value < 0n ? '-' : ''
  return decimals === 0 ? sign + whole : `${sign}${whole}.${digits.slice(-decimals)}`
}

/** Decimal text with a point, rounded half up: for display and exports, never to be compared. */
export const displayFraction = (a: Fraction, decimals: number): string => decimalText(halfUp(a, decimals), decimals)

/** Decimal text rounded up: for what is missing, which must not read 0 as long as anything is. */
export const displayCeiling = (a: Fraction, decimals: number): string =>
  decimalText(-floorDivide(-a.num * powerOfTen(decimals), a.den), decimals)
