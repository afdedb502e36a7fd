import type { Language } from './format.ts'

const ZONE = 'Europe/Paris'
const NO_BREAK = '\u00a0'
const TAG: Readonly<Record<Language, string>> = { fr: 'fr-FR', en: 'en-GB' }

type Style = { readonly weekday?: boolean; readonly year?: boolean; readonly isShort?: boolean }

const formats = new Map<string, Intl.DateTimeFormat>()
function format(language: Language, timeZone: string, { weekday, year, isShort }: Style): Intl.DateTimeFormat {
  const key = [language, timeZone, weekday, year, isShort].join()
  const found =
    formats.get(key) ??
    new Intl.DateTimeFormat(TAG[language], {
      timeZone,
      day: 'numeric',
      month: isShort === true ? 'short' : 'long',
      ...(year === false ? {} : { year: 'numeric' }),
      ...(weekday === true ? { weekday: 'long' } : {}),
    })
  formats.set(key, found)
  return found
}

/** French writes the first day of a month as an ordinal; no break between the day and its month. */
function polish(text: string, language: Language): string {
  const day = language === 'fr' ? text.replace(/(^|\s)1 (?=\p{L})/u, '$11er ') : text.replace(',', '')
  return day.replace(/(\d|er) (?=\p{L})/u, `$1${NO_BREAK}`)
}

/** A calendar day (`YYYY-MM-DD`) in words: `6 février 2023`. */
export function formatDay(day: string, language: Language, style: Style = {}): string {
  return polish(format(language, 'UTC', style).format(new Date(`${day}T12:00:00Z`)), language)
}

/** The day of an instant, in Paris: `6 février 2023`, or `lundi 6 février 2023` with the weekday. */
export function formatDate(instant: string, language: Language, style: Style = {}): string {
  return polish(format(language, ZONE, style).format(new Date(instant)), language)
}

const CLOCK = new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })

/** The hour of an instant, in Paris: `14 h 32`, `9 h` on the hour, `23:59` in English. */
export function formatTime(instant: string, language: Language): string {
  const [hour = '', minute = ''] = CLOCK.format(new Date(instant)).split(':')
  if (language === 'en') return `${hour}:${minute}`
  return `${Number(hour)}${NO_BREAK}h${minute === '00' ? '' : NO_BREAK + minute}`
}

/** `6 février 2023 à 23 h 59`, `6 February 2023 at 23:59`. */
export function formatInstant(instant: string, language: Language, style: Style = {}): string {
  const link = language === 'fr' ? 'à' : 'at'
  return `${formatDate(instant, language, style)} ${link} ${formatTime(instant, language)}`
}

/** A deadline in full: `lundi 6 février 2023 à 23 h 59, heure de Paris`. */
export function formatDeadline(instant: string, language: Language): string {
  const zone = language === 'fr' ? 'heure de Paris' : 'Paris time'
  return `${formatInstant(instant, language, { weekday: true })}, ${zone}`
}

const STEPS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const

/** The distance from `now` to an instant: `il y a 3 minutes`, `dans 12 jours`, `à l’instant`. */
export function formatRelative(instant: string, now: Date, language: Language): string {
  const ms = Date.parse(instant) - now.getTime()
  for (const [unit, size] of STEPS) {
    if (Math.abs(ms) < size) continue
    return new Intl.RelativeTimeFormat(TAG[language], { numeric: 'always' })
      .format(Math.trunc(ms / size), unit)
      .replaceAll("'", '’')
  }
  return language === 'fr' ? 'à l’instant' : 'just now'
}

/** A duration by its two largest units: `12 jours 4 h`, `3 h 20 min`, `4 min 10 s`. Nothing is rounded up. */
export function formatDuration(ms: number, language: Language): string {
  const total = Math.max(0, Math.floor(ms / 1000))
  const [days, hours, minutes, seconds] = [
    Math.floor(total / 86_400),
    Math.floor(total / 3_600) % 24,
    Math.floor(total / 60) % 60,
    total % 60,
  ]
  const word = language === 'fr' ? (days < 2 ? 'jour' : 'jours') : days === 1 ? 'day' : 'days'
  const of = (value: number, unit: string): string => `${value}${NO_BREAK}${unit}`
  if (days > 0) return hours === 0 ? of(days, word) : `${of(days, word)} ${of(hours, 'h')}`
  if (hours > 0) return minutes === 0 ? of(hours, 'h') : `${of(hours, 'h')} ${of(minutes, 'min')}`
  return minutes > 0 ? `${of(minutes, 'min')} ${of(seconds, 's')}` : of(seconds, 's')
}
