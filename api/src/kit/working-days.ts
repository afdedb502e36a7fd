import { dayInParis } from './paris.ts'

const DAY_MS = 86_400_000
const FIXED = ['01-01', '05-01', '05-08', '07-14', '08-15', '11-01', '11-11', '12-25']
/** Days from Easter Sunday: Easter Monday, Ascension, Whit Monday. */
const AFTER_EASTER = [1, 39, 50]

/** Easter Sunday of the Gregorian calendar, as UTC midnight (Meeus, Astronomical Algorithms, ch. 8). */
function easter(year: number): number {
  const a = year % 19
  const b = Math.floor(year / 100)
  const c = year % 100
  const d = Math.floor(b / 4)
  const g = Math.floor((8 * b + 13) / 25)
  const h = (19 * a + b - d - g + 15) % 30
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7
  const m = Math.floor((a + 11 * h + 19 * l) / 433)
  const month = Math.floor((h + l - 7 * m + 90) / 25)
  const day = (h + l - 7 * m + 33 * month + 19) % 32
  return Date.UTC(year, month - 1, day)
}

const known = new Map<number, ReadonlySet<string>>()

/** The eleven public holidays of metropolitan France (Code du travail, art. L. 3133-1), as `YYYY-MM-DD`. */
export function holidaysOf(year: number): ReadonlySet<string> {
  const before = known.get(year)
  if (before !== undefined) return before
  const sunday = easter(year)
  const days = new Set([
    ...FIXED.map((day) => `${year}-${day}`),
    ...AFTER_EASTER.map((offset) => new Date(sunday + offset * DAY_MS).toISOString().slice(0, 10)),
  ])
  known.set(year, days)
  return days
}

/** Whether a calendar day, `YYYY-MM-DD`, is neither a weekend nor a public holiday. */
export function isWorkingDay(day: string): boolean {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
  return weekday !== 0 && weekday !== 6 && !holidaysOf(Number(day.slice(0, 4))).has(day)
}

/** The instant so many working days later: same time of the day, weekends and holidays in Paris passed over. */
export function addWorkingDays(from: Date, count: number): Date {
  let at = from
  for (let left = count; left > 0;) {
    at = new Date(at.getTime() + DAY_MS)
    if (isWorkingDay(dayInParis(at))) left -= 1
  }
  return at
}
