import type { AwardRules } from '@progress-ess/shared/awards'
import { neverFits, serviceOf } from './awards.bounds.rules.ts'
import { type Course, fundedCountOf, type LastFundedPlace } from './awards.course.rules.ts'
import { LARGEST_ENVELOPE, type LeastEnvelope } from './awards.envelopes.rules.ts'
import { Groups } from './awards.groups.rules.ts'
import { heldTraceOf } from './awards.held-trace.rules.ts'
import { Purse } from './awards.purse.rules.ts'
import { type Trace, traceOf } from './awards.trace.rules.ts'
import type { Bounds, RankedFile, ScoredFile, Served, Tell } from './awards.types.rules.ts'

/** Serves ranked files under rules; the purse tells, once it is done, what each pot would have needed. */
export type Serve = (rules: AwardRules, entries: readonly RankedFile[], groups: Groups, purse: Purse) => Served[]

/** Turns of files that a search for envelopes takes at the most, so that it ends whatever the rules. */
const MOST_TURNS = 20_000_000

/** What a file takes: at the least at its turn, where a place is held for it, and what one that was held took. */
export type Way = {
  readonly needOf: (bounds: Bounds) => number
  readonly holdOf: (bounds: Bounds) => number
  readonly heldCents: (turn: Served) => number
}

/** What a run gives under lots, quotas and locks, where no formula tells what else it would have given. */
export function courseByTrying(rules: AwardRules, entries: readonly RankedFile[], serve: Serve, way: Way): Course {
  const groups = new Groups(rules)
  const served = serve(rules, entries, groups, new Purse(rules, groups))
  const trace = traceOf(rules, groups, served, way.needOf, way.heldCents)
  const locked = new Set(rules.locks?.map(({ number }) => number))
  const isHeldFor = (file: ScoredFile): boolean =>
    groups.quotasOf(file).some((index) => groups.quotas[index]?.min !== undefined)
  const byTrying = placeByTrying(rules, entries, serve, groups)
  const byTraces = placeByTraces(rules, groups, served, way)
  return {
    served,
    fundedCount: fundedCountOf(served),
    lastFundedPlace: (file, bounds) => {
      if (neverFits(bounds)) return null
      if (locked.has(file.number)) return byTrying(file, bounds)
      if (isHeldFor(file))
        return byTraces(file, bounds, () => serve(rules, without(entries, file), groups, new Purse(rules, groups)))
      return lastThat((place) => trace(file, bounds, place), entries.length)
    },
  }
}

const without = (entries: readonly RankedFile[], { number }: ScoredFile): RankedFile[] =>
  entries.filter(({ file }) => file.number !== number)

/** The last place, up to `last`, that passes a test which no place passes after one that does not; null when none does. */
function lastThat(test: (place: number) => boolean, last: number): number | null {
  if (!test(0)) return null
  let [good, bad] = [0, last + 1]
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2)
    if (test(middle)) good = middle
    else bad = middle
  }
  return good
}

/**
 * A file that has no money took nothing of anybody: at any other place among the others it finds what the run left there, and
 * a place is held for it as long as those held before it leave one. Only if the service stopped at the file itself are the
 * others served anew without it.
 */
function placeByTraces(
  rules: AwardRules,
  groups: Groups,
  served: readonly Served[],
  { needOf, holdOf, heldCents }: Way,
) {
  const stops = serviceOf(rules.method).onMisfit === 'stop'
  const places = new Map(served.map(({ entry }, place) => [entry.file.number, place]))
  const tracesOf = (turns: readonly Served[]): readonly Trace[] => [
    heldTraceOf(rules, groups, turns, holdOf, heldCents),
    traceOf(rules, groups, turns, needOf, heldCents),
  ]
  const all = tracesOf(served)
  return (file: ScoredFile, bounds: Bounds, serveWithout: () => readonly Served[]): number | null => {
    const own = places.get(file.number) ?? Infinity
    const stopsAtIt = stops && served[own]?.how === 'misfit'
    const traces = stopsAtIt ? tracesOf(serveWithout()) : all
    const isFundedAt = (place: number): boolean => {
      const among = stopsAtIt || place <= own ? place : place + 1
      return traces.some((trace) => trace(file, bounds, among))
    }
    return lastThat(isFundedAt, own === Infinity ? served.length : served.length - 1)
  }
}

/** Puts the file at one place after the other, halving: a better place never takes an award away (ADR 0017). */
function placeByTrying(
  rules: AwardRules,
  entries: readonly RankedFile[],
  serve: Serve,
  groups: Groups,
): LastFundedPlace {
  const known = new Map<string, number | null>()
  const search: LastFundedPlace = (file, bounds) => {
    const others = without(entries, file)
    const isFundedAt = (place: number): boolean => {
      const entry = { file, score: others[place]?.score ?? { num: 0n, den: 1n }, rank: place + 1, ...bounds }
      const served = serve(rules, others.toSpliced(place, 0, entry), groups, new Purse(rules, groups))
      return (served[place]?.awardCents ?? 0) > 0
    }
    return lastThat(isFundedAt, others.length)
  }
  return (file, bounds) => {
    const key = `${file.number} ${bounds.ceilingCents}`
    const place = known.get(key) ?? search(file, bounds)
    known.set(key, place)
    return place
  }
}

type Found = { anyCents: number | null; inFullCents: number | null; searchedToCents?: number }

/**
 * The least envelope that funds each file, from the present one up, when the money more goes to the file’s own pot: served
 * again at each amount at which anything changes, and at no other. `tellsFull`: whether an amount in full is looked for.
 */
export function envelopesByTrying(
  rules: AwardRules,
  entries: readonly RankedFile[],
  serve: Serve,
  tellsFull: boolean,
  tell: Tell,
): LeastEnvelope[] {
  const groups = new Groups(rules)
  const found = entries.map((): Found => ({ anyCents: null, inFullCents: null }))
  for (const pot of groups.pots.keys()) {
    const own = entries.flatMap(({ file }, place) => (groups.potOf(file) === pot ? [place] : []))
    if (own.length > 0) searchPot(rules, entries, serve, groups, { pot, own, found, tellsFull, tell })
  }
  return found
}

type Search = {
  readonly pot: number
  readonly own: readonly number[]
  readonly found: Found[]
  readonly tellsFull: boolean
  readonly tell: Tell
}

function searchPot(
  rules: AwardRules,
  entries: readonly RankedFile[],
  serve: Serve,
  groups: Groups,
  { pot, own, found, tellsFull, tell }: Search,
): void {
  const { totalCents } = rules.envelope
  const isDone = (place: number): boolean => {
    const { anyCents, inFullCents } = found[place] ?? {}
    return anyCents !== null && (inFullCents !== null || !tellsFull)
  }
  let more = 0
  for (let turns = 0; ; turns += entries.length) {
    const purse = new Purse(rules, groups, { pot, cents: more })
    const served = serve(rules, entries, groups, purse)
    for (const place of own) note(found[place], served[place], totalCents + more, tellsFull)
    const lack = purse.lackOf(pot)
    const open = own.filter((place) => !isDone(place))
    tell('envelopes', found.filter(({ anyCents }) => anyCents !== null).length, entries.length)
    if (open.length === 0 || totalCents + more + lack > LARGEST_ENVELOPE) return
    if (turns >= MOST_TURNS) {
      for (const place of open) Object.assign(found[place] ?? {}, { searchedToCents: totalCents + more })
      return
    }
    more += lack
  }
}

function note(found: Found | undefined, turn: Served | undefined, cents: number, tellsFull: boolean): void {
  if (found === undefined || turn === undefined || turn.awardCents === 0) return
  found.anyCents ??= cents
  if (tellsFull && turn.awardCents >= turn.entry.ceilingCents) found.inFullCents ??= cents
}
