export type DayCount = { readonly on: string; readonly count: number }

const DAY_MS = 24 * 3_600_000
const MOST_DAYS = 120

/** Every day from the first submission to the last, those without any included; the last `MOST_DAYS` of a long call. */
export function everyDay(days: readonly DayCount[]): DayCount[] {
  const counts = new Map(days.map(({ on, count }) => [on, count]))
  const sorted = [...counts.keys()].toSorted()
  const [first, last] = [sorted[0], sorted.at(-1)]
  if (first === undefined || last === undefined) return []
  const end = Date.parse(last)
  const start = Math.max(Date.parse(first), end - (MOST_DAYS - 1) * DAY_MS)
  return Array.from({ length: Math.round((end - start) / DAY_MS) + 1 }, (_, index) => {
    const on = new Date(start + index * DAY_MS).toISOString().slice(0, 10)
    return { on, count: counts.get(on) ?? 0 }
  })
}
