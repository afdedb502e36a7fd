import type { AwardRules } from '@progress-ess/shared/awards'
import type { Bounds } from './awards.ranking.rules.ts'
import type { RankedFile } from './awards.types.rules.ts'

/** What became of one file at its turn. */
export type Served = {
  readonly entry: RankedFile
  /** What was left of the envelope before it. */
  readonly leftCents: number
  /** Whether the money had been cut before it: nobody was served any more. */
  readonly isCut: boolean
  readonly awardCents: number
  readonly how: 'full' | 'partial' | 'misfit' | 'after-cut' | 'below-floor' | 'same-organisation'
  /** The file of the same organisation that was served before. */
  readonly sameAs: string | null
}

/** Files that no envelope could serve: their ceiling lies under what makes sense. */
export const isBelowFloor = ({ ceilingCents, leastCents }: Bounds): boolean =>
  ceilingCents < leastCents || ceilingCents === 0

/** What a file gets when `left` remains: all of its ceiling, a part of it, or nothing. */
export function awardAt(
  rules: AwardRules,
  left: number,
  { ceilingCents, partialCents }: Bounds,
): { cents: number; how: 'full' | 'partial' } | null {
  if (ceilingCents <= left) return { cents: ceilingCents, how: 'full' }
  const rounded = left - (left % rules.envelope.roundToCents)
  return partialCents !== null && rounded >= partialCents ? { cents: rounded, how: 'partial' } : null
}

/** Serves the files in order until the money runs out: rank and cut (docs/award-rules.md). */
export function serve(rules: AwardRules, envelopeCents: number, entries: readonly RankedFile[]): Served[] {
  const byOrganisation = new Map<string, string[]>()
  let left = envelopeCents
  let isCut = false
  return entries.map((entry): Served => {
    const own = byOrganisation.get(entry.file.organisationKey) ?? []
    const turn = { entry, leftCents: left, isCut, awardCents: 0, sameAs: null }
    if (own.length >= rules.perOrganisation.max) return { ...turn, how: 'same-organisation', sameAs: own[0] ?? null }
    if (isBelowFloor(entry)) return { ...turn, how: 'below-floor' }
    if (isCut) return { ...turn, how: 'after-cut' }
    const award = awardAt(rules, left, entry)
    if (award === null) {
      isCut = rules.method.onMisfit === 'stop'
      return { ...turn, how: 'misfit' }
    }
    left -= award.cents
    // A partial award is the last one: nobody is served after it.
    isCut = award.how === 'partial'
    byOrganisation.set(entry.file.organisationKey, [...own, entry.file.number])
    return { ...turn, awardCents: award.cents, how: award.how }
  })
}
