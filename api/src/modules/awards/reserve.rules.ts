import type { AwardRules } from '@progress-ess/shared/awards'
import { boundsOf, neverFits, serviceOf } from './awards.bounds.rules.ts'
import { awardAt } from './awards.rank-and-cut.rules.ts'
import { readScore, type Snapshot } from './snapshot.rules.ts'

/** What became of the last offer to a file, or of the file itself: it is passed over. */
export type Settled = 'open' | 'accepted' | 'declined' | 'expired' | 'withdrawn-file'

export type ReserveFile = {
  readonly number: string
  /** Files of one organisation have the same. */
  readonly organisationKey: string
  readonly requestedCents: number
  readonly budgetCents: number
  readonly settled: Settled | null
}

export type ReserveTurn = {
  readonly standing: Settled | 'next' | 'does-not-fit' | 'after-cut' | 'same-organisation' | 'never-fits'
  readonly ceilingCents: number
  /** What it would be offered now; null when nothing. */
  readonly amountCents: number | null
  /** What is left when its turn comes; null when its turn does not come. */
  readonly leftCents: number | null
  /** The least money at its turn that would give it an offer; null when no money would. */
  readonly neededCents: number | null
}

/**
 * Whose turn it is on the reserve list, in the order of its ranks, with the cents that are left: each its ceiling, and
 * what does not fit stops the list, is passed over, or gets a part, as the rules say of the ranking itself.
 * `awards`: how many awards and open offers each organisation has.
 */
export function planOffers(
  rules: AwardRules,
  leftCents: number,
  files: readonly ReserveFile[],
  { awards, snapshot }: { readonly awards: ReadonlyMap<string, number>; readonly snapshot: Snapshot | null },
): ReserveTurn[] {
  const taken = new Map(awards)
  const scores = new Map(snapshot?.files.map(({ number, score }) => [number, readScore(score)]))
  const { onMisfit } = serviceOf(rules.method)
  let left = leftCents
  let isCut = false
  return files.map((file): ReserveTurn => {
    const { requestedCents, budgetCents, organisationKey } = file
    const bounds = boundsOf(rules, { requestedCents, budgetCents, score: scores.get(file.number) ?? null })
    const { ceilingCents } = bounds
    const neededCents = bounds.partialCents ?? ceilingCents
    const none = { ceilingCents, amountCents: null, leftCents: null, neededCents }
    if (file.settled !== null) return { ...none, standing: file.settled }
    if (neverFits(bounds)) return { ...none, standing: 'never-fits', neededCents: null }
    const own = taken.get(organisationKey) ?? 0
    if (own >= rules.perOrganisation.max) return { ...none, standing: 'same-organisation', neededCents: null }
    if (isCut) return { ...none, standing: 'after-cut' }
    const award = awardAt(rules, left, bounds)
    const turn = { ...none, leftCents: left }
    if (award === null) {
      isCut = onMisfit === 'stop'
      return { ...turn, standing: 'does-not-fit' }
    }
    isCut = award.how === 'partial'
    left -= award.awardCents
    taken.set(organisationKey, own + 1)
    return { ...turn, standing: 'next', amountCents: award.awardCents }
  })
}
