import type { AwardRules } from '@progress-ess/shared/awards'
import { roundDown, serviceOf } from './awards.bounds.rules.ts'
import { inTurn } from './awards.turns.rules.ts'
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
  return inTurn(rules, envelopeCents, entries, (entry, leftCents) => {
    const award = awardAt(rules, leftCents, entry)
    if (award === null) return { how: 'misfit', takenCents: 0, awardCents: 0, isLast: onMisfit === 'stop' }
    return { ...award, takenCents: award.awardCents, isLast: award.how === 'partial' }
  })
}
