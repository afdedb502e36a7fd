import { fraction, type Fraction } from '../../kit/fraction.rules.ts'
import { serveMethod } from './awards.methods.rules.ts'
import { exclusionOf, rankFiles } from './awards.ranking.rules.ts'
import type { ScenarioInput } from './awards.types.rules.ts'
import { normalFrom, randomFrom } from './random.rules.ts'

export const DRAWS = 1_000

/** What the totals of the readers tell about their own precision, in points on 100. */
export type Spread = {
  /** Of readers about the same file: `s² = Σ(y − ȳ)² / Σ(n − 1)`. */
  readonly within: number
  /** Of files among each other, what readers add taken off; never under a hundredth of a point. */
  readonly between: number
}

const LEAST_VARIANCE = 1e-4

/** Points as a number, for estimates; decisions never see it. */
const numberOf = ({ num, den }: Fraction): number => Number((num * 1_000_000_000n) / den) / 1e9

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** Null when no file was read twice: then nothing tells how far readers differ. `totals`: those of each file. */
export function spreadOf(totals: readonly (readonly Fraction[])[]): Spread | null {
  const files = totals.filter((own) => own.length > 0).map((own) => own.map(numberOf))
  const freedom = files.reduce((sum, own) => sum + own.length - 1, 0)
  if (freedom === 0 || files.length < 2) return null
  const squares = files.flatMap((own) => own.map((value) => (value - meanOf(own)) ** 2))
  const within = squares.reduce((sum, square) => sum + square, 0) / freedom
  const means = files.map(meanOf)
  const all = meanOf(means)
  const variance = means.reduce((sum, value) => sum + (value - all) ** 2, 0) / (means.length - 1)
  const fromReaders = within * meanOf(files.map((own) => 1 / own.length))
  return { within: Math.sqrt(within), between: Math.sqrt(Math.max(LEAST_VARIANCE, variance - fromReaders)) }
}

export type Uncertain = {
  readonly input: ScenarioInput
  /** The totals of each file, by its number. */
  readonly totals: ReadonlyMap<string, readonly Fraction[]>
  readonly spread: Spread
  /** Hexadecimal: the same seed draws the same. */
  readonly seedHex: string
  /** What ranks are made on, of a score. */
  readonly rank: (score: Fraction) => Fraction
}

/** Millionths of a point: finer than any mark, and what the last bit of a logarithm cannot move. */
const GRAIN = 1_000_000n

const clamp = (points: number): number => Math.min(100, Math.max(0, points))

/**
 * Draws scores as they might have been with other readers of the same kind, `θ ~ N(ȳ + h(ȳᵢ − ȳ), h·s²/n)` with
 * `h = τ²/(τ² + s²/n)`, and runs the real rules on each draw. Yields after each, with the numbers of the files that it funds,
 * so that whoever asks can let others work in between. Files go by number: their order changes nothing.
 */
export function* fundedInDraws({ input, totals, spread, seedHex, rank }: Uncertain): Generator<ReadonlySet<string>> {
  const files = [...input.files].sort((a, b) => (a.number < b.number ? -1 : 1))
  // Excluded for another reason than its score, a file stays so.
  const isMoved = files.map((file) => {
    const exclusion = exclusionOf(input, file)
    return exclusion === null || exclusion.code === 'below-threshold'
  })
  const means = files.map(({ number }) => meanOf((totals.get(number) ?? []).map(numberOf)))
  const all = meanOf(means.filter((value, place) => isMoved[place] === true && !Number.isNaN(value)))
  const random = randomFrom(seedHex)
  for (let draw = 0; draw < DRAWS; draw += 1) {
    const drawn = files.map((file, place) => {
      const readers = totals.get(file.number)?.length ?? 0
      if (isMoved[place] !== true || readers === 0) return file
      const error = spread.within ** 2 / readers
      const trust = spread.between ** 2 / (spread.between ** 2 + error)
      const points = all + trust * ((means[place] ?? all) - all) + Math.sqrt(trust * error) * normalFrom(random)
      return { ...file, score: rank(fraction(BigInt(Math.round(clamp(points) * Number(GRAIN))), GRAIN)) }
    })
    const served = serveMethod(input.rules, rankFiles({ ...input, files: drawn }))
    yield new Set(served.flatMap(({ entry, awardCents }) => (awardCents > 0 ? [entry.file.number] : [])))
  }
}

export type Band = 'solid' | 'contested' | 'out'

/** Solid from 95 draws of 100 on, out to 5 of 100. */
export const bandOf = (funded: number, draws = DRAWS): Band =>
  funded * 100 >= draws * 95 ? 'solid' : funded * 100 <= draws * 5 ? 'out' : 'contested'
