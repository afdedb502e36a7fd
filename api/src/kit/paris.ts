const DAY = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Europe/Paris',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
})

/** The calendar day of an instant in Paris, `YYYY-MM-DD`. */
export const dayInParis = (instant: Date): string => DAY.format(instant)

const inWords = (locale: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat(locale, { timeZone: 'Europe/Paris', dateStyle: 'full', timeStyle: 'short' })

// Made once: making one takes longer than all else that a mail needs.
const INSTANT = { fr: inWords('fr-FR'), en: inWords('en-GB') }

/** An instant in words, in Paris: for mails. */
export const instantInParis = (instant: Date, locale: 'fr' | 'en'): string => INSTANT[locale].format(instant)
