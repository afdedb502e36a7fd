import { compare, type Fraction, fraction } from '../../kit/fraction.rules.ts'
import { awardAt, isBelowFloor, serve, type Served } from './awards.allocation.rules.ts'
import { type Bounds, boundsOf, compareFiles } from './awards.ranking.rules.ts'
import type { RankedFile, ScenarioInput, ScoredFile } from './awards.types.rules.ts'

export type LeastEnvelope = { readonly anyCents: number | null; readonly inFullCents: number | null }

/** Larger than any sum of requests, and a safe integer. */
const UNLIMITED = 2 ** 52

/** What an unlimited envelope would pay before each file; null at files that even it does not serve. */
export function paidBefore({ rules }: ScenarioInput, entries: readonly RankedFile[]): (number | null)[] {
  return serve(rules, UNLIMITED, entries).map(({ how, leftCents }) => (how === 'full' ? UNLIMITED - leftCents : null))
}

/**
 * The least envelope, from the present one up, that funds the file at `place`, at all and in full; null when none does.
 * `before` comes from `paidBefore`, once for all files.
 */
export function leastEnvelope(
  input: ScenarioInput,
  entries: readonly RankedFile[],
  before: readonly (number | null)[],
  place: number,
): LeastEnvelope {
  const target = entries[place]
  if (target === undefined || isBelowFloor(target)) return { anyCents: null, inFullCents: null }
  const least = target.partialCents ?? target.ceilingCents
  const find = (need: number): number | null =>
    input.rules.method.onMisfit === 'stop'
      ? withStop(input, before[place] ?? null, need)
      : withSkip(input, entries, place, need)
  return { anyCents: find(least), inFullCents: find(target.ceilingCents) }
}

/** Under `stop` a file is served only once all before it are served in full. */
const withStop = ({ rules }: ScenarioInput, before: number | null, need: number): number | null =>
  before === null ? null : Math.max(rules.envelope.totalCents, before + need)

/**
 * Under `skip` more money may first serve a larger file before this one, so the answer is searched, exactly: with d more,
 * the money left at the file’s turn grows by d at the most, and by less than d as soon as a decision before it changes
 * (the file newly served takes more than was left). No envelope short of the next step can therefore fund the file.
 */
function withSkip(
  { rules }: ScenarioInput,
  entries: readonly RankedFile[],
  place: number,
  need: number,
): number | null {
  const upTo = entries.slice(0, place + 1)
  const roof = upTo.slice(0, -1).reduce((total, { ceilingCents }) => total + ceilingCents, need)
  let envelope = rules.envelope.totalCents
  for (;;) {
    const turn = serve(rules, envelope, upTo)[place]
    if (turn === undefined) return null
    if (turn.awardCents >= need) return envelope
    if (envelope >= roof) return null
    const isOpen = turn.how === 'misfit' || turn.how === 'partial'
    envelope = Math.min(roof, envelope + Math.max(1, isOpen ? need - turn.leftCents : need))
  }
}

const BEST = fraction(100)

/**
 * The least score, to the precision of `input.decimals`, that would fund an unfunded file, everything else staying as it
 * is; null when no score up to 100 would. The file takes no money, so what is left before each place is that of the run
 * itself, and a better place never leaves less.
 */
export function leastScore(input: ScenarioInput, served: readonly Served[], file: ScoredFile): Fraction | null {
  if (file.state !== 'admissible' || file.eliminatedBy !== null) return null
  const bounds = boundsOf(input.rules, file)
  const place = isBelowFloor(bounds) ? null : lastServedPlace(input, served, file, bounds)
  if (place === null) return null
  const unit = 10n ** BigInt(input.decimals)
  const threshold = input.threshold === null ? fraction(0) : notUnder(input.threshold, unit)
  const next = served[place]?.entry
  const wanted = next === undefined ? threshold : scoreBefore(input, file, next, unit)
  const score = compare(wanted, threshold) < 0 ? threshold : wanted
  return compare(score, BEST) <= 0 ? score : null
}

/** The last place, among the others in their order, where the file would get money; null when none. */
function lastServedPlace(
  { rules }: ScenarioInput,
  served: readonly Served[],
  file: ScoredFile,
  bounds: Bounds,
): number | null {
  let found: number | null = null
  let [left, own] = [rules.envelope.totalCents, 0]
  for (let place = 0; place <= served.length; place += 1) {
    if (own < rules.perOrganisation.max && awardAt(rules, left, bounds) !== null) found = place
    const line = served[place]
    if (line === undefined || line.entry.file.id === file.id) break
    if (line.how === 'partial' || (line.how === 'misfit' && rules.method.onMisfit === 'stop')) break
    left -= line.awardCents
    if (line.awardCents > 0 && line.entry.file.organisationKey === file.organisationKey) own += 1
  }
  return found
}

/** The least score that puts the file before `next`: the same one when a tie-break favours it, else the one above. */
function scoreBefore({ rules }: ScenarioInput, file: ScoredFile, next: RankedFile, unit: bigint): Fraction {
  const level = notUnder(next.score, unit)
  return compareFiles(rules, { ...file, score: level }, next.file) < 0 ? level : above(next.score, unit)
}

/** The least multiple of 1/unit that is not under the score. */
const notUnder = (score: Fraction, unit: bigint): Fraction =>
  fraction((score.num * unit + score.den - 1n) / score.den, unit)

/** The least multiple of 1/unit above the score. */
const above = (score: Fraction, unit: bigint): Fraction => fraction((score.num * unit) / score.den + 1n, unit)
