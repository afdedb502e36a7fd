const DAY = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Europe/Paris',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
})

/** The calendar day of an instant in Paris, `YYYY-MM-DD`. */
export const dayInParis = (instant: Date): string => DAY.format(instant)

const TIME = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Paris', timeStyle: 'medium' })

/** The time of an instant on the clocks of Paris, `HH:MM:SS`. */
export const timeInParis = (instant: Date): string => TIME.format(instant)

/** The last second of a day in Paris, 23:59:59, whichever the offset then is: when calls close. */
export function endOfDayInParis(instant: Date): Date {
  const day = dayInParis(instant)
  const winter = new Date(`${day}T23:59:59+01:00`)
  return dayInParis(winter) === day ? winter : new Date(`${day}T23:59:59+02:00`)
}

const inWords = (locale: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat(locale, { timeZone: 'Europe/Paris', dateStyle: 'full', timeStyle: 'short' })

// Made once: making one takes longer than all else that a mail needs.
const INSTANT = { fr: inWords('fr-FR'), en: inWords('en-GB') }

/** An instant in words, in Paris: for mails. */
export const instantInParis = (instant: Date, locale: 'fr' | 'en'): string => INSTANT[locale].format(instant)
