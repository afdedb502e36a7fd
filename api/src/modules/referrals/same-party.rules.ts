import { matchParties, type PartyColumns } from './party.rules.ts'

type Named = Pick<
  PartyColumns,
  'kind' | 'firstName' | 'lastName' | 'organisationName' | 'siren' | 'rna' | 'email' | 'phone'
>

/** Letters and figures alone, without accents: `Zoé D’Été` is `zoe d ete`. */
const bare = (name: string): string =>
  name
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

/** How many letters were added, left out or mistaken (Levenshtein). */
function distance(one: string, other: string): number {
  const letters = Array.from(other)
  let row = [0, ...letters.map((_, index) => index + 1)]
  for (const [index, letter] of Array.from(one).entries()) {
    const next = [index + 1]
    for (const [at, against] of letters.entries()) {
      next.push(Math.min((row[at] ?? 0) + Number(letter !== against), (row[at + 1] ?? 0) + 1, (next[at] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}

/** One slip from four letters on, two from eight on: shorter names are other names at once. */
const slips = (length: number): number => (length < 4 ? 0 : length < 8 ? 1 : 2)

/** The same but for accents, capitals and hyphens, a slip, or a further part: `Durand`, `Durand-Martin`. */
function areAlike(left: string | null, right: string | null): boolean {
  if (left === null || right === null) return left === right
  const [one, other] = [bare(left), bare(right)]
  if (one === '' || other === '') return one === other && left === right
  if (distance(one, other) <= slips(Math.min(one.length, other.length))) return true
  const [few = [], more = []] = [one.split(' '), other.split(' ')].sort((a, b) => a.length - b.length)
  return few.length < more.length && few.every((word) => more.includes(word))
}

/** By its number; where one of the two has none, by its name. */
function isSameStructure(before: Named, after: Named): boolean {
  if (before.siren !== null && after.siren !== null) return before.siren === after.siren
  if (before.rna !== null && after.rna !== null) return before.rna === after.rna
  return areAlike(before.organisationName, after.organisationName)
}

/** As duplicates are found (a number, an address or a phone with the first name), else by a name that differs by a slip, or turned round. */
const isSamePerson = (before: Named, after: Named): boolean =>
  matchParties(before, after) !== null ||
  (areAlike(before.firstName, after.firstName) && areAlike(before.lastName, after.lastName)) ||
  (areAlike(before.firstName, after.lastName) && areAlike(before.lastName, after.firstName))

/**
 * Whether a correction is of the same person or structure, to which the consent, the states and the words belong. The person to
 * speak to in a structure may change. One who has a number keeps it.
 */
export function isSameParty(before: Named, after: Named): boolean {
  if (before.kind !== after.kind) return false
  if (before.kind === 'organisation') return isSameStructure(before, after)
  const hasOtherNumber = before.siren !== null && after.siren !== null && before.siren !== after.siren
  return !hasOtherNumber && isSamePerson(before, after)
}
