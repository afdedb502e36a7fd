import type { RankedFile } from './awards.types.rules.ts'

/**
 * Counts the awards of the organisations that have more files than they may have awards; the others need no counting.
 * All counts are one integer, some bits for each organisation, so that two tallies compare and copy at once.
 */
export type Tally = {
  /** Whether the file’s organisation may have one more award. */
  readonly isOpen: (awards: bigint, entry: RankedFile) => boolean
  /** The awards with one more for the file’s organisation. */
  readonly add: (awards: bigint, entry: RankedFile) => bigint
  /** Whether no later file asks for the count of this file’s organisation. */
  readonly isLast: (entry: RankedFile) => boolean
  readonly forget: (awards: bigint, entry: RankedFile) => bigint
}

/** A tally of at most `max` awards an organisation, for files in the order of service. */
export function tallyOf(max: number, entries: readonly RankedFile[]): Tally {
  const width = BigInt(max.toString(2).length)
  const full = (1n << width) - 1n
  const shifts = new Map<string, bigint>()
  const last = new Map<string, RankedFile>()
  for (const [key, own] of byOrganisation(entries)) {
    const final = own.at(-1)
    if (own.length <= max || final === undefined) continue
    shifts.set(key, BigInt(shifts.size) * width)
    last.set(key, final)
  }
  const shiftOf = ({ file }: RankedFile): bigint | undefined => shifts.get(file.organisationKey)
  return {
    isOpen: (awards, entry) => {
      const shift = shiftOf(entry)
      return shift === undefined || ((awards >> shift) & full) < BigInt(max)
    },
    add: (awards, entry) => {
      const shift = shiftOf(entry)
      return shift === undefined ? awards : awards + (1n << shift)
    },
    isLast: (entry) => last.get(entry.file.organisationKey) === entry,
    forget: (awards, entry) => {
      const shift = shiftOf(entry)
      return shift === undefined ? awards : awards - (((awards >> shift) & full) << shift)
    },
  }
}

function byOrganisation(entries: readonly RankedFile[]): Map<string, RankedFile[]> {
  const groups = new Map<string, RankedFile[]>()
  for (const entry of entries) {
    const group = groups.get(entry.file.organisationKey)
    if (group === undefined) groups.set(entry.file.organisationKey, [entry])
    else group.push(entry)
  }
  return groups
}
