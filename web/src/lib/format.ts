/** How numbers, money and dates are written, in French and in English. Pure: the language is an argument. */
export type Language = 'fr' | 'en'

const TAG: Readonly<Record<Language, string>> = { fr: 'fr-FR', en: 'en-GB' }
const NARROW = '\u202f'
const NO_BREAK = '\u00a0'

/** What the browser puts between thousands. */
const GROUP: Readonly<Record<Language, string>> = { fr: '\u202f', en: ',' }

const numberFormats = new Map<string, Intl.NumberFormat>()
function numberFormat(language: Language, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = language + JSON.stringify(options)
  const found = numberFormats.get(key) ?? new Intl.NumberFormat(TAG[language], options)
  numberFormats.set(key, found)
  return found
}

/** A number with at most `digits` decimals (default 2), or exactly `digits` when `isFixed`. */
export function formatNumber(value: number, language: Language, digits = 2, isFixed = false): string {
  return numberFormat(language, { maximumFractionDigits: digits, minimumFractionDigits: isFixed ? digits : 0 }).format(
    value,
  )
}

/** Integer cents as euros: `12 500 €`, `12 500,50 €` (cents only where there are some), `€12,500`. */
export function formatEuros(cents: number, language: Language): string {
  const digits = cents % 100 === 0 ? 0 : 2
  const amount = numberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(
    Math.abs(cents) / 100,
  )
  const sign = cents < 0 ? '−' : ''
  return language === 'fr' ? `${sign}${amount}${NO_BREAK}€` : `${sign}€${amount}`
}

/** A number as it is typed in a field: grouped by thin spaces in both languages, so that a comma or a point is always a decimal one. */
export function formatTyped(value: number, language: Language, digits: number, isFixed = false): string {
  return formatNumber(value, language, digits, isFixed).replaceAll(GROUP[language], NARROW)
}

/** Integer cents as they are typed: `12 500` or `12 500,50`, without the sign. */
export function formatEurosInput(cents: number, language: Language): string {
  return formatTyped(cents / 100, language, 2, cents % 100 !== 0)
}

/** Ten-thousandths as a percentage: 8000 → `80 %`, 1250 → `12,5 %`. */
export function formatPercent(bp: number, language: Language): string {
  const value = formatNumber(bp / 100, language)
  return language === 'fr' ? `${value}${NO_BREAK}%` : `${value}%`
}

/** Bytes for people: `340 ko`, `2,5 Mo`. */
export function formatBytes(bytes: number, language: Language): string {
  const unit = language === 'fr' ? 'o' : 'B'
  const [size, prefix] = bytes >= 1_000_000 ? [bytes / 1_000_000, 'M'] : [bytes / 1_000, 'k']
  return `${formatNumber(size, language, size < 10 ? 1 : 0)}${NO_BREAK}${prefix}${unit}`
}

/** `a, b et c`. */
export function formatList(items: readonly string[], language: Language): string {
  return new Intl.ListFormat(TAG[language], { type: 'conjunction' }).format(items)
}
