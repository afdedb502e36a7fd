import type { AwardRules, Quota } from '@progress-ess/shared/awards'
import { boundsOf, neverFits, serviceOf } from './awards.bounds.rules.ts'
import { Groups } from './awards.groups.rules.ts'
import { awardAt, leastNeed } from './awards.rank-and-cut.rules.ts'
import type { ScoredFile } from './awards.types.rules.ts'
import { readScore, type Snapshot } from './snapshot.rules.ts'

/** What became of the last offer to a file, or of the file itself: it is passed over. */
export type Settled = 'open' | 'accepted' | 'declined' | 'expired' | 'withdrawn-file'

type Owned = {
  readonly number: string
  /** Files of one organisation have the same. */
  readonly organisationKey: string
}

export type ReserveFile = Owned & {
  readonly requestedCents: number
  readonly budgetCents: number
  readonly settled: Settled | null
}

/** An award that has not ended, or an open offer. */
export type Promised = Owned & { readonly amountCents: number }

export type ReserveTurn = {
  readonly standing: Settled | 'next' | 'does-not-fit' | 'after-cut' | 'same-organisation' | 'quota-full' | 'never-fits'
  readonly ceilingCents: number
  /** What it would be offered now; null when nothing. */
  readonly amountCents: number | null
  /** What is left when its turn comes, of its lot where it has one; null when its turn does not come. */
  readonly leftCents: number | null
  /** The least money at its turn that would give it an offer; null when no money would. */
  readonly neededCents: number | null
}

type Given = {
  readonly promised: readonly Promised[]
  /** What the scenario that is followed was run on; null when decisions were made without one. */
  readonly snapshot: Snapshot | null
}

/**
 * Whose turn it is on the reserve list, in the order of its ranks, with the cents that are left: each its ceiling, out of
 * its lot where the rules have lots, and what does not fit stops its lot, is passed over, or gets a part, as the rules say
 * of the ranking itself. Organisations and quotas that are full are passed over.
 */
export function planOffers(
  rules: AwardRules,
  leftCents: number,
  files: readonly ReserveFile[],
  given: Given,
): ReserveTurn[] {
  const { onMisfit } = serviceOf(rules.method)
  const till = new Till(rules, leftCents, given)
  return files.map((file): ReserveTurn => {
    const { requestedCents, budgetCents } = file
    const bounds = boundsOf(rules, { requestedCents, budgetCents, score: till.scoreOf(file) })
    const { ceilingCents } = bounds
    const none = { ceilingCents, amountCents: null, leftCents: null, neededCents: leastNeed(bounds) }
    const passed = { ...none, neededCents: null }
    if (file.settled !== null) return { ...none, standing: file.settled }
    if (neverFits(bounds)) return { ...passed, standing: 'never-fits' }
    if (till.awardsOf(file) >= rules.perOrganisation.max) return { ...passed, standing: 'same-organisation' }
    if (till.isQuotaFull(file, ceilingCents)) return { ...passed, standing: 'quota-full' }
    if (till.isCut(file)) return { ...none, standing: 'after-cut' }
    const left = till.leftFor(file)
    const award = awardAt(rules, left, bounds)
    if (award === null) {
      if (onMisfit === 'stop') till.cut(file)
      return { ...none, leftCents: left, standing: 'does-not-fit' }
    }
    if (award.how === 'partial') till.cut(file)
    till.promise({ ...file, amountCents: award.awardCents })
    return { ...none, leftCents: left, standing: 'next', amountCents: award.awardCents }
  })
}

/** What is left at a moment of a run: in all, of each lot, of each quota, and of the awards that each organisation may have. */
class Till {
  #left: number
  readonly #groups: Groups
  readonly #known: ReadonlyMap<string, Snapshot['files'][number]>
  /** Of each lot; pot 0, what the lots leave, is reckoned from the whole. */
  readonly #lots: number[]
  readonly #cut = new Set<number>()
  readonly #quotas: number[]
  readonly #awards = new Map<string, number>()

  constructor(rules: AwardRules, leftCents: number, { promised, snapshot }: Given) {
    this.#groups = new Groups(rules)
    this.#known = new Map(snapshot?.files.map((file) => [file.number, file]))
    this.#lots = this.#groups.pots.map(({ totalCents }) => totalCents)
    this.#quotas = this.#groups.quotas.map(() => 0)
    this.#left = leftCents
    for (const one of promised) this.#note(one)
  }

  scoreOf({ number }: Owned) {
    return readScore(this.#known.get(number)?.score ?? null)
  }

  awardsOf({ organisationKey }: Owned): number {
    return this.#awards.get(organisationKey) ?? 0
  }

  isQuotaFull(file: Owned, cents: number): boolean {
    return this.#groups.quotasOf(this.#asScored(file)).some((index) => {
      const quota = this.#groups.quotas[index]
      return quota?.max !== undefined && (this.#quotas[index] ?? 0) + measured(quota, cents) > quota.max
    })
  }

  /** What a file may take: of its lot, or what the lots that still have money leave of the whole. */
  leftFor(file: Owned): number {
    const pot = this.#potOf(file)
    if (pot > 0) return Math.max(0, Math.min(this.#lots[pot] ?? 0, this.#left))
    const kept = this.#lots.slice(1).reduce((sum, cents) => sum + Math.max(0, cents), 0)
    return Math.max(0, this.#left - kept)
  }

  isCut(file: Owned): boolean {
    return this.#cut.has(this.#potOf(file))
  }

  cut(file: Owned): void {
    this.#cut.add(this.#potOf(file))
  }

  promise(file: Promised): void {
    this.#note(file)
    this.#left -= file.amountCents
  }

  #note(file: Promised): void {
    const pot = this.#potOf(file)
    this.#lots[pot] = (this.#lots[pot] ?? 0) - file.amountCents
    this.#awards.set(file.organisationKey, this.awardsOf(file) + 1)
    for (const index of this.#groups.quotasOf(this.#asScored(file))) {
      const quota = this.#groups.quotas[index]
      if (quota !== undefined) this.#quotas[index] = (this.#quotas[index] ?? 0) + measured(quota, file.amountCents)
    }
  }

  #potOf(file: Owned): number {
    return this.#groups.potOf(this.#asScored(file))
  }

  /** The file as the selectors of lots and quotas look at it. */
  #asScored({ number }: Owned): Pick<ScoredFile, 'number' | 'facts' | 'isNeverFunded'> {
    const { facts, isNeverFunded = false } = this.#known.get(number) ?? {}
    return { number, isNeverFunded, ...(facts === undefined ? {} : { facts }) }
  }
}

const measured = ({ measure }: Quota, cents: number): number => (measure === 'count' ? 1 : cents)
