import { instantOfWall } from '../../lib/paris.ts'
import { dayOf } from './days.ts'

const DAY_MS = 86_400_000

/** The day in Paris so many days from now. */
export const inDays = (now: Date, days: number): string => dayOf(new Date(now.getTime() + days * DAY_MS))

/** The last minute of a day in Paris: a key that ends on a day works the whole of it. Null when it is no day. */
export function endOfDay(day: string): string | null {
  const reading = instantOfWall({ day, time: '23:59' })
  return reading.ok ? reading.instant : null
}
