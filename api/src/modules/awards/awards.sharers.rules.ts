import type { AwardRules } from '@progress-ess/shared/awards'
import { neverFits } from './awards.bounds.rules.ts'
import { LARGEST_ENVELOPE, type LeastEnvelope } from './awards.envelopes.rules.ts'
import { Groups } from './awards.groups.rules.ts'
import { Organisations } from './awards.organisations.rules.ts'
import type { Purse } from './awards.purse.rules.ts'
import { shareOut } from './awards.sharing.rules.ts'
import { inTurn } from './awards.turns.rules.ts'
import type { Manner, RankedFile, Served } from './awards.types.rules.ts'

/** What the files that share weigh against one another, in their order. */
export type WeightsOf = (sharers: readonly RankedFile[]) => readonly bigint[]

/** Who takes part: each in turn takes its floor of what is left; amounts come later. */
const TAKING_PART: Manner = {
  holdOf: ({ leastCents }, lock) => {
    if (lock?.award.kind !== 'amount') return { how: 'shared', takenCents: leastCents, awardCents: 0 }
    return { how: 'locked-in', takenCents: lock.award.amountCents, awardCents: lock.award.amountCents }
  },
  take: ({ leastCents }, leftCents) =>
    leastCents > leftCents
      ? { how: 'misfit', takenCents: 0, awardCents: 0, isLast: true, lackCents: leastCents - leftCents }
      : { how: 'shared', takenCents: leastCents, awardCents: 0, isLast: false, lackCents: Infinity },
}

/**
 * Shares the envelope, or each lot apart, among the files in their order, as far as it pays the floor of each: from the
 * first file whose floor it does not pay on, nobody takes part. Each gets its floor at the least and its ceiling at the
 * most (`shareOut`).
 */
export function serveShares(
  rules: AwardRules,
  entries: readonly RankedFile[],
  weightsOf: WeightsOf,
  groups = new Groups(rules),
  purse?: Purse,
): Served[] {
  const turns = inTurn(rules, entries, TAKING_PART, groups, purse)
  return groups.pots
    .map(({ totalCents }, pot) => ({
      totalCents,
      own: turns.filter(({ entry }) => groups.potOf(entry.file) === pot),
    }))
    .reduce((all, { totalCents, own }) => shareIn(rules, totalCents, own, all, weightsOf), turns)
}

/** Shares one pot: the amounts of those who take part in it come into `all`. */
function shareIn(
  rules: AwardRules,
  totalCents: number,
  own: readonly Served[],
  all: Served[],
  weightsOf: WeightsOf,
): Served[] {
  const unit = rules.envelope.roundToCents
  const toUnits = (cents: number): bigint => BigInt(Math.floor(cents / unit))
  const fixedCents = own.reduce((total, { awardCents }) => total + awardCents, 0)
  const sharers = own.flatMap(({ entry, how }) => (how === 'shared' ? [entry] : []))
  const weights = weightsOf(sharers)
  const portions = shareOut(
    toUnits(totalCents - fixedCents),
    sharers.map(({ leastCents, ceilingCents }, index) => ({
      least: toUnits(leastCents),
      most: toUnits(ceilingCents),
      weight: weights[index] ?? 0n,
    })),
  )
  const portionOf = new Map(sharers.map((entry, index) => [entry, portions[index]]))
  return all.map((turn) => {
    const portion = portionOf.get(turn.entry)
    return portion === undefined ? turn : { ...turn, awardCents: Number(portion.units) * unit, how: portion.how }
  })
}

/**
 * The least envelope with which each file takes part, from the present one up: the floors of all who come before it, and
 * its own. None is told that pays its ceiling: whoever joins takes of everybody’s share, so that more may give less.
 */
export function leastSharedEnvelopes(rules: AwardRules, entries: readonly RankedFile[]): LeastEnvelope[] {
  const organisations = new Organisations(rules)
  let floorsCents = 0
  return entries.map((entry) => {
    if (neverFits(entry) || organisations.isFull(entry)) return { anyCents: null, inFullCents: null }
    organisations.add(entry)
    floorsCents += entry.leastCents
    const anyCents = floorsCents > LARGEST_ENVELOPE ? null : Math.max(floorsCents, rules.envelope.totalCents)
    return { anyCents, inFullCents: null }
  })
}
