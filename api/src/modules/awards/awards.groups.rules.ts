import type { AwardRules, Lot, Quota, Selector } from '@progress-ess/shared/awards'
import type { RankedFile, ScoredFile } from './awards.types.rules.ts'

/** Whether a selector means the file. */
export const isIn = (files: Selector, file: Pick<ScoredFile, 'facts' | 'isNeverFunded'>): boolean =>
  files.by === 'neverFunded'
    ? file.isNeverFunded
    : (file.facts?.[files.by] ?? []).some((value) => files.in.includes(value))

/** Whether anything but the envelope, the bounds of an award and the organisation decides who is served. */
export const isConstrained = ({ envelope, quotas, locks }: AwardRules): boolean =>
  envelope.lots !== undefined || quotas !== undefined || locks !== undefined

/** The selectors of rules, in their order. */
export const selectorsOf = ({ envelope, quotas }: AwardRules): Selector[] => [
  ...(envelope.lots ?? []).map(({ files }) => files),
  ...(quotas ?? []).map(({ files }) => files),
]

/** Where the money of a file comes from: a lot, or what the lots leave of the envelope (null). */
export type Pot = { readonly lot: Lot | null; readonly totalCents: number }

/** What a file is sorted by. */
type Sorted = Pick<ScoredFile, 'number' | 'facts' | 'isNeverFunded'>
type Place = { readonly pot: number; readonly quotas: readonly number[] }

/** Which pot and which quotas each file belongs to, looked up once a file. Pot 0 is what the lots leave. */
export class Groups {
  readonly pots: readonly Pot[]
  readonly quotas: readonly Quota[]
  readonly #lots: readonly Lot[]
  readonly #places = new Map<string, Place>()
  /** The file that was asked for last: a turn asks several times. */
  #last: { readonly file: Sorted; readonly place: Place } | null = null
  #members: { readonly entries: readonly RankedFile[]; readonly byQuota: readonly (readonly RankedFile[])[] } | null =
    null

  constructor({ envelope, quotas = [] }: AwardRules) {
    const lots = envelope.lots ?? []
    const inLots = lots.reduce((total, { totalCents }) => total + totalCents, 0)
    this.#lots = lots
    this.quotas = quotas
    this.pots = [
      { lot: null, totalCents: Math.max(0, envelope.totalCents - inLots) },
      ...lots.map((lot) => ({ lot, totalCents: lot.totalCents })),
    ]
  }

  potOf(file: Sorted): number {
    return this.#placeOf(file).pot
  }

  /** Indices into `quotas`, in their order. */
  quotasOf(file: Sorted): readonly number[] {
    return this.#placeOf(file).quotas
  }

  /** Those of the entries that a quota looks at, in their order. */
  membersOf(entries: readonly RankedFile[], quota: number): readonly RankedFile[] {
    if (this.#members?.entries !== entries) {
      const byQuota = this.quotas.map((_, index) => entries.filter(({ file }) => this.quotasOf(file).includes(index)))
      this.#members = { entries, byQuota }
    }
    return this.#members.byQuota[quota] ?? []
  }

  #placeOf(file: Sorted): Place {
    if (this.#last?.file === file) return this.#last.place
    const place = this.#places.get(file.number) ?? this.#lookUp(file)
    this.#last = { file, place }
    return place
  }

  #lookUp(file: Sorted): Place {
    const place = {
      pot: this.#lots.findIndex(({ files }) => isIn(files, file)) + 1,
      quotas: this.quotas.flatMap(({ files }, index) => (isIn(files, file) ? [index] : [])),
    }
    this.#places.set(file.number, place)
    return place
  }
}
