import type { AwardRules } from '@progress-ess/shared/awards'
import { neverFits } from './awards.bounds.rules.ts'
import { Organisations } from './awards.organisations.rules.ts'
import type { RankedFile, Served } from './awards.types.rules.ts'

/** What a file takes at its turn, and whether nobody is served after it. A `misfit` takes nothing. */
export type Taken = Pick<Served, 'how' | 'takenCents' | 'awardCents'> & { readonly isLast: boolean }

/**
 * Lets the files take money in their order, each of what those before it have left, until one is the last. Whoever could
 * never be paid, or whose organisation has its awards already, is passed over.
 */
export function inTurn(
  rules: AwardRules,
  envelopeCents: number,
  entries: readonly RankedFile[],
  take: (entry: RankedFile, leftCents: number) => Taken,
): Served[] {
  const organisations = new Organisations(rules)
  let leftCents = envelopeCents
  let cutRank: number | null = null
  return entries.map((entry): Served => {
    const turn = { entry, leftCents, cutRank, takenCents: 0, awardCents: 0, sameAs: null }
    if (neverFits(entry)) return { ...turn, how: 'never-fits' }
    if (organisations.isFull(entry)) return { ...turn, how: 'same-organisation', sameAs: organisations.firstOf(entry) }
    if (cutRank !== null) return { ...turn, how: 'after-cut' }
    const { isLast, ...taken } = take(entry, leftCents)
    if (isLast) cutRank = entry.rank
    leftCents -= taken.takenCents
    if (taken.how !== 'misfit') organisations.add(entry)
    return { ...turn, ...taken }
  })
}
