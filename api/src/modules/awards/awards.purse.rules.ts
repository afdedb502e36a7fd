import type { AwardRules, Quota } from '@progress-ess/shared/awards'
import type { Groups } from './awards.groups.rules.ts'
import { Organisations } from './awards.organisations.rules.ts'
import type { RankedFile } from './awards.types.rules.ts'

/** Money added to one pot, to see what it would change. */
export type Raise = { readonly pot: number; readonly cents: number }

/** What is left at a moment of a run: of each pot, of each quota, of the awards that each organisation may have. */
export class Purse {
  readonly #groups: Groups
  readonly #organisations: Organisations
  readonly #left: number[]
  readonly #cutRanks: (number | null)[]
  readonly #lacks: number[]
  readonly #taken: number[]

  constructor(rules: AwardRules, groups: Groups, raise: Raise | null = null) {
    this.#groups = groups
    this.#organisations = new Organisations(rules)
    this.#left = groups.pots.map(({ totalCents }, pot) => totalCents + (raise?.pot === pot ? raise.cents : 0))
    this.#cutRanks = groups.pots.map(() => null)
    this.#lacks = groups.pots.map(() => Infinity)
    this.#taken = groups.quotas.map(() => 0)
  }

  leftFor({ file }: RankedFile): number {
    return this.#left[this.#groups.potOf(file)] ?? 0
  }

  /** Rank of the file at which the service of the file’s pot stopped; null while it goes on. */
  cutRankFor({ file }: RankedFile): number | null {
    return this.#cutRanks[this.#groups.potOf(file)] ?? null
  }

  stopAt({ file, rank }: RankedFile): void {
    this.#cutRanks[this.#groups.potOf(file)] = rank
  }

  isOrganisationFull(entry: RankedFile): boolean {
    return this.#organisations.isFull(entry)
  }

  firstOfOrganisation(entry: RankedFile): string | null {
    return this.#organisations.firstOf(entry)
  }

  /** Files, or cents, of a quota so far. */
  takenOf(quota: number): number {
    return this.#taken[quota] ?? 0
  }

  /** The first quota that an award of so many cents would take over its most. */
  fullQuota({ file }: RankedFile, cents: number): Quota | null {
    const full = this.#groups.quotasOf(file).find((index) => {
      const { max, measure } = this.#groups.quotas[index] ?? {}
      return max !== undefined && this.takenOf(index) + (measure === 'count' ? 1 : cents) > max
    })
    return full === undefined ? null : (this.#groups.quotas[full] ?? null)
  }

  take(entry: RankedFile, takenCents: number): void {
    const pot = this.#groups.potOf(entry.file)
    this.#left[pot] = (this.#left[pot] ?? 0) - takenCents
    this.#organisations.add(entry)
    for (const index of this.#groups.quotasOf(entry.file)) {
      this.#taken[index] = this.takenOf(index) + (this.#groups.quotas[index]?.measure === 'count' ? 1 : takenCents)
    }
  }

  /** Notes that so many cents more in the file’s pot would have changed what became of it. */
  noteLack({ file }: RankedFile, cents: number): void {
    const pot = this.#groups.potOf(file)
    this.#lacks[pot] = Math.min(this.#lacks[pot] ?? Infinity, cents)
  }

  /** The least rise of a pot that changes anything; Infinity when none does. */
  lackOf(pot: number): number {
    return this.#lacks[pot] ?? Infinity
  }
}
