import type { AwardRules } from '@progress-ess/shared/awards'
import type { RankedFile } from './awards.types.rules.ts'

/** Which files of each organisation have an award so far, in the order in which they got it. */
export class Organisations {
  readonly #max: number
  readonly #numbers = new Map<string, string[]>()

  constructor({ perOrganisation }: AwardRules) {
    this.#max = perOrganisation.max
  }

  /** Whether the file’s organisation has as many awards as it may. */
  isFull({ file }: RankedFile): boolean {
    return (this.#numbers.get(file.organisationKey)?.length ?? 0) >= this.#max
  }

  /** Number of the first file of the same organisation that got an award. */
  firstOf({ file }: RankedFile): string | null {
    return this.#numbers.get(file.organisationKey)?.[0] ?? null
  }

  add({ file }: RankedFile): void {
    const own = this.#numbers.get(file.organisationKey)
    if (own === undefined) this.#numbers.set(file.organisationKey, [file.number])
    else own.push(file.number)
  }
}
