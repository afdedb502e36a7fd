/** A sum of de minimis aid from one side. */
export type Counted = { readonly grantedOn: string; readonly amountCents: number }

const YEARS = 3

/** The first day that counts for a grant on this day: three years before it, the day after ((EU) 2023/2831, art. 3). */
export function firstDayOf(on: string): string {
  const before = new Date(`${on}T00:00:00Z`)
  before.setUTCFullYear(before.getUTCFullYear() - YEARS)
  before.setUTCDate(before.getUTCDate() + 1)
  return before.toISOString().slice(0, 10)
}

/** Those that count for a grant on this day. */
export const within = <T extends Counted>(items: readonly T[], on: string): T[] => {
  const from = firstDayOf(on)
  return items.filter(({ grantedOn }) => from <= grantedOn && grantedOn <= on)
}

export const sumOf = (items: readonly Counted[]): number =>
  items.reduce((total, { amountCents }) => total + amountCents, 0)

/** Over the threshold, not at it. */
export const isOver = (beforeCents: number, amountCents: number, thresholdCents: number): boolean =>
  beforeCents + amountCents > thresholdCents
