import type { AwardRules, Quota } from '@progress-ess/shared/awards'
import { Groups } from './awards.groups.rules.ts'
import { Purse } from './awards.purse.rules.ts'
import type { Serve } from './awards.tries.rules.ts'
import type { RankedFile, Reason, Served } from './awards.types.rules.ts'

/** The rules without the least of one quota. */
export function withoutMinimum(rules: AwardRules, id: string): AwardRules {
  const quotas = (rules.quotas ?? []).map((quota): Quota => {
    const { min: _, ...rest } = quota
    return quota.id === id ? rest : quota
  })
  return { ...rules, quotas }
}

/**
 * Which files have money because a quota asks for at least so many, and which have none for this reason: the rules are
 * run without the least of each quota in turn, and the first quota that decided is told.
 */
export function quotaReasons(
  rules: AwardRules,
  entries: readonly RankedFile[],
  served: readonly Served[],
  serve: Serve,
): ReadonlyMap<string, Reason> {
  const reasons = new Map<string, Reason>()
  for (const { id, label, min } of rules.quotas ?? []) {
    if (min === undefined) continue
    const other = withoutMinimum(rules, id)
    const groups = new Groups(other)
    const without = serve(other, entries, groups, new Purse(other, groups))
    for (const [place, { entry, awardCents, held }] of served.entries()) {
      const wasFunded = (without[place]?.awardCents ?? 0) > 0
      if (wasFunded === awardCents > 0 || reasons.has(entry.file.number)) continue
      const isByQuota = held !== null && 'quota' in held && held.quota.id === id
      const facts = { quota: id, label }
      if (wasFunded) reasons.set(entry.file.number, { code: 'displaced-by', facts })
      else if (isByQuota) reasons.set(entry.file.number, { code: 'funded-by-quota', facts })
    }
  }
  return reasons
}
