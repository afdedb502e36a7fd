/** Numbers between 0 and 1, both excluded, each the same for the same seed on every machine. */
export type Random = () => number

/** Chris Doty-Humphrey’s sfc32, from the first 128 bits of a hexadecimal seed. Not for secrets. */
export function randomFrom(seedHex: string): Random {
  const word = (place: number): number =>
    Number.parseInt(seedHex.slice(place * 8, place * 8 + 8).padEnd(8, '0'), 16) | 0
  let [a, b, c, counter] = [word(0), word(1), word(2), word(3)]
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + sum) | 0
    return sum >>> 0
  }
  // The first outputs still show the seed.
  for (let turn = 0; turn < 16; turn += 1) next()
  return () => (next() + 0.5) / 4_294_967_296
}

// Peter Acklam’s rational approximation of the inverse normal distribution: relative error under 1.15e-9.
const CENTRE_NUM = [
  -3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2, -3.066479806614716e1,
  2.506628277459239,
]
const CENTRE_DEN = [
  -5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1, -1.328068155288572e1, 1,
]
const TAIL_NUM = [
  -7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734, 4.374664141464968,
  2.938163982698783,
]
const TAIL_DEN = [7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416, 1]
const TAIL = 0.02425

const polynomial = (coefficients: readonly number[], x: number): number =>
  coefficients.reduce((value, coefficient) => value * x + coefficient, 0)

/** The value of a standard normal distribution under which a share `p` of it lies; `p` between 0 and 1. */
export function normalQuantile(p: number): number {
  if (p > 1 - TAIL) return -normalQuantile(1 - p)
  if (p < TAIL) {
    const q = Math.sqrt(-2 * Math.log(p))
    return polynomial(TAIL_NUM, q) / polynomial(TAIL_DEN, q)
  }
  const q = p - 0.5
  return (q * polynomial(CENTRE_NUM, q * q)) / polynomial(CENTRE_DEN, q * q)
}

/** One draw of a standard normal distribution. */
export const normalFrom = (random: Random): number => normalQuantile(random())
