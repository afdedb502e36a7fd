import type { AwardRules } from '@progress-ess/shared/awards'
import { neverFits } from './awards.bounds.rules.ts'
import { Groups } from './awards.groups.rules.ts'
import { hold, type Holds } from './awards.holds.rules.ts'
import { Purse } from './awards.purse.rules.ts'
import type { Manner, RankedFile, Served } from './awards.types.rules.ts'

/**
 * Lets the files take money in their order, each of what those before it have left in its pot, until one is the last. What
 * locks and the least of quotas hold is set aside before. Whoever could never be paid, whose organisation has its awards
 * already or whose quota is full is passed over.
 */
export function inTurn(
  rules: AwardRules,
  entries: readonly RankedFile[],
  manner: Manner,
  groups = new Groups(rules),
  purse = new Purse(rules, groups),
): Served[] {
  const holds = hold(rules, entries, manner, groups, purse)
  return entries.map((entry) => turnOf(entry, manner, holds, purse))
}

/** Written out, since a search serves many thousands: every turn has the same shape. */
const turned = (
  entry: RankedFile,
  leftCents: number,
  cutRank: number | null,
  how: Served['how'],
  { sameAs = null, quota = null, held = null }: Partial<Pick<Served, 'sameAs' | 'quota' | 'held'>> = NOTHING_MORE,
  takenCents = 0,
  awardCents = 0,
): Served => ({ entry, leftCents, cutRank, how, takenCents, awardCents, sameAs, quota, held })
const NOTHING_MORE = {}

function turnOf(entry: RankedFile, { take }: Manner, holds: Holds, purse: Purse): Served {
  const leftCents = purse.leftFor(entry)
  const cutRank = purse.cutRankFor(entry)
  const held = holds.held.get(entry.file.number)
  // What it takes is set aside already: those behind it find no less.
  if (held !== undefined) {
    return turned(entry, leftCents, cutRank, held.how, { held: held.by }, 0, held.awardCents)
  }
  const lock = holds.out.get(entry.file.number)
  if (lock !== undefined) return turned(entry, leftCents, cutRank, 'locked-out', { held: { lock } })
  if (neverFits(entry)) return turned(entry, leftCents, cutRank, 'never-fits')
  if (purse.isOrganisationFull(entry)) {
    return turned(entry, leftCents, cutRank, 'same-organisation', { sameAs: purse.firstOfOrganisation(entry) })
  }
  // Room for all that it may get: judged by a part of it, a file might fit at a worse place and not at a better one.
  const quota = purse.fullQuota(entry, entry.ceilingCents)
  if (quota !== null) {
    return turned(entry, leftCents, cutRank, 'quota-full', { quota: { quota, neededCents: entry.ceilingCents } })
  }
  if (cutRank !== null) return turned(entry, leftCents, cutRank, 'after-cut')
  const { isLast, lackCents, how, takenCents, awardCents } = take(entry, leftCents)
  purse.noteLack(entry, lackCents)
  if (how !== 'misfit') purse.take(entry, takenCents)
  if (isLast) purse.stopAt(entry)
  return turned(entry, leftCents, cutRank, how, NOTHING_MORE, takenCents, awardCents)
}
