import type { AwardRules } from '@progress-ess/shared/awards'
import { serve } from './awards.allocation.rules.ts'
import { neverFits } from './awards.bounds.rules.ts'
import type { RankedFile } from './awards.types.rules.ts'

export type LeastEnvelope = {
  /** The least envelope that gives the file an award, in cents; null when none does. */
  readonly anyCents: number | null
  /** The least that gives it all of its ceiling. */
  readonly inFullCents: number | null
}

/** The largest envelope that the service holds (`Cents`). */
const LARGEST_ENVELOPE = 100_000_000_000

/** The least envelope, from the present one up, that funds each file: at its place, everything else staying as it is. */
export function leastEnvelopes(rules: AwardRules, entries: readonly RankedFile[]): LeastEnvelope[] {
  const search = rules.method.onMisfit === 'stop' ? searchUnderStop(rules, entries) : searchUnderSkip(rules, entries)
  return entries.map((entry, place) => {
    if (neverFits(entry)) return { anyCents: null, inFullCents: null }
    const find = (need: number): number | null => {
      const cents = search(place, need)
      return cents === null || cents > LARGEST_ENVELOPE ? null : cents
    }
    const inFullCents = find(entry.ceilingCents)
    return { anyCents: entry.partialCents === null ? inFullCents : find(entry.partialCents), inFullCents }
  })
}

/** The least envelope that leaves `need` to the file at `place` while the service goes on; null when none does. */
type Search = (place: number, need: number) => number | null

/** Under `stop` a file is served once all before it are served in full: what an unlimited envelope pays before it. */
function searchUnderStop(rules: AwardRules, entries: readonly RankedFile[]): Search {
  const unlimited = serve(rules, Number.MAX_SAFE_INTEGER, entries)
  return (place, need) => {
    const turn = unlimited[place]
    if (turn?.how !== 'full') return null
    return Math.max(rules.envelope.totalCents, Number.MAX_SAFE_INTEGER - turn.leftCents + need)
  }
}

/** A file as the search needs it, so that many runs cost little. */
type Step = {
  readonly full: number
  /** The least that it takes: of a partial award, else all. */
  readonly least: number
  /** Index of an organisation that has more files than it may have awards; null for others, which need no counting. */
  readonly crowd: number | null
}

/**
 * Under `skip` more money is not always better: it may first serve a larger file. So the envelopes are searched upwards,
 * and exactly. A run at one envelope tells `shift`: by how much it must grow before any decision ahead of the file
 * changes. Short of that, the file’s share grows as the envelope does. At that point a file ahead takes all that was
 * left to it, so that what is left starts again from nothing, and no envelope under `shift + need` more can do. (A file
 * ahead that was passed over is served exactly when it takes the last cent; the same holds at each later change.)
 */
function searchUnderSkip(rules: AwardRules, entries: readonly RankedFile[]): Search {
  const steps = toSteps(rules, entries)
  return (place, need) => {
    let envelope = rules.envelope.totalCents
    while (envelope <= LARGEST_ENVELOPE) {
      const { left, shift } = runTo(rules, steps, place, envelope)
      if (left !== null && left >= need) return envelope
      if (left !== null && need - left < shift) return envelope + need - left
      envelope += shift + need
    }
    return null
  }
}

/** What is left to the file at `place` (null when it may not be served), and how much more changes a decision before. */
function runTo(
  { perOrganisation }: AwardRules,
  steps: readonly Step[],
  place: number,
  envelope: number,
): { left: number | null; shift: number } {
  const served = new Map<number, number>()
  const countOf = (crowd: number | null): number => (crowd === null ? 0 : (served.get(crowd) ?? 0))
  let [left, shift] = [envelope, Infinity]
  for (let at = 0; at < place; at += 1) {
    const step = steps[at]
    if (step === undefined || countOf(step.crowd) >= perOrganisation.max) continue
    if (left < step.full) {
      shift = Math.min(shift, (left < step.least ? step.least : step.full) - left)
      if (left >= step.least) return { left: null, shift }
      continue
    }
    left -= step.full
    if (step.crowd !== null) served.set(step.crowd, countOf(step.crowd) + 1)
  }
  const isFull = countOf(steps[place]?.crowd ?? null) >= perOrganisation.max
  return { left: isFull ? null : left, shift }
}

function toSteps(rules: AwardRules, entries: readonly RankedFile[]): Step[] {
  const counts = new Map<string, number>()
  for (const { file } of entries) counts.set(file.organisationKey, (counts.get(file.organisationKey) ?? 0) + 1)
  const crowds = [...counts].flatMap(([key, count]) => (count > rules.perOrganisation.max ? [key] : []))
  const indexes = new Map(crowds.map((key, index) => [key, index]))
  return entries.map((entry) => ({
    full: neverFits(entry) ? Infinity : entry.ceilingCents,
    least: neverFits(entry) ? Infinity : (entry.partialCents ?? entry.ceilingCents),
    crowd: indexes.get(entry.file.organisationKey) ?? null,
  }))
}
