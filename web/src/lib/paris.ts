/** Calls run on the clock of Paris, whatever the machine's own zone: conversions between its wall clock and instants. */
const ZONE = 'Europe/Paris'
const MINUTE_MS = 60_000

/** What a clock on a wall in Paris shows: `day` is `YYYY-MM-DD`, `time` is `HH:MM` or, with seconds, `HH:MM:SS`. */
export type WallClock = { readonly day: string; readonly time: string }

export type InstantOfWall =
  | { readonly ok: true; readonly instant: string; readonly isTwice: boolean }
  | { readonly ok: false; readonly code: 'malformed' | 'gap' }

const READER = new Intl.DateTimeFormat('en-GB', {
  timeZone: ZONE,
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
})

/** The wall clock of Paris at an instant; null when the text is no instant. */
export function wallClockOf(instant: string): WallClock | null {
  const ms = Date.parse(instant)
  if (Number.isNaN(ms)) return null
  const part = Object.fromEntries(READER.formatToParts(ms).map(({ type, value }) => [type, value]))
  const day = `${part['year'] ?? ''}-${part['month'] ?? ''}-${part['day'] ?? ''}`
  const seconds = part['second'] === '00' ? '' : `:${part['second'] ?? ''}`
  return { day, time: `${part['hour'] ?? ''}:${part['minute'] ?? ''}${seconds}` }
}

/**
 * The instant at which a wall clock in Paris shows this, with its zone, e.g. `2023-02-06T23:59:00+01:00`.
 * `gap`: the hour that is skipped in March. An hour that occurs twice in October gives the first one, `isTwice`.
 */
export function instantOfWall({ day, time }: WallClock): InstantOfWall {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || !/^\d{2}:\d{2}(:\d{2})?$/.test(time)) return { ok: false, code: 'malformed' }
  const full = time.length === 5 ? `${time}:00` : time
  const asUtc = Date.parse(`${day}T${full}Z`)
  if (Number.isNaN(asUtc) || new Date(asUtc).toISOString().slice(0, 10) !== day) return { ok: false, code: 'malformed' }
  const candidates = [120, 60].filter((offset) => {
    const shown = wallClockOf(new Date(asUtc - offset * MINUTE_MS).toISOString())
    return shown?.day === day && shown.time.padEnd(8, ':00') === full
  })
  const [offset] = candidates
  if (offset === undefined) return { ok: false, code: 'gap' }
  return { ok: true, instant: `${day}T${full}+0${offset / 60}:00`, isTwice: candidates.length === 2 }
}
