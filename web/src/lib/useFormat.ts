import { formatBytes, formatEuros, formatList, formatNumber, formatPercent } from './format.ts'
import {
  formatDate,
  formatDay,
  formatDeadline,
  formatDuration,
  formatInstant,
  formatRelative,
  formatTime,
} from './formatDate.ts'
import { useLocale } from './useLocale.ts'

type DateStyle = Parameters<typeof formatDate>[2]

/** Money, numbers and dates in the language of the pages; used in a template, they follow a change of language. */
export function useFormat() {
  const { locale } = useLocale()
  return {
    /** Integer cents: `12 500 €`. */
    euros: (cents: number) => formatEuros(cents, locale.value),
    number: (value: number, digits?: number, isFixed?: boolean) => formatNumber(value, locale.value, digits, isFixed),
    /** Ten-thousandths: 8000 → `80 %`. */
    percent: (bp: number) => formatPercent(bp, locale.value),
    bytes: (bytes: number) => formatBytes(bytes, locale.value),
    list: (items: readonly string[]) => formatList(items, locale.value),
    /** A calendar day, `YYYY-MM-DD`. */
    day: (day: string, style?: DateStyle) => formatDay(day, locale.value, style),
    date: (instant: string, style?: DateStyle) => formatDate(instant, locale.value, style),
    time: (instant: string) => formatTime(instant, locale.value),
    /** `6 février 2023 à 23 h 59`. */
    instant: (instant: string, style?: DateStyle) => formatInstant(instant, locale.value, style),
    /** `lundi 6 février 2023 à 23 h 59, heure de Paris`. */
    deadline: (instant: string) => formatDeadline(instant, locale.value),
    relative: (instant: string, now: Date) => formatRelative(instant, now, locale.value),
    /** Milliseconds: `12 jours 4 h`. */
    duration: (ms: number) => formatDuration(ms, locale.value),
  }
}
