import type { AwardRules } from '@progress-ess/shared/awards'
import { neverFits, serviceOf } from './awards.bounds.rules.ts'
import { leastNeed } from './awards.rank-and-cut.rules.ts'
import { tallyOf, type Tally } from './awards.tally.rules.ts'
import type { RankedFile } from './awards.types.rules.ts'

export type LeastEnvelope = {
  /** The least envelope that gives the file an award, in cents; null when none does. */
  readonly anyCents: number | null
  /** The least that gives it all of its ceiling. */
  readonly inFullCents: number | null
  /** The last that was tried, where the search ended before all were. */
  readonly searchedToCents?: number
}

/** The largest envelope that the service holds (`Cents`). */
export const LARGEST_ENVELOPE = 100_000_000_000

/**
 * Envelopes under which every decision so far is the same. They leave `from ≤ left < to`, hence they are the envelopes
 * `spent + from … spent + to − 1`.
 */
type Span = {
  readonly spent: number
  readonly from: number
  readonly to: number
  /** Awards so far of the organisations that may reach their maximum. */
  readonly awards: bigint
}

/**
 * The least envelope that funds each file, from the present one up, everything else staying as it is: exact, and for all
 * files in one pass. It serves the files in their order under **all** envelopes at once. Each file splits a span of
 * envelopes in three: those that leave it too little, those that make it the last, partial award, and those that pay it
 * in full; the first envelope of a part is the answer. This holds for `stop` (the first part ends there) and for `skip`
 * (it goes on), where more money is not always better, because it may first serve a larger file.
 */
export function leastEnvelopes(rules: AwardRules, entries: readonly RankedFile[]): LeastEnvelope[] {
  const tally = tallyOf(
    rules.perOrganisation.max,
    entries.filter((entry) => !neverFits(entry)),
  )
  const worth = leastNeedsAfter(entries)
  let spans: Span[] = [{ spent: 0, from: rules.envelope.totalCents, to: LARGEST_ENVELOPE + 1, awards: 0n }]
  return entries.map((entry, place) => {
    if (neverFits(entry)) return { anyCents: null, inFullCents: null }
    const isOpen = ({ awards }: Span): boolean => tally.isOpen(awards, entry)
    const open = spans.filter(isOpen)
    const after = spans.flatMap((span) => (isOpen(span) ? split(rules, tally, span, entry) : [span]))
    spans = withoutUseless(tally.isLast(entry) ? after.map((span) => forget(tally, span, entry)) : after, worth[place])
    return { anyCents: leastThatLeaves(open, leastNeed(entry)), inFullCents: leastThatLeaves(open, entry.ceilingCents) }
  })
}

/** Spans come by rising envelope, so the first that leaves enough holds the least envelope. */
function leastThatLeaves(open: readonly Span[], need: number): number | null {
  const found = open.find(({ to }) => to > need)
  return found === undefined ? null : found.spent + Math.max(found.from, need)
}

/** The parts of a span that go on after a file: where it is paid in part, nobody is served any more. */
function split({ method }: AwardRules, tally: Tally, span: Span, entry: RankedFile): Span[] {
  const { spent, from, to, awards } = span
  const { ceilingCents } = entry
  const until = Math.min(to, leastNeed(entry))
  const since = Math.max(from, ceilingCents)
  const passedOver = { ...span, to: until }
  const paid = {
    spent: spent + ceilingCents,
    from: since - ceilingCents,
    to: to - ceilingCents,
    awards: tally.add(awards, entry),
  }
  return [...(serviceOf(method).onMisfit === 'skip' && from < until ? [passedOver] : []), ...(since < to ? [paid] : [])]
}

const forget = (tally: Tally, span: Span, entry: RankedFile): Span => ({
  ...span,
  awards: tally.forget(span.awards, entry),
})

/** After each file, the least that any later one needs; Infinity after the last. */
function leastNeedsAfter(entries: readonly RankedFile[]): number[] {
  const needs = new Array<number>(entries.length).fill(Infinity)
  for (let place = entries.length - 1; place > 0; place -= 1) {
    const entry = entries[place]
    const own = entry === undefined || neverFits(entry) ? Infinity : leastNeed(entry)
    needs[place - 1] = Math.min(needs[place] ?? Infinity, own)
  }
  return needs
}

/**
 * Leaves out the spans that can hold no answer: those that leave less than any later file needs (`worth`), and those above
 * a span that leaves the same amounts and more under the same awards, since it takes every decision that they take, with
 * a smaller envelope.
 */
function withoutUseless(spans: readonly Span[], worth = Infinity): Span[] {
  const widest = new Map<bigint, Span>()
  return spans.filter((span) => {
    if (span.to <= worth) return false
    const lower = widest.get(span.awards)
    if (lower !== undefined && lower.from <= span.from && lower.to >= span.to) return false
    if (lower === undefined || lower.to < span.to) widest.set(span.awards, span)
    return true
  })
}
