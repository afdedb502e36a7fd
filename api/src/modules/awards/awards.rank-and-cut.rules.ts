import type { AwardRules } from '@progress-ess/shared/awards'
import { neverFits, roundDown, serviceOf } from './awards.bounds.rules.ts'
import { Organisations } from './awards.organisations.rules.ts'
import type { Bounds, RankedFile, Served } from './awards.types.rules.ts'

/** What a file gets when `leftCents` remain: all of its ceiling, a part of it, or nothing (null). */
export function awardAt(
  rules: AwardRules,
  leftCents: number,
  { ceilingCents, partialCents }: Bounds,
): { awardCents: number; how: 'full' | 'partial' } | null {
  if (ceilingCents <= leftCents) return { awardCents: ceilingCents, how: 'full' }
  if (partialCents === null || leftCents < partialCents) return null
  return { awardCents: roundDown(leftCents, rules.envelope.roundToCents), how: 'partial' }
}

/**
 * Serves the files in their order until the money runs out: rank and cut (docs/award-rules.md). A file that does not fit
 * stops the service (`stop`) or is passed over (`skip`); a partial award is always the last one.
 */
export function serve(rules: AwardRules, envelopeCents: number, entries: readonly RankedFile[]): Served[] {
  const { onMisfit } = serviceOf(rules.method)
  const organisations = new Organisations(rules)
  let leftCents = envelopeCents
  let cutRank: number | null = null
  return entries.map((entry): Served => {
    const turn = { entry, leftCents, cutRank, takenCents: 0, awardCents: 0, sameAs: null }
    if (neverFits(entry)) return { ...turn, how: 'never-fits' }
    if (organisations.isFull(entry)) return { ...turn, how: 'same-organisation', sameAs: organisations.firstOf(entry) }
    if (cutRank !== null) return { ...turn, how: 'after-cut' }
    const award = awardAt(rules, leftCents, entry)
    if (award === null) {
      if (onMisfit === 'stop') cutRank = entry.rank
      return { ...turn, how: 'misfit' }
    }
    if (award.how === 'partial') cutRank = entry.rank
    leftCents -= award.awardCents
    organisations.add(entry)
    return { ...turn, ...award, takenCents: award.awardCents }
  })
}
