import type { AwardRules } from '@progress-ess/shared/awards'
import { roundDown, serviceOf } from './awards.bounds.rules.ts'
import { inTurn } from './awards.turns.rules.ts'
import type { Bounds, Manner, RankedFile, Served } from './awards.types.rules.ts'

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

/** The least that gives the file anything: its least partial award, or all of its ceiling. */
export const leastNeed = ({ partialCents, ceilingCents }: Bounds): number => partialCents ?? ceilingCents

/** Rank and cut: each file its ceiling, or where the rules allow it the last one what is left. */
export function rankAndCutManner(rules: AwardRules): Manner {
  const { onMisfit } = serviceOf(rules.method)
  const unit = rules.envelope.roundToCents
  const countsCents = rules.quotas?.some(({ measure }) => measure === 'amount') === true
  return {
    holdOf: ({ ceilingCents }, lock) => {
      const awardCents = lock?.award.kind === 'amount' ? lock.award.amountCents : ceilingCents
      return { how: lock === undefined ? 'full' : 'locked-in', takenCents: awardCents, awardCents }
    },
    take: (entry, leftCents) => {
      const award = awardAt(rules, leftCents, entry)
      if (award === null) {
        const lackCents = leastNeed(entry) - leftCents
        return { how: 'misfit', takenCents: 0, awardCents: 0, isLast: onMisfit === 'stop', lackCents }
      }
      const isLast = award.how === 'partial'
      // Where quotas count cents, each unit more of a partial award may close one of them to somebody else.
      const untilMore = countsCents ? unit - (leftCents % unit) : entry.ceilingCents - leftCents
      const { how, awardCents } = award
      return { how, takenCents: awardCents, awardCents, isLast, lackCents: isLast ? untilMore : Infinity }
    },
  }
}

/**
 * Serves the files in their order until the money runs out: rank and cut (docs/award-rules.md). A file that does not fit
 * stops the service (`stop`) or is passed over (`skip`); a partial award is always the last one.
 */
export const serve = (rules: AwardRules, envelopeCents: number, entries: readonly RankedFile[]): Served[] => {
  const under = { ...rules, envelope: { ...rules.envelope, totalCents: envelopeCents } }
  return inTurn(under, entries, rankAndCutManner(under))
}
