const ZONE = 'Europe/Paris'
const PARTS = new Intl.DateTimeFormat('en-CA', {
  timeZone: ZONE,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
})

type WallClock = { year: number; month: number; day: number; time: number }

/** What a clock in Paris shows at an instant; `time` in milliseconds since midnight. */
function wallClockOf(instant: Date): WallClock {
  const parts = Object.fromEntries(PARTS.formatToParts(instant).map(({ type, value }) => [type, Number(value)]))
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts
  return { year, month, day, time: ((hour * 60 + minute) * 60 + second) * 1_000 + instant.getUTCMilliseconds() }
}

/** The instant at which a clock in Paris shows this. Two rounds settle the offset around a change of hour. */
function instantOf({ year, month, day, time }: WallClock): Date {
  const wanted = Date.UTC(year, month - 1, day) + time
  let guess = wanted
  for (let round = 0; round < 2; round += 1) {
    const shown = wallClockOf(new Date(guess))
    guess += wanted - (Date.UTC(shown.year, shown.month - 1, shown.day) + shown.time)
  }
  return new Date(guess)
}

const daysIn = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate()

/** Months of silence that mean rejection of a financial request (CRPA L231-4, 3°). */
const SILENCE_MONTHS = 2

/**
 * When silence becomes a rejection: two calendar months after the reception (CRPA L231-4, L114-3), at the same hour in
 * Paris; the last day of a month when the day does not exist.
 */
export function implicitRejectionAt(receivedAt: Date): Date {
  const { year, month, day, time } = wallClockOf(receivedAt)
  const index = month - 1 + SILENCE_MONTHS
  const [nextYear, nextMonth] = [year + Math.floor(index / 12), (index % 12) + 1]
  return instantOf({ year: nextYear, month: nextMonth, day: Math.min(day, daysIn(nextYear, nextMonth)), time })
}

/** The clock of one file: its term, since when it stands, and the date of the correction that it waits for. */
export type SilenceClock = {
  readonly term: Date | null
  readonly suspendedAt: Date | null
  readonly correctionDueAt: Date | null
}

/**
 * What the clock says at an instant. It stands while a correction runs, until the answer or its date at the latest (CRPA
 * L114-5), and the term moves by as much: the time that was left is still left.
 */
export function readClock(
  { term, suspendedAt, correctionDueAt }: SilenceClock,
  at: Date,
): { term: Date | null; isSuspended: boolean } {
  if (term === null || suspendedAt === null) return { term, isSuspended: false }
  const isSuspended = correctionDueAt === null || at < correctionDueAt
  const resumedAt = isSuspended ? at : correctionDueAt
  const stood = Math.max(0, resumedAt.getTime() - suspendedAt.getTime())
  return { term: new Date(term.getTime() + stood), isSuspended }
}
